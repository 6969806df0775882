"""WARC files: pages are read, what is none is passed over, and what is broken costs nothing else."""

from __future__ import annotations

import gzip
import sys
import tempfile
import tracemalloc
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dongmaeng.intake.selection import selection
from dongmaeng.intake.warc_file import NoWarc
from dongmaeng.intake.warc_pages import LARGEST_PAGE
from tests.dongmaeng.intake.archives import (
    HTML,
    KOREAN,
    as_one_member,
    faults,
    read,
    record,
    stories,
    urls,
)

ALL = [f"https://news.example/{n}" for n in range(6)]
PAGE = KOREAN.format(0).encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "news.warc.gz"


def test_a_response_becomes_its_page(file: Path) -> None:
    headers = [*HTML, ("ETag", '"a"'), ("Set-Cookie", "secret=1")]
    file.write_bytes(record("https://news.example/0", PAGE, headers=headers))
    [taken] = read(file)
    assert taken.item is not None
    page = taken.item.page
    assert page is not None
    assert (page.url, page.final_url, page.body) == (ALL[0], ALL[0], PAGE)
    assert page.headers == {"content-type": "text/html; charset=utf-8", "etag": '"a"'}
    assert page.fetched == datetime(2026, 3, 9, 1, 2, 3, tzinfo=UTC)
    assert (page.source, page.published) == ("", None)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (record("https://news.example/", b"", kind="revisit"), "revisit record"),
        (record("https://news.example/", b"x: y", kind="metadata"), "metadata record"),
        (record("https://news.example/", b"x: y", kind="warcinfo"), "warcinfo record"),
        (record("https://news.example/", PAGE, status="404 Not Found"), "status 404"),
        (record("https://news.example/", b"", status="301 Moved"), "status 301"),
        (record("https://news.example/", b" \n"), "empty page"),
        (record("https://news.example/", b"\x89PNG", headers=[("Content-Type", "image/png")]), "not a page"),
        (record("dns:news.example", b"x", kind="resource"), "no web address"),
        (record("https://news.example/", PAGE, extra={"WARC-Truncated": "length"}), "truncated by its crawler"),
    ],
)
def test_what_is_no_page_is_passed_over_and_says_why(file: Path, made: bytes, why: str) -> None:
    file.write_bytes(made + stories(1)[0])
    passed, page = read(file)
    assert (passed.item, passed.passed) == (None, why)
    assert urls([page]) == ALL[:1]


@pytest.mark.parametrize("compressed", [True, False], ids=["members", "plain"])
def test_reading_goes_on_behind_any_record(tmp_path: Path, compressed: bool) -> None:
    file = tmp_path / ("news.warc.gz" if compressed else "news.warc")
    file.write_bytes(b"".join(stories(6, compressed=compressed)))
    whole = read(file)
    assert urls(whole) == ALL
    for number, taken in enumerate(whole, 1):
        assert urls(read(file, taken.place)) == ALL[number:]


def test_a_file_of_a_single_member_is_read_and_goes_on_too(file: Path) -> None:
    file.write_bytes(as_one_member(stories(6)))
    whole = read(file)
    assert urls(whole) == ALL
    for number, taken in enumerate(whole, 1):
        assert urls(read(file, taken.place)) == ALL[number:]


@settings(max_examples=60, deadline=None)
@given(some.data())
def test_a_broken_byte_costs_the_records_that_it_stands_in_alone(data: some.DataObject) -> None:
    records = stories(6)
    broken = data.draw(some.integers(0, 5))
    place = data.draw(some.integers(0, len(records[broken]) - 1))
    value = data.draw(some.integers(1, 255))
    changed = bytearray(records[broken])
    changed[place] ^= value
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "news.warc.gz"
        file.write_bytes(b"".join([*records[:broken], bytes(changed), *records[broken + 1 :]]))
        taken = read(file)
    others = [url for number, url in enumerate(ALL) if number != broken]
    assert [url for url in urls(taken) if url in others] == others
    assert len(taken) >= 6
    assert all("news.warc.gz at byte " in fault for fault in faults(taken))


@settings(max_examples=40, deadline=None)
@given(some.integers(min_value=1), some.booleans())
def test_a_file_that_is_cut_off_gives_what_is_whole_and_says_so(cut: int, compressed: bool) -> None:
    records = stories(6, compressed=compressed)
    whole = b"".join(records)
    cut = cut % len(whole)
    ends = [sum(map(len, records[: n + 1])) for n in range(6)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ("news.warc.gz" if compressed else "news.warc")
        file.write_bytes(whole[:cut])
        taken = read(file)
    complete = sum(end <= cut for end in ends)
    assert urls(taken)[:complete] == ALL[:complete]
    assert len(urls(taken)) <= complete + 1  # a page whose last line ends alone are missing is whole
    if cut not in ends and len(urls(taken)) == complete:
        assert faults(taken)


def test_garbage_between_records_is_told_with_its_place(file: Path) -> None:
    first, second, third = stories(3)
    file.write_bytes(first + b"GARBAGE" * 1000 + second + third)
    taken = read(file)
    assert urls(taken) == ALL[:3]
    [fault] = faults(taken)
    assert f"read on at byte {len(first) + 7000}" in fault


def test_a_plain_file_goes_on_behind_what_is_broken(tmp_path: Path) -> None:
    file = tmp_path / "news.warc"
    records = stories(4, compressed=False)
    records[1] = records[1].replace(b"WARC/1.1", b"WRAC/1.1")
    file.write_bytes(b"".join(records))
    taken = read(file)
    assert urls(taken) == [ALL[0], *ALL[2:4]]
    assert len(faults(taken)) == 1


def test_a_huge_record_is_a_fault_of_its_own_and_is_never_in_memory(file: Path) -> None:
    size = 300 << 20
    squeezed = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    fields = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/big\r\n"
        b"WARC-Date: 2026-03-09T01:02:03Z\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n" % (size + len(head))
    )
    with file.open("wb") as out:
        out.write(squeezed.compress(fields + head))
        for _ in range(size >> 20):
            out.write(squeezed.compress(bytes(1 << 20)))
        out.write(squeezed.compress(b"\r\n\r\n") + squeezed.flush() + stories(1)[0])
    tracemalloc.start()
    taken = read(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert urls(taken) == ALL[:1]
    assert f"{size} bytes, more than the {LARGEST_PAGE} that are read" in faults(taken)[0]
    assert peak < 32 << 20


def test_codings_of_http_are_undone_within_bounds(file: Path) -> None:
    squeezed = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    bomb = gzip.compress(bytes(LARGEST_PAGE + 1))
    coded, in_chunks = ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")
    file.write_bytes(
        record("https://news.example/0", squeezed, headers=[*HTML, coded])
        + record("https://news.example/1", chunked, headers=[*HTML, in_chunks])
        + record("https://news.example/2", PAGE, headers=[*HTML, coded])  # undone already, and still said
        + record("https://news.example/3", PAGE, headers=[*HTML, in_chunks])
        + record("https://news.example/4", bomb, headers=[*HTML, coded])
        + record("https://news.example/5", squeezed[:40], headers=[*HTML, coded])
        + record("https://news.example/6", b"zzz", headers=[*HTML, ("Content-Encoding", "br")])
        + record("https://news.example/7", PAGE)
    )
    taken = read(file)
    pages = [one.item.page for one in taken if one.item is not None and one.item.page is not None]
    assert [page.url[-1] for page in pages] == ["0", "1", "2", "3", "7"]
    assert {page.body for page in pages} == {PAGE}
    assert [fault.partition("example/")[2][:1] for fault in faults(taken)] == ["4", "5", "6"]


@pytest.mark.parametrize("content", [b"", b"hello", b"\x1f\x8b", bytes(100), b"WARC/1.1\r\n"])
def test_what_is_no_archive_is_a_fault_and_no_crash(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    taken = read(file)
    assert urls(taken) == []
    assert len(faults(taken)) == 1


def test_secrets_of_addresses_are_in_no_fault(file: Path) -> None:
    file.write_bytes(
        record("https://user:hidden@news.example/0?api_key=hidden", b"x", headers=[*HTML, ("Content-Encoding", "br")])
    )
    [fault] = faults(read(file))
    assert "news.example/0" in fault
    assert "hidden" not in fault


def test_hosts_and_languages_are_selected_before_any_page_is_cleaned(file: Path) -> None:
    english = b"<html lang='en'><body><p>A new robot was shown in Paris on Monday, they said.</p></body></html>"
    file.write_bytes(
        stories(1)[0]
        + record("https://www.news.example/1", PAGE)
        + record("https://other.example/2", PAGE)
        + record("https://news.example.evil.example/3", PAGE)
        + record("https://news.example/4", english)
    )
    assert [url[-1] for url in urls(read(file, wanted=selection(["news.example"])))] == ["0", "1", "4"]
    assert [url[-1] for url in urls(read(file, wanted=selection([], "ko")))] == ["0", "1", "2", "3"]
    taken = read(file, wanted=selection(["news.example"], "ko"))
    assert [one.passed for one in taken if one.passed] == ["another host", "another host", "another language"]


def test_without_the_library_it_says_what_to_install(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(stories(1)[0])
    monkeypatch.setitem(sys.modules, "fastwarc", None)
    with pytest.raises(NoWarc, match=r"pip install 'dongmaeng\[archive\]'"):
        read(file)
