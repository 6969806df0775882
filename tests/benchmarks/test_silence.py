"""Sources of all rates that stop are told as silent in time, and those that go on are left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks import silence
from benchmarks.silence import MONTH, watch, worlds

SOURCES, WEEKS, SEED = 24, 40, 5


def test_sources_that_stop_are_told_within_twice_their_longest_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SHORTEST_LOOK", timedelta(hours=4))
    told = [watch(world) for world in worlds(SOURCES, WEEKS, SEED)]
    assert {one.world.kind for one in told} == {"one by one", "in batches", "weekly"}
    rates = [one.world.rate for one in told]
    assert max(rates) / min(rates) > 400
    assert sum(one.after is not None for one in told) >= 0.95 * SOURCES
    months = sum((one.watched for one in told), timedelta()) / MONTH
    assert months > 200
    assert sum(one.wrongly for one in told) <= months / 100
