"""The table of lines: each rule does what its examples say, and a wrong entry is named."""

from __future__ import annotations

import pytest

from agents.clean.lines.line_table import LineRule, LineTableError, line_table, read_line_table

WORDS = """[words]
roles = ["기자"]
picture_roles = []
writing_labels = []
picture_labels = []
summary_labels = []
outlet_endings = []
sections = []
surnames = "한"
long_surnames = []
not_names = []
"""

ROW = (
    WORDS
    + """[[line]]
name = "a"
action = "drop"
longest = 9
"""
)


@pytest.mark.parametrize("rule", line_table().rules, ids=lambda rule: rule.name)
def test_each_rule_does_what_its_examples_say(rule: LineRule) -> None:
    assert {line: line_table().rule_for(line) for line in rule.right} == dict.fromkeys(rule.right, rule)
    assert {line: line_table().rule_for(line) for line in rule.wrong} == dict.fromkeys(rule.wrong)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"\[words\] is missing"),
        ("[words]\nroles = 1", r"\[words\] roles"),
        (WORDS + '[[line]]\naction = "drop"', "line rule 1 has no name"),
        (WORDS + '[[line]]\nname = "a"\naction = "burn"', r"line rule 1 \(a\): action"),
        (WORDS + '[[line]]\nname = "a"\naction = "drop"', "longest"),
        (ROW + 'patterns = ["("]\nright = ["b"]', "pattern '\\('"),
        (ROW + "patterns = []\nright = ['b']", "patterns is missing"),
        (ROW + "patterns = 'b'\nright = ['b']", "patterns is not a list"),
        (ROW + "patterns = ['b']", "right is missing"),
        (ROW + "patterns = ['b']\nright = ['b']\nwords = ['b']", "unknown key words"),
    ],
)
def test_wrong_line_entry_is_named(text: str, message: str) -> None:
    with pytest.raises(LineTableError, match=message):
        read_line_table(text)
