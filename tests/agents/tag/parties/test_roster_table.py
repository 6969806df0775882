"""The table of rosters: each row reads its right examples, none of its wrong ones, and says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.tag.language.clauses import plain
from agents.tag.names.organisations import find_organisations
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.party import Party
from agents.tag.parties.rosters import RosterError, RosterRow, load, read_by, rows


def listed(row: RosterRow, sentence: str) -> list[Party]:
    read = plain(sentence)
    spans = [(o, span) for o in find_organisations(sentence) for span in o.spans]
    known = [OrganisationSpan(read.local(a), read.local(b), o) for o, (a, b) in spans]
    return read_by(row, read.text, sorted(known, key=lambda k: k.start))


def _id(value: RosterRow | str) -> str:
    return value.id if isinstance(value, RosterRow) else value


@pytest.mark.parametrize(("row", "sentence"), [(row, s) for row in rows() for s in row.right], ids=_id)
def test_a_row_reads_its_right_examples(row: RosterRow, sentence: str) -> None:
    assert {"가람전자", "나래통신"} <= {p.name for p in listed(row, sentence)}


@pytest.mark.parametrize(("row", "sentence"), [(row, s) for row in rows() for s in row.wrong], ids=_id)
def test_a_row_reads_nothing_in_its_wrong_examples(row: RosterRow, sentence: str) -> None:
    assert listed(row, sentence) == []


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            'deal = "a"\njoins = "b"\n[[roster]]\nid = "x"\npattern = "{deal}"\nright = ["a"]\nwrong = ["b"]\n',
            "x: no list",
        ),
        (
            'deal = "a"\njoins = "b"\n[[roster]]\nid = "x"\npattern = "(?P<who>a)"\nright = []\nwrong = ["b"]\n',
            "x: no exam",
        ),
        ('deal = "a"\n', "roster"),
    ],
)
def test_a_wrong_table_is_named(table: str, message: str, tmp_path: Path) -> None:
    broken = tmp_path / "rosters.toml"
    broken.write_text(table, "utf-8")
    with pytest.raises(RosterError, match=rf"rosters\.toml: .*{message}"):
        load(broken)
