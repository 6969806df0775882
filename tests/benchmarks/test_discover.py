import random

import numpy as np
import pytest

from benchmarks.full_knowledge import best_looks, reference
from benchmarks.newsroom_world import DAYS, SLOT, newsrooms
from benchmarks.watchers import END, fixed, looked_at, ours

ROOMS = newsrooms(12, 3)


def test_a_seed_makes_one_world() -> None:
    assert all((one.times == other.times).all() for one, other in zip(ROOMS, newsrooms(12, 3), strict=True))
    assert any(one.times.shape != other.times.shape for one, other in zip(ROOMS, newsrooms(12, 4), strict=True))


def test_rates_span_three_decades() -> None:
    rates = np.log10([room.rates.mean() for room in newsrooms(400, 1)])
    assert 2.6 < np.quantile(rates, 0.977) - np.quantile(rates, 0.023) < 3.4


def test_each_story_is_counted_once_and_waits_for_the_next_look() -> None:
    result = fixed(ROOMS, 3600)
    assert len(result.delays) == sum(int((room.times >= 0).sum()) for room in ROOMS)
    assert (result.delays >= 0).all()
    assert result.mean_after(0) == pytest.approx(1800, rel=0.1)
    assert result.looks_a_day == pytest.approx(12 * 24, rel=0.01)


def test_ours_and_who_knows_all_spend_no_more_than_fixed_intervals() -> None:
    random.seed(1)
    budget = 12 * 24
    own, known = ours(ROOMS, budget), reference(ROOMS, budget)
    assert own.looks_a_day <= budget * 1.02
    assert known.looks_a_day <= budget * 1.02
    assert known.mean_after(0) < own.mean_after(0) < fixed(ROOMS, 3600).mean_after(0)


def test_who_knows_all_looks_evenly_where_stories_come_evenly() -> None:
    assert best_looks(np.full(DAYS * 144, 1e-3), 14)[:-1] == pytest.approx(np.arange(1, 15) * END / 14)


def test_who_knows_all_looks_right_behind_what_comes_at_once() -> None:
    rates = np.full(DAYS * 144, 1e-9)
    rates[144 * 3] = 1e-2
    looks = best_looks(rates, 10)
    assert min(abs(looks - (3 * 86_400 + SLOT))) < SLOT
    even = np.append(np.arange(1, 11) * END / 10, END + 1)
    room = ROOMS[0].__class__("", rates, 3 * 86_400 + np.arange(6) * SLOT / 6, "exact")
    assert looked_at([room], [looks]).mean_after(0) < looked_at([room], [even]).mean_after(0) / 10
