from __future__ import annotations

from enum import StrEnum

import pytest

from search.hangul import is_hangul
from search.vocabulary import vocabulary, words_in
from topics.records import Activity, ChangeKind, Kind, Matter, Quiet, Role, Status

VALUES: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "status": Status,
    "activity": Activity,
    "role": Role,
    "change": ChangeKind,
    "quiet": Quiet,
    "matter": Matter,
}


@pytest.mark.parametrize("table", VALUES)
def test_every_value_has_a_word_in_both_languages_and_no_other_has(table: str) -> None:
    known = {value.value for value in VALUES[table]}
    for language in ("ko", "en"):
        assert set(words_in(language, table)) - {"other"} == known
        assert all(words_in(language, table).values())


def test_korean_words_are_korean() -> None:
    assert all(any(map(is_hangul, word["ko"])) for rows in vocabulary().values() for word in rows.values())


@pytest.mark.parametrize("table", VALUES)
def test_what_is_typed_means_one_value(table: str) -> None:
    typed = [
        text.replace(" ", "").lower()
        for value, word in vocabulary()[table].items()
        for text in dict.fromkeys(t.replace(" ", "") for t in [value, word["ko"], *word.get("typed", [])])
        if value != "other"
    ]
    assert sorted(typed) == sorted(set(typed))
