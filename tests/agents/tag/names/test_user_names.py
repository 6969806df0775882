"""Names that the user adds are read like the shipped ones, and wrong rows are named and never stop the reading."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.tag.names.gazetteer import TableError, gazetteer
from agents.tag.names.look_up import look_up
from agents.tag.names.organisations import find_organisations
from agents.tag.names.user_files import NAMES_FILE, use_files
from agents.tag.names.user_names import add_name, check_names, harm_of
from agents.tag.tag import tag_article_with
from topics.records import Article

SENTENCE = "무지개곳간은 이날 새 매장을 열었다. 무곳은 전국에 매장이 있다."


@pytest.fixture(autouse=True)
def _shipped_names_afterwards() -> Iterator[None]:
    yield
    use_files(None)


def names(text: str) -> set[str]:
    return {organisation.name for organisation in find_organisations(text)}


def test_an_added_name_is_found_with_its_aliases(tmp_path: Path) -> None:
    add_name(tmp_path / NAMES_FILE, "무지개곳간", "association", ["무곳"], "", "", "")
    use_files(tmp_path)
    (found,) = find_organisations(SENTENCE)
    assert (found.name, found.kind, len(found.spans)) == ("무지개곳간", "association", 2)


def test_names_are_taken_up_when_the_file_changes_and_given_up_when_it_goes(tmp_path: Path) -> None:
    article = Article(id="a", url="item:a", canonical_url="item:a", body=SENTENCE)

    def kinds() -> dict[str, str]:
        return {o.name: o.kind for o in tag_article_with(article, tmp_path).organisations}

    before = kinds()
    add_name(tmp_path / NAMES_FILE, "무지개곳간", "institute", ["무곳"], "", "", "")
    assert kinds() == {"무지개곳간": "institute"}
    (tmp_path / NAMES_FILE).unlink()
    assert kinds() == before


def test_a_user_meaning_goes_before_the_shipped_one(tmp_path: Path) -> None:
    add_name(tmp_path / NAMES_FILE, "케이티상사", "company", ["케이티"], "", "", "")
    use_files(tmp_path)
    assert gazetteer().meanings("케이티")[0].name == "케이티상사"
    assert any("also KT" in warning for warning in check_names(tmp_path / NAMES_FILE, tmp_path).warnings)
    assert [known.table for known in look_up("케이티", tmp_path)][:2] == [NAMES_FILE, "companies.tsv"]


def test_wrong_rows_are_named_with_their_line_and_the_others_still_count(tmp_path: Path) -> None:
    file = tmp_path / NAMES_FILE
    add_name(file, "무지개곳간", "company", [], "", "", "")
    with file.open("ab") as rows:
        rows.write("새싹\tcompny\t\t\t\t\n두칸\tcompany\n때\tcompany\t\t2020-13\t\t\n".encode())
        rows.write(b"\xff\xfe\tcompany\t\t\t\t\n")
    checked = check_names(file, tmp_path)
    assert checked.names == 1
    assert [fault.split(": ", 1)[0] for fault in checked.faults] == [f"names.tsv:{n}" for n in (4, 5, 6, 7)]
    assert "no such kind" in checked.faults[0]
    use_files(tmp_path)
    assert "무지개곳간" in names(SENTENCE)


@pytest.mark.parametrize("content", ["", "no header at all\n", "\x00\x00", "name\tkind\n"])
def test_a_file_that_is_no_table_does_not_stop_the_reading(tmp_path: Path, content: str) -> None:
    (tmp_path / NAMES_FILE).write_text(content, "utf-8")
    use_files(tmp_path)
    assert "KT" in names("KT는 이날 새 매장을 열었다.")


@pytest.mark.parametrize(
    ("name", "kind", "aliases", "since"),
    [
        ("", "company", [], ""),
        ("가나\t다", "company", [], ""),
        ("가나다", "compny", [], ""),
        ("가나다", "company", ["라|마"], ""),
        ("가나다", "company", ["라\n마"], ""),
        ("#가나다", "company", [], ""),
        ("가나다", "company", [], "2020"),
    ],
)
def test_a_wrong_name_is_refused_and_nothing_is_written(
    tmp_path: Path, name: str, kind: str, aliases: list[str], since: str
) -> None:
    with pytest.raises(TableError):
        add_name(tmp_path / NAMES_FILE, name, kind, aliases, since, "", "")
    assert not (tmp_path / NAMES_FILE).exists()


def test_common_words_are_warned_of() -> None:
    assert harm_of("오늘")
    assert harm_of("협력")
    assert not harm_of("무지개곳간")


def test_a_name_given_letter_by_letter_is_the_name(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "새봄모터스")
    file = tmp_path / NAMES_FILE
    add_name(file, apart, "company", [unicodedata.normalize("NFD", "새봄차")], "", "", "")
    assert "새봄모터스\tcompany\t새봄차" in file.read_text("utf-8")
    for spelling in (apart, "새봄차", unicodedata.normalize("NFD", "새봄차")):
        assert [known.name for known in look_up(spelling, tmp_path)] == ["새봄모터스"]
    file.write_text(unicodedata.normalize("NFD", file.read_text("utf-8")), "utf-8")
    assert [known.name for known in look_up("새봄차", tmp_path)] == ["새봄모터스"]
