"""What holds for the members of every mention: over all labelled stories, and over generated ones."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clean.story.article import read_page
from agents.tag.language.legal_forms import legal_forms
from agents.tag.language.vocabulary import size_of, vocabulary
from agents.tag.names.gazetteer import gazetteer
from agents.tag.parties.name_candidates import is_bare_part
from agents.tag.tag import tag_article
from benchmarks.quality import OWN
from dongmaeng.intake.targets import items_of
from tests.agents.tag.stories import names, read
from topics.outcome import Ending
from topics.records import Mention, Page

FOLDERS = (OWN, OWN / "whole")


@cache
def members() -> frozenset[str]:
    """The members of every mention, old or new, in all labelled stories."""
    found: set[str] = set()
    for item in items_of([str(folder / "stories.jsonl") for folder in FOLDERS]):
        assert item.page is not None
        found.update(m.name for mention in _mentions(item.page) for m in mention.members)
    assert found
    return frozenset(found)


def is_listed(name: str) -> bool:
    """Whether a list has the whole name, as it has those of ministries, which end as units do."""
    return any((hit.start, hit.end) == (0, len(name)) for hit in gazetteer().find(name))


def _mentions(page: Page) -> list[Mention]:
    try:
        return tag_article(read_page(page)).mentions
    except Ending:
        return []


def test_no_member_bears_a_legal_form() -> None:
    lists = vocabulary()
    forms = {*lists.legal_forms, *lists.legal_forms_before, *lists.legal_forms_abroad}
    assert {name for name in members() if name.rstrip(".") in forms or list(legal_forms(name))} == set()


def test_no_member_is_a_unit_without_its_head() -> None:
    assert {name for name in members() if is_bare_part(name) and not is_listed(name)} == set()


def test_no_member_is_a_role_a_class_or_a_count() -> None:
    lists = vocabulary()
    ordinary = {*lists.person_heads, *lists.common, *lists.places}
    assert {name for name in members() if name in ordinary or size_of(name)} == set()


# Syllables that make no word together, so that no list knows the names made of them.
STEMS = ("가람", "나래", "다온", "라온", "미르", "새롬", "여울", "해든", "도담", "소담", "은솔", "휘온")
TRADES = ("전자", "통신", "건설", "물류", "식품", "제약", "화학", "유통", "은행", "솔루션", "테크", "에너지", "바이오")
NAMES = st.builds("{}{}".format, st.sampled_from(STEMS), st.sampled_from(TRADES))
PAIRS = st.lists(NAMES, min_size=2, max_size=2, unique_by=lambda name: name[:2])
BEHIND = st.sampled_from(
    ["", " 주식회사", "주식회사", "㈜", "(주)", " Co., Ltd.", " Inc.", " GmbH", " S.A.", " LLC", " B.V."]
)
PART = st.sampled_from(["", " 반도체사업부", " 김하늘 대표", " 대표"])


def with_particle(name: str, of_consonant: str, of_vowel: str) -> str:
    """A name with its particle; behind Latin letters and marks the form after a vowel."""
    last = name.replace("㈜", "").replace("(주)", "")[-1]
    closed = "가" <= last <= "힣" and (ord(last) - ord("가")) % 28 != 0
    return name + (of_consonant if closed else of_vowel)


@given(PAIRS, BEHIND, BEHIND, PART)
def test_forms_parts_and_heads_leave_the_name_alone(pair: list[str], form: str, other: str, part: str) -> None:
    subject = with_particle(pair[0] + form, "은", "는")
    partner = with_particle(pair[1] + (part or other), "과", "와")
    new = [m for m in read(f"{subject} 16일 {partner} 공동 개발을 위한 업무협약을 체결했다고 밝혔다.") if m.new]
    assert [names(m) for m in new] == [set(pair)]


TOLD = (
    "{0:은} 16일 {1:과} 업무협약을 체결했다.",
    "{0:과} {1:은} 16일 업무협약을 체결했다고 밝혔다.",
    "{0:은} {1:과} 합작법인을 설립하는 계약을 16일 체결했다.",
    "김하늘 {0} 대표와 이바다 {1} 사장은 16일 업무협약을 체결했다.",
)


class Told(str):
    """A name whose format is the particle that follows it."""

    def __format__(self, particle: str) -> str:
        of_vowel = {"은": "는", "과": "와", "이": "가"}
        return with_particle(self, particle, of_vowel[particle]) if particle else str(self)


@pytest.mark.parametrize("told", TOLD)
@given(PAIRS, PAIRS)
def test_other_names_of_unlisted_companies_change_nothing_but_the_names(
    told: str, pair: list[str], other: list[str]
) -> None:
    def reading(names_told: list[str]) -> list[tuple[str, str | None, list[int]]]:
        mentions = read(told.format(*map(Told, names_told)))
        return [(m.kind, m.date, sorted(names_told.index(x.name) for x in m.members)) for m in mentions]

    assert reading(pair) == reading(other)
    assert reading(pair) != []
