"""Alliances in the file: written with what they are found by, and found some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import apsw

from search.alliances import (
    MOST_ALLIANCES,
    AllianceFacet,
    AllianceQuery,
    AlliancesFound,
    AlliancesWritten,
    BadCursor,
    Counts,
    cursor_of,
    keys_of,
    position_of,
    select,
    values_by,
    wanted_keys,
    written_since,
)
from search.embedded.file import ALLIANCES, StoreFile
from search.embedded.packed import ColumnWriter
from search.embedded.writing import write_each
from search.store import WriteResult, Written, alliance_version
from topics.records import Alliance

_KEY, _HELD = "key", "held"
_LAST_WRITTEN = "written"


class Alliances:
    """The alliances of a file; all in one thread."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file

    def write(self, alliances: Sequence[Alliance]) -> list[WriteResult]:
        """Store alliances by id, one result for each."""
        return write_each(self._file.open(), ALLIANCES, alliances, _store)

    def find(
        self, query: AllianceQuery, limit: int, cursor: str | None, facets: Sequence[AllianceFacet]
    ) -> AlliancesFound:
        """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
        with self._file.snapshot():
            return self._find(query, limit, cursor, facets)

    def _find(
        self, query: AllianceQuery, limit: int, cursor: str | None, facets: Sequence[AllianceFacet]
    ) -> AlliancesFound:
        if not self._file.has(ALLIANCES):
            return select(self._every(), query, limit, cursor, facets)
        conditions, parameters = _conditions(query)
        rows = self._file.rows
        [(total,)] = rows(f"SELECT count(*) FROM search_alliance_index WHERE {conditions}", parameters)
        page = max(0, min(limit, MOST_ALLIANCES))
        behind, position = "", list[object]()
        if cursor is not None:
            told, id = position_of(cursor)
            behind, position = " AND told <= ? AND (told < ? OR id > ?)", [told, told, id]
        found = rows(
            f"SELECT id FROM search_alliance_index WHERE {conditions}{behind} ORDER BY told DESC, id LIMIT ?",
            [*parameters, *position, page + 1],
        )
        alliances = self._records(id for (id,) in found[:page])
        return AlliancesFound(
            total,
            tuple(alliances),
            cursor_of(alliances[-1]) if alliances and len(found) > page else None,
            self._counts(facets, conditions, parameters),
        )

    def written(self, cursor: str | None, limit: int) -> AlliancesWritten:
        """What was written since a cursor, the earliest first; raises `BadCursor`."""
        with self._file.snapshot():
            return self._written(cursor, limit)

    def _written(self, cursor: str | None, limit: int) -> AlliancesWritten:
        if not self._file.has(ALLIANCES):
            return written_since(self._every(), cursor, limit)
        if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < len(str(1 << 63))):
            raise BadCursor(f"{cursor!r} is no cursor of an answer")
        last = self._file.mark(_LAST_WRITTEN) or 0
        # A cursor of a file that is gone would wait for numbers that are far away: what is written from now on follows.
        since = last if cursor is None else min(int(cursor or 0), last)
        sql = "SELECT id, written FROM search_alliance_index WHERE written > ? ORDER BY written LIMIT ?"
        found = self._file.rows(sql, (since, max(0, limit)))
        cursors = tuple(str(written) for _, written in found)
        return AlliancesWritten(
            tuple(self._records(id for id, _ in found)), cursors, cursors[-1] if cursors else str(since)
        )

    def get(self, id: str) -> Alliance | None:
        """The alliance with this id."""
        return next(iter(self._records([id])), None)

    def _records(self, ids: Iterable[str]) -> list[Alliance]:
        """Those of these alliances that there are, in this order."""
        known = (
            self._file.rows("SELECT record FROM search_alliances WHERE id = ? AND record <> ''", (id,)) for id in ids
        )
        return [Alliance.model_validate_json(record) for rows in known for (record,) in rows]

    def _every(self) -> Iterable[Alliance]:
        rows = self._file.rows("SELECT record FROM search_alliances WHERE record <> ''")
        return (Alliance.model_validate_json(record) for (record,) in rows)

    def _counts(
        self, facets: Sequence[AllianceFacet], where: str, parameters: Sequence[object]
    ) -> dict[AllianceFacet, Counts]:
        if not facets:
            return {}
        # What reads the columns is slow to load, and a page without facets needs none of it.
        from search.embedded.columns import Columns, numbers_from

        found = numbers_from(self._file, f"SELECT number FROM search_alliance_index WHERE {where}", parameters)
        columns = Columns(self._file, ALLIANCES)
        return {facet: columns.counts(facet, found) for facet in facets}


def index_alliance(connection: apsw.Connection, columns: ColumnWriter, alliance: Alliance) -> None:
    """Write what an alliance is found by, under the next number."""
    _forget(connection, alliance.id)
    written = None
    if alliance.changes:
        [(written,)] = connection.execute(
            "INSERT INTO search_marks VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
            (_LAST_WRITTEN,),
        )
    connection.execute(
        "INSERT INTO search_alliance_index (id, told, dismissed, written) VALUES (?, ?, ?, ?)",
        (alliance.id, alliance.first_told.timestamp(), alliance.dismissed, written),
    )
    number = connection.last_insert_rowid()
    columns.put(number, {facet: values_by(alliance, facet) for facet in AllianceFacet}, {})
    connection.executemany(
        "INSERT INTO search_alliance_facts VALUES (?, ?, ?)",
        [(field, value, number) for field, value in _facts(alliance)],
    )


def _store(connection: apsw.Connection, columns: ColumnWriter, alliance: Alliance) -> Written:
    before = connection.execute("SELECT record FROM search_alliances WHERE id = ?", (alliance.id,)).fetchone()
    # A row without a record keeps an older write from bringing a merged alliance back.
    record = "" if alliance.merged_into else alliance.model_dump_json()
    connection.execute(
        "INSERT INTO search_alliances VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " version = excluded.version, first_seen = excluded.first_seen, record = excluded.record"
        " WHERE excluded.version >= version",
        (alliance.id, alliance_version(alliance), int(alliance.first_seen.timestamp()), record),
    )
    if not connection.changes():
        return Written.STALE
    if not record:
        _forget(connection, alliance.id)
    elif before != (record,):  # the same once more is no news
        index_alliance(connection, columns, alliance)
    return Written.STORED


def _forget(connection: apsw.Connection, id: str) -> None:
    sql = "DELETE FROM search_alliance_index WHERE id = ? RETURNING number"
    for (number,) in connection.execute(sql, (id,)).fetchall():
        connection.execute("DELETE FROM search_alliance_facts WHERE number = ?", (number,))


def _facts(alliance: Alliance) -> Iterable[tuple[str, str]]:
    """Field and value of all that an alliance is found by, none twice."""
    for facet in (AllianceFacet.KIND, AllianceFacet.ACTIVITY, AllianceFacet.STATUS):
        for value in values_by(alliance, facet):
            yield facet, value
    for key in keys_of(alliance):
        yield _KEY, key
    if alliance.held:
        yield _HELD, ""


def _conditions(query: AllianceQuery) -> tuple[str, list[object]]:
    """SQL over the index of alliances, and its parameters."""
    conditions, parameters = ["dismissed = ?"], list[object]([query.dismissed])
    for sign, moment in ((">=", query.since), ("<", query.until)):
        if moment:
            conditions.append(f"told {sign} ?")
            parameters.append(moment.timestamp())
    wanted: list[tuple[str, Iterable[str]]] = [(_KEY, wanted_keys(name)) for name in query.organisations]
    wanted += [(AllianceFacet.KIND, query.kinds), (AllianceFacet.ACTIVITY, query.activities)]
    wanted += [(AllianceFacet.STATUS, query.statuses), (_HELD, [""] if query.held else [])]
    for field, values in wanted:
        if any_of := list(values):
            marks = ", ".join("?" * len(any_of))
            conditions.append(
                f"number IN (SELECT number FROM search_alliance_facts WHERE field = ? AND value IN ({marks}))"
            )
            parameters += [field, *any_of]
    return " AND ".join(conditions), parameters
