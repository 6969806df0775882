"""Records of the embedded journal are found by their key, noted or not, whatever was removed between them."""

from __future__ import annotations

import time
from math import inf
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.embedded import journal_keys
from topics.embedded.journal import Journal
from topics.handling import Entry

TOPICS, KEYS = ("pages", "articles"), ("a", "b", "c")
READS = {"clean": ("pages",), "tag": ("articles",)}
YEAR = 400 * 86_400
RECORDS = st.lists(st.tuples(st.sampled_from(TOPICS), st.sampled_from(KEYS)), max_size=9)


@pytest.fixture(autouse=True)
def few_records_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_keys, "RUN", 4)


def found_and_there(journal: Journal) -> tuple[list[int], list[int]]:
    """The places of records that are found by topic and key, and of those that are there."""
    found = [entry.seq or 0 for t in TOPICS for k in KEYS for entry, _ in journal.between(t, 0.0, inf, key=k)]
    return sorted(found), [entry.seq or 0 for entry in journal.after(TOPICS, 0, 1_000)]


@given(st.lists(st.tuples(RECORDS, st.booleans()), max_size=8))
def test_all_that_is_there_is_found_by_its_key(steps: list[tuple[list[tuple[str, str]], bool]]) -> None:
    journal = Journal(Path(":memory:"))
    for records, removes in steps:
        journal.append([Entry(topic, key, 1, b"{}") for topic, key in records])
        if removes:  # what all have passed is too old, but for the last two
            there = journal.after(TOPICS, 0, 1_000)[:-2]
            journal.commit([], dict.fromkeys(READS, there[-1].seq or 0) if there else {})
            journal.connection.execute("UPDATE journal SET written = ?", (time.time() - YEAR,))
        journal.clean(READS, None)
        found, left = found_and_there(journal)
        assert found == left
    journal.close()


def test_the_records_of_an_earlier_version_are_found(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    journal.append([Entry("pages", key, 1, b"{}") for key in KEYS * 5])
    journal.close()
    earlier = apsw.Connection(str(path))
    earlier.execute("DROP TABLE journal_keys; CREATE INDEX journal_key ON journal (key, topic)")
    earlier.pragma("user_version", 2)
    earlier.close()
    journal = Journal(path)
    for _ in range(2):
        found, there = found_and_there(journal)
        assert found == there == list(range(1, 16))
        journal.clean(READS, None)
    assert journal.connection.execute("SELECT name FROM sqlite_master WHERE name = 'journal_key'").fetchone() is None
    journal.close()


def test_records_of_many_keys_are_those_since_a_moment_latest_first() -> None:
    journal = Journal(Path(":memory:"))
    journal.append([Entry("pages", key, 1, b"{}") for key in KEYS])
    journal.connection.execute("UPDATE journal SET written = written - 60")
    since = time.time() - 30
    journal.append([Entry("pages", key, 1, b"{}") for key in KEYS])
    assert [entry.seq for entry, _ in journal.of_keys("pages", {"a", "c"}, since)] == [6, 4]
    journal.close()
