"""Journals that earlier versions wrote."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from topics.embedded import database
from topics.embedded.database import NewerSchema, OlderSchema, open_database
from topics.embedded.journal import Journal
from topics.embedded.upgrade import MIGRATIONS, SCHEMA
from topics.handling import Waiting, entry_of
from topics.records import Candidate, Poll, source_id

SECRET = "geheim-1234"
ADDRESS = f"https://reader:{SECRET}@news.example/feed?key={SECRET}"
SEEN = "2026-03-09T09:00:00+09:00"
EARLIER = """
CREATE TABLE journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, key TEXT NOT NULL,
                      version INTEGER NOT NULL, value BLOB NOT NULL, written REAL NOT NULL);
CREATE TABLE retries (id INTEGER PRIMARY KEY, stage TEXT, topic TEXT NOT NULL, key TEXT NOT NULL,
                      version INTEGER NOT NULL, value BLOB NOT NULL, attempt INTEGER NOT NULL, reason TEXT NOT NULL,
                      due REAL NOT NULL);
CREATE TABLE quarantine (id INTEGER PRIMARY KEY AUTOINCREMENT, stage TEXT NOT NULL, topic TEXT NOT NULL,
                         key TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL, attempt INTEGER NOT NULL,
                         reason TEXT NOT NULL, cause TEXT NOT NULL, at REAL NOT NULL);
"""
"""The tables, as far as they matter here, before a file had a number for its layout."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A journal of an earlier version with a schedule, a candidate and one that was set aside."""
    file = tmp_path / "journal.sqlite"
    poll = json.dumps({"url": ADDRESS}).encode()
    summary = "가람전자가 새 연구소를 열었다. " * 200  # so long that it is compressed
    candidate = {"url": "https://news.example/1", "source": ADDRESS, "summary": summary, "quiet": False, "seen": SEEN}
    seen = json.dumps(candidate, ensure_ascii=False).encode()
    connection = apsw.Connection(str(file))
    connection.execute(EARLIER)
    journal = "INSERT INTO journal (topic, key, version, value, written) VALUES (?, ?, 1, ?, ?)"
    connection.execute(journal, ("polls", ADDRESS, poll, time.time()))
    connection.execute(journal, ("candidates", "news.example", seen, time.time()))
    connection.execute(
        "INSERT INTO retries (stage, topic, key, version, value, attempt, reason, due) "
        "VALUES (NULL, 'polls', ?, 1, ?, 0, 'later', ?)",
        (ADDRESS, poll, time.time() + 3600),
    )
    connection.execute(
        "INSERT INTO quarantine (stage, topic, key, version, value, attempt, reason, cause, at) "
        "VALUES ('fetch', 'candidates', 'news.example', 1, ?, 0, 'too large', '', 0)",
        (seen,),
    )
    connection.close()
    return file


def test_no_secret_of_a_source_stays_in_the_file_and_no_record_is_lost(file: Path) -> None:
    journal = Journal(file)
    poll, candidate = journal.after(["polls", "candidates"], 0, 10)
    assert poll.key == source_id(ADDRESS)
    assert Poll.model_validate_json(poll.value).source == source_id(ADDRESS)
    known = Candidate.model_validate_json(candidate.value)
    assert (known.source, known.quiet) == (source_id(ADDRESS), None)
    (aside,) = journal.quarantine.records()
    assert Candidate.model_validate_json(aside.entry.value) == known
    due = journal.retries.next_due({"discover": ("polls",)})
    assert due is not None
    assert due > time.time() + 3000
    journal.close()
    assert SECRET.encode() not in file.read_bytes()


def test_a_file_is_changed_once(file: Path, tmp_path: Path) -> None:
    for path in (file, file, tmp_path / "new.sqlite"):
        journal = Journal(path)
        assert journal.connection.pragma("user_version") == SCHEMA
        journal.retries.wait([Waiting(entry_of(Poll(source=ADDRESS)), time.time() + 60, "later", None, 0)])
        journal.close()
    assert SECRET.encode() not in file.read_bytes()


def test_what_is_only_read_is_refused_where_it_has_an_earlier_layout(file: Path, tmp_path: Path) -> None:
    with pytest.raises(OlderSchema, match=rf"{file}: of version 0, while this program reads {SCHEMA}; .*upgrade"):
        Journal(file, readonly=True)
    Journal(file).close()
    Journal(file, readonly=True).close()
    (tmp_path / "empty.sqlite").touch()
    Journal(tmp_path / "empty.sqlite", readonly=True).close()


@pytest.mark.parametrize("readonly", [True, False])
def test_a_file_of_a_later_version_is_refused_and_left_as_it_is(file: Path, *, readonly: bool) -> None:
    Journal(file).close()
    with closing(apsw.Connection(str(file))) as connection:
        connection.pragma("user_version", SCHEMA + 1)
    before = file.read_bytes()
    with pytest.raises(NewerSchema, match=rf"{file}: of version {SCHEMA + 1}, while this program knows {SCHEMA}"):
        Journal(file, readonly=readonly)
    assert file.read_bytes() == before


def test_an_interrupted_upgrade_keeps_the_versions_that_were_reached_and_goes_on(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []

    def cut_off(connection: apsw.Connection) -> None:
        connection.execute("ALTER TABLE retries ADD COLUMN half INTEGER")
        raise KeyboardInterrupt

    def mended(connection: apsw.Connection) -> None:
        ran.append(SCHEMA + 2)

    def between(connection: apsw.Connection) -> None:
        ran.append(SCHEMA + 1)

    steps = {**MIGRATIONS, SCHEMA + 1: between, SCHEMA + 2: cut_off}
    monkeypatch.setattr(database, "MIGRATIONS", steps)
    monkeypatch.setattr(database, "SCHEMA", SCHEMA + 2)
    with pytest.raises(KeyboardInterrupt):
        open_database(file)
    with closing(apsw.Connection(str(file))) as connection:
        assert connection.pragma("user_version") == SCHEMA + 1
        assert "half" not in {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('retries')")}
    steps[SCHEMA + 2] = mended
    open_database(file).close()
    assert ran == [SCHEMA + 1, SCHEMA + 2]
    with closing(open_database(file)) as connection:
        assert connection.pragma("user_version") == SCHEMA + 2
    assert ran == [SCHEMA + 1, SCHEMA + 2]


def test_a_new_file_needs_no_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(connection: apsw.Connection) -> None:
        raise AssertionError

    monkeypatch.setattr(database, "MIGRATIONS", {SCHEMA: never})
    Journal(tmp_path / "new.sqlite").close()
    Journal(tmp_path / "new.sqlite").close()
