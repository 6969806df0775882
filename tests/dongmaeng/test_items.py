"""What the command line can be given to read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from dongmaeng.intake.targets import items_of
from topics.records import SEOUL


def lines(path: Path, *items: object) -> str:
    path.write_text("\n".join(i if isinstance(i, str) else json.dumps(i, ensure_ascii=False) for i in items), "utf-8")
    return str(path)


def test_items_keep_their_order_and_ids(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_bytes(b"<p>page</p>")
    file = lines(
        tmp_path / "items.jsonl",
        {"id": "a", "text": "본문", "title": "제목", "published": "2026-03-02T09:00:00"},
        {"id": "b", "html": "<p>본문</p>", "url": "https://example.com/b"},
        {"id": "c", "path": "p.html"},
    )
    a, b, c = (item.page for item in items_of([file]))
    assert a is not None
    assert b is not None
    assert c is not None
    assert (a.source_id, a.text, a.title) == ("a", "본문", "제목")
    assert a.published == datetime(2026, 3, 2, 9, tzinfo=SEOUL)
    assert (b.url, b.body.decode()) == ("https://example.com/b", "<p>본문</p>")
    assert c.body == b"<p>page</p>"


@pytest.mark.parametrize(
    "line",
    ['{"id": "x"', "[]", '"text"', '{"id": "x"}', '{"id": "x", "text": "a", "html": "b"}', '{"text": "a"}'],
)
def test_a_wrong_line_is_reported_with_file_and_line_and_the_others_go_on(tmp_path: Path, line: str) -> None:
    file = lines(tmp_path / "items.jsonl", {"id": "before", "text": "가"}, line, {"id": "after", "text": "나"})
    before, wrong, after = items_of([file])
    assert before.page is not None
    assert after.page is not None
    assert wrong.page is None
    assert "items.jsonl line 2" in wrong.fault


def test_a_missing_page_file_is_the_fault_of_its_item_alone(tmp_path: Path) -> None:
    file = lines(tmp_path / "items.jsonl", {"id": "x", "path": "none.html"}, {"id": "y", "text": "가"})
    missing, found = items_of([file])
    assert (missing.id, missing.page) == ("x", None)
    assert found.page is not None


def test_a_folder_gives_its_pages_and_texts_in_order(tmp_path: Path) -> None:
    for name, body in (("b.txt", "둘"), ("a.html", "<p>하나</p>"), ("c.png", "x")):
        (tmp_path / name).write_text(body, "utf-8")
    assert [item.id for item in items_of([str(tmp_path)])] == ["a.html", "b.txt"]


def test_a_text_file_may_be_cp949(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("업무협약".encode("cp949"))
    [item] = items_of([str(tmp_path / "a.txt")])
    assert item.page is not None
    assert item.page.text == "업무협약"


def test_a_missing_file_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.jsonl"):
        list(items_of([str(tmp_path / "none.jsonl")]))
