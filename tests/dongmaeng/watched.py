"""Sources as the stages leave them, for tests of what is told of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from agents.discover.health import SourceHealth
from agents.discover.rhythm import Rhythm
from agents.discover.silence import Pauses
from agents.discover.sources import SourceSetting
from agents.page_outcomes import PageOutcome, SiteOutcomes
from agents.sites import site_of_url
from dongmaeng.watched_sources import WatchedSource
from topics.records import SEOUL

AT = datetime(2026, 11, 11, 15, tzinfo=SEOUL)
"""A Wednesday without a holiday near."""

HOUR = timedelta(hours=1)


@cache
def hourly(until: datetime = AT, weeks: int = 4) -> Rhythm:
    """The rhythm of a source that publishes a story every hour until a moment."""
    rhythm, since = Rhythm(), until - timedelta(weeks=weeks)
    for number in range(weeks * 7 * 4):
        moment = since + number * 6 * HOUR
        rhythm = rhythm.learn([moment - hours * HOUR for hours in range(6)], moment)
    return rhythm


def health(url: str = "https://paper.example/rss", **what: Any) -> SourceHealth:
    """A source that is looked at every ten minutes and gives a story an hour."""
    given: dict[str, Any] = {
        "last_look": AT,
        "last_success": AT,
        "last_new": AT - HOUR / 2,
        "stirred": AT - HOUR / 2,
        "interval": 600.0,
        "named": 20,
        "rhythm": hourly(),
        "pauses": Pauses(counted=500, longest=7_200.0, rarest=3.0, usual=1.0),
        **what,
    }
    return SourceHealth(source=SourceSetting(url=url).id, **given)


def failing(since: datetime, until: datetime = AT, failures: int = 5, **what: Any) -> dict[str, Any]:
    """The fields of a source whose looks have failed for a time."""
    given = {"last_look": until, "last_error_at": until, "failures": failures, "failing": since, "status": 403}
    return {**given, "last_success": since - HOUR, "last_error": "forbidden", **what}


def watched(
    url: str = "https://paper.example/rss", setting: dict[str, Any] | None = None, **what: Any
) -> WatchedSource:
    """A source with all that is known of it."""
    made = SourceSetting.model_validate({"url": url, "publisher": "한빛일보", **(setting or {})})
    return WatchedSource(made, site_of_url(url), **{"health": health(url), **what})


def outcomes(*came: PageOutcome, site: str = "paper.example", begin: datetime = AT - 10 * HOUR) -> SiteOutcomes:
    """What became of the pages of a site, one a minute."""
    found = SiteOutcomes(site=site)
    for minute, outcome in enumerate(came):
        found.add(outcome, begin + timedelta(minutes=minute))
    return found
