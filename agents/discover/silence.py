"""Whether a source is silent: for longer than it ever pauses, and while more was expected of it than it ever left out.

The pauses between two looks that found something new are measured twice: in seconds, and in the stories that were to
be expected meanwhile (time rescaled by the rhythm, in which the pauses of a source are alike by day and night; Brown
et al., The time-rescaling theorem, Neural Computation 14, 2002). Stories that come in batches, and a rhythm that was
not learned well, make both kinds of pause longer, so neither needs a model of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

Expected = Callable[[datetime, datetime], float]
"""The stories to be expected between two moments."""

_FEWEST_PAUSES = 12
"""Before which nothing is usual yet: a season of a weekly."""

_LEARNING = timedelta(days=28)
"""In which what was expected is not taken in: the rhythm still learns the hours of the week."""

_LONGER, _RARER = 1.25, 1.1
"""Times the longest pause in seconds, and the rarest in stories, which a silence is at least: a single day off beside a
weekend stays below."""

_BOTH, _USUAL_PAUSES = 2.75, 2.0
"""Times the rarest pause, and usual pauses beside, which the stories expected in a silence are, times how often it is
the longest pause. So of a hundred sources less than one is told wrongly in a month, and nearly all that stop are told
before they have paused twice as long as ever (`benchmarks.silence`)."""

_OUT_OF_ORDER = 2.0
"""Times the longest pause, and the rarest, that a pause counts at most: a source that was out of order for a month is
not to be waited for so long again."""

_FEWEST_EXPECTED = 4.0
"""Stories without which no pause is odd: one in fifty of independent ones is as long."""

_HALF_LIFE = timedelta(days=365)
"""After which a pause counts half: summer and the new year come once in it."""

_REMEMBERED = 100
"""Pauses over which what is expected in a usual one is averaged."""


class Pauses(BaseModel):
    """The pauses of a source between looks that found something new; times are aware."""

    model_config = ConfigDict(extra="ignore")

    counted: int = 0
    first: datetime | None = None
    """When the first of them ended."""
    last: datetime | None = None
    """When the last of them ended."""
    longest: float = 0.0
    """Seconds."""
    rarest: float = 0.0
    """The most stories that were expected in one of them."""
    usual: float = 0.0
    """The stories that are expected in one of them."""

    def take_in(self, began: datetime, ended: datetime, stories: float) -> None:
        """Count a pause that has ended, in which so many stories were to be expected."""
        first = self.first or ended
        kept = 0.5 ** (max(ended - (self.last or ended), timedelta()) / _HALF_LIFE)
        seconds = (ended - began).total_seconds()
        if self.counted >= _FEWEST_PAUSES:
            seconds = min(seconds, _OUT_OF_ORDER * self.longest)
            stories = min(stories, max(_OUT_OF_ORDER * self.rarest, _FEWEST_EXPECTED))
        self.longest = max(self.longest * kept, seconds)
        if ended - first >= _LEARNING:
            self.rarest = max(self.rarest * kept, stories)
            self.counted += 1
            self.usual += (stories - self.usual) / min(self.counted, _REMEMBERED)
        self.first, self.last = first, ended


@dataclass(frozen=True, slots=True)
class Silence:
    """A pause that is none of the usual ones."""

    since: datetime
    expected: float
    """Stories that were to be expected since."""
    longest: timedelta
    """The longest pause before it."""


def silence(pauses: Pauses, began: datetime, until: datetime, expected: Expected) -> Silence | None:
    """The silence that a pause is which lasted until the last look; None where it may be a usual one."""
    longest = timedelta(seconds=pauses.longest)
    if pauses.counted < _FEWEST_PAUSES or until - began <= _LONGER * longest or not longest:
        return None
    stories = expected(began, until)
    if stories < max(_FEWEST_EXPECTED, _RARER * pauses.rarest):
        return None
    if stories * ((until - began) / longest) < _BOTH * pauses.rarest + _USUAL_PAUSES * pauses.usual:
        return None
    return Silence(since=began, expected=stories, longest=longest)
