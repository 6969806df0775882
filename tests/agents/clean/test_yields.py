"""A site whose pages suddenly give less is noticed, and stays noticed until it is well."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from agents.clean.yields import Yield, Yields, yields
from tests.fakes import MemoryState

AT = datetime(2024, 5, 15, tzinfo=UTC)


def filled(*lengths: int) -> Yield:
    one = Yield(site="haneul.example")
    for length in lengths:
        one.add(length, AT)
    return one


def test_steady_site_is_well() -> None:
    one = filled(*[900, 0, 1200, 700] * 40)
    assert one.fallen is None
    assert one.share == 0.75
    assert one.length == 900


@pytest.mark.parametrize("bad", [0, 40, 200])
def test_fall_is_noticed_within_a_score_of_pages(bad: int) -> None:
    assert filled(*[900] * 60, *[bad] * 20).fallen == AT


def test_alarm_stays_however_long_the_fall_lasts() -> None:
    one = filled(*[900] * 60, *[0] * 500)
    assert one.fallen is not None
    assert one.usual_share > 0.8
    for _ in range(20):
        one.add(900, AT)
    assert one.fallen is None


def test_site_that_never_gave_much_raises_no_alarm() -> None:
    assert filled(*[0] * 200).fallen is None
    assert filled(*[900] * 5, *[0] * 15).fallen is None


async def test_fall_and_recovery_are_logged_once_and_survive_a_restart() -> None:
    state = MemoryState()
    with capture_logs() as logs:
        before = Yields()
        for length in [900] * 50 + [0] * 12:
            await before.count("haneul.example", "하늘신문", length, AT, state)
        after = Yields()
        for length in [0] * 10 + [900] * 30:
            await after.count("haneul.example", None, length, AT, state)
    assert [entry["log_level"] for entry in logs] == ["warning", "info"]
    (known,) = await yields(state)
    assert (known.publisher, known.pages, known.fallen) == ("하늘신문", 102, None)


async def test_unreadable_document_is_begun_anew() -> None:
    state = MemoryState()
    await state.put("yields", "haneul.example", {"recent": "x"})
    assert await yields(state) == []
    await Yields().count("haneul.example", None, 900, AT, state)
    assert [one.recent for one in await yields(state)] == [[900]]
