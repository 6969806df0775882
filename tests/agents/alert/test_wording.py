"""The words of messages: particles fit what stands before them, and both languages say all that there is to say."""

from __future__ import annotations

import pytest

from agents.alert.wording import words_of
from agents.filled_templates import filled


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("가람", "가람은 가람이 가람과 가람으로"),
        ("나래", "나래는 나래가 나래와 나래로"),
        ("다솔", "다솔은 다솔이 다솔과 다솔로"),
        ("미르(주)", "미르(주)는 미르(주)가 미르(주)와 미르(주)로"),
        ("라온3", "라온3은 라온3이 라온3과 라온3으로"),
        ("라온2", "라온2는 라온2가 라온2와 라온2로"),
        ("GARAM", "GARAM은 GARAM이 GARAM과 GARAM으로"),
        ("NRT", "NRT는 NRT가 NRT와 NRT로"),
        ("Dasol", "Dasol은 Dasol이 Dasol과 Dasol로"),
        ("Narae", "Narae는 Narae가 Narae와 Narae로"),
        ("‘가람’", "‘가람’은 ‘가람’이 ‘가람’과 ‘가람’으로"),
        ("다솔(DASOL)", "다솔(DASOL)은 다솔(DASOL)이 다솔(DASOL)과 다솔(DASOL)로"),
        ("未來", "未來은(는) 未來이(가) 未來과(와) 未來으로(로)"),
    ],
)
def test_a_particle_fits_what_stands_before_it(name: str, written: str) -> None:
    template = "{name}{은/는} {name}{이/가} {name}{과/와} {name}{으로/로}"
    assert filled(template, {"name": name}) == written


def test_what_a_value_holds_is_no_gap() -> None:
    assert filled("{name}: {name}", {"name": "{name}{은/는}"}) == "{name}{은/는}: {name}{은/는}"


def test_both_languages_say_the_same_things() -> None:
    korean, english = words_of("ko").tables, words_of("en").tables
    assert {name: set(table) for name, table in korean.items()} == {name: set(table) for name, table in english.items()}
