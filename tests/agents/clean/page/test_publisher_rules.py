"""The publisher rules: the shipped ones lead from each host and mark to their own, and a wrong entry is named."""

from __future__ import annotations

from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from agents.clean.page.publisher_rules import (
    ElementNames,
    OutletRules,
    PublisherTableError,
    publisher_table,
    read_publisher_files,
    read_publisher_table,
)
from topics.records import host_of


@pytest.mark.parametrize("outlet", publisher_table().outlets, ids=lambda outlet: outlet.name)
def test_each_host_leads_to_the_one_layout_of_today(outlet: OutletRules) -> None:
    for host in outlet.hosts:
        found = publisher_table().outlets_of(host_of(f"https://www.{host}/1"))
        assert outlet in found
        assert len([layout for layout in found if layout.is_valid(None)]) == 1


OTHERS = publisher_table().names.others


@pytest.mark.parametrize(("part", "name"), [(part, name) for part, names in OTHERS.items() for name in names])
def test_what_is_about_other_stories_is_found_by_one_part_of_its_name(part: str, name: str) -> None:
    page = LexborHTMLParser(f"<p class='{name}'>가</p><p id='{name}'>나</p><p>다</p>")
    assert [node.text() for node in ElementNames(others={part: (name,)}).of_others(page)] == ["가", "나"]
    rest = {other: names for other, names in OTHERS.items() if other != part}
    assert ElementNames(others=rest).of_others(page) == []


def test_outlet_is_found_by_the_end_of_its_host() -> None:
    table = read_publisher_table('[[outlet]]\nname = "하늘신문"\nhosts = ["haneul.example"]')
    assert table.outlets_of("news.haneul.example") == table.outlets
    assert table.outlets_of("nothaneul.example") == ()
    assert table.without("news.haneul.example").outlets == ()


def test_layout_of_the_day_comes_first() -> None:
    table = read_publisher_table(
        """[[outlet]]
name = "하늘신문"
hosts = ["haneul.example"]
body = [".old"]
valid_until = 2024-05-15

[[outlet]]
name = "하늘신문"
hosts = ["haneul.example"]
body = [".new"]
valid_from = 2024-05-15
"""
    )
    for day, bodies in ((date(2024, 5, 14), [".old", ".new"]), (date(2024, 5, 15), [".new", ".old"]), (None, [".new", ".old"])):  # fmt: skip
        assert [outlet.body[0] for outlet in table.outlets_of("haneul.example", day)] == bodies


def test_section_that_stands_in_two_files_is_named() -> None:
    with pytest.raises(PublisherTableError, match=r"b.toml: \[generic\] stands in a.toml already"):
        read_publisher_files([("a.toml", "[generic]"), ("b.toml", "[generic]")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[generic", "rules.toml: "),
        ("[oulet]", "rules.toml: unknown section oulet"),
        ('[[outlet]]\nname = "하늘신문"', r"outlet 1 \(하늘신문\): hosts"),
        ('[[outlet]]\nname = "하늘신문"\nhosts = []\nbody = ["p:::x"]', r"outlet 1 \(하늘신문\): body.0"),
        ('[[family]]\nname = "표"\nmarks = []\nbdy = []', r"family 1 \(표\): bdy"),
        ('[names]\nwidgets = ["("]', "names"),
        ('[names.others]\ncmt = ["comment"]', "'cmt' does not stand in each of its names"),
        ("[names.others]\ncmt = []", "'cmt' does not stand in each of its names"),
    ],
)
def test_wrong_publisher_entry_is_named(text: str, message: str) -> None:
    with pytest.raises(PublisherTableError, match=message):
        read_publisher_table(text)
