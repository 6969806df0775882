"""Which records of the journal have a key, noted for many records at a time, each time in the order of keys.

Keys are hashes: an index of them changes a page of its own for each record. Of the latest records the journal itself is
asked.
"""

from __future__ import annotations

from array import array

import apsw

RUN = 4_096
"""Places whose keys are noted together."""
_MOST = 32
"""Runs noted in one transaction: some tenths of a second."""


class JournalKeys:
    """The keys of the records in one file, over a connection."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def places(self, topic: str, key: str) -> array[int]:
        """The places of a key's records in a topic, and of some that are in others or gone."""
        latest = "SELECT seq FROM journal WHERE topic = ? AND seq > ? AND key = ?"
        found = array("q", (seq for (seq,) in self._connection.execute(latest, (topic, self._noted(), key))))
        first, last = self._connection.execute("SELECT min(run), max(run) FROM journal_keys").get
        for run in range(first, last + 1) if first is not None else ():
            sql = "SELECT seq FROM journal_keys WHERE run = ? AND key = ?"
            found.extend(seq for (seq,) in self._connection.execute(sql, (run, key)))
        return found

    def note(self) -> None:
        """Note what is not noted yet, and forget what is no longer there, in a transaction that is open."""
        noted, end = self._noted(), self._connection.execute("SELECT ifnull(max(seq), 0) FROM journal").get
        for _ in range(_MOST):
            first = self._connection.execute("SELECT min(seq) FROM journal WHERE seq > ?", (noted,)).get
            if first is None or (run := (first - 1) // RUN) >= end // RUN:
                break
            self._connection.execute(
                "INSERT INTO journal_keys SELECT ?1, key, seq FROM journal WHERE seq > ?1 * ?2 AND seq <= (?1 + 1) * ?2"
                " ORDER BY key, seq",
                (run, RUN),
            )
            noted = (run + 1) * RUN
        self._connection.execute(
            "DELETE FROM journal_keys WHERE run < ((SELECT min(seq) FROM journal) - 1) / ?", (RUN,)
        )

    def _noted(self) -> int:
        """The place up to which all is noted."""
        return int(self._connection.execute("SELECT ifnull(max(run) + 1, 0) FROM journal_keys").get) * RUN
