"""What the pages of each site give: the share with a plausible body and how long it is, so that a fall is noticed."""

from __future__ import annotations

from datetime import datetime
from statistics import median

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from topics.state import Document, State

YIELDS = "yields"
"""State: the yield of each site, by its registered name."""

PLAUSIBLE = 100
"""Characters of a body that is more than a flash or a stray line."""

_RECENT = 20
"""Pages that are judged; fewer would raise an alarm about a row of photo pages."""

_USUAL = 100
"""Pages before them that they are measured against."""

_FALLEN, _RECOVERED = 0.6, 0.8
"""Parts of the usual share below which a site has fallen, and from which on it is well again."""

_SHORTENED = 0.4
"""Part of the usual median length below which bodies are cut: some layouts leave the first paragraph."""

log = structlog.get_logger()


class Yield(BaseModel):
    """The lengths of bodies that the pages of a site gave, oldest first; 0 where there was none."""

    model_config = ConfigDict(extra="ignore")

    site: str
    publisher: str | None = None
    usual: list[int] = Field(default_factory=list)
    """Not extended while the site has fallen, so that it stays what it is to come back to."""
    recent: list[int] = Field(default_factory=list)
    pages: int = 0
    last: datetime | None = None
    """When the last page was fetched."""
    fallen: datetime | None = None
    """Since when the pages give less than usual; None where all is well."""

    @property
    def share(self) -> float:
        """The share of the recent pages with a plausible body."""
        return _share(self.recent)

    @property
    def usual_share(self) -> float:
        return _share(self.usual)

    @property
    def length(self) -> int:
        """The median length, in characters, of the plausible bodies among the recent pages."""
        return _length(self.recent)

    @property
    def usual_length(self) -> int:
        return _length(self.usual)

    def add(self, length: int, fetched: datetime) -> None:
        """Take in one page."""
        self.pages += 1
        self.last = fetched
        self.recent.append(length)
        if len(self.recent) > _RECENT:
            left = self.recent.pop(0)
            if self.fallen is None:
                self.usual = [*self.usual, left][-_USUAL:]
        if len(self.recent) < _RECENT or len(self.usual) < _RECENT:
            return
        low = self.share < _FALLEN * self.usual_share or self.length < _SHORTENED * self.usual_length
        well = self.share >= _RECOVERED * self.usual_share and self.length >= _SHORTENED * self.usual_length
        if self.fallen is None and low:
            self.fallen = fetched
        elif self.fallen is not None and well:
            self.fallen = None


class Yields:
    """The yields of all sites; one for a process. What it counts survives in the state."""

    def __init__(self) -> None:
        self._sites: dict[str, Yield] = {}

    async def count(self, site: str, publisher: str | None, length: int, fetched: datetime, state: State) -> None:
        """Take in a page of a site, and log where its yield falls or recovers."""
        found = self._sites.get(site)
        if found is None:
            found = _yield(site, await state.get(YIELDS, site)) or Yield(site=site)
            found = self._sites.setdefault(site, found)  # another page may have been quicker
        before = found.fallen
        found.add(length, fetched)
        found.publisher = publisher or found.publisher
        facts = {
            "site": site,
            "publisher": found.publisher,
            "share": round(found.share, 2),
            "usual_share": round(found.usual_share, 2),
            "length": found.length,
            "usual_length": found.usual_length,
        }
        if before is None and found.fallen is not None:
            log.warning("pages give less than usual: has the layout changed?", **facts)
        elif before is not None and found.fallen is None:
            log.info("pages give as much as usual again", **facts)
        await state.put(YIELDS, site, found.model_dump(mode="json", exclude_none=True))


async def yields(state: State) -> list[Yield]:
    """The yields of all sites ever read, by name."""
    found = [_yield(site, document) async for site, document in state.scan(YIELDS)]
    return [one for one in found if one is not None]


def _yield(site: str, document: Document | None) -> Yield | None:
    if document is None:
        return None
    try:
        return Yield.model_validate({**document, "site": site})
    except ValidationError:
        return None


def _share(lengths: list[int]) -> float:
    return sum(length >= PLAUSIBLE for length in lengths) / len(lengths) if lengths else 0.0


def _length(lengths: list[int]) -> int:
    return int(median([length for length in lengths if length >= PLAUSIBLE] or [0]))
