"""State documents in the tables of a file.

Most of what is written lasts for days and lies under keys that are hashes: in one tree by key, each would change a page
of its own, and that page twice. So what expires soon is appended to a log and from there, many at a time, put into
runs: each is in the order of keys and is never changed, and goes as a whole once all of it has expired (a
log-structured tree, O'Neil et al. 1996, whose runs expire and are never merged). What lasts longer lies in one tree.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

import apsw

from topics.buffered import Documents, Key
from topics.embedded.key_filter import filter_of, runs_with

SOON = 10 * 86_400.0
"""Seconds: what expires within them goes into a run, which keeps it until all that was written with it has expired."""
RUN = 32_768
"""Writes from which a run is made. Their keys are at hand, of each run 16 bits a key."""

K = TypeVar("K")
_Stored = tuple[str | None, float | None]
"""Text and expiry of a write; no text where it says that there is none."""


class StateDocuments:
    """The state documents of one file, over a connection."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._logged: defaultdict[str, dict[str, int]] = defaultdict(dict)
        """By space and key, the place of the latest write in the log."""
        self._end = 0
        """The place up to which the log is known."""
        self._runs: list[int] = []
        """Each by the last place of the log that is in it, latest first."""
        self._filters: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        """Of the runs that have documents of a space, by space: what keys may be in them."""

    def texts(self, keys: Collection[Key]) -> dict[Key, str]:
        """The JSON texts of those of the documents that are there and have not expired."""
        with self._view():
            found = {key: write for key in keys if (write := self._read(key)) is not None}
        return dict(_there(found))

    def all_texts(self, space: str, prefix: str) -> list[tuple[str, str]]:
        """The keys and JSON texts of a space's documents whose key starts with the prefix, by key."""
        begins = "space = ? AND substr(key, 1, ?) = ? AND key >= ?"
        given = (space, len(prefix), prefix, prefix)
        of_run = f"SELECT key, document, expires FROM state_runs WHERE run = ? AND {begins}"
        lasting = f"SELECT key, document, expires FROM state WHERE {begins}"
        found: dict[str, _Stored] = {}
        with self._view():
            for run in reversed(self._filters[space]):
                found.update((key, (text, end)) for key, text, end in self._connection.execute(of_run, (run, *given)))
            logged = self._logged[space].items()
            found.update((key, self._logged_at(place)) for key, place in logged if key.startswith(prefix))
            found.update((key, (text, end)) for key, text, end in self._connection.execute(lasting, given))
        return sorted(_there(found))

    def write(self, documents: Documents) -> None:
        """Write documents, in a transaction that is open and in which none was written before."""
        self._catch_up()
        if self._end - max(self._runs, default=0) >= RUN:
            self._make_run()
            self._catch_up()
        until, place = time.time() + SOON, self._end
        for (space, key), write in documents.items():
            logged: _Stored = (None, until)
            expires = write[1] if write is not None else until
            if write is not None and (expires is None or expires >= until):
                self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?)", (space, key, *write))
            else:
                self._connection.execute("DELETE FROM state WHERE space = ? AND key = ?", (space, key))
                logged = write or logged
            if logged is write or self._may_be_logged((space, key)):
                place += 1
                self._connection.execute("INSERT INTO state_log VALUES (?, ?, ?, ?, ?)", (place, space, key, *logged))

    def forget_expired(self) -> int:
        """Delete documents that have expired, of runs those of which all has; how many."""
        moment = time.time()
        self._connection.execute("DELETE FROM state WHERE expires <= ?", (moment,))
        removed = self._connection.changes()
        # What lies behind a run may say that something in it is no longer so, and the last keeps the count of places.
        kept = self._connection.execute(
            "SELECT min(run) FROM state_filters WHERE expires > ? OR run = (SELECT max(run) FROM state_filters)",
            (moment,),
        ).get
        self._connection.execute("DELETE FROM state_runs WHERE run < ?", (kept,))
        removed += self._connection.changes()
        self._connection.execute("DELETE FROM state_filters WHERE run < ?", (kept,))
        return removed

    @contextmanager
    def _view(self) -> Iterator[None]:
        """All that is read meanwhile is as it was at one moment."""
        if self._connection.in_transaction:
            self._catch_up()
            yield
            return
        self._connection.execute("BEGIN")
        try:
            self._catch_up()
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def _catch_up(self) -> None:
        """Learn what was committed since, by whichever connection."""
        runs = [run for (run,) in self._connection.execute("SELECT run FROM state_filters ORDER BY run DESC")]
        if runs != self._runs:  # also where a run was made in a transaction that was given up
            self._runs = runs
            self._filters.clear()
            filters = "SELECT run, spaces, bits FROM state_filters ORDER BY run DESC"
            for run, spaces, bits in self._connection.execute(filters):
                for space in json.loads(spaces):
                    self._filters[space][run] = bits
            self._logged.clear()
            self._end = max(runs, default=0)
        sql = "SELECT seq, space, key FROM state_log WHERE seq > ? ORDER BY seq"
        for place, space, key in self._connection.execute(sql, (self._end,)):
            self._logged[space][key] = self._end = place

    def _read(self, key: Key) -> _Stored | None:
        place = self._logged[key[0]].get(key[1])
        if place is not None and (logged := self._logged_at(place))[0] is not None:
            return logged
        lasting = self._row("SELECT document, expires FROM state WHERE space = ? AND key = ?", key)
        if lasting is not None or place is not None:
            return lasting
        sql = "SELECT document, expires FROM state_runs WHERE run = ? AND space = ? AND key = ?"
        runs = runs_with(key, self._filters[key[0]])
        return next((row for run in runs if (row := self._row(sql, (run, *key)))), None)

    def _logged_at(self, place: int) -> _Stored:
        row = self._row("SELECT document, expires FROM state_log WHERE seq = ?", (place,))
        assert row is not None  # the log is cleared with the knowledge of it
        return row

    def _row(self, sql: str, given: Sequence[str | int]) -> _Stored | None:
        found: _Stored | None = self._connection.execute(sql, tuple(given)).fetchone()
        return found

    def _may_be_logged(self, key: Key) -> bool:
        return key[1] in self._logged[key[0]] or bool(runs_with(key, self._filters[key[0]]))

    def _make_run(self) -> None:
        """Put all that is in the log into a run."""
        latest = sorted((space, key, place) for space, places in self._logged.items() for key, place in places.items())
        packed = filter_of((space, key) for space, key, _ in latest)
        # Not by INSERT … SELECT: SQLite copies what such a statement changes aside, here each page for each row.
        self._connection.executemany(
            "INSERT INTO state_runs VALUES (?, ?, ?, ?, ?)",
            ((self._end, space, key, *self._logged_at(place)) for space, key, place in latest),
        )
        self._connection.execute(
            "INSERT INTO state_filters SELECT ?, max(expires), ?, ? FROM state_log",
            (self._end, json.dumps(sorted({space for space, _, _ in latest})), packed),
        )
        self._connection.execute("DELETE FROM state_log")


def _there(found: Mapping[K, _Stored]) -> Iterator[tuple[K, str]]:
    """Those of some writes that say that there is something, and have not expired."""
    moment = time.time()
    for key, (text, expires) in found.items():
        if text is not None and (expires is None or expires > moment):
            yield key, text
