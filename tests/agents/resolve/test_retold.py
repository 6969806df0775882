"""A deal retold on each of the next 30 days, with and without its date, by any paper, gives one alert."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resolve.entries import ALLIANCES_SPACE
from agents.resolve.entry import Entry
from agents.resolve.match_rules import MatchRule
from agents.resolve.registry import resolve_report
from benchmarks.press import companies
from tests.agents.resolve.retellings import MONTH, Signing, article, as_read, retelling, start
from tests.agents.resolve.stories import mention, registry, report, resolve_all
from tests.agents.resolve.test_told_once import announcements
from tests.fakes import MemoryState
from topics.records import Dated, Kind, Report, Status

LABELLED = Path(__file__).parents[3] / "benchmarks" / "labelled"

PURPOSES = ["스마트 물류 창고 구축", "해상 풍력 단지 개발", "치매 조기 진단 기술 개발", "폐배터리 재활용 사업", ""]

SHARES = 12
"""Tests among which the labelled stories are shared out, so that no one takes long."""

chance = st.randoms(use_true_random=False)


async def alerts(reports: Iterable[Report]) -> int:
    return sum(announcements(await resolve_all(reports)).values())


def arriving(rng: random.Random, reports: Sequence[Report]) -> list[Report]:
    """The reports in any order, fetched in it within the month after the last was published."""
    last = max(one.published for one in reports if one.published is not None)
    shuffled = rng.sample(list(reports), len(reports))
    return [one.model_copy(update={"fetched": last + timedelta(hours=n + 1)}) for n, one in enumerate(shuffled)]


def some_signing(rng: random.Random) -> Signing:
    kind = rng.choice([Kind.MOU, Kind.MOU, Kind.PARTNERSHIP, Kind.JOINT_VENTURE])
    count = 2 if kind is Kind.JOINT_VENTURE else rng.choice([2, 2, 3, 4])
    day = start(2025, rng.randint(1, 12), rng.randint(1, 28))
    return Signing(companies(rng, count), day, kind, rng.choice(PURPOSES))


@settings(max_examples=25, deadline=None)
@given(chance)
def test_a_deal_retold_for_a_month_gives_one_alert(rng: random.Random) -> None:
    signing = some_signing(rng)
    days = [0, *rng.sample(range(MONTH + 1), 6)]
    told = [retold_by(rng, signing, signing.parties, day, f"p{n}") for n, day in enumerate(days)]
    reports = [one for one in told if one is not None]
    part = None
    if told[0] is not None and signing.purpose and len(signing.parties) > 2:
        part = retold_by(rng, signing, signing.parties[:-1], rng.randint(0, MONTH), "part")
    if any(mention.new for one in reports for mention in one.mentions):
        # A part that comes before the whole of which it is one is announced by itself.
        behind = [part] if part is not None else []
        assert asyncio.run(alerts([*reports, *behind])) == 1
        assert asyncio.run(alerts([*arriving(rng, reports), *behind])) == 1


def retold_by(rng: random.Random, signing: Signing, parties: Sequence[str], after: int, outlet: str) -> Report | None:
    """An account by a paper that names some parties; None where it is not read with just these, whom tests of the
    tagger are about."""
    some = replace(signing, parties=parties)
    with_purpose = after == 0 or parties != signing.parties
    read = as_read(retelling(rng, some, after, outlet, with_purpose=with_purpose))
    return read if any({m.name for m in one.members} == set(parties) for one in read.mentions) else None


@cache
def labelled() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Our stories of alliances of two or three that are read as one piece of news, with their labels."""
    labels, stories = (
        [json.loads(line) for line in (LABELLED / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for name in ("labels", "stories")
    )
    return [(label, story) for label, story in zip(labels, stories, strict=True) if label["is_alliance"]]


def retold(rng: random.Random, story: dict[str, Any]) -> list[Report]:
    """A labelled story and accounts of its deal on some of the next days; none where it tells no single deal."""
    published = datetime.fromisoformat(story["published"])
    first = as_read(article(story["title"] or "", story["text"], published, "first"))
    news = [one for one in first.mentions if one.new]
    if len(news) != 1 or news[0].name or news[0].kind not in (Kind.MOU, Kind.PARTNERSHIP, Kind.JOINT_VENTURE):
        return []
    day = datetime.fromisoformat(news[0].date) if news[0].date and len(news[0].date) == 10 else published
    day = min(published, day.replace(hour=9, tzinfo=published.tzinfo))
    signing = Signing([member.name for member in news[0].members], day, news[0].kind)
    days = [rng.randint((published - day).days, MONTH) for _ in range(4)]
    late = [retold_by(rng, signing, signing.parties, after, f"p{n}") for n, after in enumerate(days)]
    return [first, *(one for one in late if one is not None)]


@pytest.mark.parametrize("share", range(SHARES))
def test_each_labelled_story_retold_for_a_month_gives_one_alert(share: int) -> None:
    rng = random.Random(share)
    for label, story in labelled()[share::SHARES]:
        reports = retold(rng, story) if story["published"] else []
        if reports:
            once = asyncio.run(alerts([reports[0]]))
            assert asyncio.run(alerts(reports)) == once, label["id"]
            assert asyncio.run(alerts(arriving(rng, reports))) == once, label["id"]


PAIR = "누리통신 동해식품"
SIGNED = mention(PAIR, date="2024-03-04", dated=Dated.DEAL)
UNDATED = mention(PAIR)
LATE_RELEASE = mention(PAIR, date="2024-04-03", dated=Dated.REPORT)


@pytest.mark.parametrize("late", [UNDATED, LATE_RELEASE], ids=["no day", "the report's day"])
@pytest.mark.parametrize(("day", "count"), [(15, 1), (MONTH, 1), (MONTH + 1, 2)])
async def test_an_account_without_the_day_of_the_deal_meets_what_was_made_up_to_30_days_before(
    late: Any, day: int, count: int
) -> None:
    told = (
        late
        if late is UNDATED
        else late.model_copy(update={"date": f"2024-{3 + (day > 27):02d}-{(3 + day) % 31 + 1:02d}"})
    )
    for order in itertools.permutations([report("a", SIGNED), report("b", told, day=day)]):
        assert await alerts(order) == count


async def test_it_says_by_which_rule_it_was_put_there() -> None:
    state = MemoryState()
    await resolve_all([report("a", SIGNED), report("b", UNDATED, day=20)], state)
    held = [Entry.model_validate(document) async for _, document in state.scan(ALLIANCES_SPACE)]
    ties = {claim.article_id: (claim.joined_by, claim.joined_to) for claim in held[0].claims}
    assert ties == {"a": (None, None), "b": (MatchRule.RETOLD.value, "a")}


OTHERS = {
    "another stated day": mention(PAIR, date="2024-03-22", dated=Dated.DEAL),
    "another form": mention(PAIR, kind=Kind.JOINT_VENTURE),
    "another purpose": mention(PAIR, purpose="해상 풍력 단지 개발"),
    "another party": mention(f"{PAIR} 한별전자"),
}


@pytest.mark.parametrize("other", OTHERS)
async def test_another_deal_of_the_same_companies_within_the_month_is_announced(other: str) -> None:
    first = report("a", SIGNED.model_copy(update={"purpose": "치매 조기 진단 기술"}))
    for order in itertools.permutations([first, report("b", OTHERS[other], day=18)]):
        assert await alerts(order) == 2


async def test_late_accounts_of_both_make_two_deals_of_a_month_no_one() -> None:
    both = [report("a", SIGNED), report("b", OTHERS["another stated day"], day=18)]
    late = [report("c", SIGNED, day=17), report("d", UNDATED, day=20), report("e", UNDATED, day=29)]
    for order in itertools.permutations([*both, *late]):
        state = MemoryState()
        told = [record for one in order for record in await resolve_report(one, state)]
        assert len(await registry(state)) == 2
        assert len(announcements(told)) >= 2


async def test_each_deal_is_announced_in_the_order_of_the_days_however_it_is_retold() -> None:
    reports = [
        report("a", SIGNED),
        report("b", UNDATED, day=12),
        report("c", SIGNED, day=17),
        report("d", OTHERS["another stated day"], day=18),
        report("e", UNDATED, day=20),
        report("f", UNDATED, day=40),
    ]
    assert await alerts(reports) == 2


async def test_news_without_a_day_does_not_hand_a_deal_on_for_ever() -> None:
    assert await alerts([report(f"a{n}", UNDATED, day=25 * n) for n in range(4)]) == 2


async def test_an_account_in_passing_from_before_is_no_announcement() -> None:
    passing = report("a", mention(PAIR, Status.BACKGROUND, date="2024-03-04"), day=2)
    for order in itertools.permutations([passing, report("b", UNDATED, day=20), report("c", SIGNED, day=0.5)]):
        assert await alerts(order) == 1


async def test_each_years_new_agreement_is_announced() -> None:
    years = [report(f"a{n}", mention(PAIR, date=f"{2024 + n}-03-04"), day=365.3 * n) for n in range(3)]
    undated = [report(f"b{n}", UNDATED, day=365.3 * n + 9) for n in range(3)]
    for order in itertools.permutations(years):
        assert await alerts([*order, *undated]) == 3
