from pathlib import Path

import pytest

from agents.tag.language.lexicon import OWN, LexiconError, is_ordinary, is_person, read_lexicon

WHOLE = OWN.read_text(encoding="utf-8")


def test_the_rules_of_the_package_can_be_read() -> None:
    assert read_lexicon(OWN).endings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stop = [", "words.toml: "),
        (WHOLE.replace("surnames =", "names ="), "words.toml: surnames must be words"),
        (WHOLE + '\n[[ending]]\nkind = "company"\n', "words.toml: ending [0-9]+: needs kind and texts"),
        (WHOLE + '\n[[ending]]\nkind = "company"\ntexts = "가나"\nafter = "("\n', "after is no regular expression"),
        (WHOLE + '\n[[ending]]\nkind = "company"\ntexts = "가나"\nloud = true\n', "knows no loud"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        read_lexicon(path)


@pytest.mark.parametrize(
    ("word", "ordinary"), [("고객", True), ("업무협약", True), ("퀴라젬", False), ("MOU", True), ("QRZM", False)]
)
def test_ordinary_words(word: str, ordinary: bool) -> None:
    assert is_ordinary(word) is ordinary


@pytest.mark.parametrize(("word", "person"), [("김철수", True), ("박영희", True), ("도널드", False), ("별샘", False)])
def test_people(word: str, person: bool) -> None:
    assert is_person(word) is person
