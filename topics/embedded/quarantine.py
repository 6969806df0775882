"""Records that are kept aside, with what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import apsw

from topics.embedded.database import transaction
from topics.embedded.rows import RECORD, entry_from, marks, row_of
from topics.handling import Quarantined


class Quarantine:
    """What is kept aside in one file, over a connection."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def records(self, ids: Sequence[int] | None = None) -> Iterator[Quarantined]:
        """What is kept aside, newest first; all of it where no ids are given."""
        where = f"WHERE id IN ({marks(ids)})" if ids else ""
        rows = self._connection.execute(
            f"SELECT id, stage, attempt, reason, cause, at, {RECORD} FROM quarantine {where} ORDER BY id DESC",
            tuple(ids or ()),
        )
        for id, stage, attempt, reason, cause, at, *row in rows:
            yield Quarantined(stage, entry_from(row, attempt=attempt), reason, cause, id=id, at=at)

    def counts(self) -> dict[str, int]:
        """How many records of each stage are kept aside."""
        rows = self._connection.execute("SELECT stage, count(*) FROM quarantine GROUP BY stage")
        return {str(stage): count for stage, count in rows}

    def write(self, records: Iterable[Quarantined], moment: float) -> None:
        """Keep records aside, in a transaction that is open."""
        self._connection.executemany(
            f"INSERT INTO quarantine (stage, {RECORD}, attempt, reason, cause, at) VALUES ({marks(range(10))})",
            [
                (aside.stage, *row_of(aside.entry), aside.entry.attempt, aside.reason, aside.cause, moment)
                for aside in records
            ],
        )

    def release(self, ids: Sequence[int]) -> int:
        """Give records back to the stages that put them there; how many there were."""
        these = f"id IN ({marks(ids)})"
        with transaction(self._connection):
            self._connection.execute(
                f"INSERT INTO retries (stage, {RECORD}, attempt, reason, due) "
                f"SELECT stage, {RECORD}, 0, 'released', 0 FROM quarantine WHERE {these}",
                tuple(ids),
            )
            self._connection.execute(f"DELETE FROM quarantine WHERE {these}", tuple(ids))
            return self._connection.changes()
