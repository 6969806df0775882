"""The sources to look at, and the settings of the discover stage."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agents.outside_values import looked_up
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
    OPENDART = "opendart"
    """The disclosures of companies, by the key of a user of OpenDART."""
    NAVER = "naver"
    """Naver's news search, by the keys of an application of the user's."""


@dataclass(frozen=True, slots=True)
class _Service:
    """What a source that is a service with keys needs."""

    address: str
    """Where it is, unless the settings say otherwise."""
    sites: tuple[str, ...]
    """The sites that it speaks for."""
    needs: frozenset[str]
    """The settings without which it cannot be asked."""
    requests_per_day: int
    """Half of what it allows a key, so that a second use of the key has its share."""


_SERVICES = {
    SourceKind.OPENDART: _Service("https://opendart.fss.or.kr/api", ("fss.or.kr",), frozenset({"key"}), 10_000),
    SourceKind.NAVER: _Service(
        "https://openapi.naver.com/v1/search/news.json", (), frozenset({"key", "secret", "words"}), 12_500
    ),
}
"""OpenDART allows 20,000 requests a day (status 020 of its guide), Naver's search 25,000 (its API's guide)."""


KEY_FILES = ("key_file", "secret_file")
"""The fields that name files."""


class SourceSetting(BaseModel):
    """One feed, sitemap or listing page to look at again and again."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        description="Address of the feed, sitemap or listing page (http or https); services with keys have one."
    )
    publisher: str | None = Field(None, description="The outlet's name, for people.")
    section: str | None = Field(None, description="The section that the source covers, for people.")
    sites: list[str] = Field(
        default_factory=list,
        description="Sites that it speaks for beside its own, e.g. zdnet.co.kr for a feed on feedburner.com.",
    )
    kind: SourceKind = Field(
        SourceKind.AUTO, description="auto, feed, sitemap, listing, opendart or naver; auto looks."
    )
    interval: float | None = Field(
        None,
        gt=0,
        description="Seconds between two looks, unless it asks for more itself; without it, as it publishes.",
    )
    legacy_tls: bool = Field(
        False,
        description="Whether the TLS of its own sites may lack secure renegotiation (RFC 5746).",
    )
    enabled: bool = Field(True, description="False leaves the source alone without forgetting it.")
    words: list[str] = Field(default_factory=list, description="What to search for, of kind naver.", max_length=100)
    key_env: str | None = Field(None, description="Environment variable with the key of an opendart or naver source.")
    key_file: Path | None = Field(None, description="File with that key, in its place.")
    secret_env: str | None = Field(None, description="Environment variable with the secret of a naver source.")
    secret_file: Path | None = Field(None, description="File with that secret, in its place.")
    requests_per_day: int | None = Field(
        None, gt=0, description="Requests of a day to an opendart or naver source; without it half of its limit."
    )

    @model_validator(mode="before")
    @classmethod
    def _with_address(cls, data: Any) -> Any:
        """A service with keys is where it always is, unless another address is given."""
        if isinstance(data, dict) and "url" not in data and (service := _SERVICES.get(data.get("kind", ""))):
            return {**data, "url": service.address}
        return data

    @model_validator(mode="after")
    def _whole(self) -> SourceSetting:
        given = {
            "key": self.key_env or self.key_file,
            "secret": self.secret_env or self.secret_file,
            "words": self.words,
            "requests_per_day": self.requests_per_day,
        }
        service = _SERVICES.get(self.kind)
        takes = service.needs | {"requests_per_day"} if service else frozenset[str]()
        for name, value in given.items():
            if value and name not in takes:
                raise ValueError(f"a source of kind {self.kind} takes no {name}")
            if not value and service and name in service.needs:
                ways = name if name == "words" else f"{name}_env or {name}_file"
                raise ValueError(f"a source of kind {self.kind} needs {ways}")
        if (self.key_env and self.key_file) or (self.secret_env and self.secret_file):
            raise ValueError("give the variable or the file, not both")
        return self

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
    def speaks_for_sites(self) -> list[str]:
        """The sites that it speaks for beside its own."""
        service = _SERVICES.get(self.kind)
        return [*self.sites, *service.sites] if service else self.sites

    @property
    def fingerprint(self) -> str:
        """The same for two settings of a source that are looked at alike."""
        return stable_id(self.model_dump_json(exclude_defaults=True, exclude={"publisher", "section"}))[:8]

    @property
    def own_sites(self) -> set[str]:
        """Its own site and those that it speaks for."""
        return {site_of_url(self.url), *self.speaks_for_sites}

    def speaks_for(self, url: str) -> bool:
        """Whether what the source says of an address is its own site's word."""
        return speaks_for(self.url, self.speaks_for_sites, url)

    def key(self) -> str:
        """The key of a service; raises `LookupError` where the variable or file is not there."""
        return looked_up(self.key_env, self.key_file)

    def keys(self) -> Mapping[str, Callable[[], str]]:
        """How to look up what a service needs: `key`, `secret` or both; nothing for other sources."""
        needs = _SERVICES[self.kind].needs if self.kind in _SERVICES else ()
        return {name: look for name, look in (("key", self.key), ("secret", self.secret)) if name in needs}

    def secret(self) -> str:
        """The secret of a service; raises `LookupError` where the variable or file is not there."""
        return looked_up(self.secret_env, self.secret_file)

    @property
    def most_requests(self) -> int:
        """Requests of a day to a service with keys."""
        return self.requests_per_day or _SERVICES[self.kind].requests_per_day


class DiscoverSettings(BaseModel):
    """How the sources are looked at."""

    model_config = ConfigDict(extra="forbid")

    requests_per_day: float | None = Field(
        None,
        gt=0,
        description="Requests a day to look at all sources together, on average; without it, as many as are worth it.",
    )
    min_interval: float = Field(60.0, gt=0, description="Seconds between two looks at a source, at least.")
    max_interval: float = Field(43_200.0, gt=0, description="Seconds between two looks at a source, at most.")
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
    edits_a_day: int = Field(
        4, ge=0, description="How often a day a story is read again since its own site says that it was edited."
    )
    quiet_after_days: float | None = Field(
        7.0, gt=0, description="Stories older than this many days are stored but never alerted; none alerts all."
    )

    @model_validator(mode="after")
    def _ordered(self) -> DiscoverSettings:
        if self.min_interval > self.max_interval:
            raise ValueError("min_interval must not be larger than max_interval")
        return self
