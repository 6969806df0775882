"""Queries that alternate, exclude, ask in words or slip find the same in every store, and against records as they come."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search.embedded.document import texts_of
from search.facts import facts_of
from search.query import QueryError, parse_query
from search.standing_query import StandingQuery
from tests.search.conftest import Search, searches, tagged

HERE = Path(__file__).parent
TODAY = date(2024, 3, 5)
STORIES = [tagged(row) for row in tomllib.loads((HERE / "forgiving_stories.toml").read_text("utf-8"))["story"]]
GROUPS = tomllib.loads((HERE / "forgiving_queries.toml").read_text("utf-8"))
QUERIES: dict[str, dict[str, Any]] = {query: told for queries in GROUPS.values() for query, told in queries.items()}
FOUND = {query: told for query, told in QUERIES.items() if "error" not in told}
EXACT = {query: told for query, told in FOUND.items() if "finds" in told}


@pytest.fixture(scope="module", params=["embedded", "elastic"])
def find(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """Searches a store of each kind that holds the stories, as on their last day."""
    with searches(request, tmp_path_factory, STORIES, on=TODAY) as search:
        yield search


@pytest.mark.parametrize("query", FOUND)
def test_what_a_query_finds(query: str, find: Search) -> None:
    told = FOUND[query]
    result = find(query)
    found = [hit.source_id for hit in result.hits]
    assert result.partial is told.get("partial", False)
    assert result.suggestion == told.get("suggestion")
    if result.partial:
        assert found[0] == told["first"]
    else:
        assert sorted(found) == told["finds"]
    assert result.total == len(found)


@pytest.mark.parametrize("query", [query for query, told in QUERIES.items() if "error" in told])
def test_what_is_wrong_is_told(query: str) -> None:
    with pytest.raises(QueryError, match=QUERIES[query]["error"]):
        parse_query(query)


@pytest.mark.parametrize("query", EXACT)
def test_records_as_they_come_are_found_by_the_same_queries(query: str) -> None:
    assert sorted(standing(query)) == EXACT[query]["finds"]


def standing(query: str) -> list[str]:
    """The stories that a query finds when it is held against each."""
    held = StandingQuery(parse_query(query, TODAY))
    return [
        str(story.article.source_id)
        for story in STORIES
        if held.matches(texts_of(story), facts_of(story), story.article.published)
    ]


def test_all_alternatives_are_marked(find: Search) -> None:
    (hit,) = find("(냉장고 OR 없는낱말) (기업:해온전자 OR 공개)").hits
    assert [highlight.marked("[", "]") for highlight in hit.highlights] == [
        "해온전자, [냉장고] 신제품 [공개]",
        "해온전자는 새 [냉장고]를 내놓았다. 해온전자의 올해 첫 제품이다.",
    ]


def test_what_is_excluded_is_not_marked(find: Search) -> None:
    (hit,) = find("가람전자 -(나래통신 OR 배터리)").hits
    assert all("나래통신" not in highlight.marked("[", "]") for highlight in hit.highlights)
    assert "[가람전자], 다솔제강과 합작법인 세운다" in [highlight.marked("[", "]") for highlight in hit.highlights]
