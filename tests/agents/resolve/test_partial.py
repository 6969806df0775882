"""Papers leave parties out of a deal, and articles list many deals: which accounts are one, in any order."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resolve.wording import StockWordError, load, said
from tests.agents.resolve.stories import mention, names, picture, registry, report, resolve_all, told
from tests.fakes import MemoryState
from topics.records import ChangeKind, Kind, Report, Status

chance = st.randoms(use_true_random=False)

LOGISTICS, LENDING = "냉동 물류 자동화", "소상공인 대출 심사"
FOUR = "누리통신 동해식품 한별전자 가온은행"
PAIRS = ["누리통신 동해식품", "한별전자 가온은행"]


def by(outlet: str, article: str, members: str, *, day: float = 0, group: str | None = None, **what: Any) -> Report:
    """A report of an outlet; `group`: the text that it copies."""
    what.setdefault("evidence", f"{outlet}·{article}")
    return report(article, mention(members, **what), day=day).model_copy(
        update={"site": f"{outlet}.example", "group": group or article, "publisher": None}
    )


async def outcome(reports: Iterable[Report]) -> tuple[list[str], list[str], set[tuple[object, ...]]]:
    """The members of what was announced, those of the alliances that are left, and their picture."""
    state = MemoryState()
    announced = [names(one) for one in told(await resolve_all(reports, state), ChangeKind.ANNOUNCED)]
    left = await registry(state)
    return sorted(announced), sorted(names(one) for one in left), picture(left)


async def in_every_order(reports: Sequence[Report]) -> list[str]:
    """The alliances that reports leave, which are the same in every order."""
    found = [await outcome(order) for order in itertools.permutations(reports)]
    assert all(each[2] == found[0][2] for each in found)
    return found[0][1]


def sorted_names(*members: str) -> list[str]:
    return sorted(" ".join(sorted(one.split())) for one in members)


LISTS = {
    "one article": [by("l", "l", FOUR)],
    "with one's purpose": [by("l", "l", FOUR, evidence="각각 업무협약을 맺었다", purpose=LOGISTICS)],
    "two that copy": [by("l", "l", FOUR), by("m", "m", FOUR, group="l")],
    "two copies that were not seen to be": [
        by("l", "l", FOUR, evidence="한 문장"),
        by("m", "m", FOUR, evidence="한 문장"),
    ],
    "two of one outlet": [by("l", "l", FOUR), by("l", "m", FOUR)],
    "dated, of the same month": [by("l", "l", FOUR, status=Status.BACKGROUND, date="2024-03-04")],
    "the pairs beside": [
        report("l", *(mention(who, evidence=f"{who} 목록") for who in (FOUR, *PAIRS))).model_copy(
            update={"site": "l.example"}
        )
    ],
}


@pytest.mark.parametrize("listed", LISTS)
async def test_a_list_believed_to_be_one_deal_swallows_and_merges_no_true_pairs(listed: str) -> None:
    reports = [
        *LISTS[listed],
        by("a", "a", PAIRS[0], day=0.1, purpose=LOGISTICS),
        by("b", "b", PAIRS[1], day=0.2, purpose=LENDING),
    ]
    left = await in_every_order(reports)
    assert set(sorted_names(*PAIRS)) <= set(left)
    for order in itertools.permutations(reports):
        announced = (await outcome(order))[0]
        assert [announced.count(pair) for pair in sorted_names(*PAIRS)] == [1, 1]


async def test_a_list_of_fifteen_swallows_none_of_its_deals() -> None:
    parties = [f"가람{n}전자" for n in range(15)]
    pairs = [" ".join(parties[n : n + 2]) for n in range(0, 14, 2)]
    pairs_told = [by(f"p{n}", f"p{n}", who, day=n / 10) for n, who in enumerate(pairs)]
    listed = by("l", "l", " ".join(parties))
    for place in (0, 3, len(pairs_told)):
        announced, left, _ = await outcome([*pairs_told[:place], listed, *pairs_told[place:]])
        assert announced == left == sorted_names(*pairs, " ".join(parties))


AGREEMENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "purpose": ({"purpose": LOGISTICS}, {"purpose": f"{LOGISTICS} 및 배송 효율화"}),
    "purpose in the other's words": ({"purpose": LOGISTICS}, {"evidence": "네 회사가 냉동 물류 창고를 자동화한다"}),
    "wording": (
        {"evidence": "부산 신항 배후에 짓는 냉동 창고를 나눠 쓴다"},
        {"evidence": "새 냉동 창고가 부산 신항 배후에 들어선다"},
    ),
    "count": ({"parties": 4}, {"parties": 4}),
    "count of those whom the other names": ({"parties": 4}, {}),
}


@pytest.mark.parametrize("matter", AGREEMENTS)
async def test_a_part_that_agrees_with_the_larger_account_belongs_to_it(matter: str) -> None:
    small, large = AGREEMENTS[matter]
    reports = [by("a", "a", PAIRS[0], **small), by("b", "b", FOUR, day=3, **large)]
    assert await in_every_order(reports) == sorted_names(FOUR)


async def test_less_than_half_of_the_parties_does_not_agree() -> None:
    reports = [by("a", "a", PAIRS[0], purpose=LOGISTICS), by("b", "b", f"{FOUR} 새봄중공업", purpose=LOGISTICS)]
    assert len(await in_every_order(reports)) == 2


async def test_words_of_which_the_text_says_that_they_are_of_several_deals_do_not_agree() -> None:
    listed = by("b", "b", FOUR, purpose=LOGISTICS, one_of_several=True)
    assert len(await in_every_order([by("a", "a", PAIRS[0], purpose=LOGISTICS), listed])) == 2


async def test_agreement_ends_with_the_window() -> None:
    reports = [by("a", "a", PAIRS[0], purpose=LOGISTICS), by("b", "b", FOUR, day=5, purpose=LOGISTICS)]
    assert len(await in_every_order(reports)) == 2


async def test_a_larger_deal_told_by_a_second_outlet_takes_in_its_parts() -> None:
    part, one, other = by("a", "a", PAIRS[0]), by("b", "b", FOUR, day=0.1), by("c", "c", FOUR, day=0.2)
    assert await in_every_order([part, one, other]) == sorted_names(FOUR)
    assert (await outcome([one, other, part]))[0] == sorted_names(FOUR)


async def test_the_second_account_may_leave_a_party_out_but_not_one_of_the_part() -> None:
    six = f"{FOUR} 새봄중공업 한솔대"
    borne_out = by("c", "c", " ".join(six.split()[:5]))
    assert await in_every_order([by("a", "a", PAIRS[0]), by("b", "b", six), borne_out]) == sorted_names(six)
    beside = by("c", "c", " ".join(six.split()[1:]))
    assert len(await in_every_order([by("a", "a", PAIRS[0]), by("b", "b", six), beside])) == 2


async def test_accounts_that_differ_in_one_party_of_many_are_one_unless_their_purposes_differ() -> None:
    three = " ".join(FOUR.split()[:3])
    assert await in_every_order([by("a", "a", three), by("b", "b", FOUR)]) == sorted_names(FOUR)
    other = by("b", "b", FOUR, purpose=LENDING)
    assert len(await in_every_order([by("a", "a", three, purpose=LOGISTICS), other])) == 2


async def test_undated_news_of_a_pair_is_not_swallowed_either() -> None:
    listed, pair = by("l", "l", FOUR), by("a", "a", PAIRS[0], purpose=LOGISTICS)
    assert len(await in_every_order([listed, pair.model_copy(update={"published": None})])) == 2


@settings(max_examples=60, deadline=None)
@given(chance)
def test_parts_lists_and_copies_make_the_same_alliances_in_any_order(rng: random.Random) -> None:
    parties = ["누리통신", "동해식품", "한별전자", "가온은행", "새봄중공업", "한솔대"]
    reports = [
        by(
            rng.choice("abc"),
            f"{n}",
            " ".join(rng.sample(parties, rng.randint(2, 6))),
            day=rng.choice([0, 0.2, 1, 3, 6]),
            group=rng.choice([None, "0"]),
            kind=rng.choice([Kind.MOU, Kind.PARTNERSHIP]),
            purpose=rng.choice([None, None, LOGISTICS, LENDING]),
            parties=rng.choice([None, None, 4]),
        )
        for n in range(rng.randint(3, 8))
    ]

    async def run() -> None:
        expected = (await outcome(reports))[2]
        for _ in range(3):
            assert (await outcome(rng.sample(reports, len(reports))))[2] == expected

    asyncio.run(run())


def test_names_and_stock_words_are_nobodys_own() -> None:
    assert said("누리통신과 동해식품이 4일 업무협약을 체결했다고 밝혔다.", ["누리통신", "동해식품"]) == set()
    assert said("냉동 창고 업무협약", []) == {"냉동", "창고"}


def test_a_wrong_list_of_stock_words_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "stock_words.toml"
    broken.write_text('deal = ["협약"]\nparties = 3\n', "utf-8")
    with pytest.raises(StockWordError, match=r"stock_words\.toml: parties"):
        load(broken)


TELLINGS: list[dict[str, Any]] = [
    {"purpose": "냉동 물류 창고 자동화"},
    {"purpose": "냉동 물류 자동화와 배송 효율화"},
    {"evidence": "냉동 물류 창고를 자동화하는 데 힘을 모은다"},
]


def release(rng: random.Random, size: int, papers: int) -> list[Report]:
    """A deal told by papers that leave out up to a third of its parties, in words of their own or as copies."""
    parties = [f"나래{n}식품" for n in range(size)]
    reports: list[Report] = []
    for n in range(papers):
        kept = rng.sample(parties, rng.randint(max(2, -(-size * 2 // 3)), size))
        counted = size if size == 3 else rng.choice([None, size])  # two parties of three share but one with two others
        day = rng.choice([0, 0.3]) if size == 3 else rng.choice([0, 0.3, 1, 2, 3])
        told_so = by(f"r{n}", f"r{n}", " ".join(kept), day=day, parties=counted, **rng.choice(TELLINGS))
        if reports and rng.random() < 0.3:
            copied = rng.choice(reports)
            told_so = copied.model_copy(update={"article_id": f"r{n}", "site": f"r{n}.example"})
        reports.append(told_so)
    return reports


@settings(max_examples=60, deadline=None)
@given(chance, st.sampled_from([2, 3, 4, 6, 9, 15]), st.integers(2, 20), st.sampled_from([4, 15]))
def test_a_release_is_alerted_once_and_so_is_each_pair_with_lists_around(
    rng: random.Random, size: int, papers: int, list_of: int
) -> None:
    async def run() -> None:
        told_so = release(rng, size, papers)
        listed = [f"가람{n}전자" for n in range(list_of)]
        pairs = [" ".join(listed[n : n + 2]) for n in range(0, list_of - 1, 2)]
        told_so += [
            by(f"{n}.{p}", f"{n}.{p}", pair, purpose=f"사업 {n}{n}{n}{n}번", day=rng.choice([0, 1, 3]))
            for n, pair in enumerate(pairs)
            for p in range(rng.randint(1, 2))
        ]
        lists = [by(f"l{n}", f"l{n}", " ".join(listed), group="l0") for n in range(rng.randint(0, 3))]
        for _ in range(2):
            order = rng.sample([*told_so, *lists], len(told_so) + len(lists))
            announced, left, _ = await outcome(order)
            assert [announced.count(pair) for pair in sorted_names(*pairs)] == [1] * len(pairs)
            assert set(sorted_names(*pairs)) <= set(left)
            assert sum("나래" in one for one in announced) == 1
            assert sum("나래" in one for one in left) == 1

    asyncio.run(run())
