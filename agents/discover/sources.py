"""The sources to look at, and the settings of the discover stage."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from agents.sites import site_of_url, speaks_for
from agents.urls import loggable
from topics.records import host_of, source_id

_SITE = re.compile(r"[^\s/?#@\\]+")
"""A host, with a port where it has one of its own."""


class SourceKind(StrEnum):
    """What is found at a source's address."""

    AUTO = "auto"
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


class SourceSetting(BaseModel):
    """One feed, sitemap or listing page to look at again and again."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(description="Address of the feed, sitemap or listing page (http or https).")
    publisher: str | None = Field(None, description="The outlet's name, for people.")
    section: str | None = Field(None, description="The section that the source covers, for people.")
    sites: list[str] = Field(
        default_factory=list,
        description="Sites that it speaks for beside its own, e.g. zdnet.co.kr for a feed on feedburner.com.",
    )
    kind: SourceKind = Field(SourceKind.AUTO, description="auto, feed, sitemap or listing; auto looks at the content.")
    interval: float | None = Field(
        None, gt=0, description="Seconds between two looks; without it, between the limits, by how much is new."
    )
    legacy_tls: bool = Field(
        False,
        description="Whether the TLS of its own sites may lack secure renegotiation (RFC 5746).",
    )
    enabled: bool = Field(True, description="False leaves the source alone without forgetting it.")

    @field_validator("url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        url = url.strip()
        if not url.lower().startswith(("http://", "https://")) or not host_of(url):
            raise ValueError("must be an http:// or https:// address")
        return url

    @field_validator("sites")
    @classmethod
    def _sites(cls, sites: list[str]) -> list[str]:
        found = [site_of_url(f"http://{site.strip()}/") for site in sites]
        for site, known in zip(sites, found, strict=True):
            if not known or not _SITE.fullmatch(site.strip()):
                raise ValueError(f"{site}: must be the name of a site, like zdnet.co.kr")
        return found

    @property
    def id(self) -> str:
        """What the source is called in records, state and logs."""
        return source_id(self.url)

    @property
    def own_sites(self) -> set[str]:
        """Its own site and those that it speaks for."""
        return {site_of_url(self.url), *self.sites}

    def speaks_for(self, url: str) -> bool:
        """Whether what the source says of an address is its own site's word."""
        return speaks_for(self.url, self.sites, url)


class DiscoverSettings(BaseModel):
    """How the sources are looked at."""

    model_config = ConfigDict(extra="forbid")

    min_interval: float = Field(60.0, gt=0, description="Seconds between two looks at a busy source, at least.")
    max_interval: float = Field(3600.0, gt=0, description="Seconds between two looks at a quiet source, at most.")
    max_backoff: float = Field(86_400.0, gt=0, description="Seconds between two looks at a failing source, at most.")
    max_bytes: int = Field(
        10_000_000, gt=0, description="Size limit of a feed or sitemap, in bytes after decompression."
    )
    sitemap_days: float = Field(
        30.0, gt=0, description="Of a plain sitemap, only addresses that changed within this many days are taken."
    )
    max_items: int = Field(
        1000, gt=0, description="New stories taken from one look at most; the rest waits for the next."
    )
    max_sitemaps: int = Field(
        10, gt=0, description="Sitemaps of one index that are read at one look, the newest first."
    )
    remember_days: float = Field(60.0, gt=0, description="Days for which an address counts as seen.")
    quiet_after_days: float | None = Field(
        7.0, gt=0, description="Stories older than this many days are stored but never alerted; none alerts all."
    )

    @model_validator(mode="after")
    def _ordered(self) -> DiscoverSettings:
        if self.min_interval > self.max_interval:
            raise ValueError("min_interval must not be larger than max_interval")
        return self


class SourceListError(ValueError):
    """The list of feeds is wrong; the message names the entry."""


def korean_feeds() -> list[SourceSetting]:
    """The starting list of Korean feeds; raises `SourceListError`."""
    return read_sources(resources.files("agents.discover").joinpath("korean_feeds.toml").read_text("utf-8"))


def read_sources(text: str, name: str = "korean_feeds.toml") -> list[SourceSetting]:
    """The `[[sources]]` of a TOML text; raises `SourceListError` naming the file and the entry."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceListError(f"{name}: {error}") from None
    entries = table.get("sources")
    if not isinstance(entries, list):
        raise SourceListError(f"{name}: needs [[sources]] entries")
    found: dict[str, SourceSetting] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            source = SourceSetting.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise SourceListError(f"{name}: sources entry {number}: {where}: {first['msg']}") from None
        if source.url in found:
            raise SourceListError(f"{name}: sources entry {number}: {loggable(source.url)} stands twice")
        found[source.url] = source
    return list(found.values())
