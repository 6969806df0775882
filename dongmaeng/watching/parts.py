"""What is looked up of a service: where records wait, how sources and endpoints stand, what the processes use."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge

from agents.alert.standing import Standing, endpoint_states
from dongmaeng.source_troubles import TroubleKind, judge
from dongmaeng.watched_sources import WatchedSource, watched_sources
from dongmaeng.watching.scrape import Look, Part, Values
from topics.records import now

if TYPE_CHECKING:
    from dongmaeng.service import Pipeline

SOURCES_HOLD = 300.0
"""Seconds for which the states of the sources hold, as for notices of them: what is wrong has lasted for hours."""

PAUSED, NEVER_LOOKED_AT, WELL = "paused", "new", "well"
SOURCE_STATES = (WELL, NEVER_LOOKED_AT, PAUSED, *TroubleKind)


def parts_of(pipeline: Pipeline, registry: CollectorRegistry) -> Iterator[Part]:
    """The parts of what the stages of this process do."""
    carrier = pipeline.carrier
    stages = {stage.name for stage in pipeline.stages}

    def gauge(name: str, help: str, label: str) -> Gauge:
        return Gauge(f"dongmaeng_{name}", help, (label,), registry=registry)

    async def positions() -> Sequence[Values]:
        own = [position for position in await carrier.positions() if position.stage in stages]
        return [{p.stage: p.lag for p in own}, {p.stage: p.waiting for p in own}]

    lag = gauge("stage_lag_records", "Records that a stage has not handled yet.", "stage")
    waiting = gauge("stage_waiting_records", "Records that a stage takes up again later.", "stage")
    yield Part("positions", [lag, waiting], positions)

    async def oldest() -> Sequence[Values]:
        return [dict.fromkeys(stages, 0.0) | {s: age for s, age in (await carrier.oldest()).items() if s in stages}]

    yield Part("oldest", [gauge("stage_oldest_seconds", "Age of the oldest record not handled.", "stage")], oldest)

    async def set_aside() -> Sequence[Values]:
        return [dict.fromkeys(stages, 0) | {s: n for s, n in (await carrier.set_aside()).items() if s in stages}]

    yield Part("quarantine", [gauge("quarantine_records", "Records that are set aside.", "stage")], set_aside)
    if "discover" in stages:
        yield Part("sources", [gauge("sources", "Sources by how they stand.", "state")], _sources(pipeline))
    if "deliver" in stages:
        standing = gauge("endpoints", "Endpoints by how they stand.", "standing")
        yield Part("endpoints", [standing], _endpoints(pipeline))

    async def troubles() -> Sequence[Values]:
        return [{"trouble": len(carrier.troubles), "standing": len(carrier.standing)}]

    kinds = gauge("troubles", "What stands in the way of the work, and partitions that do not move.", "kind")
    yield Part("troubles", [kinds], troubles)


def _sources(pipeline: Pipeline) -> Look:
    held: tuple[float, Values] = float("-inf"), {}

    async def sources() -> Sequence[Values]:
        nonlocal held
        if time.monotonic() - held[0] > SOURCES_HOLD:
            counts = Counter(map(state_of, await watched_sources(pipeline.carrier.state, pipeline.sources)))
            held = time.monotonic(), {state: counts[state] for state in SOURCE_STATES}
        return [held[1]]

    return sources


def state_of(source: WatchedSource) -> str:
    """How a source stands, in a word."""
    if not source.setting.enabled:
        return PAUSED
    if source.health is None or source.health.last_look is None:
        return NEVER_LOOKED_AT
    wrong = {trouble.kind for trouble in judge(source, now()).wrong}
    return next((kind for kind in TroubleKind if kind in wrong), WELL)


def _endpoints(pipeline: Pipeline) -> Look:
    async def endpoints() -> Sequence[Values]:
        state = pipeline.carrier.state
        stopped = {one.id: one for one in await endpoint_states(state)}
        found = [
            stopped[id].standing(endpoint) if id in stopped else Standing.OPEN
            for id, endpoint in (await pipeline.endpoints.all(state)).items()
            if endpoint.enabled
        ]
        return [{standing: found.count(standing) for standing in Standing}]

    return endpoints
