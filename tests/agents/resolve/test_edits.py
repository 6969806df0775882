"""What the edit of an article does: its account takes the place of the one before, and nothing is announced twice."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agents.resolve.edits import paired, revisions_of
from agents.resolve.registry import resolve_report
from agents.resolve.reported import claims_of
from agents.resolve.resolve import resolve_stage
from tests.agents.resolve.editions import edited, edition, first_texts, undone, with_edits
from tests.agents.resolve.stories import mention, names, picture, registry, report, resolve_all
from tests.agents.resolve.test_told_once import announcements, follow_ups
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Drop
from topics.records import Alliance, ChangeKind, Kind, Quiet, Report, Status

PAIR = "누리통신 동해식품"
DAY = "2024-03-04"
FIRST = report("a", mention(PAIR, date=DAY))

chance = st.randoms(use_true_random=False)


def kinds(alliance: Alliance) -> list[str]:
    return [change.change.value for change in alliance.changes]


def aloud(records: Iterable[Alliance]) -> list[str]:
    """What webhooks are told, but for further accounts."""
    found = {r.change.id: r.change for r in records if r.change and r.quiet is None and r.change.is_told}
    never = (ChangeKind.CORROBORATED, ChangeKind.BACKGROUND, ChangeKind.DISPUTED)
    return [c.change.value for c in found.values() if c.change not in never]


def revised(alliance: Alliance, kind: ChangeKind = ChangeKind.EDITED) -> list[tuple[str, str | None, str]]:
    return [(r.matter.value, r.before, r.after) for c in alliance.changes if c.change is kind for r in c.revised]


async def one_alliance(*reports: Report) -> tuple[Alliance, list[Alliance]]:
    state = MemoryState()
    records = await resolve_all(reports, state)
    (alliance,) = await registry(state)
    return alliance, records


@pytest.mark.parametrize("more", ["한별전자", "한별전자 해오름전자", "한별전자 해오름전자 한솔대"])
async def test_parties_that_an_edit_adds_are_noted_and_nothing_is_announced_again(more: str) -> None:
    alliance, records = await one_alliance(FIRST, edition(FIRST, mention(f"{PAIR} {more}", date=DAY)))
    assert aloud(records) == ["announced"]
    assert names(alliance) == " ".join(sorted(f"{PAIR} {more}".split()))
    assert revised(alliance) == [("members", "누리통신, 동해식품", ", ".join(f"{PAIR} {more}".split()))]
    assert len(alliance.articles) == 1
    assert records[-1].id == records[0].id
    assert records[-1].change is None


async def test_a_party_that_an_edit_takes_out_is_no_member_any_longer() -> None:
    three = report("a", mention(f"{PAIR} 한별전자", date=DAY))
    alliance, records = await one_alliance(three, edition(three, mention(PAIR, date=DAY)))
    assert aloud(records) == ["announced"]
    assert names(alliance) == PAIR
    assert revised(alliance) == [("members", "누리통신, 동해식품, 한별전자", "누리통신, 동해식품")]


async def test_a_deal_that_an_edit_makes_a_plan_is_told_as_changed_once() -> None:
    planned = edition(FIRST, mention(PAIR, Status.PLANNED, date=DAY))
    alliance, records = await one_alliance(FIRST, planned, edition(planned, mention(PAIR, Status.PLANNED, date=DAY)))
    assert aloud(records) == ["announced", "changed"]
    assert alliance.status is Status.PLANNED
    assert revised(alliance) == revised(alliance, ChangeKind.CHANGED) == [("status", "announced", "planned")]


async def test_what_several_papers_tell_one_edit_does_not_change() -> None:
    other = report("b", mention(PAIR, date=DAY), day=0.01)
    planned = edition(FIRST, mention(PAIR, Status.PLANNED, date=DAY))
    alliance, records = await one_alliance(FIRST, other, planned)
    assert aloud(records) == ["announced"]
    assert alliance.status is Status.ANNOUNCED
    assert revised(alliance) == [("status", "announced", "planned")]


async def test_a_corrected_amount_day_and_form_are_noted() -> None:
    before = report("a", mention(PAIR, date=DAY, amounts=["300억원"]))
    after = mention(PAIR, date="2024-03-05", kind=Kind.JOINT_VENTURE, amounts=["약 500억 원"])
    alliance, records = await one_alliance(before, edition(before, after))
    assert alliance.amounts == ["약 500억 원"]
    assert revised(alliance) == [
        ("kind", "mou", "joint_venture"),
        ("date", "2024-03-04", "2024-03-05"),
        ("amounts", "300억원", "약 500억 원"),
    ]
    assert aloud(records) == ["announced", "changed"]


async def test_an_amount_that_is_only_written_otherwise_or_left_out_is_no_revision() -> None:
    before = report("a", mention(PAIR, date=DAY, amounts=["3,000억 원"]))
    again = edition(before, mention(PAIR, date=DAY, amounts=["약 3천억원"], evidence="고친 문장"))
    alliance, _ = await one_alliance(before, again, edition(again, mention(PAIR, date=DAY)))
    assert kinds(alliance) == ["announced"]


async def test_other_words_for_the_same_take_the_place_of_the_old_ones_in_silence() -> None:
    alliance, records = await one_alliance(FIRST, edition(FIRST, mention(PAIR, date=DAY, evidence="고친 문장")))
    assert kinds(alliance) == ["announced"]
    assert alliance.evidence == "고친 문장"
    assert alliance.first_seen == FIRST.fetched
    assert [record.change is not None for record in records] == [True, False]


async def test_what_the_only_paper_withdraws_stays_known_as_it_was_told_last() -> None:
    alliance, records = await one_alliance(FIRST, edition(FIRST))
    assert aloud(records) == ["announced"]
    assert (alliance.withdrawn, names(alliance), alliance.status) == (True, PAIR, Status.ANNOUNCED)
    assert kinds(alliance) == ["announced", "withdrawn"]
    again, records = await one_alliance(FIRST, edition(FIRST), report("b", mention(PAIR, date=DAY), day=1))
    assert aloud(records) == ["announced"]
    assert not again.withdrawn
    assert [source.article_id for source in again.articles] == ["b"]


async def test_what_one_of_several_papers_withdraws_counts_no_longer() -> None:
    three = report("a", mention(f"{PAIR} 한별전자", purpose="냉동 물류"))
    two = report("b", mention(PAIR, purpose="냉동 물류"), day=0.01)
    alliance, records = await one_alliance(three, two, edition(three))
    assert (names(alliance), alliance.independent_publishers, alliance.withdrawn) == (PAIR, 1, False)
    assert [source.article_id for source in alliance.articles] == ["b"]
    assert alliance.changes[-1].change is ChangeKind.WITHDRAWN
    assert aloud(records) == ["announced"]


async def test_a_story_edited_into_another_deal_and_back_and_forth_announces_each_once() -> None:
    other = mention("새봄중공업 한솔대", date=DAY)
    reports = [FIRST]
    for turn in range(6):
        reports.append(edition(reports[-1], other if turn % 2 == 0 else FIRST.mentions[0]))
    state = MemoryState()
    records = await resolve_all(reports, state)
    assert aloud(records) == ["announced", "announced"]
    assert {(names(a), a.withdrawn) for a in await registry(state)} == {(PAIR, False), ("새봄중공업 한솔대", True)}


async def test_a_story_edited_into_a_denial_of_what_it_told_is_told() -> None:
    denied = edition(FIRST, mention(PAIR, Status.DENIED))
    alliance, records = await one_alliance(FIRST, denied)
    assert aloud(records) == ["announced", "denied"]
    assert alliance.status is Status.DENIED
    other = report("b", mention(PAIR, date=DAY), day=0.01)
    alliance, records = await one_alliance(FIRST, other, denied)
    assert alliance.status is Status.DENIED  # one paper denies what one paper tells
    third = report("c", mention(PAIR, date=DAY), day=0.02)
    alliance, records = await one_alliance(FIRST, other, third, denied)
    assert (aloud(records), alliance.status, alliance.disputed) == (["announced"], Status.ANNOUNCED, True)


async def test_a_rumour_edited_into_the_deal_is_announced() -> None:
    rumour = report("a", mention(PAIR, Status.RUMOURED))
    alliance, records = await one_alliance(rumour, edition(rumour, mention(PAIR, date=DAY)))
    assert aloud(records) == ["announced"]
    assert revised(alliance)[0] == ("status", "rumoured", "announced")


async def test_who_joins_in_an_edit_is_told_to_have_joined_once() -> None:
    joining = mention(f"{PAIR} 한별전자", joining="한별전자")
    joined = edition(FIRST, mention(PAIR, date=DAY), joining)
    _, records = await one_alliance(FIRST, joined, edition(joined, joining))
    assert aloud(records) == ["announced", "joined"]


async def test_an_older_text_that_comes_late_changes_nothing() -> None:
    newer = edition(FIRST, mention(f"{PAIR} 한별전자", date=DAY))
    state = MemoryState()
    await resolve_all([newer], state)
    before = await registry(state)
    assert before[0].first_seen == newer.fetched
    records = await resolve_all([FIRST, FIRST.model_copy(update={"quiet": Quiet.REPLAYED})], state)
    (after,) = await registry(state)
    assert not aloud(records)
    assert (names(after), kinds(after)) == (names(before[0]), kinds(before[0]))
    assert after.first_seen == FIRST.fetched


async def test_stores_order_the_texts_before_their_fetches() -> None:
    """A cache may give an older text later; the version says which is the newer."""
    newer = edition(FIRST, mention(PAIR, Status.PLANNED, date=DAY)).model_copy(update={"version": 2})
    cached = edition(newer, *FIRST.mentions).model_copy(update={"version": 1})
    alliance, _ = await one_alliance(FIRST, newer, cached)
    assert alliance.status is Status.PLANNED


async def test_what_an_account_held_together_falls_apart_when_it_is_edited_away() -> None:
    told_alike = {"purpose": "냉동 물류 자동화"}
    parts = [
        report("a", mention(PAIR, **told_alike)),
        report("b", mention("동해식품 한별전자", **told_alike), day=0.01),
    ]
    whole = report("c", mention(f"{PAIR} 한별전자", **told_alike), day=0.02)
    state = MemoryState()
    records = await resolve_all([*parts, whole, edition(whole)], state)
    assert {names(a) for a in await registry(state)} == {PAIR, "동해식품 한별전자"}
    assert set(announcements(records).values()) == {1}


async def test_the_stage_tells_what_it_drops() -> None:
    state = MemoryState()
    empty = edition(report("z", mention(PAIR)))
    outcome = await run_one(resolve_stage(), empty, state)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "no alliance named"
    await run_one(resolve_stage(), FIRST, state)
    assert isinstance(await run_one(resolve_stage(), edition(FIRST), state), Done)


async def test_an_article_read_by_an_earlier_version_is_edited_like_any_other() -> None:
    state = MemoryState()
    await resolve_all([FIRST], state)
    for key in [key async for key, _ in state.scan("texts")]:
        await state.delete("texts", key)
    await resolve_all([edition(FIRST, mention(PAIR, Status.PLANNED, date=DAY))], state)
    assert [a.status for a in await registry(state)] == [Status.PLANNED]


def facts(alliances: Iterable[Alliance]) -> set[tuple[object, ...]]:
    """What articles tell now, without when it was first seen and what nobody tells any longer."""
    return {
        (a.name, a.kind, a.status, frozenset(m.name for m in a.members), frozenset(s.article_id for s in a.articles))
        for a in alliances
        if not a.withdrawn
    }


def standing(alliances: Iterable[Alliance]) -> set[tuple[object, ...]]:
    """`facts` but for what hangs on when a text was first seen, which an edited article has told before.

    That is the status, by when a denial came into the text, and which of two deals an account of one party fits.
    """
    return {(name, kind, *rest) for name, kind, _, *rest in facts(alliances) if len(rest[0]) >= 2}


@settings(max_examples=80, deadline=None)
@given(chance)
def test_the_registry_is_as_if_only_the_newest_texts_had_been_read(rng: random.Random) -> None:
    async def run() -> None:
        reports = with_edits(rng, first_texts(rng))
        newest = {one.article_id: one for one in reports}
        alone, state = MemoryState(), MemoryState()
        await resolve_all([one for one in reports if newest[one.article_id] is one], alone)
        records = await resolve_all(reports, state)
        assert standing(await registry(state)) == standing(await registry(alone))
        assert set(announcements(records).values()) <= {1}
        assert set(follow_ups(records).values()) <= {1}

    asyncio.run(run())


@settings(max_examples=80, deadline=None)
@given(chance)
def test_an_edit_and_its_undoing_give_the_state_of_before(rng: random.Random) -> None:
    async def run() -> None:
        reports = first_texts(rng)
        newest = {one.article_id: one for one in reports}
        first = newest[rng.choice(sorted(newest))]
        state = MemoryState()
        await resolve_all(reports, state)
        before = facts(await registry(state))
        changed = edited(rng, first)
        records = await resolve_all([changed, undone(first, changed)], state)
        assert facts(await registry(state)) == before
        assert set(announcements(records).values()) <= {1}

    asyncio.run(run())


@settings(max_examples=40, deadline=None)
@given(chance)
@example(random.Random(416))  # an end that was disputed until other accounts were moved away
def test_any_number_of_edits_with_the_same_facts_announces_once(rng: random.Random) -> None:
    async def run() -> None:
        reports = first_texts(rng)
        state = MemoryState()
        await resolve_all(reports, state)
        before = facts(await registry(state))
        newest = {one.article_id: one for one in reports}
        for turn in range(4):
            for id, one in newest.items():
                other = [m.model_copy(update={"evidence": m.evidence + "." * (turn + 1)}) for m in one.mentions]
                newest[id] = edition(one, *other)
                assert not aloud(await resolve_report(newest[id], state))
        assert {fact[:4] for fact in facts(await registry(state))} == {fact[:4] for fact in before}

    asyncio.run(run())


@settings(max_examples=40, deadline=None)
@given(chance)
def test_edits_killed_and_replayed_tell_nothing_twice(rng: random.Random) -> None:
    async def run() -> None:
        reports = with_edits(rng, first_texts(rng))
        once, state = MemoryState(), MemoryState()
        records = await resolve_all(reports, once)
        again = []
        for one in reports:
            again += await resolve_report(one, state)
            again += await resolve_report(one, state)
            assert not aloud(await resolve_report(one.model_copy(update={"quiet": Quiet.REPLAYED}), state))
        assert sorted(set(aloud(again))) == sorted(set(aloud(records)))
        assert len(aloud(again)) == len(aloud(records))
        assert picture(await registry(state)) == picture(await registry(once))

    asyncio.run(run())


def test_an_account_stands_for_one_at_most() -> None:
    (old, *_) = claims_of(report("a", mention(PAIR)))
    new = list(claims_of(report("a", mention(PAIR, evidence="한 문장"), mention(f"{PAIR} 한솔대", evidence="두 문장"))))
    for order in itertools.permutations(new):
        stands_for = paired([old], order)
        assert {id: len(claim.members) for id, claim in stands_for.items()} == {old.id: 2}
    assert paired([old], list(claims_of(report("a", mention("새봄중공업 한솔대"))))) == {}
    assert revisions_of([old], [old]) == []
