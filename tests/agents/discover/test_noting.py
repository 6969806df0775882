"""What looks tell of their source: how late its stories are found, how it pauses, and whether it names any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from agents.discover.contents import Item
from agents.discover.health import SourceHealth, Validator
from agents.discover.look import Look
from agents.discover.missed import missed
from agents.discover.noting import is_watched, note_look, silence_of
from agents.discover.rhythm import Rhythm
from agents.discover.sources import SourceSetting
from topics.records import SEOUL, Candidate, Quiet

SOURCE = SourceSetting(url="https://paper.example/rss")
AT = datetime(2026, 11, 11, 15, tzinfo=SEOUL)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Watch:
    """Looks at a source, one after the other."""

    def __init__(self, moment: datetime = AT) -> None:
        self.health = SourceHealth(source=SOURCE.id)
        self.moment = moment

    def look(
        self,
        *stories: datetime | None,
        after: timedelta = MINUTE,
        known: Sequence[datetime | None] = (),
        look: Look | None = None,
        quiet: Quiet | None = None,
        url: str = "https://paper.example/news",
    ) -> SourceHealth:
        self.moment += after
        new = [
            Candidate(id=f"{n}", url=url, source=SOURCE.id, published=published, seen=self.moment, quiet=quiet)
            for n, published in enumerate(stories)
        ]
        items = [Item(url, published=published) for published in (*stories, *known)]
        note_look(look or Look(200, items), new, SOURCE, self.health, self.moment)
        self.health.rhythm = self.health.rhythm.learn(list(stories), self.moment)
        self.health.last_success = self.moment
        return self.health


def test_delays_are_from_publication_to_discovery() -> None:
    watch = Watch()
    watch.look(AT - DAY)
    assert watch.health.delays == []  # a first look finds what was there before
    watch.look(AT - 4 * MINUTE, None, AT + 5 * MINUTE, after=2 * MINUTE)
    assert watch.health.delays == [7 * 60, 0]


@pytest.mark.parametrize(
    "what",
    [{"quiet": Quiet.OLD}, {"url": "https://other.example/news"}],
    ids=["it is old", "the source does not speak for it"],
)
def test_a_stamp_that_is_not_believed_tells_no_delay(what: dict[str, object]) -> None:
    watch = Watch()
    watch.look()
    assert watch.look(AT - MINUTE, **what).delays == []  # type: ignore[arg-type]


def test_a_day_is_no_time_of_publication() -> None:
    watch = Watch()
    watch.look()
    assert watch.look(AT.replace(hour=0)).delays == []


def test_what_was_not_watched_tells_no_delay_and_no_pause() -> None:
    watch = Watch()
    watch.look(AT - HOUR)
    watch.look(AT + 20 * HOUR, after=2 * DAY)
    assert (watch.health.delays, watch.health.pauses.longest) == ([], 0)
    watch.look(watch.moment, after=HOUR)
    assert watch.health.pauses.longest == 3_600


def test_the_last_delays_alone_are_kept() -> None:
    watch = Watch()
    watch.look()
    for number in range(100):
        watch.look(watch.moment + MINUTE - number * timedelta(seconds=1))
    assert watch.health.delays == list(range(40, 100))


def test_a_source_that_is_looked_at_once_a_day_is_watched_too() -> None:
    health = SourceHealth(source=SOURCE.id, last_success=AT, interval=86_400.0)
    assert is_watched(health, AT + DAY + HOUR)
    assert not is_watched(health, AT + 3 * DAY)
    assert not is_watched(health, AT - DAY)  # the clock was ahead
    assert not is_watched(SourceHealth(source=SOURCE.id), AT)


def test_a_source_whose_stories_another_one_names_first_is_not_silent() -> None:
    watch = Watch()
    for number in range(1, 10):
        watch.look(known=[AT - number * HOUR, AT + number * MINUTE - MINUTE / 2])
        assert watch.health.stirred == watch.moment
    watch.look(known=[watch.moment - MINUTE])
    assert watch.health.stirred == watch.moment - MINUTE


def test_a_source_that_names_nothing_any_more_is_empty_since_then() -> None:
    watch = Watch()
    assert watch.look().empty is None  # it never did
    watch.look(AT)
    since = watch.look().last_success
    assert watch.look().empty == since
    assert watch.look(look=Look(304)).empty == since
    assert watch.look(None).empty is None
    index = Look(200, validators={"index": Validator(), "part": Validator(changed=AT)})
    assert watch.look(look=index).empty is None  # of an index only what has changed is read


def test_a_look_that_works_ends_a_row_of_failures() -> None:
    watch = Watch()
    watch.health.failing = AT
    assert watch.look().failing is None


def test_a_daily_source_that_stops_is_silent_in_time_though_its_rhythm_learns_of_the_pause() -> None:
    watch = Watch(datetime(2026, 8, 31, 9, tzinfo=SEOUL))
    for day in range(70):
        stories = [watch.moment + HOUR] if day % 7 < 5 else []
        for look in range(8):
            watch.look(*stories if look == 1 else (), after=3 * HOUR)
        assert silence_of(watch.health) is None
    last = watch.health.stirred
    assert last is not None
    while silence_of(watch.health) is None:
        watch.look(after=3 * HOUR)
    assert watch.moment - last <= 2 * timedelta(days=3)


def test_of_holidays_no_more_is_expected_than_a_source_gave_on_holidays() -> None:
    seollal = datetime(2026, 2, 16, tzinfo=SEOUL), datetime(2026, 2, 19, tzinfo=SEOUL)
    working, resting = Rhythm(), Rhythm()
    for hour in range(24 * 50):
        moment = datetime(2026, 1, 5, tzinfo=SEOUL) + hour * HOUR
        rests = seollal[0] <= moment < seollal[1]
        working = working.learn([moment], moment)
        resting = resting.learn([] if rests else [moment], moment)
    march, day = datetime(2027, 3, 1, tzinfo=SEOUL), DAY
    assert missed(Rhythm(), march, march + day) == 0
    assert missed(resting, march, march + day) < 0.05 * missed(resting, march - 3 * day, march - 2 * day)
    assert missed(working, march, march + day) > 0.5 * missed(working, march - 3 * day, march - 2 * day)
