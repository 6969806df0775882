"""What is written in one file, and commits: records, state, positions, what waits and what is kept aside, at once."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any

import apsw

from topics.buffered import Documents, Key
from topics.carrier import Position
from topics.catalogue import TOPICS
from topics.embedded.database import open_database, refuse_older, transaction
from topics.embedded.documents import StateDocuments
from topics.embedded.journal_keys import JournalKeys
from topics.embedded.progress import Progress
from topics.embedded.quarantine import Quarantine
from topics.embedded.retries import Retries
from topics.embedded.rows import RECORD, entry_from, marks, row_of
from topics.handling import Effects, Entry

KEPT_FREE = 16  # of so many pages one may be free


class Journal:
    """The journal in one SQLite file; blocking, for one thread at a time."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path = path
        self.connection = open_database(path, readonly=readonly)
        if readonly:
            refuse_older(self.connection, path)
        else:
            with transaction(self.connection):
                self.connection.execute(files("topics.embedded").joinpath("schema.sql").read_text("utf-8"))
        self.retries = Retries(self.connection)
        self.quarantine = Quarantine(self.connection)
        self.progress = Progress(self.connection)
        self._documents = StateDocuments(self.connection)
        self._keys = JournalKeys(self.connection)

    def close(self) -> None:
        self.connection.close()

    def append(self, entries: Iterable[Entry], documents: Documents | None = None) -> None:
        """Append entries, and write documents of the state, in a transaction of their own."""
        with transaction(self.connection):
            self._append(entries, time.time())
            self._documents.write(documents or {})

    def after(self, topics: Sequence[str], seq: int, limit: int, size: float = inf) -> list[Entry]:
        """The entries of the topics behind a place, in order: so many, and no more once they have so many bytes."""
        rows = self.connection.execute(
            f"SELECT {RECORD}, seq FROM journal WHERE topic IN ({marks(topics)}) AND seq > ? ORDER BY seq LIMIT ?",
            (*topics, seq, limit),
        )
        entries: list[Entry] = []
        for *row, seq in rows:
            entries.append(entry_from(row, seq=seq))
            size -= len(entries[-1].value)
            if size <= 0:
                break
        return entries

    def commit(self, effects: Sequence[Effects], positions: dict[str, int]) -> list[Effects]:
        """Write the effects and move the positions in one transaction.

        Gives back the effects that were not written because another handling created the same document first: they must
        be handled again, and the position stays before them.
        """
        written: list[Effects] = []
        conflicts: list[Effects] = []
        documents: Documents = {}
        with transaction(self.connection):
            there = self._documents.texts({key for effect in effects for key in effect.created})
            for effect in effects:
                if any(documents.get(key) or key in there for key in effect.created):
                    conflicts.append(effect)
                else:
                    written.append(effect)
                    documents |= effect.documents
            self._write(written, documents, time.time())
            for stage, position in positions.items():
                again = [e.entry.seq for e in conflicts if e.stage == stage and e.entry.seq is not None]
                reached = min([position, *(seq - 1 for seq in again)])
                handled = [e.entry.seq for e in effects if e.stage == stage and e.entry.seq is not None]
                self.progress.advance(stage, reached, [seq for seq in handled if seq > reached and seq not in again])
        return conflicts

    def positions(self, stages: dict[str, tuple[str, ...]]) -> list[Position]:
        """How far each stage (by name, with the topics it reads) has come."""
        found = []
        for stage, topics in stages.items():
            position = self.progress.position(stage)
            # What lies before the position is not looked at, so that this costs the same however much there is.
            behind = f"SELECT count(*) FROM journal WHERE topic IN ({marks(topics)}) AND seq > ?"
            lag = self.connection.execute(behind, (*topics, position)).get
            ahead = self.connection.execute("SELECT count(*) FROM ahead WHERE stage = ?", (stage,)).get
            end = self.end(topics) or position
            found.append(Position(stage, topics, position, end, lag - ahead, self.retries.count(stage)))
        return found

    def oldest(self, stages: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
        """How old (seconds) the oldest record is that each stage has not handled; none where it has all."""
        first = "SELECT written FROM journal WHERE topic = ? AND seq > ? ORDER BY seq LIMIT 1"
        found: dict[str, float] = {}
        for stage, topics in stages.items():
            position = self.progress.position(stage)
            written = [w for topic in topics if (w := self.connection.execute(first, (topic, position)).get)]
            if written:
                found[stage] = max(0.0, time.time() - min(written))
        return found

    def end(self, topics: Sequence[str]) -> int:
        """The place of the last record of some topics."""
        last = "SELECT max(seq) FROM journal WHERE topic = ?"
        return max((self.connection.execute(last, (topic,)).get or 0 for topic in topics), default=0)

    def tail(self, topic: str, limit: int) -> list[tuple[Entry, float]]:
        """The last entries of a topic, oldest first, with the time each was written."""
        rows: list[tuple[Any, ...]] = self.connection.execute(
            f"SELECT {RECORD}, seq, written FROM journal WHERE topic = ? ORDER BY seq DESC LIMIT ?", (topic, limit)
        ).fetchall()
        return [(entry_from(row, seq=seq), written) for *row, seq, written in rows[::-1]]

    def between(
        self, topic: str, since: float, until: float, *, key: str | None = None
    ) -> Iterator[tuple[Entry, float]]:
        """The entries of a topic, or of one key there, written in a span of time, in order, with the time of each."""
        own, given = "", list[object]()
        if key is not None:
            places = self._keys.places(topic, key)
            if not places:
                return
            own, given = "AND key = ? AND seq IN (SELECT value FROM carray(?))", [key, apsw.carray(places)]
        rows = self.connection.execute(
            f"SELECT {RECORD}, seq, written FROM journal WHERE topic = ? AND written >= ? AND written < ? {own} "
            "ORDER BY seq",
            (topic, since, until, *given),
        )
        for *row, seq, written in rows:
            yield entry_from(row, seq=seq), written

    def of_keys(self, topic: str, keys: Collection[str], since: float) -> Iterator[tuple[Entry, float]]:
        """The entries of a topic with one of some keys, latest first, with the time each was written, since a moment.

        No more than what was written since is looked at.
        """
        rows = self.connection.execute(
            f"SELECT {RECORD}, key, seq, written FROM journal WHERE topic = ? ORDER BY seq DESC", (topic,)
        )
        for *row, key, seq, written in rows:
            if written < since:
                break
            if key in keys:
                yield entry_from(row, seq=seq), written

    def document(self, space: str, key: str) -> str | None:
        """The JSON text of a state document that has not expired."""
        return self._documents.texts([(space, key)]).get((space, key))

    def documents_of(self, keys: Collection[Key]) -> dict[Key, str]:
        """The JSON texts of those of the state documents that are there and have not expired."""
        return self._documents.texts(keys)

    def documents(self, space: str, prefix: str) -> list[tuple[str, str]]:
        """The keys and JSON texts of a space's documents whose key starts with the prefix, by key."""
        return self._documents.all_texts(space, prefix)

    def store(self, documents: Documents, created: set[Key], expected: Mapping[Key, str] | None = None) -> bool:
        """Write state documents in a transaction of their own.

        False, and nothing written, where one to be created is there already or one expected has another text.
        """
        with transaction(self.connection):
            if self._documents.texts(created):
                return False
            known = self._documents.texts(list(expected or ()))
            if any(known.get(key) != text for key, text in (expected or {}).items()):
                return False
            self._documents.write(documents)
        return True

    def forget_expired(self) -> int:
        return self._documents.forget_expired()

    def clean(self, stages: dict[str, tuple[str, ...]], max_bytes: int | None) -> int:
        """Forget expired state and what all readers have passed: by age and, where the file is too large, by size.

        Gives the number of journal entries removed.
        """
        moment, removed = time.time(), 0
        passed = {topic: self._passed(topic, stages) for topic in TOPICS}
        with transaction(self.connection):
            self.forget_expired()
            for name, topic in TOPICS.items():
                removed += self._remove(name, passed[name], moment - topic.retention.total_seconds())
            age = max((t.retention for t in TOPICS.values()), default=timedelta())
            while max_bytes is not None and self._used_bytes() > max_bytes and age > timedelta(minutes=10):
                age /= 2  # the newest of what is passed is kept longest, whatever its topic
                for name in TOPICS:
                    removed += self._remove(name, passed[name], moment - age.total_seconds())
            self._keys.note()
        self._shrink()
        return removed

    def _shrink(self) -> None:
        """Give back the room of what is gone, but for some that is soon needed again: moving pages writes them."""
        pages, free = self.connection.pragma("page_count"), self.connection.pragma("freelist_count")
        if (spare := free - pages // KEPT_FREE) > 0:
            self.connection.pragma("incremental_vacuum", spare)

    def _passed(self, topic: str, stages: dict[str, tuple[str, ...]]) -> int:
        if TOPICS[topic].for_people:
            return self._last()
        readers = [self.progress.position(stage) for stage, topics in stages.items() if topic in topics]
        return min(readers, default=0)

    def _last(self) -> int:
        return int(self.connection.execute("SELECT coalesce(max(seq), 0) FROM journal").get)

    def _remove(self, topic: str, upto: int, before: float) -> int:
        return len(
            self.connection.execute(
                "DELETE FROM journal WHERE topic = ? AND seq <= ? AND written < ? RETURNING seq", (topic, upto, before)
            ).fetchall()
        )

    def _used_bytes(self) -> int:
        pages, free, size = (self.connection.pragma(p) for p in ("page_count", "freelist_count", "page_size"))
        return int((pages - free) * size)

    def _write(self, effects: Sequence[Effects], documents: Documents, moment: float) -> None:
        self._append((entry for effect in effects for entry in (*effect.outputs, *effect.endings)), moment)
        self.retries.write(waiting for effect in effects for waiting in effect.waiting)
        self.retries.forget(effect.entry.retry for effect in effects if effect.entry.retry is not None)
        self.quarantine.write((effect.quarantined for effect in effects if effect.quarantined), moment)
        self._documents.write(documents)
        self.progress.count(effects)

    def _append(self, entries: Iterable[Entry], moment: float) -> None:
        self.connection.executemany(
            f"INSERT INTO journal ({RECORD}, written) VALUES (?, ?, ?, ?, ?, ?)",
            [(*row_of(entry), moment) for entry in entries],
        )
