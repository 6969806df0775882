"""A budget: who has used more than a share in the long run is put off, and nobody else."""

from __future__ import annotations

import pytest

from agents.budget import Budget
from topics.outcome import Retry


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_flood_has_its_share_in_the_long_run_and_each_record_is_put_off_about_once() -> None:
    clock = Clock()
    budget = Budget("busy", at_once=3.0, a_second=1.0, clock=clock)
    coming = [(clock.now, record) for record in range(1_000)]
    tries = used = 0
    while coming:
        coming.sort()
        due, record = coming.pop(0)
        clock.now = max(clock.now, due)
        tries += 1
        try:
            budget.admit("flood", 0.02)
        except Retry as retry:
            coming.append((clock.now + (retry.after or 0.0), record))
            continue
        budget.use("flood", 0.02)
        used += 1
        budget.admit("other", 0.02)
    assert used == 1_000
    assert clock.now - 1_000 == pytest.approx(
        20.0 - 3.0, abs=1.5
    )  # all they need, at a second a second, less the start
    assert tries <= 2.5 * 1_000


def test_keys_do_not_pile_up() -> None:
    budget = Budget("busy", at_once=1.0, a_second=1.0)
    for number in range(6_000):
        budget.use(str(number), 1.0)
    assert len(budget._accounts) <= 5_000
