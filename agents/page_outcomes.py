"""What became of the pages asked for at each site, so that one that shuts us out or asks for money is noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from topics.state import Document, State

FETCHED_SPACE = "fetch outcomes"
"""State: what fetching came to, by site."""

READ_SPACE = "read outcomes"
"""State: what reading knows better of pages that were fetched, by site."""

_KEPT = 50
"""Pages of a site: a day of a small outlet, some 2 kB."""

_FORGOTTEN_AFTER = timedelta(days=60)
"""Without a page: longer than a weekly pauses; whoever names many sites once leaves nothing behind."""

_LONGEST_NAME = 260
"""Characters of a host's name (RFC 1035: 253) with a port."""

_MOST_SITES = 2_000
"""In memory; of the others the state is asked."""


class PageOutcome(StrEnum):
    """What became of one page that was asked for."""

    FETCHED = "fetched"
    BLOCKED = "blocked"
    """Refused to us (401, 403, 451), or a check for robots in the page's place."""
    PAYWALLED = "paywalled"
    CONSENT = "consent"
    """A wall that asks for consent to cookies in the page's place."""
    GONE = "gone"
    """Not there, whatever the status says: 404, 410, a page that says so, a redirect to the front page."""
    ROBOTS = "robots"
    """Not allowed by robots.txt, or that could not be had."""
    TOLD_TO_WAIT = "told to wait"
    TIMED_OUT = "timed out"
    SERVER_ERROR = "server error"
    UNREACHABLE = "unreachable"
    """No connection, or no answer that could be read."""
    OTHER = "other"
    """An answer that is no page: a file, too large, a status without a name here."""


class SiteOutcomes(BaseModel):
    """What became of the last pages of a site, the oldest first; times are aware."""

    model_config = ConfigDict(extra="ignore")

    site: str
    """As `agents.sites.site_of_url` names it."""
    moments: list[float] = Field(default_factory=list)
    """When each ended, in seconds since 1970; for a page that was fetched its `fetched`."""
    outcomes: list[PageOutcome] = Field(default_factory=list)
    """Of each, by its place in `moments`."""
    since: datetime | None = None
    """When the first of the last ones ended that all came to the same, however many they were."""

    @property
    def last(self) -> PageOutcome | None:
        return self.outcomes[-1] if self.outcomes else None

    @property
    def run(self) -> int:
        """How many of the last pages kept here came to the same."""
        others = (n for n, outcome in enumerate(reversed(self.outcomes)) if outcome is not self.last)
        return next(others, len(self.outcomes))

    @property
    def counts(self) -> Counter[PageOutcome]:
        """How many of the pages kept here came to what."""
        return Counter(self.outcomes)

    def add(self, outcome: PageOutcome, moment: datetime) -> None:
        """Take in one page."""
        if self.since is None or outcome is not self.last:
            self.since = moment
        self.moments = [*self.moments, moment.timestamp()][-_KEPT:]
        self.outcomes = [*self.outcomes, outcome][-_KEPT:]


class OutcomeCounter:
    """Counts for one stage what became of pages; what it counts survives in the state."""

    def __init__(self, space: str) -> None:
        self._space = space
        self._sites: dict[str, SiteOutcomes] = {}

    async def count(self, site: str, outcome: PageOutcome, moment: datetime, state: State) -> None:
        """Take in a page of a site; one without a name, or with a longer one than hosts have, is left out."""
        if not 0 < len(site) <= _LONGEST_NAME:
            return
        found = await self.of(site, state)
        found.add(outcome, moment)
        expires = moment + _FORGOTTEN_AFTER
        await state.put(self._space, site, found.model_dump(mode="json", exclude_none=True), expires=expires)

    async def of(self, site: str, state: State) -> SiteOutcomes:
        """What is known of a site."""
        found = self._sites.get(site)
        if found is None:
            found = _outcomes(site, await state.get(self._space, site)) or SiteOutcomes(site=site)
            found = self._sites.setdefault(site, found)  # another page may have been quicker
            if len(self._sites) > _MOST_SITES:
                del self._sites[next(iter(self._sites))]
        return found


async def outcomes(state: State) -> list[SiteOutcomes]:
    """What became of the last pages of all sites, by name: what fetching came to, or what reading knows better."""
    read = await _all(READ_SPACE, state)
    return [corrected(found, read.get(site)) for site, found in (await _all(FETCHED_SPACE, state)).items()]


def corrected(fetched: SiteOutcomes, read: SiteOutcomes | None) -> SiteOutcomes:
    """The outcomes of fetching with those in their place that reading knows better, page by page."""
    if read is None:
        return fetched
    better = dict(zip(read.moments, read.outcomes, strict=True))
    merged = [better.get(at, outcome) for at, outcome in zip(fetched.moments, fetched.outcomes, strict=True)]
    found = SiteOutcomes(site=fetched.site, moments=fetched.moments, outcomes=merged)
    if found.run == len(merged):
        starts = (one.since for one in (fetched, read) if one.since is not None and one.last is found.last)
        found.since = min(starts, default=None)
    elif merged:
        found.since = datetime.fromtimestamp(found.moments[-found.run], UTC)
    return found


async def _all(space: str, state: State) -> Mapping[str, SiteOutcomes]:
    found = [_outcomes(site, document) async for site, document in state.scan(space)]
    return {one.site: one for one in found if one is not None}


def _outcomes(site: str, document: Document | None) -> SiteOutcomes | None:
    if document is None:
        return None
    try:
        found = SiteOutcomes.model_validate({**document, "site": site})
    except ValidationError:
        return None
    return found if len(found.moments) == len(found.outcomes) else None
