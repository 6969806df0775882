"""The quality on our own labelled stories never falls below its floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.quality import OWN, Judged, Label, floors, judge, raise_floors, scores
from topics.records import Kind, Member, Mention, Role, Status


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return judge(OWN)


@pytest.mark.parametrize("folder", [OWN, OWN / "whole"], ids=["short stories", "whole articles"])
def test_every_figure_reaches_its_floor(folder: Path) -> None:
    whole, _ = scores(judge(folder))
    figures = whole.gated()
    least = floors(folder)
    assert set(least) == set(figures)
    assert {name: figures[name] for name in figures if figures[name] < least[name]} == {}


def test_the_stories_hold_at_least_half_hard_negatives_of_many_classes(judged: list[Judged]) -> None:
    negatives = [one.label for one in judged if not one.label.is_alliance]
    assert len(judged) >= 120
    assert len(negatives) * 2 >= len(judged)
    assert len({label.negative_category for label in negatives}) >= 20
    assert {one.label.kind for one in judged if one.label.is_alliance} == set(Kind)


def test_floors_only_go_up(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"recall": 0.8129, "precision": 0.9})
    assert floors(tmp_path) == {"recall": 0.812, "precision": 0.9}
    raise_floors(tmp_path, {"recall": 0.7, "precision": 1.0})
    assert floors(tmp_path) == {"recall": 0.812, "precision": 0.97}


def found(*names: str, kind: Kind = Kind.MOU, date: str | None = None) -> Mention:
    members = [Member(id=name, name=name) for name in names]
    return Mention(status=Status.ANNOUNCED, new=True, kind=kind, members=members, date=date)


def test_faults_name_what_is_wrong() -> None:
    label = Label(id="a", is_alliance=True, members=["KT", "한솔대학교"], kind="mou", announced_date="2024-03-04")
    assert Judged(label, [found("케이티", "한솔대", date="2024-03-04")]).faults() == []
    wrong = Judged(label, [found("KT", "동해식품", kind=Kind.CONSORTIUM, date="2024-03-05")]).faults()
    assert [matter for matter, *_ in wrong] == ["members", "kind", "date"]
    assert [matter for matter, *_ in Judged(label, []).faults()] == ["missed"]
    negative = Label(id="b", is_alliance=False, negative_category="labour")
    assert [matter for matter, *_ in Judged(negative, [found("KT")]).faults()] == ["false alarm"]
    assert Judged(negative, []).faults() == []


def test_deals_of_one_story_are_told_apart_where_the_label_does() -> None:
    four = ["KT", "현대건설", "한솔대", "동해식품"]
    label = Label(id="a", is_alliance=True, members=four, deals=[four[:2], four[2:]], kind="mou")
    assert Judged(label, [found(*four[2:]), found(*four[:2])]).faults() == []
    (fault,) = Judged(label, [found(*four)]).faults()
    assert fault == ("members", "KT, 현대건설; 한솔대, 동해식품", "KT, 현대건설, 한솔대, 동해식품")


def test_roles_count_where_the_label_gives_them() -> None:
    label = Label(id="a", is_alliance=True, members=["KT", "한솔대학교"], roles={"케이티": Role.HOST})
    host = found("KT", "한솔대")
    host.members[0].role = Role.HOST
    assert (Judged(label, [host]).right_roles, Judged(label, [found("KT", "한솔대")]).right_roles) == (2, 1)
    assert [matter for matter, *_ in Judged(label, [found("KT", "한솔대")]).faults()] == ["kind", "roles"]
    assert Judged(label, []).right_roles == 0
    assert Judged(Label(id="b", is_alliance=True, members=["KT"]), [found("KT")]).roles == ({}, {})


def test_other_right_answers_count() -> None:
    label = Label(
        id="a", is_alliance=True, members=["KT"], members_alt=["KT", "LG전자"], kind="partnership", kind_alt="mou"
    )
    assert Judged(label, [found("KT", "LG전자")]).faults() == []


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "stories.jsonl").write_text(json.dumps({"id": "a", "text": "본문"}) + "\n", "utf-8")
    (tmp_path / "labels.jsonl").write_text('{"id": "a", "is_alliance": false}\n{"id": "b"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"labels\.jsonl line 2"):
        judge(tmp_path)
    (tmp_path / "labels.jsonl").write_text('{"id": "b", "is_alliance": false}\n', "utf-8")
    with pytest.raises(ValueError, match="no such story: b"):
        judge(tmp_path)
