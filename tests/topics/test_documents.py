"""State documents of one file, against a plain dictionary: over two connections, runs, deletions and expiry."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from topics.buffered import Documents, Key, Write
from topics.embedded import documents as state_documents
from topics.embedded.journal import Journal
from topics.embedded.key_filter import filter_of, runs_with
from topics.handling import Effects, Entry

HOUR = 3_600.0
KEYS = [("copies", "k:a"), ("copies", "k:b"), ("copies", "t:a"), ("seen", "k:a"), ("seen", "ㅎ")]
LASTS = st.sampled_from([None, -HOUR, HOUR, 9 * 24 * HOUR, 400 * 24 * HOUR])
"""Seconds that a document lasts."""


@pytest.fixture
def few_writes_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_documents, "RUN", 4)


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        path = Path(self._folder.name) / "journal.sqlite"
        self.journals = [Journal(path), Journal(path)]
        self.model: dict[Key, Write] = {}
        self.number = 0

    def teardown(self) -> None:
        for journal in self.journals:
            journal.close()
        self._folder.cleanup()

    def made(self, writes: list[tuple[Key, float | None, bool]]) -> Documents:
        documents: Documents = {}
        for key, lasts, deleted in writes:
            self.number += 1
            expires = None if lasts is None else time.time() + lasts
            documents[key] = None if deleted else (f'{{"n": {self.number}}}', expires)
        return documents

    @rule(
        of=st.integers(0, 1),
        writes=st.lists(st.tuples(st.sampled_from(KEYS), LASTS, st.booleans()), min_size=1, max_size=4),
        given_up=st.booleans(),
    )
    def write(self, of: int, writes: list[tuple[Key, float | None, bool]], given_up: bool) -> None:
        documents = self.made(writes)
        if given_up:
            effects = Effects("clean", Entry("pages", "key", 1, b"{}"), "done", documents=documents)
            with pytest.raises(TypeError):  # once the documents are written, in the same transaction
                self.journals[of].commit([effects], {"clean": cast("int", object())})
            return
        assert self.journals[of].store(documents, set())
        for key, write in documents.items():
            if write is None:
                self.model.pop(key, None)
            else:
                self.model[key] = write

    @rule(of=st.integers(0, 1))
    def clean(self, of: int) -> None:
        self.journals[of].clean({}, None)

    @rule(of=st.integers(0, 1))
    def open_anew(self, of: int) -> None:
        self.journals[of].close()
        self.journals[of] = Journal(self.journals[of].path)

    @rule(of=st.integers(0, 1), key=st.sampled_from(KEYS))
    def read_by_one(self, of: int, key: Key) -> None:
        assert self.journals[of].document(*key) == self.there().get(key)

    @invariant()
    def all_is_found(self) -> None:
        there = self.there()
        if self.number % 3 == 0:  # not each time: a connection may be behind by several runs
            for journal in self.journals:
                assert journal.documents_of(KEYS) == there
                assert journal.documents("copies", "k:") == sorted(
                    (key, text) for (space, key), text in there.items() if space == "copies" and key.startswith("k:")
                )

    def there(self) -> dict[Key, str]:
        moment = time.time()
        return {key: text for key, (text, expires) in self.model.items() if expires is None or expires > moment}


@pytest.mark.usefixtures("few_writes_a_run")
def test_documents_are_what_was_written_last_whichever_connection_asks() -> None:
    run_state_machine_as_test(Machine, settings=settings(max_examples=15, stateful_step_count=40, deadline=None))


@pytest.mark.usefixtures("few_writes_a_run")
def test_what_has_expired_leaves_the_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    for number in range(12):
        journal.store({("seen", f"{number}-{n}"): ("{}", time.time() - HOUR) for n in range(4)}, set())
    journal.clean({}, None)
    left = journal.connection.execute("SELECT (SELECT count(*) FROM state_runs) + (SELECT count(*) FROM state_log)").get
    assert left <= 8  # the last run and what will be the next
    journal.close()


def test_what_lasts_long_is_not_put_into_a_run_that_would_last_as_long(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    journal.store({("seen", "a"): ("{}", time.time() + 400 * 24 * HOUR), ("seen", "b"): ("{}", None)}, set())
    assert journal.connection.execute("SELECT count(*) FROM state_log").get == 0
    assert journal.documents("seen", "") == [("a", "{}"), ("b", "{}")]
    journal.close()


def test_a_filter_denies_none_of_its_keys_and_nearly_all_others() -> None:
    keys = [("copies", f"k:{number}") for number in range(3_000)]
    filters = {1: filter_of(keys)}
    assert all(runs_with(key, filters) == [1] for key in keys)
    assert sum(len(runs_with(("seen", key), filters)) for _, key in keys) < 30
