"""What a request is worth: one price for all sources, at which their looks together spend what is allowed.

The expected delay of stories is least where each request saves as much waiting as any other: a source is looked at
when the stories to be expected of it since its last look have waited for the price of the requests that a look takes.
At a steady rate that is the allocation of Sia, Cho and Cho, "Efficient Monitoring Algorithm for Fast News Alerts"
(IEEE TKDE 19, 2007): looks in proportion to the square root of the rate. Along the curve of a week it moves the looks
to where stories come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from agents.discover.weeks import HOUR, WEEK, hours_from, pieces

USUAL_PRICE = 60.0
"""Story-seconds, where no budget is set: a request that lets one story wait a minute less is worth it. A source with
twenty stories a day is then looked at about every twelve minutes, a weekly every few hours, a wire every minute or two,
however many others there are."""

_CHEAPEST, _DEAREST = 1e-2, 1e12
"""Story-seconds: no look would be worth less, nor wait for more, whatever the limits of the intervals."""

_STEPS = 20
_NEAR = 0.003
"""How often the price is mended at most, and the part of the budget by which it may be missed."""


@dataclass(frozen=True, slots=True)
class Share:
    """What is to be known of a source that shares the budget."""

    rates: NDArray[np.float64]
    """Stories a second to be expected in each hour of the week, by cell."""
    requests: float
    """That one look takes."""
    shortest: float
    longest: float
    """Seconds between two looks."""


def seconds_until_worth(rates: NDArray[np.float64], since: datetime, price: float, longest: float = inf) -> float:
    """How long after `since` the stories expected from then on will have waited for `price` story-seconds together."""
    waiting = stories = passed = 0.0
    for cell, seconds in hours_from(since):
        rate = float(rates[cell])
        left = price - waiting
        wait = 2 * left / (stories + sqrt(stories * stories + 2 * rate * left))
        if wait <= seconds or passed + seconds >= longest:
            break
        waiting += (stories + rate * seconds / 2) * seconds
        stories += rate * seconds
        passed += seconds
    return min(passed + wait, longest)


def price_of_a_request(shares: Sequence[Share], requests_a_day: float, moment: datetime) -> float:
    """The price, in story-seconds, at which the week from `moment` on spends what is allowed."""
    cells, _ = pieces(moment, moment + timedelta(seconds=WEEK))
    rates = np.array([share.rates for share in shares])[:, cells]
    requests = np.array([share.requests for share in shares])
    shortest = np.array([share.shortest for share in shares])
    longest = np.array([share.longest for share in shares])
    price = USUAL_PRICE
    for _ in range(_STEPS):
        spent = float(looks_of_a_week(rates, price * requests, shortest, longest) @ requests) / 7
        if abs(spent - requests_a_day) <= _NEAR * requests_a_day:
            break
        excess = spent / max(requests_a_day, 1e-9)
        price = min(max(price * excess * excess, _CHEAPEST), _DEAREST)  # without limits looks go by its root
    return price


def looks_of_a_week(
    rates: NDArray[np.float64],
    prices: NDArray[np.float64],
    shortest: NDArray[np.float64],
    longest: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How often each source (row) would be looked at in a row of hours with these rates."""
    looks, waiting, stories, passed = (np.zeros(len(prices)) for _ in range(4))
    for rate in rates.T:
        left = np.maximum(prices - waiting, 0.0)
        wait = 2 * left / (stories + np.sqrt(stories * stories + 2 * rate * left))
        wait = np.maximum(np.clip(wait, shortest - passed, longest - passed), 0.0)
        looked = wait < HOUR
        pause = np.clip(np.sqrt(2 * prices / rate), shortest, longest)
        more, rest = np.divmod(np.maximum(HOUR - wait, 0.0), pause)
        looks += np.where(looked, 1 + more, 0.0)
        waiting = np.where(looked, rate * rest * rest / 2, waiting + (stories + rate * HOUR / 2) * HOUR)
        stories = np.where(looked, rate * rest, stories + rate * HOUR)
        passed = np.where(looked, rest, passed + HOUR)
    begun: NDArray[np.float64] = np.clip(np.maximum(waiting / prices, passed / longest), 0.0, 1.0)
    return looks + begun
