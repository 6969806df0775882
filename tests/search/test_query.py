"""The query language, by example and by property."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import LONGEST_QUERY, Filter, Phrase, Query, QueryError, parse_query
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


@pytest.mark.parametrize("text", ["KT:로봇", "3:20", "로봇 - 투자", "R&D", "LGU+", "e-커머스"])
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
        ("country:일본", "two letters of ISO 3166-1", 8),
        ("after:어제", "YYYY-MM-DD", 6),
        ("after:2020-02-30", "no such day", 6),
        ("after:0000", "no such day", 6),
        ("-after:2020", "cannot be negated", 0),
        ("company:KT", "no field 'company'", 0),
        ("가" * (LONGEST_QUERY + 1), "at most", LONGEST_QUERY),
    ],
)
def test_wrong_queries_say_what_and_where(text: str, message: str, position: int) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        parse_query(text)
    assert caught.value.position == position


@given(st.text(alphabet=st.one_of(st.sampled_from('"“”-: org가KT+2020'), st.characters()), max_size=60))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    outcome: Query | QueryError
    try:
        outcome = parse_query(text)
    except QueryError as error:
        outcome = error
    plain = unicodedata.normalize("NFC", text)
    assert outcome.text == plain if isinstance(outcome, Query) else 0 <= outcome.position <= len(plain)


@given(st.lists(st.text(st.characters(categories=["Lo", "Lu", "Nd"]), min_size=1), min_size=1, max_size=20))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert parse_query(" ".join(words)).words == tuple(unicodedata.normalize("NFC", word) for word in words)
