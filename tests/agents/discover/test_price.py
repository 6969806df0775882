from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.discover.price import Share, price_of_a_request, seconds_until_worth
from agents.discover.rhythm import usual_week
from agents.discover.weeks import CELLS, pieces
from topics.records import SEOUL

MOMENT = datetime(2026, 9, 21, 10, 20, tzinfo=SEOUL)
"""In a week with three holidays."""

DAY = 86_400.0

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda naive: naive.replace(tzinfo=SEOUL))  # noqa: DTZ001
rates = st.integers(0, 10_000).map(lambda seed: 10 ** np.random.default_rng(seed).uniform(-8, -1, CELLS))
prices = st.floats(0.1, 1e6)


def waited(rates: np.ndarray, since: datetime, seconds: float) -> float:
    """Story-seconds that have been waited so long after a look, minute by minute."""
    cells, spent = pieces(since, since + timedelta(seconds=seconds))
    ends = np.cumsum(spent)
    return float(
        sum(rates[cell] * part * (seconds - end + part / 2) for cell, part, end in zip(cells, spent, ends, strict=True))
    )


@settings(max_examples=40)
@given(rates, moments, prices)
def test_a_look_is_due_when_what_is_expected_has_waited_for_its_price(
    rates: np.ndarray, since: datetime, price: float
) -> None:
    seconds = seconds_until_worth(rates, since, price, 3 * DAY)
    if seconds < 3 * DAY:
        assert waited(rates, since, seconds) == pytest.approx(price, rel=1e-3)
    else:
        assert waited(rates, since, seconds) <= price * (1 + 1e-9)


@settings(max_examples=40)
@given(rates, rates, moments, prices, st.floats(1, 10))
def test_more_stories_and_a_lower_price_never_mean_a_later_look(
    some: np.ndarray, more: np.ndarray, since: datetime, price: float, dearer: float
) -> None:
    seconds = seconds_until_worth(some, since, price, 9 * DAY)
    assert seconds_until_worth(some + more, since, price, 9 * DAY) <= seconds * (1 + 1e-9)
    assert seconds_until_worth(some, since, price * dearer, 9 * DAY) >= seconds * (1 - 1e-9)


def test_at_a_steady_rate_looks_go_by_the_root_of_the_rate() -> None:
    slow, fast = (seconds_until_worth(np.full(CELLS, rate), MOMENT, 60.0) for rate in (1e-4, 4e-4))
    assert slow == pytest.approx(2 * fast) == pytest.approx((2 * 60 / 1e-4) ** 0.5)


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.floats(0.1, 1000), st.floats(1, 5)), min_size=3, max_size=6),
    st.floats(20, 200),
)
def test_together_they_spend_the_budget(sources: list[tuple[float, float]], each: float) -> None:
    shares = [Share(usual_week() * a_day / DAY, requests, 60.0, DAY / 2) for a_day, requests in sources]
    budget = each * sum(share.requests for share in shares)
    price = price_of_a_request(shares, budget, MOMENT)
    spent = sum(looks(share, price) * share.requests for share in shares) / 7
    assert spent == pytest.approx(budget, rel=0.05)


def looks(share: Share, price: float) -> int:
    """In the week, one after the other."""
    moment, count = MOMENT, 0
    while True:
        pause = seconds_until_worth(share.rates, moment, price * share.requests, share.longest)
        moment += timedelta(seconds=max(pause, share.shortest))
        if moment > MOMENT + timedelta(days=7):
            return count
        count += 1


@pytest.mark.parametrize("budget", [0.0, 1e-300, 1e9])
def test_a_budget_that_the_limits_of_the_intervals_do_not_allow_gives_a_price_all_the_same(budget: float) -> None:
    shares = [Share(usual_week() * 20 / DAY, 1.0, 60.0, DAY / 2), Share(usual_week() * 1e-6, 1.0, 7200.0, 7200.0)]
    price = price_of_a_request(shares, budget, MOMENT)
    assert np.isfinite(price)
    assert price > 0
    assert looks(shares[0], price) == pytest.approx(14 if budget < 1 else 7 * 1440, abs=1)
    assert looks(shares[1], price) == pytest.approx(84, abs=1)
