"""The journal's tables: what is written, what each stage has handled, what waits and what is kept aside."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any

import apsw

from topics.buffered import Documents, Key
from topics.carrier import Position, Tally
from topics.catalogue import TOPICS
from topics.clock import CLOCK_STEP
from topics.embedded.compression import expand, shrink
from topics.embedded.database import open_database, refuse_older, transaction
from topics.embedded.documents import StateDocuments
from topics.embedded.journal_keys import JournalKeys
from topics.handling import Effects, Entry, Quarantined, Waiting

RECORD = "topic, key, version, value, trace"
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
            f"SELECT {RECORD}, seq FROM journal WHERE topic IN ({_marks(topics)}) AND seq > ? ORDER BY seq LIMIT ?",
            (*topics, seq, limit),
        )
        entries: list[Entry] = []
        for topic, key, version, value, trace, seq in rows:
            entries.append(Entry(topic, key, version, expand(value), seq=seq, trace=trace))
            size -= len(entries[-1].value)
            if size <= 0:
                break
        return entries

    def due(self, stage: str, taken: set[int], limit: int) -> list[Entry]:
        """The entries that wait for the stage, are due and not among those taken already."""
        rows = self.connection.execute(
            f"SELECT {RECORD}, id, attempt FROM retries WHERE stage = ? AND due <= ? ORDER BY due LIMIT ?",
            (stage, time.time(), limit + len(taken)),
        )
        entries = [
            Entry(topic, key, version, expand(value), retry=id, attempt=attempt, trace=trace)
            for topic, key, version, value, trace, id, attempt in rows
            if id not in taken
        ]
        return entries[:limit]

    def promote(self) -> set[str]:
        """Append what is due and waits for all readers of its topic; the topics that received any."""
        where = "WHERE stage IS NULL AND due <= ?"
        moment = time.time()
        self._bring_forward(moment)
        if not self.connection.execute(f"SELECT 1 FROM retries {where} LIMIT 1", (moment,)).fetchone():
            return set()
        with transaction(self.connection):
            topics = {t for (t,) in self.connection.execute(f"SELECT DISTINCT topic FROM retries {where}", (moment,))}
            self.connection.execute(
                f"INSERT INTO journal ({RECORD}, written) SELECT {RECORD}, ? FROM retries {where} ORDER BY due, id",
                (moment, moment),
            )
            self.connection.execute(f"DELETE FROM retries {where}", (moment,))
        return topics

    def _bring_forward(self, moment: float) -> None:
        """Let what was put off by a clock that was ahead, and is right again, wait from now on for as long as meant."""
        late = moment + CLOCK_STEP
        if self.connection.execute("SELECT 1 FROM retries WHERE written > ? LIMIT 1", (late,)).fetchone():
            with transaction(self.connection):
                self.connection.execute(
                    "UPDATE retries SET due = due - written + ?, written = ? WHERE written > ?", (moment, moment, late)
                )

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
                self._advance(stage, reached, [seq for seq in handled if seq > reached and seq not in again])
        return conflicts

    def position(self, stage: str) -> int:
        row = self.connection.execute("SELECT seq FROM positions WHERE stage = ?", (stage,)).fetchone()
        return int(row[0]) if row else 0

    def ahead(self, stage: str) -> set[int]:
        """The places beyond the stage's position that are handled already."""
        return {seq for (seq,) in self.connection.execute("SELECT seq FROM ahead WHERE stage = ?", (stage,))}

    def next_due(self, stages: Mapping[str, tuple[str, ...]]) -> float | None:
        """When a waiting record is next due, as a Unix time, that is for some stages (by name, with what they read)."""
        topics = {topic for reads in stages.values() for topic in reads}
        theirs = f"stage IN ({_marks(stages)}) OR stage IS NULL AND topic IN ({_marks(topics)})"
        row = self.connection.execute(f"SELECT min(due) FROM retries WHERE {theirs}", (*stages, *topics)).fetchone()
        return row[0] if row else None

    def positions(self, stages: dict[str, tuple[str, ...]]) -> list[Position]:
        """How far each stage (by name, with the topics it reads) has come."""
        found = []
        for stage, topics in stages.items():
            position = self.position(stage)
            # What lies before the position is not looked at, so that this costs the same however much there is.
            lag = self.connection.execute(
                f"SELECT count(*) FROM journal WHERE topic IN ({_marks(topics)}) AND seq > ?", (*topics, position)
            ).get
            ahead = self.connection.execute("SELECT count(*) FROM ahead WHERE stage = ?", (stage,)).get
            waiting = self.connection.execute("SELECT count(*) FROM retries WHERE stage = ?", (stage,)).get
            found.append(Position(stage, topics, position, self.end(topics) or position, lag - ahead, waiting))
        return found

    def oldest(self, stages: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
        """How old (seconds) the oldest record is that each stage has not handled; none where it has all."""
        first = "SELECT written FROM journal WHERE topic = ? AND seq > ? ORDER BY seq LIMIT 1"
        found: dict[str, float] = {}
        for stage, topics in stages.items():
            position = self.position(stage)
            written = [w for topic in topics if (w := self.connection.execute(first, (topic, position)).get)]
            if written:
                found[stage] = max(0.0, time.time() - min(written))
        return found

    def set_aside(self) -> dict[str, int]:
        """How many records of each stage are in quarantine."""
        rows = self.connection.execute("SELECT stage, count(*) FROM quarantine GROUP BY stage")
        return {str(stage): count for stage, count in rows}

    def end(self, topics: Sequence[str]) -> int:
        """The place of the last record of some topics."""
        last = "SELECT max(seq) FROM journal WHERE topic = ?"
        return max((self.connection.execute(last, (topic,)).get or 0 for topic in topics), default=0)

    def tallies(self) -> dict[str, Tally]:
        """What each stage has done since the journal began."""
        tallies: dict[str, Tally] = {}
        for stage, outcome, reason, n in self.connection.execute("SELECT stage, outcome, reason, n FROM counts"):
            tally = tallies.setdefault(stage, Tally())
            if outcome in ("dropped", "retried", "quarantined"):
                getattr(tally, outcome)[reason] = n
            else:
                setattr(tally, outcome, n)
        return tallies

    def quarantined(self, ids: Sequence[int] | None = None) -> Iterator[Quarantined]:
        """What is kept aside, newest first; all of it where no ids are given."""
        where = f"WHERE id IN ({_marks(ids)})" if ids else ""
        rows = self.connection.execute(
            f"SELECT id, stage, {RECORD}, attempt, reason, cause, at FROM quarantine {where} ORDER BY id DESC",
            tuple(ids or ()),
        )
        for id, stage, topic, key, version, value, trace, attempt, reason, cause, at in rows:
            entry = Entry(topic, key, version, expand(value), attempt=attempt, trace=trace)
            yield Quarantined(stage, entry, reason, cause, id=id, at=at)

    def release(self, ids: Sequence[int]) -> int:
        """Give records in quarantine back to the stages that put them there; how many there were."""
        with transaction(self.connection):
            self.connection.execute(
                f"INSERT INTO retries (stage, {RECORD}, attempt, reason, due) "
                f"SELECT stage, {RECORD}, 0, 'released', 0 FROM quarantine WHERE id IN ({_marks(ids)})",
                tuple(ids),
            )
            return len(
                self.connection.execute(
                    f"DELETE FROM quarantine WHERE id IN ({_marks(ids)}) RETURNING id", tuple(ids)
                ).fetchall()
            )

    def wait(self, waiting: Iterable[Waiting]) -> None:
        """Let entries wait for a stage, in a transaction of their own."""
        with transaction(self.connection):
            self._wait(waiting)

    def tail(self, topic: str, limit: int) -> list[tuple[Entry, float]]:
        """The last entries of a topic, oldest first, with the time each was written."""
        rows: list[tuple[Any, ...]] = self.connection.execute(
            f"SELECT {RECORD}, seq, written FROM journal WHERE topic = ? ORDER BY seq DESC LIMIT ?",
            (topic, limit),
        ).fetchall()
        return [
            (Entry(t, key, version, expand(value), seq=seq, trace=trace), written)
            for t, key, version, value, trace, seq, written in rows[::-1]
        ]

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
        for t, id, version, value, trace, seq, written in rows:
            yield Entry(t, id, version, expand(value), seq=seq, trace=trace), written

    def of_keys(self, topic: str, keys: Collection[str], since: float) -> Iterator[tuple[Entry, float]]:
        """The entries of a topic with one of some keys, latest first, with the time each was written, since a moment.

        No more than what was written since is looked at.
        """
        rows = self.connection.execute(
            f"SELECT {RECORD}, seq, written FROM journal WHERE topic = ? ORDER BY seq DESC", (topic,)
        )
        for t, key, version, value, trace, seq, written in rows:
            if written < since:
                break
            if key in keys:
                yield Entry(t, key, version, expand(value), seq=seq, trace=trace), written

    def waiting(self, keys: Collection[str]) -> list[Waiting]:
        """What waits under some keys, the first due first."""
        rows = self.connection.execute(
            f"SELECT stage, {RECORD}, attempt, reason, due, written FROM retries WHERE key IN ({_marks(keys)}) "
            "ORDER BY due",
            tuple(keys),
        )
        return [
            Waiting(_entry(record, attempt), due, reason, stage, attempt, written)
            for stage, *record, attempt, reason, due, written in rows
        ]

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
        """Delete state documents that have expired; how many."""
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
        readers = [self.position(stage) for stage, topics in stages.items() if topic in topics]
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
        self._wait(waiting for effect in effects for waiting in effect.waiting)
        retries = [(effect.entry.retry,) for effect in effects if effect.entry.retry is not None]
        self.connection.executemany("DELETE FROM retries WHERE id = ?", retries)
        self.connection.executemany(
            f"INSERT INTO quarantine (stage, {RECORD}, attempt, reason, cause, at) VALUES ({_marks(range(10))})",
            [
                (aside.stage, *_record(aside.entry), aside.entry.attempt, aside.reason, aside.cause, moment)
                for effect in effects
                if (aside := effect.quarantined)
            ],
        )
        self._documents.write(documents)
        self._count(effects)

    def _append(self, entries: Iterable[Entry], moment: float) -> None:
        self.connection.executemany(
            f"INSERT INTO journal ({RECORD}, written) VALUES (?, ?, ?, ?, ?, ?)",
            [(*_record(entry), moment) for entry in entries],
        )

    def _wait(self, waiting: Iterable[Waiting]) -> None:
        self.connection.executemany(
            f"INSERT INTO retries (stage, {RECORD}, attempt, reason, due, written) VALUES ({_marks(range(10))})",
            [(w.stage, *_record(w.entry), w.attempt, w.reason, w.due, w.since) for w in waiting],
        )

    def _count(self, effects: Sequence[Effects]) -> None:
        counts: Counter[tuple[str, str, str]] = Counter()
        for effect in effects:
            counts[effect.stage, effect.outcome, effect.reason] += 1
            counts[effect.stage, "taken", ""] += effect.entry.retry is None
            counts[effect.stage, "written", ""] += effect.written
        self.connection.executemany(
            "INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*what, n) for what, n in counts.items() if n],
        )

    def _advance(self, stage: str, seq: int, ahead: Sequence[int]) -> None:
        self.connection.execute(
            "INSERT INTO positions VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)", (stage, seq)
        )
        self.connection.execute("DELETE FROM ahead WHERE stage = ? AND seq <= ?", (stage, seq))
        self.connection.executemany("INSERT OR IGNORE INTO ahead VALUES (?, ?)", [(stage, s) for s in ahead])


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _record(entry: Entry) -> tuple[str, str, int, bytes, str]:
    return entry.topic, entry.key, entry.version, shrink(entry.value), entry.trace


def _entry(record: Sequence[Any], attempt: int) -> Entry:
    topic, key, version, value, trace = record
    return Entry(topic, key, version, expand(value), attempt=attempt, trace=trace)
