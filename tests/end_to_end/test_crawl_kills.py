"""Killed with -9 while it reads a hostile site, the service misses no story, repeats nothing and asks nobody early."""

from __future__ import annotations

import pytest

from benchmarks.crawl_kills import run

pytestmark = pytest.mark.long


async def test_a_crawl_goes_on_where_it_was() -> None:
    outcome = await run(kills=5, seed=15, each=3)
    assert len(outcome.kills) == 5
    assert outcome.unread == []
    assert outcome.otherwise == {}
    assert outcome.again == []
    assert outcome.early == []
