"""Killed with -9 at random moments while the site publishes, the service loses nothing and says nothing twice."""

from __future__ import annotations

from benchmarks.kill import run


def test_nothing_is_lost_or_said_twice() -> None:
    outcome = run(kills=6, seed=7)
    assert outcome.kills == 6
    assert outcome.indexed == outcome.stories
    assert outcome.missing == 0
    assert outcome.repeated <= outcome.kills
    assert outcome.most_repeats <= 1
    assert outcome.endings > 0
    assert outcome.endings_apart == 0
