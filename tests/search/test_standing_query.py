"""A query held against a record finds what the same query finds in a store."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from search.embedded.document import texts_of
from search.facts import facts_of
from search.query import parse_query
from search.standing_query import StandingQuery
from tests.search.conftest import stories
from topics.records import SEOUL, Alliance, Identifiers, Kind, Member, Signatory, Source, Status, Tie

GROUPS = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))
STORIES = stories()


@pytest.mark.parametrize("name", GROUPS)
def test_it_finds_the_stories_that_a_search_finds(name: str) -> None:
    for text in GROUPS[name]["queries"]:
        query = StandingQuery(parse_query(text))
        found = [
            story.article.source_id
            for story in STORIES
            if query.matches(texts_of(story), facts_of(story), story.article.published)
        ]
        assert sorted(filter(None, found)) == sorted(GROUPS[name]["finds"]), text


AT = datetime(2024, 3, 4, 9, tzinfo=SEOUL)
ALLIANCE = Alliance(
    id="one",
    name="바다 원팀",
    kind=Kind.MOU,
    members=[
        Member(id="kt", name="KT", identifiers=Identifiers(corp_code="00190321", stock_code="030200")),
        Member(id="동해식품", name="동해식품"),
    ],
    status=Status.ANNOUNCED,
    first_seen=AT,
    articles=[
        Source(
            article_id="a1",
            url="https://news.example/a1",
            title="KT, 동해식품과 스마트 양식장 업무협약",
            publisher="한빛일보",
            evidence="KT는 동해식품과 스마트 양식장을 함께 짓는 업무협약을 체결했다",
        )
    ],
    evidence="KT는 동해식품과 스마트 양식장을 함께 짓는 업무협약을 체결했다",
    tie=Tie(signatories=[Signatory(name="김누리", role="대표", organisation="KT")], cross_border=False),
)


@pytest.mark.parametrize(
    "text",
    [
        "org:KT",
        "org:케이티",
        "org:030200",
        "org:00190321",
        'org:"바다 원팀"',
        "org:KT kind:mou -status:planned",
        "kind:mou status:announced",
        "person:김누리",
        "publisher:한빛일보",
        "publisher:news.example",
        "border:no",
        "양식장",
        "스마트 양식장 -동맹",
        '"함께 짓는"',
        "after:2024-03-04 before:2024-03-05",
        "-org:나래전자",
    ],
)
def test_it_finds_an_alliance(text: str) -> None:
    assert StandingQuery(parse_query(text)).matches_alliance(ALLIANCE, AT)


@pytest.mark.parametrize(
    "text",
    [
        "org:SKT",
        "org:KT -org:동해식품",
        "org:KT kind:joint_venture",
        "-status:announced",
        "person:박가람",
        "publisher:가람일보",
        "border:yes",
        "country:us",
        "반도체",
        "양식장 -스마트",
        '"스마트 업무협약"',
        "after:2024-03-05",
        "before:2024-03-04",
    ],
)
def test_it_passes_an_alliance_by(text: str) -> None:
    assert not StandingQuery(parse_query(text)).matches_alliance(ALLIANCE, AT)


def test_no_phrase_reaches_from_one_text_into_the_next() -> None:
    query = StandingQuery(parse_query('"가람 나래"'))
    assert query.matches(["가람 나래"], {}, None)
    assert not query.matches(["가람", "나래"], {}, None)
