"""Carriers of every kind for tests, and small stages to run on them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from topics.carrier import Operations
from topics.catalogue import CANDIDATES, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.kafka.carrier import KafkaCarrier
from topics.observer import UNOBSERVED, Observer
from topics.records import Article, Candidate, Page
from topics.stage import Stage, stage
from topics.state import State

AnyCarrier = EmbeddedCarrier | KafkaCarrier


class MakeCarrier(Protocol):
    """Makes a carrier of one kind."""

    def __call__(self, stages: Sequence[Stage], *, observer: Observer = UNOBSERVED) -> AnyCarrier: ...


@dataclass
class Bus:
    """A carrier of one kind, and what its topics hold beside it."""

    make: MakeCarrier
    write: Callable[[str, bytes], Awaitable[None]]
    """Writes bytes to a topic (by its name), whatever they are."""
    operations: Operations
    """What is seen beside the carrier."""


def candidates(n: int) -> list[Candidate]:
    return [Candidate(url=f"https://example.com/{i}") for i in range(n)]


def page(candidate: Candidate) -> Page:
    return Page(id=candidate.url, url=candidate.url, final_url=candidate.url)


@stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=4)
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
    yield page(candidate)


def collect(into: list[str]) -> Stage:
    @stage(reads=(PAGES,), name="collect")
    async def collected(p: Page, state: State) -> AsyncIterator[Article]:
        into.append(p.id)
        return
        yield

    return collected


async def run_until_idle(carrier: AnyCarrier, horizon: float = 0.0) -> None:
    async with asyncio.timeout(60):
        running = asyncio.create_task(carrier.run())
        await carrier.idle(horizon)
        carrier.stop()
        await running
