"""Every example beside the walls is read as it says, and a table that is wrong names its row."""

from pathlib import Path

import pytest

from agents.fetch.walls import Wall, load, wall_table
from agents.http_client import Response
from agents.page_outcomes import PageOutcome
from agents.rule_table import RuleTableError

ASKED = "https://haneul.example/news/1"


def answer(wall: Wall, example: str) -> Response:
    if wall.place == "header":
        name, _, value = example.partition(": ")
        return Response(ASKED, 403, {name: value}, b"")
    if wall.place == "address":
        return Response(example, 200, {}, b"<html></html>")
    return Response(ASKED, 200, {}, f"<html>{example}</html>".encode())


@pytest.mark.parametrize("wall", wall_table().rows, ids=lambda wall: wall.id)
def test_examples_are_read_as_they_say(wall: Wall) -> None:
    for example in wall.right:
        found = wall_table().wall(ASKED, answer(wall, example))
        assert found is not None, example
        assert found.outcome is wall.outcome, example
    for example in wall.wrong:
        assert wall_table().wall(ASKED, answer(wall, example)) is None, example


def test_long_page_that_mentions_a_check_is_none() -> None:
    page = b"<div id='px-captcha'></div>" + b"x" * 70_000
    assert wall_table().wall(ASKED, Response(ASKED, 200, {}, page)) is None


def test_address_that_was_asked_for_is_no_wall() -> None:
    login = "https://haneul.example/login?next=1"
    assert wall_table().wall(login, Response(login, 200, {}, b"x")) is None


def test_every_outcome_of_walls_has_a_row() -> None:
    outcomes = {PageOutcome.BLOCKED, PageOutcome.CONSENT, PageOutcome.PAYWALLED}
    assert {wall.outcome for wall in wall_table().rows} == outcomes


ROW = '[a]\noutcome = "blocked"\nin = "header"\npattern = "a"\nright = ["a: 1"]\nwrong = ["b: 1"]\n'


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("", "has no rows"),
        ("[a", "walls.toml"),
        (ROW.replace("blocked", "fetched"), "a: outcome: must be one of: blocked"),
        (ROW.replace("header", "head"), "a: in: must be one of: header"),
        (ROW.replace('"a"', '"("'), "a: pattern"),
        (ROW.replace('["b: 1"]', "[]"), "a: wrong: needs at least 1"),
        (ROW + "colour = 1\n", "a: colour: no such setting"),
        ("a = 1", "a: must be a table"),
    ],
)
def test_wrong_table_names_its_row(table: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "walls.toml"
    path.write_text(table, "utf-8")
    with pytest.raises(RuleTableError, match=what):
        load(path)
