"""The details of a tie are judged one by one against what a label says of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from benchmarks.ties import TieLabel, count, expected, faults, found, fractions
from topics.records import (
    Activity,
    ActivityTold,
    CountryTold,
    Duration,
    Kind,
    Member,
    Mention,
    Signatory,
    Status,
    Tie,
    Venture,
)

MEMBERS = [Member(id="a", name="가람전자"), Member(id="b", name="나래화학")]
LABEL: dict[str, Any] = {
    "activity": ["supply"],
    "cross_border": True,
    "countries": {"나래화학": "JP"},
    "term": "3년",
    "venture": {"name": "가람나래", "capital": "100억원"},
    "signatories": [{"name": "김하늘", "role": "대표", "organisation": "가람전자"}],
}
RIGHT = Tie(
    activities=[ActivityTold(activity=Activity.SUPPLY)],
    countries=[CountryTold(member="a", country="KR"), CountryTold(member="b", country="JP")],
    cross_border=True,
    term=Duration(months=36),
    venture=Venture(what="합작법인", name="가람 나래", capital="100억 원"),
    signatories=[Signatory(name="김하늘", role="대표", organisation="가람전자")],
)


def judged(tie: Tie, **label: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    given = TieLabel.model_validate(label or LABEL)
    told = Mention(status=Status.ANNOUNCED, new=True, kind=Kind.MOU, members=MEMBERS, tie=tie)
    return expected(given, str), found(given, [told], str)


def test_what_is_right_has_no_faults_whatever_the_spelling() -> None:
    assert faults(*judged(RIGHT)) == []


def test_each_detail_that_is_wrong_is_a_fault_of_its_own() -> None:
    wrong = RIGHT.model_copy(update={"term": Duration(months=24), "activities": []})
    assert faults(*judged(wrong)) == [("activity", "supply", ""), ("term", "36 months", "24 months")]


def test_what_the_label_leaves_open_is_neither_missed_nor_wrong() -> None:
    assert faults(*judged(RIGHT, activity=["supply"])) == []
    also = {"activity": [], "activity_alt": ["supply"], "countries": {}, "countries_alt": {"나래화학": "JP"}}
    assert faults(*judged(RIGHT, **also)) == []
    assert faults(*judged(Tie(), **also)) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("18개월", Duration(months=18)),
        ("2027년", Duration(until="2027")),
        ("2027년 3월", Duration(until="2027-03")),
    ],
)
def test_terms_are_compared_by_what_they_mean(text: str, term: Duration) -> None:
    assert faults(*judged(Tie(term=term), term=text)) == []


def test_precision_and_recall_are_shares_of_facts() -> None:
    counts = Counter[str]()
    count(counts, *judged(RIGHT), hit=True)
    count(counts, *judged(Tie(term=Duration(months=1))), hit=True)
    shares = fractions(counts)
    assert (shares["term precision"], shares["term recall"]) == ((1, 2), (1, 2))
    assert (shares["venture precision"], shares["venture recall"]) == ((3, 3), (3, 6))
