"""The sources to look at, and the settings of the discover stage."""

from __future__ import annotations

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agents.sites import site_of_url, speaks_for
from topics.records import host_of, source_id, stable_id

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
    def fingerprint(self) -> str:
        """The same for two settings of a source that are looked at alike."""
        return stable_id(self.url, self.kind, str(self.interval), *sorted(self.sites), str(self.enabled))[:8]

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
    max_pages: int = Field(
        4, ge=0, description="Further pages of a feed that are read at one look, while the one before is all new."
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
