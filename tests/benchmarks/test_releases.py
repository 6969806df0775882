"""Lists of deals around generated releases cost no alert and make none: the quick part of `benchmarks.releases`."""

from __future__ import annotations

import random

import pytest

from benchmarks.press import companies, list_article, release
from benchmarks.releases import LISTS, PLACES, resolved, tell


@pytest.mark.parametrize("list_of", LISTS)
@pytest.mark.parametrize("seed", range(3))
async def test_lists_around_releases_change_the_alerts_of_none(seed: int, list_of: int) -> None:
    alone = None
    for place in PLACES:
        rng = random.Random(seed)
        told = await tell(rng, 2 + seed * 4, 2 + seed * 6, list_of, place)
        for order in (told.reports, rng.sample(told.reports, len(told.reports))):
            outcome = await resolved(order, told)
            for deal, members in outcome.members.items():
                assert all(some <= told.parties[deal] for some in members)
            alone = alone or outcome.alerts
            assert outcome.alerts == alone
    assert alone is not None
    assert set(alone.values()) == {1}


def test_each_paper_leaves_out_up_to_a_third_of_the_parties() -> None:
    rng = random.Random(1)
    names = companies(rng, 9)
    for paper in release(rng, names, 40):
        assert sum(name in paper.text for name in names) >= 6


def test_a_list_names_the_parties_of_all_its_deals() -> None:
    rng = random.Random(1)
    pairs = [companies(rng, 2) for _ in range(7)]
    text = list_article(rng, pairs, "l.example").text
    assert all(name in text for pair in pairs for name in pair)
