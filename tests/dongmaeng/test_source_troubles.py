"""What is wrong with a source by what the stages keep of it, and what is surely not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.clean.yields import Yield
from agents.page_outcomes import PageOutcome
from dongmaeng.source_troubles import SourceTrouble, TroubleKind, is_cut_off, judge, troubles_of
from dongmaeng.watched_sources import WatchedSource
from tests.dongmaeng.watched import AT, HOUR, failing, health, outcomes, watched

FETCHED, BLOCKED, CONSENT = PageOutcome.FETCHED, PageOutcome.BLOCKED, PageOutcome.CONSENT


def wrong(source: WatchedSource) -> list[SourceTrouble]:
    return judge(source, AT).wrong


def test_nothing_is_wrong_with_a_source_that_goes_as_it_always_did() -> None:
    source = watched(yields=Yield(site="paper.example"), outcomes=outcomes(*[FETCHED] * 20))
    assert wrong(source) == []
    assert judge(source, AT).well == set(TroubleKind)


def test_of_a_source_never_looked_at_nothing_is_said() -> None:
    judged = judge(watched(health=None), AT)
    assert (judged.wrong, judged.well) == ([], set())


def test_a_source_that_pauses_longer_than_ever_is_silent() -> None:
    [trouble] = wrong(watched(health=health(stirred=AT - 9 * HOUR)))
    assert (trouble.kind, trouble.since, trouble.fault.name) == (TroubleKind.SILENT, AT - 9 * HOUR, "silent")
    assert trouble.expected == pytest.approx(9, rel=0.4)
    assert trouble.longest_pause == 2 * HOUR


@pytest.mark.parametrize(
    "what",
    [
        failing(AT - HOUR, stirred=AT - 9 * HOUR),
        {"stirred": AT - 29 * HOUR, "last_success": AT - 20 * HOUR},
        {"stirred": None},
    ],
    ids=["it fails", "nobody looked", "it never named a story"],
)
def test_what_nobody_sees_is_neither_silent_nor_well(what: dict[str, object]) -> None:
    judged = judge(watched(health=health(**what)), AT)
    assert judged.wrong == []
    assert TroubleKind.SILENT not in judged.well


def test_looks_that_fail_for_hours_are_told_with_what_they_ended_in() -> None:
    [trouble] = wrong(watched(health=health(**failing(AT - 4 * HOUR))))
    assert (trouble.kind, trouble.since, trouble.fault.name) == (TroubleKind.FAILING, AT - 4 * HOUR, "refused")
    assert trouble.detail == "forbidden, HTTP status 403, 5 looks in a row"
    [dead] = wrong(watched(health=health(**failing(AT - 4 * HOUR, status=None, last_error="unreachable"))))
    assert (dead.fault.name, dead.detail) == ("away", "unreachable, 5 looks in a row")


@pytest.mark.parametrize(
    "what",
    [
        failing(AT - 2 * HOUR),
        failing(AT - 9 * HOUR, AT - 7 * HOUR),
        failing(AT - 4 * HOUR, failures=2),
        failing(AT - 4 * HOUR) | {"failing": None},
    ],
    ids=["short", "last failure long ago", "seldom", "of an earlier version"],
)
def test_looks_that_failed_for_a_short_time_or_seldom_may_be_an_accident(what: dict[str, object]) -> None:
    judged = judge(watched(health=health(**what)), AT)
    assert judged.wrong == []
    assert TroubleKind.FAILING not in judged.well


def test_failures_count_from_when_the_network_was_there_again() -> None:
    source = watched(health=health(**failing(AT - 9 * HOUR)))
    assert judge(source, AT, online=AT - HOUR).wrong == []
    assert len(judge(source, AT, online=AT - 4 * HOUR).wrong) == 1


def test_a_source_that_names_no_story_any_more_has_changed() -> None:
    assert wrong(watched(health=health(empty=AT - 20 * HOUR))) == []
    [trouble] = wrong(watched(health=health(empty=AT - 25 * HOUR)))
    assert (trouble.kind.event, trouble.detail) == ("source.changed", "20 stories before")
    weekly = health(empty=AT - 25 * HOUR)
    weekly.pauses.longest = timedelta(days=7).total_seconds()
    assert wrong(watched(health=weekly)) == []


def test_pages_that_are_refused_in_a_row_are_told_and_that_most_can_be_read_again() -> None:
    [trouble] = wrong(watched(outcomes=outcomes(*[FETCHED] * 9, *[BLOCKED] * 10)))
    assert (trouble.kind.event, trouble.fault.name) == ("source.blocked", "refused")
    assert trouble.since == AT - 10 * HOUR + timedelta(minutes=9)
    [mixed] = wrong(watched(outcomes=outcomes(*[FETCHED] * 9, *[CONSENT, BLOCKED] * 5)))
    assert mixed.since == trouble.since
    for came, well in (([BLOCKED] * 9 + [FETCHED], False), ([BLOCKED] * 5 + [FETCHED] * 5, True)):
        judged = judge(watched(outcomes=outcomes(*came)), AT)
        assert judged.wrong == []
        assert (TroubleKind.REFUSED in judged.well) == well


def test_pages_that_give_less_are_told_with_how_much() -> None:
    fallen = Yield(site="paper.example", usual=[1_200] * 50, recent=[0] * 15 + [300] * 5, fallen=AT - HOUR)
    [trouble] = wrong(watched(yields=fallen))
    assert (trouble.kind.event, trouble.since) == ("source.changed", AT - HOUR)
    assert trouble.detail == "pages with a body 100% → 25%, their letters 1200 → 300"


def test_of_a_source_that_rests_nothing_is_told() -> None:
    source = watched(setting={"enabled": False}, health=health(**failing(AT - 4 * HOUR)))
    assert list(troubles_of(source, AT)) == []
    assert len(list(troubles_of(watched(health=source.health), AT))) == 1


def test_several_sites_that_fail_together_are_cut_off_from_us() -> None:
    one, other = (watched(f"https://{name}.example/rss") for name in ("one", "other"))
    down = {"health": health(**failing(AT - 4 * HOUR))}
    both = [watched("https://one.example/rss", **down), watched("https://other.example/rss", **down)]
    assert is_cut_off(both, AT)
    assert not is_cut_off([both[0], other], AT)
    assert not is_cut_off([both[0], watched("https://one.example/more", **down)], AT)
    assert not is_cut_off([one, other], AT)
    assert not is_cut_off(both, AT + 4 * HOUR)
    assert not is_cut_off([], AT)
