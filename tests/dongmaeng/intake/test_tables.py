"""Tables of stories: CSV as spreadsheets write it, and Parquet."""

from __future__ import annotations

import csv
import io
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pyarrow import parquet

from dongmaeng.exports.parquet_file import NoParquet
from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import selection
from dongmaeng.items import UnreadableItem
from tests.dongmaeng.intake.archives import faults, read, urls
from topics.records import SEOUL, Page

TEXT = "가람전자와 나래통신이 업무협약을 체결했다고 9일 밝혔다."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stories.csv"


def pages(file: Path) -> list[Page]:
    return [one.item.page for one in read(file) if one.item is not None and one.item.page is not None]


def test_columns_have_english_or_korean_names(file: Path) -> None:
    file.write_text(f"id,url,title,published,text\n1,https://a.example/1,제목,2026-03-09T10:00,{TEXT}\n", "utf-8")
    [english] = pages(file)
    file.write_text(f"번호,기사 주소,제목,발행일,본문\n1,https://a.example/1,제목,2026-03-09 10:00,{TEXT}\n", "utf-8")
    [korean] = pages(file)
    for page in (english, korean):
        assert (page.source_id, page.url, page.title, page.text) == ("1", "https://a.example/1", "제목", TEXT)
        assert page.published == datetime(2026, 3, 9, 10, tzinfo=SEOUL)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_may_be_as_spreadsheets_write_it(file: Path, encoding: str, delimiter: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([["URL", "제목", "본문"], ["https://a.example/1", '"따옴표", 쉼표', f"{TEXT}\n둘째 줄; 셋째"]])
    file.write_bytes(out.getvalue().encode(encoding))
    [page] = pages(file)
    assert (page.title, page.text) == ('"따옴표", 쉼표', f"{TEXT}\n둘째 줄; 셋째")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026.03.09", datetime(2026, 3, 9, tzinfo=SEOUL)),
        ("2026/3/9 9:05", datetime(2026, 3, 9, 9, 5, tzinfo=SEOUL)),
        ("20260309", datetime(2026, 3, 9, tzinfo=SEOUL)),
        ("2026년 3월 9일", datetime(2026, 3, 9, tzinfo=SEOUL)),
        ("2026-03-09T01:00:00Z", datetime(2026, 3, 9, 10, tzinfo=SEOUL)),
        ("", None),
    ],
)
def test_days_are_read_as_koreans_write_them(file: Path, written: str, meant: datetime | None) -> None:
    file.write_text(f"url,date,text\nhttps://a.example/1,{written},{TEXT}\n", "utf-8")
    [page] = pages(file)
    assert page.published == meant


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("a,b,c", "needs one column of text"),
        ("id,title", "needs one column of text"),
        ("id,text,html", "needs one column of text"),
        ("title,text", "needs a column id or url"),
        ("id,본문,text", "both are text"),
        ("", "needs one column of text"),
    ],
)
def test_a_table_that_holds_no_stories_is_refused_with_its_columns(file: Path, heading: str, told: str) -> None:
    file.write_text(f"{heading}\n1,2,3\n", "utf-8")
    with pytest.raises(UnreadableItem, match=rf"stories\.csv line 1: .*{told}"):
        read(file)


def test_a_wrong_row_is_told_with_line_and_column_and_the_others_are_read(file: Path) -> None:
    file.write_text(
        "주소,발행일,본문\n"
        f'https://a.example/1,2026-03-09,"{TEXT}\n\n둘째"\n'
        f"https://a.example/2,언젠가,{TEXT}\n"
        "https://a.example/3,2026-03-09,\n"
        f"https://a.example/4,1772000000,{TEXT}\n"
        f"https://a.example/5,2026-03-09,{TEXT},넷\n"
        "\n"
        f"https://a.example/6,2026-03-09,{TEXT}\n",
        "utf-8",
    )
    taken = read(file)
    assert urls(taken) == ["https://a.example/1", "https://a.example/6"]
    when, empty, number, wide = faults(taken)
    assert when.startswith("stories.csv line 5, column 발행일: ")
    assert empty == "stories.csv line 6, column 본문: is empty"
    assert number.startswith("stories.csv line 7, column 발행일: ")
    assert wide == "stories.csv line 8: 4 cells, more than the 3 columns"


def test_an_unclosed_quotation_mark_is_a_fault(file: Path) -> None:
    file.write_text(
        f'url,text\nhttps://a.example/1,{TEXT}\nhttps://a.example/2,"{TEXT}\nhttps://a.example/3,x\n', "utf-8"
    )
    taken = read(file)
    assert urls(taken) == ["https://a.example/1"]
    assert len(faults(taken)) == 1


@settings(max_examples=60, deadline=None)
@given(content=some.binary(max_size=400))
def test_no_bytes_are_a_crash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("tables") / "stories.csv"
    file.write_bytes(b"url,text\n" + content)
    assert all(one.item is not None for one in read(file))


def test_reading_goes_on_behind_any_row(file: Path) -> None:
    rows = "".join(f'https://a.example/{n},"{TEXT}\n{n}"\n' for n in range(5))
    file.write_text(f"url,text\n{rows}", "utf-8")
    whole = read(file)
    for number, taken in enumerate(whole, 1):
        assert urls(read(file, taken.place)) == urls(whole)[number:]


def test_a_name_may_be_missing_where_there_is_an_address(file: Path) -> None:
    file.write_text(f"url,html\nhttps://a.example/1,<p>{TEXT}</p>\n", "utf-8")
    [page] = pages(file)
    assert (page.source_id, page.body.decode()) == ("https://a.example/1", f"<p>{TEXT}</p>")


def write_parquet(file: Path, rows: list[dict[str, Any]], group: int = 1_000) -> Path:
    parquet.write_table(pyarrow.Table.from_pylist(rows), file, row_group_size=group)
    return file


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 9, 1, tzinfo=UTC)
    rows = [{"id": 7, "url": "https://a.example/7", "제목": None, "date": moment, "text": TEXT, "other": 1.5}]
    [page] = pages(write_parquet(tmp_path / "stories.parquet", rows))
    assert (page.source_id, page.title, page.text) == ("7", None, TEXT)
    assert page.published == moment
    [page] = pages(write_parquet(tmp_path / "days.parquet", [{"id": "a", "date": date(2026, 3, 9), "text": TEXT}]))
    assert page.published == datetime(2026, 3, 9, tzinfo=SEOUL)


def test_parquet_goes_on_behind_any_row_and_past_a_broken_group(tmp_path: Path) -> None:
    rows = [{"url": f"https://a.example/{n}", "text": f"{TEXT} {n}" * 20} for n in range(9)]
    file = write_parquet(tmp_path / "stories.parquet", rows, group=3)
    whole = read(file)
    assert urls(whole) == [row["url"] for row in rows]
    for number, taken in enumerate(whole, 1):
        assert urls(read(file, taken.place)) == urls(whole)[number:]
    column = parquet.ParquetFile(file).metadata.row_group(1).column(1)
    content = bytearray(file.read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    content[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    file.write_bytes(content)
    taken = read(file)
    assert urls(taken) == [row["url"] for row in (*rows[:3], *rows[6:])]
    [fault] = faults(taken)
    assert fault.startswith("stories.parquet row 4: broken group of rows")
    assert fault.endswith("read on at row 7")


def test_what_is_no_parquet_or_has_no_stories_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "stories.parquet"
    file.write_bytes(b"PAR1 or not")
    with pytest.raises(UnreadableItem, match=r"stories\.parquet: no Parquet file"):
        read(file)
    with pytest.raises(UnreadableItem, match=r"needs one column of text .* its columns are a, b"):
        read(write_parquet(file, [{"a": 1, "b": 2}]))


def test_parquet_without_the_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_parquet(tmp_path / "stories.parquet", [{"id": "a", "text": TEXT}])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NoParquet, match=r"pip install 'dongmaeng\[parquet\]'"):
        read(file)


def test_rows_are_selected_by_host_and_language(file: Path) -> None:
    file.write_text(
        f"url,text\nhttps://a.example/1,{TEXT}\nhttps://b.example/2,{TEXT}\nhttps://a.example/3,Only English words\n",
        "utf-8",
    )
    assert urls(read(file, wanted=selection(["a.example"], "ko"))) == ["https://a.example/1"]


def test_json_lines_go_on_behind_any_line_with_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text(
        '{"id": "a", "text": "가"}\n\n{"id": "b", "text": "나"}\nno item\n{"id": "c", "text": "다"}\n', "utf-8"
    )
    whole = read(file)
    for number, taken in enumerate(whole, 1):
        assert _told(read(file, taken.place)) == _told(whole[number:])
    assert faults(whole)[0].startswith("items.jsonl line 4: ")
    assert faults(read(file, Place(3, whole[1].place.offset)))[0].startswith("items.jsonl line 4: ")


def _told(taken: list[Taken]) -> list[tuple[str, str]]:
    return [(one.item.id, one.item.fault) for one in taken if one.item is not None]
