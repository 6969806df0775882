from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from dongmaeng.web.filters import (
    FILTERS,
    BadParameter,
    alliance_query,
    cursor_of,
    filters_of,
    limit_of,
)
from search.alliances import AllianceQuery
from search.days import today
from topics.records import SEOUL, Activity, Kind, Status


def asked(text: str) -> AllianceQuery:
    return alliance_query(QueryParams(text))


def test_no_parameter_asks_for_all() -> None:
    assert asked("") == AllianceQuery()
    assert asked("company=&kind=&since=&held=") == AllianceQuery()


def test_every_filter_is_read() -> None:
    query = asked(
        "company=가람전자&company=00123456&kind=mou&kind=consortium&activity=training&status=planned&held=true&dismissed=no"
    )
    assert query.organisations == ("가람전자", "00123456")
    assert query.kinds == (Kind.MOU, Kind.CONSORTIUM)
    assert query.activities == (Activity.TRAINING,)
    assert query.statuses == (Status.PLANNED,)
    assert query.held
    assert not query.dismissed


def test_kinds_may_stand_together() -> None:
    assert asked("kind=mou,partnership").kinds == (Kind.MOU, Kind.PARTNERSHIP)


@pytest.mark.parametrize(
    ("since", "until", "first", "beyond"),
    [
        ("2026-03-09", "2026-03-09", "2026-03-09", "2026-03-10"),
        ("2026-03", "2026-03", "2026-03-01", "2026-04-01"),
        ("2026", "2026-12", "2026-01-01", "2027-01-01"),
        ("2026", "2026", "2026-01-01", "2027-01-01"),
        ("2026-03-09T10:00", "2026-03-09T11:30", "2026-03-09T10:00", "2026-03-09T11:30"),
    ],
)
def test_since_and_until_include_the_days_they_name(since: str, until: str, first: str, beyond: str) -> None:
    query = asked(f"since={since}&until={until}")
    assert query.since == datetime.fromisoformat(first).replace(tzinfo=SEOUL)
    assert query.until == datetime.fromisoformat(beyond).replace(tzinfo=SEOUL)


def test_a_moment_keeps_its_time_zone() -> None:
    for moment in ("2026-03-09T01:00:00+00:00", "2026-03-09T01:00:00%2B00:00", "2026-03-09T01:00:00Z"):
        assert asked(f"since={moment}").since == datetime(2026, 3, 9, 10, tzinfo=SEOUL)


def test_days_may_be_named_by_how_long_ago_they_were() -> None:
    midnight = datetime.combine(today(), time(), SEOUL)
    assert asked("since=7d").since == midnight - timedelta(days=7)
    yesterday = asked("since=어제&until=어제")
    assert (yesterday.since, yesterday.until) == (midnight - timedelta(days=1), midnight)
    assert filters_of(QueryParams("since=7d")).url("/alliances.atom") == "/alliances.atom?since=7d"


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("kind=merger", "kind"),
        ("activity=모름", "activity"),
        ("status=done", "status"),
        ("since=yesterdayish", "since"),
        ("until=2026-02-31", "until"),
        ("since=2026-03-09T99:00", "since"),
        ('since=2026" org:KT "', "since"),
        ("since=2026&since=2025", "since"),
        ("since=2026-03-10&until=2026-03-09", "until"),
        ("held=perhaps", "held"),
        ("company=" + "가" * 201, "company"),
        ("&".join(f"company=c{n}" for n in range(11)), "company"),
    ],
)
def test_errors_name_the_parameter(text: str, parameter: str) -> None:
    with pytest.raises(BadParameter, match=f"^{parameter}: ") as caught:
        asked(text)
    assert caught.value.parameter == parameter
    assert caught.value.usage


@pytest.mark.parametrize("value", ["0", "-1", "1001", "ten", "１０", "9" * 5000])
def test_limits_are_bounded(value: str) -> None:
    with pytest.raises(BadParameter, match="limit: "):
        limit_of(QueryParams({"limit": value}), 20)


def test_limits_and_cursors_are_read() -> None:
    assert limit_of(QueryParams(""), 20) == 20
    assert limit_of(QueryParams("limit=7"), 20) == 7
    assert cursor_of(QueryParams("cursor=12_a")) == "12_a"
    assert cursor_of(QueryParams("cursor=")) is None


def test_links_keep_the_filters_as_they_were_written() -> None:
    filters = filters_of(QueryParams("company=가람&kind=mou&since=2026-03&cursor=x&language=en"))
    assert filters.url("/") == "/?company=%EA%B0%80%EB%9E%8C&kind=mou&since=2026-03"
    assert filters.without("company").with_one("kind", "consortium").url("/a", cursor="1", limit=None) == (
        "/a?kind=mou&since=2026-03&kind=consortium&cursor=1"
    )
    assert filters.with_one("since", "2026-04").values("since") == ("2026-04",)
    assert filters.without("kind", "mou").without("since").url("/") == "/?company=%EA%B0%80%EB%9E%8C"


@given(st.lists(st.tuples(st.sampled_from([*FILTERS, "limit", "cursor"]), st.text(max_size=30)), max_size=6))
def test_whatever_is_given_is_understood_or_refused_by_name(pairs: list[tuple[str, str]]) -> None:
    params = QueryParams(pairs)
    refused = None
    try:
        alliance_query(params)
        limit_of(params, 20)
        cursor_of(params)
    except BadParameter as error:
        refused = error
    assert refused is None or str(refused).startswith(f"{refused.parameter}: ")
