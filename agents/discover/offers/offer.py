"""One thing that a site offers to be looked at, and what a look at it gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from agents.discover.contents import Form, Item
from agents.discover.look import Look
from agents.discover.offers.known_places import known_places
from agents.discover.sources import SourceKind, SourceSetting
from agents.sites import site_of_url, speaks_for
from agents.urls import article_id

_STALE = timedelta(days=30)
"""Without a story for that long, a feed was likely left behind when the site moved on."""

_RECENT = timedelta(days=2)
"""What a news sitemap covers, and a busy feed."""

_MOST_COMPARED = 2_000
"""Stories of each that are compared with those of others; sitemaps hold up to 50,000."""

_NEARLY_ALL = 0.9
"""Share of the stories that must stand on one other site for the offer to be that site's."""


class Found(StrEnum):
    """How an address was come by."""

    GIVEN = "given"
    HEAD = "named in the page's head"
    LINK = "linked on the page"
    ROBOTS = "named in robots.txt"
    USUAL = "a usual path"
    SECTION = "a section of the site"


@dataclass(frozen=True, slots=True)
class Place:
    """An address that is worth a try."""

    url: str
    found: Found
    kind: SourceKind = SourceKind.AUTO
    title: str = ""


@dataclass(slots=True)
class Offer:
    """What one look at a place gave, with what that makes of it beside the others."""

    place: Place
    form: Form
    items: Sequence[Item]
    seen: datetime
    """When it was looked at."""
    fault: str | None = None
    title: str | None = None
    """What it calls itself."""
    same_as: str | None = None
    """The address of a better offer that gives the same stories."""
    covers: int = 0
    """Other offers whose stories it gives too."""
    left_behind: bool = False
    """Whether its newest story is a month old, and others of the site have some that it lacks."""
    sites: list[str] = field(default_factory=list)
    """The other site that its stories stand on, where it is one and the site itself led here."""
    foreign: bool = False
    """Whether most of its stories stand on other sites than the one that the person began at."""
    elsewhere: str | None = None
    """The other site that its stories stand on, where nothing but the offer says that it speaks for it."""

    @classmethod
    def of(cls, place: Place, look: Look, seen: datetime) -> Offer | None:
        """The offer of a look; None where it gave no story."""
        if look.form is None or not look.items:
            return None
        return cls(place, look.form, look.items, seen, look.fault, look.title)

    @property
    def url(self) -> str:
        return self.place.url

    @property
    def newest(self) -> datetime | None:
        """The time of its newest story, as far as it tells times."""
        return max((item.freshness for item in self.items if item.freshness), default=None)

    @property
    def last(self) -> list[Item]:
        """Its stories, the newest first where it tells times, else in its own order."""
        oldest = datetime.min.replace(tzinfo=self.seen.tzinfo)
        return sorted(self.items, key=lambda item: item.freshness or oldest, reverse=True)

    @property
    def recent(self) -> int:
        """How many stories it has of the last two days."""
        return sum(item.freshness is not None and self.seen - item.freshness <= _RECENT for item in self.items)

    @property
    def is_stale(self) -> bool:
        """Whether its newest story is a month old."""
        return self.newest is not None and self.seen - self.newest > _STALE

    @property
    def says_all(self) -> bool:
        """Whether its address or title says that it gives all stories."""
        said = f"{self.url} {self.place.title} {self.title or ''}".lower()
        return any(word in said for word in known_places().feeds.all_stories)

    def stories(self) -> dict[str, datetime | None]:
        """Its latest stories by article id, with their times."""
        return {article_id(item.url): item.freshness for item in self.last[:_MOST_COMPARED]}

    def settle_sites(self, given: str) -> None:
        """Say for which other site it speaks, where a person began at `given`.

        For that site itself, where the person was led here by it; for any other only if the person says so.
        """
        sites = Counter(site_of_url(item.url) for item in self.items)
        began = site_of_url(given)
        self.foreign = self.place.found is not Found.GIVEN and sites[began] < len(self.items) / 2
        site, count = sites.most_common(1)[0]
        if not site or count < _NEARLY_ALL * len(self.items) or speaks_for(self.url, (), f"http://{site}/"):
            return
        if site == began and self.place.found is not Found.GIVEN:
            self.sites = [site]
        else:
            self.elsewhere = site

    def setting(self, publisher: str | None = None, sites: Sequence[str] = ()) -> SourceSetting:
        """The source to watch."""
        kind = SourceKind.LISTING if self.form is Form.LISTING else SourceKind.AUTO
        return SourceSetting(url=self.url, publisher=publisher, kind=kind, sites=sorted({*self.sites, *sites}))
