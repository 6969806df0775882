"""Records that should have arrived and have not: they are fetched again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog
from aiokafka import TopicPartition

from topics.kafka.era import Era, Part
from topics.kafka.source import Arrived, FaustSource, NotAssigned

log = structlog.get_logger(__name__)

LOOK = 2.0  # seconds between looks whether something that should have arrived has not, or has not arrived again
AGAIN = (3, 6, 12, 24, 48, 96)
"""After so many looks at which nothing had arrived it is fetched again; the watchdog ends what that does not help."""


class Missing:
    """Fetches again what one stage in one lane lacks; with growing patience, for slow lines."""

    def __init__(self, group: str, source: FaustSource) -> None:
        self._group = group
        self._source = source
        self._looks: dict[TopicPartition, tuple[int, int]] = {}

    async def passed_over(self, arrived: Arrived, part: Part) -> bool:
        """Whether records before this one did not arrive; then they are fetched again, and this one with them."""
        offset, moment = part.again
        if offset == part.track.next and time.monotonic() < moment + LOOK:
            return True  # they are on their way; to go back for each that follows would undo it each time
        exists = await self._source.first_at(arrived.place, part.track.next)
        if exists >= arrived.offset:
            return False
        log.info("records passed over, fetching again", group=self._group, place=str(arrived.place), offset=exists)
        await self._source.go_back(arrived.place, part.track.next)
        part.again = part.track.next, time.monotonic()  # from now on: to ask and to go back may have taken long
        return True

    async def look_for_ever(self, at_rest: Callable[[], Era | None]) -> None:
        """Fetch again what is on the cluster, is ours and did not arrive, looking whenever there is an era at rest."""
        while True:
            await asyncio.sleep(LOOK)
            if (era := at_rest()) is not None:
                await self._look(era)

    async def _look(self, era: Era) -> None:
        try:
            ends = await self._source.ends()
            for place, end in ends.items():
                part = era.parts.get(place)
                following = part.track.next if part else await self._source.position(place)
                before, times = self._looks.get(place, (following, 0))
                times = times + 1 if following < end and following == before else 1
                self._looks[place] = following, times
                if following < end and times in AGAIN:
                    log.info("records did not arrive, fetching again", group=self._group, place=str(place))
                    await self._source.go_back(place, following)
                if part and part.track.position == end and await self._source.position(place) < end:
                    await self._source.commit({place: end})  # a commit that failed
        except NotAssigned:
            return
