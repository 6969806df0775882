"""Which messages of an alliance each endpoint was given: what comes next follows them up, in order."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

from agents.alert.deliveries import KEPT
from topics.records import Part
from topics.state import State

THREADS_SPACE = "threads"

MOST_PLACES = 50
"""Messages of one alliance to one endpoint that are remembered, the latest: a repeat comes soon."""

LONGEST_GAP = KEPT - timedelta(days=10)
"""A message that was given longer ago may be forgotten, so that nothing may wait for it."""


class Place(Part):
    """Where a message stands among those of its alliance to its endpoint."""

    number: int
    after: str | None = None
    thread: str | None = None


class Thread(Part):
    """The messages of one alliance to one endpoint."""

    first: str | None = None
    last: str | None = None
    given: datetime | None = None
    """When the last one was given."""
    count: int = 0
    places: dict[str, Place] = Field(default_factory=dict)
    """By message id, in order."""

    def place(self, id: str, moment: datetime, *, corrects: bool) -> Place:
        """Where a message stands: at the end, unless it is a repeat; what only corrects is followed by nothing."""
        if id in self.places:
            return self.places[id]
        recent = self.given is not None and moment - self.given < LONGEST_GAP
        place = Place(number=self.count, after=self.last if recent else None, thread=self.first)
        self.count += 1
        self.places[id] = place
        for oldest in list(self.places)[:-MOST_PLACES]:
            del self.places[oldest]
        if not corrects:
            self.first, self.last, self.given = self.first or id, id, moment
        return place


class Threads(Part):
    """The messages of one alliance, by endpoint."""

    of: dict[str, Thread] = Field(default_factory=dict)

    def to(self, endpoint: str) -> Thread:
        """Those to one endpoint."""
        return self.of.setdefault(endpoint, Thread())

    def knows(self, endpoint: str) -> bool:
        """Whether the endpoint was told of the alliance."""
        return endpoint in self.of and self.of[endpoint].first is not None


async def read_threads(state: State, alliance: str) -> Threads:
    document = await state.get(THREADS_SPACE, alliance)
    return Threads() if document is None else Threads.model_validate(document)


async def write_threads(state: State, alliance: str, threads: Threads, moment: datetime) -> None:
    await state.put(THREADS_SPACE, alliance, threads.model_dump(mode="json"), expires=moment + KEPT)
