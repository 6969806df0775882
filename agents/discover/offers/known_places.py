"""The data table `places.toml`: where sites keep feeds, sitemaps and lists of stories."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError


def _path(path: str) -> str:
    if not path.startswith("/"):
        raise ValueError(f"{path!r} must begin with /")
    return path


def _word(word: str) -> str:
    if not word or word != word.lower().strip():
        raise ValueError(f"{word!r} must be in lower case, without space around it")
    return word


_Paths = Annotated[list[Annotated[str, AfterValidator(_path)]], Field(min_length=1)]
_Words = Annotated[list[Annotated[str, AfterValidator(_word)]], Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paths(_Table):
    """Paths that are tried where a site names nothing itself."""

    feeds: _Paths
    sitemaps: _Paths


class FeedWords(_Table):
    """By what links to feeds are known."""

    types: _Words
    words: _Words
    not_stories: _Words
    all_stories: _Words


class Section(_Table):
    """A kind of page that lists stories, by the text or the path of the link to it."""

    name: str = Field(min_length=1)
    words: _Words
    segments: _Words


class KnownPlaces(_Table):
    """The whole table; sections stand in the order in which they are tried."""

    paths: Paths
    feeds: FeedWords
    sections: Sequence[Section] = Field(min_length=1)


class PlacesError(ValueError):
    """The table of places is wrong; the message names the entry."""


@cache
def known_places() -> KnownPlaces:
    """The table as shipped; raises `PlacesError`."""
    return read_places(resources.files("agents.discover.offers").joinpath("places.toml").read_text("utf-8"))


def read_places(text: str) -> KnownPlaces:
    """The table in a TOML text; raises `PlacesError`."""
    try:
        return KnownPlaces.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PlacesError(f"places.toml: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PlacesError(f"places.toml: {where}: {first['msg']}") from None
