import gzip
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tag.language.boundaries import starts_word, strip_particle, word_end
from agents.tag.names.gazetteer import (
    Gazetteer,
    GazetteerEntry,
    TableError,
    fold,
    gazetteer,
    in_force,
    read_companies,
    read_table,
)
from topics.records import SEOUL

HEADER = "name\tkind\tspellings\tfrom\tuntil\tflags\n"


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "names.tsv"
    path.write_text("# a comment\n" + HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_row_gives_the_name_and_its_spellings(tmp_path: Path) -> None:
    entries = list(read_table(table(tmp_path, "가나전자\tcompany\tGANA|가나 전자\t\t\t")))
    assert [e.spelling for e in entries] == ["가나전자", "GANA", "가나 전자"]
    assert {e.name for e in entries} == {"가나전자"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("가나전자\tcompany", "names.tsv:3: 2 columns"),
        ("\tcompany\t\t\t\t", "names.tsv:3: no name"),
        ("가나전자\tfirm\t\t\t\t", "names.tsv:3: no such kind: 'firm'"),
        ("가나전자\tcompany\t\t2020-13\t\t", "names.tsv:3: not a month"),
        ("가나전자\tcompany\t\t2020-02\t2020-01\t", "names.tsv:3: from is after until"),
        ("가나전자\tcompany\t\t\t\tloud", "names.tsv:3: no such flag: loud"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        list(read_table(table(tmp_path, row)))


def test_a_wrong_header_is_named(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("이름\t종류\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"names\.tsv:1: the header must be"):
        list(read_table(path))


def test_a_wrong_line_of_the_company_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv.gz"
    path.write_bytes(gzip.compress("# head\n가나\t\t\n다라\n".encode()))
    with pytest.raises(TableError, match=r"list\.tsv\.gz:3"):
        list(read_companies(path))


def test_the_tables_of_the_package_can_be_read() -> None:
    assert gazetteer().meanings("KT")[0].name == "KT"
    assert gazetteer().meanings("etri")[0].name == "한국전자통신연구원"


def test_the_longest_spelling_wins() -> None:
    names = Gazetteer([GazetteerEntry("가나", "가나", "company"), GazetteerEntry("가나전자", "가나전자", "company")])
    text = "가나전자와 가나가 만났다"
    assert [text[h.start : h.end] for h in names.find(text)] == ["가나전자", "가나"]


def test_a_shorter_spelling_stands_where_the_longer_goes_on() -> None:
    names = Gazetteer([GazetteerEntry("가나", "가나", "company"), GazetteerEntry("가나 전자", "가나전자", "company")])
    text = "가나 전자상거래"
    assert [text[h.start : h.end] for h in names.find(text)] == ["가나"]


def test_a_meaning_holds_in_its_time() -> None:
    old, new = GazetteerEntry("가나", "옛가나", "company", until="2013-07"), GazetteerEntry("가나", "새가나", "company")
    assert in_force([new, old], datetime(2010, 1, 1, tzinfo=SEOUL))[0] is old
    assert in_force([new, old], datetime(2020, 1, 1, tzinfo=SEOUL))[0] is new
    assert in_force([old], datetime(2020, 1, 1, tzinfo=SEOUL)) == [old]
    assert in_force([old, new], None)[0] is new


@pytest.mark.parametrize(
    ("text", "noun", "whole"),
    [
        ("한빛전자는", "한빛전자", True),
        ("한빛전자은", "한빛전자", False),
        ("한빛전자와의", "한빛전자", True),
        ("한빛전자 측은", "한빛전자", True),
        ("한빛전자측은", "한빛전자", True),
        ("한빛전자판매", "한빛전자", False),
        ("KTX", "KT", False),
        ("SKY", "SK", False),
        ("LGP", "LG", False),
        ("KT-LG", "KT", True),
        ("한빛연구원장이", "한빛연구원", True),
        ("한빛重", "한빛", False),
    ],
)
def test_where_a_noun_ends(text: str, noun: str, whole: bool) -> None:
    assert (word_end(text, len(noun)) is not None) is whole


@pytest.mark.parametrize(
    ("text", "start", "begins"), [("가나", 0, True), ("새가나", 1, False), ("·가나", 1, True), ("xKT", 1, False)]
)
def test_where_a_noun_begins(text: str, start: int, begins: bool) -> None:
    assert starts_word(text, start) is begins


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("한빛전자와", "한빛전자"),
        ("별샘과", "별샘"),
        ("KT는", "KT"),
        ("도서관", "도서관"),
        ("한빛전자에서는", "한빛전자"),
    ],
)
def test_particles_are_taken_off(word: str, noun: str) -> None:
    assert strip_particle(word) == noun


@given(st.text(alphabet="가나다전자KT LG·,.()와는을重-&\n", max_size=60))
def test_hits_are_spellings_in_order_and_apart(text: str) -> None:
    names = Gazetteer([GazetteerEntry(s, s, "company") for s in ("가나", "가나전자", "KT", "LG", "LG전자")])
    hits = names.find(text)
    assert all(fold(text[h.start : h.end]) == fold(h.entries[0].spelling) for h in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))
