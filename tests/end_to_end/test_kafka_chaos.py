"""Two workers on Kafka are killed, stopped, frozen and started at random; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.chaos_records import run
from benchmarks.chaos_worker import PAUSE_VARIABLE
from benchmarks.chaos_workers import LEAST_EVENTS

pytestmark = pytest.mark.long

RECORDS = 20_000


async def test_nothing_is_lost_whatever_becomes_of_the_workers(
    kafka_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PAUSE_VARIABLE, "0.005")
    outcome = await run(kafka_address, tmp_path, seconds=30, records=RECORDS, seed=7, every=(0.3, 2.0))
    assert outcome.events.total() >= LEAST_EVENTS
    assert outcome.delivered == RECORDS
    assert outcome.behind == 0
    assert outcome.at_end == outcome.partitions
    assert outcome.events["watchdog"] == 0
