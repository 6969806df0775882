"""The starting list of Korean feeds, and where the address of each was seen."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

from pydantic import Field, ValidationError

from agents.discover.sources import SourceSetting
from agents.urls import loggable


class KoreanFeed(SourceSetting):
    """A feed of the starting list."""

    seen_in: str = Field(min_length=1, description="The public list that names the address: a repository and a file.")
    seen_on: date = Field(description="The day of that list; where it has none, the day on which it was read.")

    def setting(self) -> SourceSetting:
        """The source alone, as settings and records have it."""
        return SourceSetting.model_validate(self.model_dump(exclude={"seen_in", "seen_on"}))


class SourceListError(ValueError):
    """The list of feeds is wrong; the message names the entry."""


def korean_feeds() -> list[KoreanFeed]:
    """The starting list of Korean feeds; raises `SourceListError`."""
    return read_feeds(resources.files("agents.discover").joinpath("korean_feeds.toml").read_text("utf-8"))


def read_feeds(text: str, name: str = "korean_feeds.toml") -> list[KoreanFeed]:
    """The `[[sources]]` of a TOML text; raises `SourceListError` naming the file and the entry."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceListError(f"{name}: {error}") from None
    entries = table.get("sources")
    if not isinstance(entries, list):
        raise SourceListError(f"{name}: needs [[sources]] entries")
    found: dict[str, KoreanFeed] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            feed = KoreanFeed.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise SourceListError(f"{name}: sources entry {number}: {where}: {first['msg']}") from None
        if feed.url in found:
            raise SourceListError(f"{name}: sources entry {number}: {loggable(feed.url)} stands twice")
        found[feed.url] = feed
    return list(found.values())
