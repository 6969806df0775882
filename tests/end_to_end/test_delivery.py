"""Killed with -9 while receivers are bad in every way, the service brings every message to its endpoint, on each bus."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kill_alerts import Bus, run
from tests.command_line import CommandLine
from tests.end_to_end.homes import home

__all__ = ["home"]

pytestmark = pytest.mark.long

KILLS = 5


def test_each_message_arrives_once_in_order_and_on_time(home: tuple[CommandLine, str], tmp_path: Path) -> None:
    command_line, settings = home
    # After a kill, a cluster gives the partitions to the next worker only when the session is over.
    bus = Bus(settings, longest_life=20.0 if settings else 6.0)
    outcome = run(command_line.home, bus, kills=KILLS, seed=11)
    assert outcome.acknowledged == outcome.due
    assert outcome.strange == 0
    assert outcome.repeated <= outcome.kills * 8  # those under way when the service was killed
    assert outcome.refused == outcome.ended > 0
    assert outcome.out_of_order == 0
    assert outcome.delayed == 0
    assert outcome.unlogged == 0
