"""Backups: whole or not at all, checked before they are put in place, and never over something else."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import apsw
import pytest

from agents.alert.withheld import Restored, read_restored
from dongmaeng.backup import taking
from dongmaeng.backup.manifest import DATABASE, FORMAT, MANIFEST, SETTINGS, read_manifest
from dongmaeng.backup.restoring import restore
from dongmaeng.backup.taking import take
from dongmaeng.fault import Fault
from dongmaeng.instance import InUse, instance_lock, worker_lock
from dongmaeng.settings import Settings
from topics.embedded import copying
from topics.embedded.database import NewerSchema, transaction
from topics.embedded.journal import Journal
from topics.embedded.state import committed_state
from topics.embedded.upgrade import SCHEMA
from topics.handling import Entry
from topics.records import now

T = TypeVar("T")


def entry(number: int) -> Entry:
    return Entry("candidates", "news.example", 1, json.dumps({"url": f"https://news.example/{number}"}).encode())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data directory with a journal and names of its own."""
    settings = Settings(data_dir=tmp_path / "data")
    with instance_lock(settings.data_dir, "run"), closing(Journal(settings.database)) as journal:
        journal.append([entry(number) for number in range(3)])
    return settings


def elsewhere(settings: Settings) -> Settings:
    return settings.model_copy(update={"data_dir": settings.data_dir.with_name("other")})


def records(settings: Settings) -> int:
    with closing(Journal(settings.database)) as journal:
        return len(journal.after(["candidates"], 0, 100_000))


def restored(settings: Settings) -> Restored | None:
    with closing(Journal(settings.database)) as journal:

        async def ask(function: Callable[[Journal], T]) -> T:
            return function(journal)

        return asyncio.run(read_restored(committed_state(ask)))


def test_a_backup_is_private_says_what_it_is_and_can_be_put_in_place_elsewhere(
    settings: Settings, tmp_path: Path
) -> None:
    (settings.data_dir / "graph.json").write_text("{}")
    before = now()
    made = take(settings, tmp_path / "kept" / "monday")
    assert set(made.files) == {DATABASE, SETTINGS, "graph.json"}
    assert before <= made.at <= now()
    assert made.tables == SCHEMA
    assert read_manifest(tmp_path / "kept" / "monday") == made
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"monday"}
    for path in (tmp_path / "kept" / "monday", *(tmp_path / "kept" / "monday").iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077

    done = restore(elsewhere(settings), tmp_path / "kept" / "monday", told_until=None, replace=False)
    assert records(elsewhere(settings)) == 3
    assert (elsewhere(settings).data_dir / "graph.json").read_text() == "{}"
    assert not (elsewhere(settings).data_dir / SETTINGS).exists()
    assert done.replaced is None
    told = restored(elsewhere(settings))
    assert told is not None
    assert done.told_until is not None
    assert told.told_until == done.told_until > made.at
    assert {path.name for path in elsewhere(settings).data_dir.iterdir()} == {DATABASE, "graph.json", "lock"}


def test_no_secret_gets_into_a_backup(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data",
        endpoints=[
            {
                "id": "desk",
                "url": "https://example.com/geheim-1?k=geheim-2",
                "secret": "whsec_Z2VoZWltLTNnZWhlaW0tM2doaWo=",
            }
        ],  # type: ignore[list-item]
        sources=[{"url": "https://news.example/feed?key=geheim-4"}],  # type: ignore[list-item]
    )
    Path(settings.data_dir).mkdir()
    Journal(settings.database).close()
    take(settings, tmp_path / "kept")
    text = (tmp_path / "kept" / SETTINGS).read_text("utf-8")
    assert "geheim" not in text
    assert "whsec" not in text
    assert json.loads(text)["endpoints"][0]["id"] == "desk"


def test_what_is_written_meanwhile_is_whole_in_the_backup_or_not_there(settings: Settings, tmp_path: Path) -> None:
    """Batches of ten are written by another connection between the steps of the copy."""
    with closing(Journal(settings.database)) as journal:
        for start in range(0, 2000, 10):
            journal.append([entry(number) for number in range(start, start + 10)])
        seen: list[tuple[int, int]] = []

        def tell(done: int, total: int) -> None:
            seen.append((done, total))
            journal.append([entry(number) for number in range(10)])

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(copying, "PAGES", 8)
            take(settings, tmp_path / "kept", tell)
    assert len(seen) > 5
    assert [done for done, _ in seen] == sorted({done for done, _ in seen}), "it began anew"
    assert len({total for _, total in seen}) == 1
    assert seen[-1][0] == seen[-1][1]
    restore(elsewhere(settings), tmp_path / "kept", told_until=None, replace=False)
    assert records(elsewhere(settings)) == 2003
    assert records(settings) == 2003 + 10 * len(seen)


def test_a_writer_does_not_wait_for_a_copy(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote, step = threading.Event(), threading.Event()

    def tell(done: int, total: int) -> None:
        step.set()
        assert wrote.wait(20.0), "the writer was held up"

    taking_it = threading.Thread(target=lambda: take(settings, tmp_path / "kept", tell))
    taking_it.start()
    assert step.wait(20.0)
    with closing(Journal(settings.database)) as journal:
        journal.append([entry(9)])
        wrote.set()
    taking_it.join()
    assert (tmp_path / "kept" / MANIFEST).exists()


def test_nothing_is_overwritten_and_nothing_is_made_of_nothing(settings: Settings, tmp_path: Path) -> None:
    take(settings, tmp_path / "kept")
    before = (tmp_path / "kept" / MANIFEST).read_bytes()
    for target in (tmp_path / "kept", settings.database):
        with pytest.raises(Fault, match="is there already"):
            take(settings, target)
    assert (tmp_path / "kept" / MANIFEST).read_bytes() == before
    with pytest.raises(Fault, match="nothing to back up"):
        take(elsewhere(settings), tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), apsw.FullError("full"), KeyboardInterrupt()])
def test_a_backup_that_cannot_be_written_leaves_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(taking, "mark_of", fail)
    with pytest.raises((Fault, KeyboardInterrupt)) as raised:
        take(settings, tmp_path / "kept" / "monday")
    assert isinstance(error, KeyboardInterrupt) or "nothing was left of it" in str(raised.value)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_disk_that_is_too_small_is_told_before(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = os.statvfs(tmp_path)
    free = type("Usage", (), {"free": 10, "total": usage.f_blocks})
    monkeypatch.setattr(taking.shutil, "disk_usage", lambda _: free)
    with pytest.raises(Fault, match="no room for the backup"):
        take(settings, tmp_path / "kept")
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_a_damaged_database_is_no_backup(settings: Settings, tmp_path: Path) -> None:
    with closing(Journal(settings.database)) as journal:
        journal.append([entry(number) for number in range(2000)])
    content = bytearray(settings.database.read_bytes())
    content[4096 * 6 : 4096 * 12] = b"\x5a" * (4096 * 6)
    settings.database.write_bytes(content)
    with pytest.raises((Fault, apsw.CorruptError)):
        take(settings, tmp_path / "kept")
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_a_file_of_a_later_version_is_not_backed_up_by_an_earlier_one(settings: Settings, tmp_path: Path) -> None:
    with closing(apsw.Connection(str(settings.database))) as connection:
        connection.pragma("user_version", SCHEMA + 1)
    with pytest.raises(NewerSchema, match=rf"{settings.database}: of version {SCHEMA + 1}"):
        take(settings, tmp_path / "kept")
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_a_file_of_an_earlier_version_is_backed_up_as_it_is_and_upgraded_where_it_is_put(
    settings: Settings, tmp_path: Path
) -> None:
    with closing(apsw.Connection(str(settings.database))) as connection:
        connection.pragma("user_version", 0)
    assert take(settings, tmp_path / "kept").tables == 0
    restore(elsewhere(settings), tmp_path / "kept", told_until=None, replace=False)
    assert records(elsewhere(settings)) == 3
    with closing(apsw.Connection(str(settings.database))) as connection:
        assert connection.pragma("user_version") == 0


def _text(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda f: (f / MANIFEST).unlink(), "is no backup: there is no manifest.json"),
    "no JSON": (lambda f: (f / MANIFEST).write_text("{"), "is no manifest of a backup"),
    "not its shape": (lambda f: (f / MANIFEST).write_text("[]"), "is no manifest of a backup"),
    "later format": (lambda f: _text(f, lambda m: m.update(format=FORMAT + 1)), f"knows {FORMAT} and {SCHEMA}"),
    "later tables": (lambda f: _text(f, lambda m: m.update(tables=SCHEMA + 1)), "use a later one"),
    "a way out": (
        lambda f: _text(f, lambda m: m["files"].update({"../evil": m["files"][DATABASE]})),
        "no file of a backup",
    ),
    "a file less": (lambda f: (f / DATABASE).unlink(), "is missing"),
    "a bit more": (lambda f: (f / DATABASE).open("ab").write(b"x"), "its checksum is another"),
    "another bit": (lambda f: (f / SETTINGS).write_text("{}"), "its checksum is another"),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_backup_that_is_not_whole_is_refused_and_changes_nothing(
    settings: Settings, tmp_path: Path, harm: str
) -> None:
    take(settings, tmp_path / "kept")
    do, told = HARM[harm]
    do(tmp_path / "kept")
    before = settings.database.read_bytes()
    with pytest.raises(Fault, match=told):
        restore(settings, tmp_path / "kept", told_until=None, replace=True)
    assert settings.database.read_bytes() == before
    assert not elsewhere(settings).data_dir.exists()


def test_what_is_there_is_kept_and_put_aside_only_when_asked(settings: Settings, tmp_path: Path) -> None:
    take(settings, tmp_path / "kept")
    with closing(Journal(settings.database)) as journal:
        journal.append([entry(9)])
    with pytest.raises(Fault, match=r"dongmaeng\.sqlite is there already; --replace"):
        restore(settings, tmp_path / "kept", told_until=None, replace=False)
    assert records(settings) == 4
    done = restore(settings, tmp_path / "kept", told_until=None, replace=True)
    assert records(settings) == 3
    assert done.replaced is not None
    assert records(settings.model_copy(update={"data_dir": done.replaced})) == 4


def test_what_a_process_that_was_killed_had_not_yet_put_into_the_file_is_not_taken_for_the_new_ones(
    settings: Settings, tmp_path: Path
) -> None:
    take(settings, tmp_path / "kept")
    live = Journal(settings.database)  # never closed, as if killed: its log lies beside the file
    live.append([entry(number) for number in range(500)])
    done = restore(settings, tmp_path / "kept", told_until=None, replace=True)
    assert done.replaced is not None
    assert records(settings) == 3
    assert records(settings.model_copy(update={"data_dir": done.replaced})) == 503
    live.close()


@pytest.mark.parametrize("lock", [instance_lock, worker_lock])
def test_nothing_is_put_under_a_process_that_runs(settings: Settings, tmp_path: Path, lock: Callable[..., Any]) -> None:
    take(settings, tmp_path / "kept")
    with lock(settings.data_dir, "run"), pytest.raises(InUse):
        restore(settings, tmp_path / "kept", told_until=None, replace=True)


def test_where_the_state_is_elsewhere_a_backup_holds_the_names_and_says_nothing_of_what_was_told(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path / "data", bus="kafka://127.0.0.1:9", store="http://127.0.0.1:9")
    with instance_lock(settings.data_dir, "run"):
        (settings.data_dir / "graph.json").write_text("{}")
    made = take(settings, tmp_path / "kept")
    assert set(made.files) == {SETTINGS, "graph.json"}
    assert any("the state are in Elasticsearch" in told for told in made.apart)
    assert restore(elsewhere(settings), tmp_path / "kept", told_until=None, replace=False).told_until is None
    assert {path.name for path in elsewhere(settings).data_dir.iterdir()} == {"graph.json", "lock"}

    with closing(Journal(elsewhere(settings).database)):  # of a time when the state was here
        done = restore(elsewhere(settings), tmp_path / "kept", told_until=None, replace=True)
    assert done.replaced is not None
    assert {path.name for path in done.replaced.iterdir()} >= {DATABASE, "graph.json"}
    assert not elsewhere(settings).database.exists()


def test_a_file_is_no_backup(settings: Settings) -> None:
    with pytest.raises(Fault, match="is no backup"):
        restore(settings, settings.database, told_until=None, replace=True)


def test_the_moment_up_to_which_endpoints_count_as_told_can_be_given(settings: Settings, tmp_path: Path) -> None:
    moment = now() - timedelta(hours=3)
    take(settings, tmp_path / "kept")
    assert restore(settings, tmp_path / "kept", told_until=moment, replace=True).told_until == moment
    told = restored(settings)
    assert told is not None
    assert told.told_until == moment


def test_a_restore_that_finds_no_room_changes_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(settings, tmp_path / "kept")
    with closing(Journal(settings.database)) as journal:
        journal.append([entry(9)])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dongmaeng.backup.restoring.shutil.copyfile", full)
    with pytest.raises(Fault, match="cannot be written"):
        restore(settings, tmp_path / "kept", told_until=None, replace=True)
    monkeypatch.undo()
    assert records(settings) == 4
    assert {path.name for path in settings.data_dir.iterdir()} == {DATABASE, "lock"}


def test_the_copy_holds_a_reader_only(settings: Settings, tmp_path: Path) -> None:
    with closing(Journal(settings.database)) as journal, transaction(journal.connection):
        journal.connection.execute("DELETE FROM journal")
        copying.copy_database(settings.database, tmp_path / "copy.sqlite")  # beside an open write transaction
    with closing(Journal(tmp_path / "copy.sqlite")) as copy:
        assert len(copy.after(["candidates"], 0, 10)) == 3
