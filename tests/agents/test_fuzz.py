"""Whatever is broken in a page or feed, it ends with an article, contents or a reason."""

import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.clean.story.article import read_page
from agents.discover.contents import Contents
from agents.discover.read import read_source
from benchmarks.fuzz import broken_feed, broken_page, feed_seeds, mutated, page_seeds
from topics.outcome import Drop, Ending, Quarantine
from topics.records import Article


def ended(call: Callable[[], Article | Contents]) -> bool:
    """Whether a call gave a record or one of the endings that need no second try, with a reason."""
    try:
        result = call()
    except Ending as ending:
        return isinstance(ending, Drop | Quarantine) and bool(ending.reason)
    return isinstance(result, Article | Contents)


@settings(max_examples=100)
@given(st.integers(0, 10**9))
def test_a_broken_page_has_an_outcome(seed: int) -> None:
    assert ended(lambda: read_page(broken_page(seed)))


@settings(max_examples=150)
@given(st.integers(0, 10**9))
def test_a_broken_feed_has_an_outcome(seed: int) -> None:
    assert ended(lambda: read_source(*broken_feed(seed)))


def test_mutations_break_nearly_all_of_the_samples() -> None:
    seeds = (*page_seeds(), *feed_seeds())
    broken = [mutated(random.Random(number), seeds) for number in range(20)]  # seeded: the same every time
    assert sum(body not in seeds for body in broken) >= 15
