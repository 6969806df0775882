"""CSV, XLSX and Parquet as pandas and openpyxl open them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import openpyxl
import pandas
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongmaeng.exports.alliance_tables import alliance_table, member_table
from dongmaeng.exports.excel_file import MOST_CHARACTERS, ExcelWriter
from dongmaeng.exports.formats import Format, Rows
from dongmaeng.exports.table import BETWEEN
from dongmaeng.exports.texts import BYTE_ORDER_MARK, armed, carriable, defused
from dongmaeng.shapes.alliances import AllianceShape
from tests.dongmaeng.exports.alliances import ALLIANCES, HOSTILE, alliance, hostile
from tests.dongmaeng.exports.files import PAGES, file_of, whole
from topics.records import SEOUL, Alliance, Member

SOME = [alliance(number) for number in range(5)]
ALL = [*SOME, *(hostile(text, number) for number, text in enumerate(HOSTILE, 5))]


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode().removeprefix(BYTE_ORDER_MARK), newline="")))


def frame(data: bytes) -> pandas.DataFrame:
    return pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def sheet_rows(data: bytes, sheet: str = "alliances") -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def same_as_json(row: dict[str, Any], known: dict[str, Any]) -> None:
    """Whether a row of Parquet says what `--json` says."""
    for name in ("id", "kind", "status", "disputed", "held", "independent_publishers", "score", "amounts", "stakes"):
        assert row[name] == known[name], name
    for name in ("name", "date", "purpose", "evidence"):
        assert row[name] == (known[name] or None), name
    assert row["members"] == [member["name"] for member in known["members"]]
    assert row["member_ids"] == [member["id"] for member in known["members"]]
    assert row["urls"] == [article["url"] for article in known["articles"]]
    assert row["first_seen"].isoformat() == known["first_seen"]
    assert row["last_changed"].isoformat() == known["changes"][-1]["at"]
    assert row["activities"] == [told["activity"] for told in known["tie"]["activities"]]


def test_parquet_says_what_json_says_in_types_of_its_own() -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(file_of(SOME, Format.PARQUET)))
    assert str(table.schema.field("first_told").type) == "timestamp[us, tz=Asia/Seoul]"
    assert str(table.schema.field("members").type) == "list<element: string>"
    assert str(table.schema.field("cross_border").type) == "bool"
    for row, known in zip(table.to_pylist(), SOME, strict=True):
        same_as_json(row, AllianceShape.of(known).as_json())


def test_pandas_opens_parquet_with_times_and_numbers() -> None:
    opened = pandas.read_parquet(io.BytesIO(file_of(SOME, Format.PARQUET)))
    assert opened["first_told"].dt.tz.key == "Asia/Seoul"
    assert opened["score"].sum() == pytest.approx(sum(one.score or 0 for one in SOME))


@pytest.mark.parametrize("rows", [Rows.ALLIANCES, Rows.MEMBERS])
def test_csv_xlsx_and_parquet_hold_the_same(rows: Rows) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(file_of(ALL, Format.PARQUET, rows))).to_pylist()
    of_csv = csv_rows(file_of(ALL, Format.CSV, rows))
    of_pandas = frame(file_of(ALL, Format.CSV, rows)).to_dict("records")
    of_sheet = sheet_rows(file_of(ALL, Format.XLSX), rows)
    assert len(table) == len(of_csv) == len(of_pandas) == len(of_sheet)
    for typed, text, panda, cell in zip(table, of_csv, of_pandas, of_sheet, strict=True):
        assert list(typed) == list(text) == list(cell)
        assert text == panda
        for name, value in typed.items():
            assert armed(text[name]) == as_text(value), name
            assert shown_by_excel(cell[name]) == as_cell(value), name


def as_text(value: Any) -> str:
    if isinstance(value, list):
        return BETWEEN.join(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def as_cell(value: Any) -> Any:
    """As it stands in a workbook."""
    if isinstance(value, datetime):
        return value.astimezone(SEOUL).replace(tzinfo=None)
    value = BETWEEN.join(value) if isinstance(value, list) else value
    return None if value in ("", None) else value


def shown_by_excel(cell: Any) -> Any:
    """A cell as Excel shows it: openpyxl leaves escapes of the form (_x0041_) as they stand."""
    return cell.replace("_x005F_", "_") if isinstance(cell, str) else cell


def test_members_have_rows_of_their_own() -> None:
    rows = csv_rows(file_of(SOME, Format.CSV, Rows.MEMBERS))
    known = [(one.id, member.id, member.role) for one in SOME for member in one.members]
    assert [(row["alliance_id"], row["member_id"], row["role"]) for row in rows] == known
    assert [row["country"] for row in rows[:2]] == ["KR", "JP"]
    assert rows[0]["stock_code"] == "005930"
    assert rows[0]["page"].startswith("https://dongmaeng.example/companies/%EA%B0%80")


def test_csv_begins_with_the_mark_by_which_excel_shows_hangul() -> None:
    assert file_of([], Format.CSV).startswith(b"\xef\xbb\xbfid,name,")


@pytest.mark.parametrize("format", [Format.CSV, Format.XLSX, Format.PARQUET])
def test_without_alliances_there_is_the_header(format: Format) -> None:
    data = file_of([], format)
    columns = {
        Format.CSV: lambda: list(frame(data).columns),
        Format.XLSX: lambda: [cell.value for cell in openpyxl.load_workbook(io.BytesIO(data))["alliances"][1]],
        Format.PARQUET: lambda: pyarrow.parquet.read_schema(io.BytesIO(data)).names,
    }
    assert columns[format]() == alliance_table(PAGES).header


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_comes_back_from_csv(text: str) -> None:
    data = file_of([hostile(text)], Format.CSV)
    (row,) = csv_rows(data)
    assert armed(row["evidence"]) == carriable(text)
    assert frame(data)["evidence"].to_list() == [row["evidence"]]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    for rows in (Rows.ALLIANCES, Rows.MEMBERS):
        for row in csv_rows(file_of([hostile(text)], Format.CSV, rows)):
            for cell in row.values():
                assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠"), cell
                assert cell[:1] not in ("\t", "\n", "\r")


@given(st.text(max_size=30))
def test_what_is_defused_can_be_armed_again(text: str) -> None:
    assert armed(defused(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_cells_of_a_workbook_are_texts_and_nothing_else(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of([hostile(text)], Format.XLSX)))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    (row,) = sheet_rows(file_of([hostile(text)], Format.XLSX))
    assert shown_by_excel(row["evidence"]) == carriable(text)


def test_a_workbook_has_its_header_frozen_and_times_as_times() -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of(SOME, Format.XLSX)))
    assert book.sheetnames == ["alliances", "members", "about"]
    assert book["alliances"].freeze_panes == "A2"
    assert book["members"].freeze_panes == "A2"
    told = sheet_rows(file_of(SOME, Format.XLSX))[0]["first_told"]
    assert told == SOME[0].first_told.astimezone(SEOUL).replace(tzinfo=None)


def about(data: bytes) -> dict[str, str]:
    return dict(openpyxl.load_workbook(io.BytesIO(data))["about"].iter_rows(values_only=True))


def test_a_text_longer_than_a_cell_is_cut_and_that_is_said() -> None:
    long = "🙂" * MOST_CHARACTERS
    data = file_of([hostile(long), alliance(1)], Format.XLSX)
    cell = sheet_rows(data)[0]["evidence"]
    assert cell.endswith("🙂…")
    assert len(cell.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert int(about(data)["cells of alliances cut at 32767 characters"]) > 0
    assert about(file_of(SOME, Format.XLSX))["cells of alliances cut at 32767 characters"] == "0"


def test_more_rows_than_a_sheet_has_go_on_in_another() -> None:
    tables = (alliance_table(PAGES), member_table(PAGES))
    data = whole(ExcelWriter(tables, most_rows=6), [alliance(number) for number in range(8)])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert {name for name in book.sheetnames if name != "about"} == {
        "alliances",
        "alliances 2",
        "members",
        "members 2",
        "members 3",
        "members 4",
    }
    assert [row["id"] for row in [*sheet_rows(data), *sheet_rows(data, "alliances 2")]] == [
        f"a{number:05}" for number in range(8)
    ]
    assert about(data)["rows of members"] == "16"


def test_a_year_that_excel_does_not_know_is_a_text() -> None:
    early = datetime(1880, 1, 1, tzinfo=SEOUL)
    row = sheet_rows(file_of([alliance(first_seen=early)], Format.XLSX))[0]
    assert str(row["first_seen"]).startswith("1880-01-01")


def texts_of(one: Alliance) -> Iterator[str]:
    yield from (one.evidence, one.purpose or "", one.name or "", *(member.name for member in one.members))


@settings(max_examples=40)
@given(st.lists(ALLIANCES, max_size=3))
def test_any_alliances_come_back_from_every_table(alliances: Sequence[Alliance]) -> None:
    rows = csv_rows(file_of(alliances, Format.CSV))
    typed = pyarrow.parquet.read_table(io.BytesIO(file_of(alliances, Format.PARQUET))).to_pylist()
    cells = sheet_rows(file_of(alliances, Format.XLSX))
    for one, text, value, cell in zip(alliances, rows, typed, cells, strict=True):
        said = carriable(one.evidence)
        assert armed(text["evidence"]) == said
        assert value["evidence"] == (said or None)
        assert shown_by_excel(cell["evidence"]) == (said or None)
        assert value["members"] == [carriable(member.name) for member in one.members if member.name]
        assert value["first_told"] == one.first_told.replace(microsecond=0)


def test_half_of_a_pair_of_surrogates_stops_nothing() -> None:
    broken = alliance().model_copy(
        update={"evidence": "앞\ud800뒤", "members": [Member.model_construct(id="x", name="\udfff")]}
    )
    for format in (Format.CSV, Format.XLSX, Format.PARQUET, Format.JSONL, Format.JSONLD):
        assert file_of([broken], format)
    assert csv_rows(file_of([broken], Format.CSV))[0]["evidence"] == "앞\ufffd뒤"
