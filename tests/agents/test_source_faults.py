"""Whatever a look at a source or a page may end in has words and advice, and a wrong table is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import agents.discover
import agents.opendart
from agents import http_errors
from agents.daily_limit import LimitReached
from agents.discover import naver
from agents.discover.look import _STATUS_REASONS
from agents.opendart import client
from agents.page_outcomes import PageOutcome
from agents.rule_table import RuleTableError
from agents.source_faults import OTHER, fault_named, fault_of, read_source_faults, source_faults

_WELL = {PageOutcome.FETCHED, PageOutcome.GONE, PageOutcome.OTHER}
_GIVEN = re.compile(r"""(?:Quarantine\(|SourceFailure\(|OpenDartError\(|fault = )"([^"]+)\"""")


def reasons() -> Iterator[str]:
    """As the code that gives them writes them."""
    yield from _STATUS_REASONS.values()
    for kind in vars(http_errors).values():
        if isinstance(kind, type) and issubclass(kind, http_errors.HttpError):
            yield kind.reason
    yield from (*naver._REASONS.values(), *client._REASONS.values(), LimitReached.reason)
    for room in (agents.discover, agents.opendart):
        for file in Path(room.__path__[0]).glob("*.py"):
            if file.name != "curate.py":  # which takes up what people want, and looks at nothing
                yield from _GIVEN.findall(file.read_text("utf-8"))
    yield from ("server error", "unexpected status", "too slow", "worker died")
    yield from (outcome for outcome in PageOutcome if outcome not in _WELL)


@pytest.mark.parametrize("reason", sorted(set(reasons())))
def test_every_reason_has_words_and_advice(reason: str) -> None:
    assert fault_of(reason).name != OTHER


def test_what_nothing_is_known_of_has_general_advice() -> None:
    assert fault_of("bug: KeyError").name == fault_named("of a later version").name == fault_named(None).name == OTHER


def test_words_are_korean_and_english() -> None:
    for fault in source_faults().values():
        for words in (fault.wrong, fault.todo):
            assert re.search("[가-힣]", words["ko"])
            assert not re.search("[가-힣]", words["en"])
        assert fault.todo["ko"].count("`") == fault.todo["en"].count("`")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[other", "faults.toml: "),
        ("other = 1", "faults.toml: other: must be a table of settings"),
        ("[away]\nreasons = []\nwrong = {ko='가', en='a'}\ntodo = {ko='가', en='a'}", "faults.toml: other: is missing"),
        (
            "[other]\nreasons = []\nwrong = {ko='가'}\ntodo = {ko='가', en='a'}",
            "faults.toml: other.wrong: en: must be a",
        ),
        (
            "[other]\nreasons = []\nwrong = 'x'\ntodo = {ko='가', en='a'}",
            "faults.toml: other.wrong: ko: must be a text",
        ),
        ("[other]\nreason = []\nwrong = {ko='가'}\ntodo = {ko='가', en='a'}", "faults.toml: other: reason: no such"),
        (
            "[other]\nreasons = ['a']\nwrong = {ko='가', en='a'}\ntodo = {ko='가', en='a'}\n"
            "[b]\nreasons = ['a']\nwrong = {ko='가', en='a'}\ntodo = {ko='가', en='a'}",
            "faults.toml: b: reasons: a stands at other too",
        ),
    ],
)
def test_a_wrong_table_is_named(text: str, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RuleTableError, match=re.escape(fault)):
        read_source_faults(file)
