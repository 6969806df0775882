"""What an endpoint wants to know."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from agents.alert.subscription import event_objection, objection, watch_list, watched
from tests.agents.alert.samples import alliance, endpoint, members
from topics.records import ChangeKind, Identifiers


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ({}, True),
        ({"enabled": False}, False),
        ({"events": ["alliance.joined"]}, False),
        ({"kinds": ["mou"]}, True),
        ({"kinds": ["equity_swap"]}, False),
        ({"organisations": ["동해식품"]}, True),
        ({"organisations": ["org-누리통신"]}, True),
        ({"organisations": ["한별전자"]}, False),
        ({"filter": "org:누리통신 kind:mou -status:planned"}, True),
        ({"filter": "org:누리통신 -org:동해식품"}, False),
        ({"filter": "publisher:한빛일보"}, True),
        ({"filter": "before:2024-03-04"}, False),
        ({"filter": "업무협약"}, True),
        ({"filter": "지분교환"}, False),
        ({"least_score": 0.7}, True),
        ({"least_score": 0.9}, False),
    ],
)
def test_filters(what: dict[str, Any], wanted: bool) -> None:
    told = alliance(ChangeKind.ANNOUNCED, score=0.8)
    assert (objection(endpoint(**what), "alliance.announced", told) is None) is wanted


def test_an_alliance_without_a_score_reaches_no_least_score() -> None:
    assert objection(endpoint(least_score=0.1), "alliance.announced", alliance()) == "wants a score of at least 0.1"


@pytest.mark.parametrize(
    "line", ["누리통신", "00990001", "990010", "# 통신\n누리통신  # 서울", "\ufeff없는회사\n누리통신"]
)
def test_a_watch_list_names_companies_or_their_codes(line: str, tmp_path: Path) -> None:
    file = tmp_path / "watched.txt"
    file.write_text(line + "\n\n", "utf-8")
    nuri, donghae = members("누리통신", "동해식품")
    coded = nuri.model_copy(update={"identifiers": Identifiers(corp_code="00990001", stock_code="990010")})
    wants = endpoint(watch=file)
    assert objection(wants, "alliance.announced", alliance(members=[coded, donghae])) is None
    assert objection(wants, "alliance.announced", alliance(members=[donghae])) == "wants a company of watched.txt"


def test_a_watch_list_is_read_again_when_it_changes_and_kept_when_it_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "watched.txt"
    with pytest.raises(LookupError, match="cannot be read"):
        watched(file)
    file.write_text("누리통신\n", "utf-8")
    assert watched(file) == {"누리통신"}
    file.write_text("동해식품\n", "utf-8")
    os.utime(file, ns=(1, 1))
    assert watched(file) == {"동해식품"}
    file.unlink()
    assert watched(file) == {"동해식품"}


@pytest.mark.parametrize(("content", "message"), [(b"\xff\xfe", "UTF-8"), (b"x\n" * 600_000, "bytes")])
def test_what_is_no_watch_list_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "watched.txt"
    file.write_bytes(content)
    with pytest.raises(LookupError, match=message):
        watch_list(file)


def test_events_of_the_service_are_asked_for_by_name() -> None:
    assert event_objection(endpoint(events=["service.disk"]), "service.disk") is None
    assert event_objection(endpoint(), "service.disk") == "wants alliance.announced"
