"""The query language, by example and by property."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from search.fields import FIELDS, field_named
from search.query import (
    DEEPEST_GROUP,
    LONGEST_QUERY,
    MOST_CLAUSES,
    Filter,
    Phrase,
    Query,
    QueryError,
    parse_query,
)
from tests.search.query_text import text_of
from topics.records import SEOUL


def test_words_phrases_and_exclusions() -> None:
    query = parse_query('LG유플러스 "업무 협약" -스포츠 -"우승 합작"')
    assert query.words == ("LG유플러스",)
    assert query.phrases == (Phrase("업무 협약"),)
    assert query.without == (Phrase("스포츠", quoted=False), Phrase("우승 합작"))


def test_fields() -> None:
    query = parse_query('org:KT -person:나윤슬 kind:MOU publisher:"한빛 일보"')
    assert query.filters == (Filter("org", "KT"), Filter("kind", "mou"), Filter("publisher", "한빛 일보"))
    assert query.without_filters == (Filter("person", "나윤슬"),)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2020-06-01", (2020, 6, 1)), ("2020-6-1", (2020, 6, 1)), ("2020-06", (2020, 6, 1)), ("2020", (2020, 1, 1))],
)
def test_dates_begin_in_seoul(text: str, day: tuple[int, int, int]) -> None:
    assert parse_query(f"after:{text}").after == datetime(*day, tzinfo=SEOUL)
    assert parse_query(f"before:{text}").before == datetime(*day, tzinfo=SEOUL)


def test_the_narrower_of_two_dates_holds() -> None:
    query = parse_query("after:2020 after:2021 before:2023 before:2022")
    assert (query.after, query.before) == (datetime(2021, 1, 1, tzinfo=SEOUL), datetime(2022, 1, 1, tzinfo=SEOUL))


@pytest.mark.parametrize("text", ["“원팀 결성”", "„원팀 결성”", "«원팀 결성»"])
def test_curly_quotation_marks(text: str) -> None:
    assert parse_query(text).phrases == (Phrase("원팀 결성"),)


def plain(query: Query) -> Query:
    """The query without the texts that it was read from."""
    groups = tuple(tuple(map(plain, group)) for group in query.one_of)
    return replace(query, text="", one_of=groups, none_of=tuple(map(plain, query.none_of)))


def test_alternatives() -> None:
    query = parse_query('(가람전자 OR 나래통신) "업무협약" -정부')
    assert query.phrases == (Phrase("업무협약"),)
    assert query.without == (Phrase("정부", quoted=False),)
    assert query.one_of == ((Query("가람전자", ("가람전자",)), Query("나래통신", ("나래통신",))),)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("가람 나래 OR 다솔", "(가람 나래) OR 다솔"),
        ("가람 OR 나래 다솔", "가람 OR (나래 AND 다솔)"),
        ("((가람))", "가람"),
        ("로봇 AND (가람 OR 나래)", "로봇 (가람 OR 나래)"),
        ("협약(가람 OR 나래)", "협약 (가람 OR 나래)"),
        ("org:(KT OR 네이버)", "org:KT OR org:네이버"),
        ("로봇 -org:(KT OR 네이버)", "로봇 -(org:KT OR org:네이버)"),
        ("로봇 기업:(KT -네이버)", "로봇 (org:KT -org:네이버)"),
        ("（가람 OR 나래）", "(가람 OR 나래)"),
    ],
)
def test_what_binds_closer(text: str, same: str) -> None:
    assert without_depth(parse_query(text)) == without_depth(parse_query(same))


def without_depth(query: Query) -> Query:
    """The query with each group of a single query that is all there is in its place."""
    query = plain(query)
    groups = tuple(tuple(map(without_depth, group)) for group in query.one_of)
    query = replace(query, one_of=groups, none_of=tuple(map(without_depth, query.none_of)))
    only = query.one_of[0] if query == Query("", one_of=query.one_of) and len(query.one_of) == 1 else ()
    return only[0] if len(only) == 1 else query


def test_the_examples_of_the_documentation_are_queries() -> None:
    page = (Path(__file__).parents[2] / "docs" / "query.md").read_text("utf-8")
    language, fields, days = re.findall(r"(?:^\|.*\n)+", page, flags=re.M)
    rows = [[cell.split("`")[1::2] for cell in row.split("|")[1:]] for row in (language + fields).splitlines()[2:]]
    queries = [query for first, *_ in rows for query in first if not query.endswith(":")]
    days_named = [day for row in days.splitlines()[2:] for day in row.split("|")[1].split("`")[1::2]]
    for query in [*queries, *(f'after:"{day}"' for day in days_named)]:
        assert parse_query(query)
    named = [name for first, korean, *_ in rows for name in (*first, *korean) if name.endswith(":")]
    assert {field_named(name.rstrip(":")) for name in named} == set(FIELDS)


def test_only_capitals_are_operators() -> None:
    assert parse_query("가람 or 나래 and 다솔").words == ("가람", "or", "나래", "and", "다솔")
    assert parse_query('"가람 OR 나래"').phrases == (Phrase("가람 OR 나래"),)
    assert parse_query("ORACLE ANDROID").words == ("ORACLE", "ANDROID")


@pytest.mark.parametrize(
    "text", ["(주)가람전자", "가람전자(주)", "(주)", "가람전자(012345)", "(株)나래", "나래(GARAM)의"]
)
def test_brackets_of_names_are_no_groups(text: str) -> None:
    assert parse_query(f"{text} 로봇").words == (text, "로봇")


def test_a_group_may_exclude_and_be_excluded() -> None:
    query = parse_query("로봇 -(가람 OR 나래 -다솔)")
    assert query.words == ("로봇",)
    (unwanted,) = map(plain, query.none_of)
    kept = Query("", ("나래",), without=(Phrase("다솔", quoted=False),))
    assert unwanted == Query("", one_of=((Query("", ("가람",)), kept),))


def test_korean_names_of_fields_and_values() -> None:
    korean = "기업:KT 인물:나윤슬 종류:업무협약 상태:발표 언론사:한빛일보 활동:연구개발 국가:일본 -국경:국내"
    english = (
        "org:KT person:나윤슬 kind:mou status:announced publisher:한빛일보 "
        "activity:research_and_development country:jp -border:no"
    )
    assert plain(parse_query(korean)) == plain(parse_query(english))
    assert plain(parse_query("이후:2020-06 이전:2021")) == plain(parse_query("after:2020-06 before:2021"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('종류:"업무 협약"', "mou"),
        ("종류:합작법인", "joint_venture"),
        ("종류:업무협약(MOU)", "mou"),
        ('kind:"joint venture"', "joint_venture"),
        ("상태:종료", "ended"),
        ("활동:R&D", "research_and_development"),
        ("국가:한국", "kr"),
        ("country:Japan", "jp"),
    ],
)
def test_values_by_the_words_that_people_use(text: str, value: str) -> None:
    assert [wanted.value for wanted in parse_query(text).filters] == [value]


def test_relative_days_are_counted_from_a_day_in_seoul() -> None:
    on = date(2024, 3, 5)
    assert parse_query("after:어제", on).after == datetime(2024, 3, 4, tzinfo=SEOUL)
    assert parse_query("이후:7d 이전:오늘", on).after == datetime(2024, 2, 27, tzinfo=SEOUL)
    assert parse_query('before:"지난 주"', on).before == datetime(2024, 2, 26, tzinfo=SEOUL)


@pytest.mark.parametrize("text", ["KT:로봇", "단독:가람", "3:20", "로봇 - 투자", "R&D", "LGU+", "e-커머스"])
def test_signs_inside_words_are_no_syntax(text: str) -> None:
    query = parse_query(text)
    assert query.words
    assert query == Query(text, query.words)


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "nothing to look for", 0),
        ("  ", "nothing to look for", 0),
        ("... -", "nothing to look for", 0),
        ('로봇 "투자', "not closed", 3),
        ('"!"', "needs a word", 0),
        ("로봇 org:", "value is missing", 7),
        ('org:""', "value is missing", 4),
        ("kind:party", "kind: is one of mou", 5),
        ("status:maybe", "status: is one of", 7),
        ("activity:sleeping", "activity: is one of research_and_development", 9),
        ("border:maybe", "border: is one of yes, no", 7),
        ("country:없는나라", "two letters of ISO 3166-1", 8),
        ("종류:모임", "kind: is one of mou", 3),
        ("after:내일모레", "YYYY-MM-DD", 6),
        ("after:2020-02-30", "no such day", 6),
        ("after:0000", "no such day", 6),
        ("-after:2020", "cannot be negated", 0),
        ("company:KT", "no field 'company'", 0),
        ("OR 로봇", "OR needs something", 0),
        ("로봇 OR", "OR needs something", 3),
        ("로봇 OR OR 투자", "OR needs something", 3),
        ("로봇 OR ...", "OR needs something", 3),
        ("AND", "AND needs something", 0),
        ("로봇 AND", "AND needs something", 3),
        ("로봇 AND OR 투자", "AND needs something", 3),
        ("로봇 ()", "nothing to look for in the parentheses", 3),
        ("(로봇 OR 투자", "not closed", 0),
        ("로봇 OR 투자)", "no parenthesis is open", 8),
        ("org:(kind:mou)", "cannot stand within", 5),
        ("after:(2020)", "YYYY-MM-DD", 6),
        ("(" * (DEEPEST_GROUP + 1) + "로봇" + ")" * (DEEPEST_GROUP + 1), "at most", DEEPEST_GROUP),
        (" OR ".join(["가"] * (MOST_CLAUSES + 1)), "at most", 5 * MOST_CLAUSES),
        ("가" * (LONGEST_QUERY + 1), "at most", LONGEST_QUERY),
    ],
)
def test_wrong_queries_say_what_and_where(text: str, message: str, position: int) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        parse_query(text)
    assert caught.value.position == position


def is_a_query_or_a_query_error(text: str) -> bool:
    written = unicodedata.normalize("NFC", text)
    try:
        return parse_query(text).text == written
    except QueryError as error:
        return 0 <= error.position <= len(written)


@given(st.text(alphabet=st.one_of(st.sampled_from('"“”-:() org가KT+2020'), st.characters()), max_size=60))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    assert is_a_query_or_a_query_error(text)


SIGNS = ["(", ")", "OR", "AND", "-", '"', "org:", "가람", "기업:", " ", "(주)", "after:7d"]


@given(st.lists(st.sampled_from(SIGNS), max_size=60).map("".join))
@example("(" * 900)
@example(")" * 900)
@example("-" * 900)
@example("-(" * 400)
@example(" OR " * 200)
@example("(가 OR " * 100)
def test_any_signs_are_a_query_or_a_query_error(text: str) -> None:
    assert is_a_query_or_a_query_error(text)


WORD = st.one_of(
    st.sampled_from(["가람", "(주)나래", "or", "KT(주)", "3:20", "LGU+"]),
    st.from_regex("[가-힣a-z]{1,4}", fullmatch=True),
)
PHRASE = st.text(min_size=1, max_size=8).map(lambda text: text.translate(dict.fromkeys(map(ord, '"“”„«»'))) + "다")
CLAUSE = st.one_of(
    WORD,
    PHRASE.map('"{}"'.format),
    st.sampled_from(
        ["기업:KT", "종류:업무협약", "country:일본", "after:7d", "이전:올해", "org:(KT OR 네이버)", "person:«가 나»"]
    ),
)
NEGATED = st.one_of(WORD.map("-{}".format), st.sampled_from(["-org:KT", '-"가 나"']))
QUERY = st.recursive(
    CLAUSE | NEGATED,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(" AND ".join),
        st.lists(inner, min_size=2, max_size=3).map(" OR ".join),
        inner.map("({})".format),
        inner.map("-({})".format),
    ),
    max_leaves=8,
)


@given(QUERY)
def test_a_query_is_read_the_same_from_its_own_text(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError:
        reject()
    again = parse_query(text_of(query), date(1999, 1, 1))
    assert plain(again) == plain(query)


@given(st.lists(st.text(st.characters(categories=["Lo", "Lu", "Nd"]), min_size=1), min_size=1, max_size=20))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert parse_query(" ".join(words)).words == tuple(unicodedata.normalize("NFC", word) for word in words)
