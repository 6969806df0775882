"""The price of a request on which all workers agree, kept in the state and made anew now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from agents.discover.health import SourceHealth, sources_health
from agents.discover.known import KnownSources
from agents.discover.price import USUAL_PRICE, Share, price_of_a_request
from agents.discover.schedule import asked_for
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.discover.weeks import DAY
from topics.state import State

log = structlog.get_logger(__name__)

SCHEDULE = "schedule"
"""The state space of the price."""

_KEY = "price"

HOLDS = 3600.0
"""Seconds for which a price holds: what is new is shared in soon, and all sources are read no more often."""


class KeptPrice(BaseModel):
    """A price with what it was made of; others apply elsewhere."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    price: float = Field(gt=0)
    made: AwareDatetime
    requests_per_day: float

    def holds(self, requests_per_day: float, moment: datetime) -> bool:
        """Whether it was made a short time ago; a time to come was written by a clock that was ahead."""
        return self.requests_per_day == requests_per_day and 0 <= (moment - self.made).total_seconds() < HOLDS


class SharedPrice:
    """Knows what a request is worth, in story-seconds."""

    def __init__(self) -> None:
        self._known: KeptPrice | None = None
        self._making = asyncio.Lock()

    async def at(self, moment: datetime, sources: KnownSources, state: State) -> float:
        """The price at a moment; reads the state of all sources where there is a budget and no price of it holds."""
        budget = sources.settings.requests_per_day
        if budget is None:
            return USUAL_PRICE
        async with self._making:
            if self._known is None or not self._known.holds(budget, moment):
                self._known = await _kept(state)
            if self._known is None or not self._known.holds(budget, moment):
                price = await _made(sources, budget, state, moment)
                self._known = KeptPrice(price=price, made=moment, requests_per_day=budget)
                await state.put(SCHEDULE, _KEY, self._known.model_dump(mode="json"))
            return self._known.price


async def _made(sources: KnownSources, requests_per_day: float, state: State, moment: datetime) -> float:
    """A new price, of all sources that are looked at by it."""
    looked_at = [source for source in (await sources.all(state)).values() if source.enabled]
    known = {health.source: health for health in await sources_health(state)}
    healths = [known.get(source.id) or SourceHealth(source=source.id) for source in looked_at if not source.interval]
    shares = [share_of(health, sources.settings) for health in healths if not health.failures]
    if not shares:
        return USUAL_PRICE
    budget = left_to_share(requests_per_day, looked_at)
    price = await asyncio.to_thread(price_of_a_request, shares, budget, moment)
    log.debug("budget shared", sources=len(shares), requests_per_day=budget, price=price)
    return price


async def _kept(state: State) -> KeptPrice | None:
    try:
        return KeptPrice.model_validate(await state.get(SCHEDULE, _KEY))
    except ValidationError:
        return None


def left_to_share(requests_per_day: float, sources: Collection[SourceSetting]) -> float:
    """What sources with an interval of their own leave of the budget to the others, which share it."""
    return max(requests_per_day - sum(DAY / source.interval for source in sources if source.interval), 0.0)


def share_of(health: SourceHealth, settings: DiscoverSettings) -> Share:
    """What a source brings into the sharing of the budget."""
    shortest = max(settings.min_interval, asked_for(health, settings))
    return Share(health.rhythm.rates, health.requests or 1.0, shortest, max(settings.max_interval, shortest))
