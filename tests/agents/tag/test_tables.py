"""Every example beside the rules is read as it says, and a table without examples is refused."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from agents.rule_table import RuleTableError
from agents.tag.language.pattern_table import PatternClass, load
from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.rosters import ROWS as ROSTERS
from agents.tag.parties.rosters import RosterRow
from agents.tag.parties.rosters import load as load_rosters
from agents.tag.saying.triggers import TriggerRow, VerbGroup, table
from benchmarks.changes import TABLES, Change, all_changes
from benchmarks.examples import agrees, article_of, reading_of, split
from benchmarks.numbers_of_reading import TABLE, Number, moved, numbers
from benchmarks.rules import noticed

CLASSES = [(file, patterns) for file, table in TABLES.items() for patterns in table.values()]

ROW = """
[ended]
text = "It is ended."
looks = "behind the noun"
reach = 5
wrong = ['끝나지 않았다 → nothing']
[ended.over]
match = ['종료', '{papers}? 해지']
not_before = ' 없'
right = ['종료했다 → nothing', '해지했다 → nothing']
wrong = ['종료 없이 → nothing']
"""


def _read_as_they_say(examples: Iterable[str]) -> None:
    for text, expected in map(split, examples):
        reading = reading_of(article_of(text))
        assert agrees(reading, expected), f"{text}\nis read as {reading}\nand not as {expected}"


@pytest.mark.parametrize(("file", "patterns"), CLASSES, ids=[f"{file}-{p.name}" for file, p in CLASSES])
def test_each_example_of_a_class_is_read_as_it_says(file: str, patterns: PatternClass) -> None:
    _read_as_they_say([*patterns.wrong, *(x for row in patterns.rows for x in (*row.right, *row.wrong))])


@pytest.mark.parametrize("row", [*table().rows, *table().groups], ids=lambda row: row.name)
def test_each_example_of_the_words_of_co_operation_is_read_as_it_says(row: TriggerRow | VerbGroup) -> None:
    _read_as_they_say((*row.right, *(row.wrong if isinstance(row, TriggerRow) else ())))


@pytest.mark.parametrize("name", vocabulary().examples)
def test_each_example_of_a_list_of_words_is_read_as_it_says(name: str) -> None:
    _read_as_they_say(vocabulary().examples[name])


@pytest.mark.parametrize("row", ROSTERS, ids=lambda row: row.id)
def test_each_example_of_a_roster_is_read_as_it_says(row: RosterRow) -> None:
    _read_as_they_say((*row.right, *row.wrong))


@pytest.mark.parametrize("number", numbers(), ids=lambda number: f"{number.module}.{number.name}")
def test_each_example_of_a_number_is_read_as_it_says_and_otherwise_one_step_beyond(number: Number) -> None:
    before = []
    for text, expected in map(split, number.right):
        before.append(reading_of(article_of(text)))
        assert agrees(before[-1], expected), f"{text}\nis read as {before[-1]}\nand not as {expected}"
    for step in (-1, 1):
        with moved(number, number.value + step):
            assert [reading_of(article_of(text)) for text, _ in map(split, number.right)] != before, step


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[telling.story.LEAD]", "[telling.story.LED]", "telling.story.LEAD.*telling.story.LED"),
        (" → ", " = ", "right: .* does not say what is read from it"),
    ],
)
def test_a_number_without_examples_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "numbers.toml"
    path.write_text(TABLE.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(RuleTableError, match=message):
        numbers(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (ROW, "", "broken.toml: no class"),
        (ROW, "[", "broken.toml"),
        ("'종료', ", "'(', ", "ended.over: .*missing"),
        ("['종료', '{papers}? 해지']", "'종료'", "ended.over: match: must be a list"),
        ("{papers}", "{pagers}", "ended.over: .*pagers"),
        (", '해지했다 → nothing'", "", "ended.over: right: needs at least 2"),
        ("wrong = ['종료 없이 → nothing']", "", "ended.over: wrong: needs at least 1"),
        ("right = ['종료했다 → nothing'", "right = ['종료했다'", "ended.over: right: '종료했다' does not say"),
        ("behind the noun", "anywhere", "ended: looks: must be one of"),
        ("reach = 5", "reach = 0", "ended: reach: must be a whole number"),
        ('text = "It is ended."', "", "ended: text: must be a text"),
        ("reach = 5", "loud = 5", "ended: loud: no such setting"),
        ("not_before", "before", "ended.over: before: no such setting"),
    ],
)
def test_a_wrong_table_is_named_with_its_row(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(ROW.replace(old, new), "utf-8")
    with pytest.raises(RuleTableError, match=message):
        load(path)


ROSTER = """
[[roster]]
id = "in-it"
pattern = "{papers}(?P<who>.+){joining}"
right = ["acb → nothing"]
wrong = ["ac → nothing"]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("?P<who>", "", "in-it: pattern: finds no list"),
        ("{papers}", "{pagers}", "in-it: pattern: .*pagers"),
        ('"acb → nothing"', "", "in-it: right: needs at least 1"),
        ("pattern =", "patterns =", "in-it: patterns: no such setting"),
        (ROSTER, "", "roster: rows: there are none"),
    ],
)
def test_a_wrong_table_of_rosters_is_named_with_its_row(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "rosters.toml"
    path.write_text(ROSTER.replace(old, new), "utf-8")
    with pytest.raises(RuleTableError, match=rf"rosters\.toml: {message}"):
        load_rosters(path)


@pytest.mark.parametrize("word", vocabulary().terms["consortia"])
def test_each_word_for_a_consortium_is_one_in_all_tables(word: str) -> None:
    _read_as_they_say(
        [
            f"회사들은 16일 업무협약을 체결했다. {word}에는 가람전자, 나래통신이 참여한다. → announced mou: 가람전자, 나래통신",
            f"가람전자와 나래통신은 배송 {word}에 참여하기로 했다고 16일 밝혔다. → announced consortium: 가람전자, 나래통신",
            f"가람전자와 나래통신은 배송 로봇 보급을 위한 {word} 구성에 합의했다."
            " → announced consortium: 가람전자, 나래통신 {for 배송 로봇 보급}",
        ]
    )


def test_a_class_without_an_example_that_is_wrong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(ROW.replace("not_before = ' 없'\n", "").replace("wrong =", "#"), "utf-8")
    with pytest.raises(RuleTableError, match="ended: wrong: needs at least 1"):
        load(path)


def test_a_match_begins_within_the_reach_and_names_its_row(tmp_path: Path) -> None:
    path = tmp_path / "whole.toml"
    path.write_text(ROW, "utf-8")
    ended = load(path)["ended"]
    assert ended.near("를 모두 종료했다") is None
    hit = ended.near("를 곧 종료했다")
    assert hit is not None
    assert ended.row_of(hit) == "ended.over"
    assert ended.search("종료 없이") is None


def test_a_pattern_that_does_the_work_of_no_other_is_noticed() -> None:
    one = next(c for c in all_changes() if c.name.startswith("phrasing: denied.untrue without"))
    assert noticed(one).noticed_by is not None
    idle = Change(one.name, ("가람전자는 나래통신과 협약을 체결했다. → announced mou: 가람전자, 나래통신",), one.made)
    assert noticed(idle).noticed_by is None
