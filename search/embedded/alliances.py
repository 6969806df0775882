"""Alliances in the file."""

from __future__ import annotations

from collections.abc import Sequence

from search.alliances import AllianceFacet, AllianceQuery, AlliancesFound, AlliancesWritten, select, written_since
from search.embedded.file import OWN_FAULT, StoreFile
from search.store import WriteResult, Written, alliance_version
from topics.embedded.database import transaction
from topics.records import Alliance


class Alliances:
    """The alliances of a file; all in one thread."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file

    def write(self, alliances: Sequence[Alliance]) -> list[WriteResult]:
        """Store alliances by id, one result for each."""
        connection = self._file.open()
        results: list[WriteResult] = []
        with transaction(connection):
            for alliance in alliances:
                try:
                    with connection:
                        version, first_seen = alliance_version(alliance), int(alliance.first_seen.timestamp())
                        # A row without a record keeps an older write from bringing a merged alliance back.
                        record = "" if alliance.merged_into else alliance.model_dump_json()
                        connection.execute(
                            "INSERT INTO search_alliances VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                            " version = excluded.version, first_seen = excluded.first_seen, record = excluded.record"
                            " WHERE excluded.version >= version",
                            (alliance.id, version, first_seen, record),
                        )
                        stored = connection.changes() > 0
                    results.append(WriteResult(alliance.id, Written.STORED if stored else Written.STALE))
                except (*OWN_FAULT, ValueError) as error:
                    results.append(WriteResult(alliance.id, Written.REFUSED, "cannot be stored", error))
        return results

    def find(
        self, query: AllianceQuery, limit: int, cursor: str | None, facets: Sequence[AllianceFacet]
    ) -> AlliancesFound:
        """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
        return select(self._every(), query, limit, cursor, facets)

    def written(self, cursor: str | None, limit: int) -> AlliancesWritten:
        """What was written since a cursor, the earliest first; raises `BadCursor`."""
        return written_since(self._every(), cursor, limit)

    def get(self, id: str) -> Alliance | None:
        """The alliance with this id."""
        rows = self._file.rows("SELECT record FROM search_alliances WHERE id = ? AND record <> ''", (id,))
        return Alliance.model_validate_json(str(rows[0][0])) if rows else None

    def _every(self) -> list[Alliance]:
        rows = self._file.rows("SELECT record FROM search_alliances WHERE record <> ''")
        return [Alliance.model_validate_json(str(record)) for (record,) in rows]
