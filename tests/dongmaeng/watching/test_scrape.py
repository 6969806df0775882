"""A scrape answers whatever is dead, and tells what it could not look up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from dongmaeng.watching import scrape
from dongmaeng.watching.scrape import Part, Scrape, Values


def lines(registry: CollectorRegistry) -> list[str]:
    return [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]


async def test_what_cannot_be_had_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrape, "LONGEST", 0.05)
    registry = CollectorRegistry()
    answers: list[object] = [{"clean": 3.0}, RuntimeError("dead"), None, {"clean": 5.0}]

    async def lag() -> Sequence[Values]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            await asyncio.Event().wait()
        assert isinstance(answer, dict)
        return [answer]

    async def sources() -> Sequence[Values]:
        return [{"well": 1.0}]

    parts = [
        Part("positions", [Gauge("lag", "Lag.", ("stage",), registry=registry)], lag),
        Part("sources", [Gauge("sources", "Sources.", ("state",), registry=registry)], sources),
    ]
    looks = Scrape(registry, parts)
    seen = []
    for _ in range(4):
        await looks.tell()
        seen.append(lines(registry))
    well = 'dongmaeng_scrape_errors{part="positions"} 0.0'
    ill = 'dongmaeng_scrape_errors{part="positions"} 1.0'
    rest = ['sources{state="well"} 1.0', 'dongmaeng_scrape_errors{part="sources"} 0.0']
    assert [sorted(found) for found in seen] == [
        sorted(['lag{stage="clean"} 3.0', well, *rest]),
        sorted([ill, *rest]),
        sorted([ill, *rest]),
        sorted(['lag{stage="clean"} 5.0', well, *rest]),
    ]


async def test_a_label_that_is_gone_is_told_no_more() -> None:
    registry = CollectorRegistry()
    found = [{"a": 1.0, "b": 2.0}, {"b": 2.0}]

    async def look() -> Sequence[Values]:
        return [found.pop(0)]

    looks = Scrape(registry, [Part("p", [Gauge("g", "G.", ("label",), registry=registry)], look)])
    await looks.tell()
    await looks.tell()
    assert [line for line in lines(registry) if line.startswith("g")] == ['g{label="b"} 2.0']
