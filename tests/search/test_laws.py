"""What holds of any query: the laws of logic, and an answer to whatever is typed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.query import DEEPEST_GROUP, QueryError, parse_query
from tests.search.conftest import Search, searches
from tests.search.test_forgiving import STORIES, TODAY, standing

Found = Callable[[str], frozenset[str]]

CLAUSES = [
    "가람전자", "나래통신", "기업", "정부", "없는낱말", '"업무협약을 체결했다"', "다솔제강", "은",
    "기업:가람전자", "종류:제휴", "이후:2024-02", "이전:2024-02-20", "국경:국제", "언론사:포구신문",
]  # fmt: skip
QUERY = st.recursive(
    st.sampled_from(CLAUSES),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("({0[0]} OR {0[1]})".format),
        st.tuples(inner, inner).map("({0[0]} AND {0[1]})".format),
        st.sampled_from([clause for clause in CLAUSES if ":2024" not in clause]).map("(-{})".format),
        inner.map("(-({}))".format),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module", params=["embedded", "elastic"])
def search(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """Searches a store of each kind that holds the stories."""
    with searches(request, tmp_path_factory, STORIES, on=TODAY) as search:
        yield search


@pytest.fixture(scope="module")
def found(search: Search) -> Found:
    """The stories that have all of a query."""

    def find(query: str) -> frozenset[str]:
        result = search(query)
        return frozenset() if result.partial else frozenset(hit.source_id for hit in result.hits)

    return find


EVERYTHING = frozenset(str(story.article.source_id) for story in STORIES)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(a=QUERY, b=QUERY)
def test_the_laws_of_logic(found: Found, a: str, b: str) -> None:
    assert found(f"{a} OR {b}") == found(a) | found(b) == found(f"{b} OR {a}")
    assert found(f"{a} AND {b}") == found(a) & found(b)
    assert found(f"-({a})") == EVERYTHING - found(a)
    assert found(f"-({a} OR {b})") == found(f"-({a}) -({b})")
    assert found(f"-(({a}) ({b}))") == found(f"-({a}) OR -({b})")
    assert found(f"({a}) OR (({a}) ({b}))") == found(a)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERY)
def test_a_record_as_it_comes_is_found_by_what_finds_it_in_a_store(found: Found, query: str) -> None:
    assert found(query) == frozenset(standing(query))


SIGNS = [
    "(", ")", "(" * DEEPEST_GROUP, ")" * DEEPEST_GROUP, "((((((((((((", "OR", "AND", "-", "--", '"', "“", "”", "«", "*", "NEAR/2",
    "가람전자", "헤온전자", "없는낱말", "ㄱㄴㄷ", "가" * 40, "dkssud", "kt" * 20, "\u200b", "\u202e", "e\u0301", "𠀀", "👩‍👩‍👧", "\x00",
    "ﷺ", "\ufeff", "A" * 70, "org:", "기업:", "종류:업무협약", "country:", "after:7d", "이전:99999y", "-기업:KT", "col:", "{", "}", "^", "~1", "/.*/",
    "\\", "'", "''", ";--", "<script>", "%", "_", "\ue001가람", "\ue003", "①", "㈜", "(주)", "１２３", "ＫＴ", "的", "美",
]  # fmt: skip


def test_whatever_is_typed_is_answered_or_refused(search: Search) -> None:
    drawn = random.Random(20240305)
    texts = [drawn.choice(["", " "]).join(drawn.choices(SIGNS, k=drawn.randint(1, 12))) for _ in range(250)]
    refused = [text for text in texts if is_refused(text)]
    for text in set(texts) - set(refused):
        suggestion = search(text).suggestion
        assert suggestion is None or parse_query(suggestion)
    assert 0 < len(refused) < len(texts)


def is_refused(text: str) -> bool:
    try:
        parse_query(text, TODAY)
    except QueryError:
        return True
    return False
