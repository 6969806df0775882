"""Records that wait until they are due: for one stage, or to be appended for all readers of their topic."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping

import apsw

from topics.clock import CLOCK_STEP
from topics.embedded.database import transaction
from topics.embedded.rows import RECORD, entry_from, marks, row_of
from topics.handling import Entry, Waiting


class Retries:
    """What waits in one file, over a connection."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def due(self, stage: str, taken: set[int], limit: int) -> list[Entry]:
        """The entries that wait for the stage, are due and not among those taken already."""
        rows = self._connection.execute(
            f"SELECT id, attempt, {RECORD} FROM retries WHERE stage = ? AND due <= ? ORDER BY due LIMIT ?",
            (stage, time.time(), limit + len(taken)),
        )
        entries = [entry_from(row, retry=id, attempt=attempt) for id, attempt, *row in rows if id not in taken]
        return entries[:limit]

    def next_due(self, stages: Mapping[str, tuple[str, ...]]) -> float | None:
        """When a waiting record is next due, as a Unix time, that is for some stages (by name, with what they read)."""
        topics = {topic for reads in stages.values() for topic in reads}
        theirs = f"stage IN ({marks(stages)}) OR stage IS NULL AND topic IN ({marks(topics)})"
        row = self._connection.execute(f"SELECT min(due) FROM retries WHERE {theirs}", (*stages, *topics)).fetchone()
        return row[0] if row else None

    def count(self, stage: str) -> int:
        """How many records wait for a stage."""
        return int(self._connection.execute("SELECT count(*) FROM retries WHERE stage = ?", (stage,)).get)

    def waiting(self, keys: Collection[str]) -> list[Waiting]:
        """What waits under some keys, the first due first."""
        rows = self._connection.execute(
            f"SELECT stage, attempt, reason, due, written, {RECORD} FROM retries WHERE key IN ({marks(keys)}) "
            "ORDER BY due",
            tuple(keys),
        )
        return [
            Waiting(entry_from(row, attempt=attempt), due, reason, stage, attempt, written)
            for stage, attempt, reason, due, written, *row in rows
        ]

    def promote(self) -> set[str]:
        """Append what is due and waits for all readers of its topic; the topics that received any."""
        where = "WHERE stage IS NULL AND due <= ?"
        moment = time.time()
        self._bring_forward(moment)
        if not self._connection.execute(f"SELECT 1 FROM retries {where} LIMIT 1", (moment,)).fetchone():
            return set()
        with transaction(self._connection):
            topics = {t for (t,) in self._connection.execute(f"SELECT DISTINCT topic FROM retries {where}", (moment,))}
            self._connection.execute(
                f"INSERT INTO journal ({RECORD}, written) SELECT {RECORD}, ? FROM retries {where} ORDER BY due, id",
                (moment, moment),
            )
            self._connection.execute(f"DELETE FROM retries {where}", (moment,))
        return topics

    def wait(self, waiting: Iterable[Waiting]) -> None:
        """Let entries wait, in a transaction of their own."""
        with transaction(self._connection):
            self.write(waiting)

    def write(self, waiting: Iterable[Waiting]) -> None:
        """Let entries wait, in a transaction that is open."""
        self._connection.executemany(
            f"INSERT INTO retries (stage, {RECORD}, attempt, reason, due, written) VALUES ({marks(range(10))})",
            [(w.stage, *row_of(w.entry), w.attempt, w.reason, w.due, w.since) for w in waiting],
        )

    def forget(self, ids: Iterable[int]) -> None:
        """Let some wait no longer, in a transaction that is open."""
        self._connection.executemany("DELETE FROM retries WHERE id = ?", [(id,) for id in ids])

    def _bring_forward(self, moment: float) -> None:
        """Let what was put off by a clock that was ahead, and is right again, wait from now on for as long as meant."""
        late = moment + CLOCK_STEP
        if self._connection.execute("SELECT 1 FROM retries WHERE written > ? LIMIT 1", (late,)).fetchone():
            with transaction(self._connection):
                self._connection.execute(
                    "UPDATE retries SET due = due - written + ?, written = ? WHERE written > ?", (moment, moment, late)
                )
