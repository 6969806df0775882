"""What reading knows better than fetching of what became of a page: a wall that looks like a page, a paid story."""

from __future__ import annotations

from agents.page_outcomes import READ_SPACE, OutcomeCounter, PageOutcome
from agents.sites import site_of_url
from topics.records import Page
from topics.state import State

_BY_KIND = {
    "blocked": PageOutcome.BLOCKED,
    "consent": PageOutcome.CONSENT,
    "removed": PageOutcome.GONE,
    "another story": PageOutcome.GONE,
    "maintenance": PageOutcome.SERVER_ERROR,
}
"""By the kind of notice that stands in the place of a story."""


class ReadOutcomes:
    """Counts, by site, the pages that were fetched well and are something else; those of the web alone."""

    def __init__(self) -> None:
        self._counter = OutcomeCounter(READ_SPACE)

    async def refused(self, page: Page, reason: str, state: State) -> None:
        """Note a page that is no story."""
        await self._note(page, _BY_KIND.get(reason, PageOutcome.FETCHED), state)

    async def was_read(self, page: Page, *, paid: bool, state: State) -> None:
        """Note a story; a `paid` one is there in part."""
        await self._note(page, PageOutcome.PAYWALLED if paid else PageOutcome.FETCHED, state)

    async def _note(self, page: Page, outcome: PageOutcome, state: State) -> None:
        """Note an outcome where it says something: what is bad, and the first that is good again."""
        site = site_of_url(page.url)
        if not page.source:
            return
        if outcome is PageOutcome.FETCHED and (await self._counter.of(site, state)).last in (None, outcome):
            return
        await self._counter.count(site, outcome, page.fetched, state)
