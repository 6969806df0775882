"""JSON lines say what `--json` says."""

from __future__ import annotations

import io
import json

import pandas
import pytest

from dongmaeng.exports.formats import Format
from dongmaeng.shapes.alliances import AllianceShape
from tests.dongmaeng.exports.alliances import HOSTILE, alliance, hostile
from tests.dongmaeng.exports.files import file_of


def test_a_line_is_what_json_says() -> None:
    known = [alliance(number) for number in range(5)]
    lines = file_of(known, Format.JSONL).decode().splitlines()
    assert [json.loads(line) for line in lines] == [AllianceShape.of(one).as_json() for one in known]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_whole_and_on_one_line(text: str) -> None:
    data = file_of([hostile(text), alliance()], Format.JSONL)
    assert data.count(b"\n") == 2
    assert json.loads(data.decode().split("\n")[0])["evidence"] == text


def test_pandas_opens_lines() -> None:
    opened = pandas.read_json(io.BytesIO(file_of([alliance(1), alliance(2)], Format.JSONL)), lines=True, dtype=False)
    assert opened["id"].to_list() == ["a00001", "a00002"]
