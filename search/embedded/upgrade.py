"""Bringing what an earlier version wrote into the present layout, some at a time: others write to the same file."""

from __future__ import annotations

import apsw
import structlog

from search.embedded.alliances import index_alliance
from search.embedded.analysis_version import analysis_version
from search.embedded.earlier import earlier_rows
from search.embedded.file import ALLIANCES, ANALYSED, ARTICLES
from search.embedded.packed import BLOCK, ColumnWriter
from topics.embedded.database import transaction
from topics.records import Alliance

log = structlog.get_logger(__name__)

# In one transaction: about a tenth of a second.
_PART = 200
_ARTICLES = 8 * BLOCK


def upgrade(connection: apsw.Connection) -> None:
    """Make what this version finds things by, where it is not there; interrupted, it goes on when called again."""
    _note_analysis(connection)
    for part, work in ((ALLIANCES, _index_alliances), (ARTICLES, _pack_articles)):
        if connection.execute("SELECT 1 FROM search_marks WHERE name = ?", (part,)).fetchone() is None:
            work(connection)
            connection.execute("INSERT OR IGNORE INTO search_marks VALUES (?, 1)", (part,))


def _note_analysis(connection: apsw.Connection) -> None:
    """Note of a file without articles by which analysis those to come are found; of others a rebuild does."""
    if connection.execute("SELECT 1 FROM search_articles LIMIT 1").fetchone() is None:
        connection.execute("INSERT OR REPLACE INTO search_marks VALUES (?, ?)", (ANALYSED, analysis_version()))


def _index_alliances(connection: apsw.Connection) -> None:
    sql = (
        "SELECT id FROM search_alliances WHERE record <> ''"
        " AND id NOT IN (SELECT id FROM search_alliance_index) ORDER BY first_seen, id"
    )
    ids = [id for (id,) in connection.execute(sql)]
    if ids:
        log.info("the alliances of an earlier version are indexed", alliances=len(ids))
    for start in range(0, len(ids), _PART):
        with transaction(connection):
            columns = ColumnWriter(connection, ALLIANCES)
            for id in ids[start : start + _PART]:
                sql = "SELECT record FROM search_alliances WHERE id = ? AND record <> ''"
                for (record,) in connection.execute(sql, (id,)).fetchall():
                    index_alliance(connection, columns, Alliance.model_validate_json(str(record)))
            columns.flush()


def _pack_articles(connection: apsw.Connection) -> None:
    [(last,)] = connection.execute("SELECT ifnull(max(doc), -1) FROM search_articles")
    if int(last) >= 0:
        log.info("the articles of an earlier version are packed", articles=int(last))
    for start in range(0, int(last) + 1, _ARTICLES):
        with transaction(connection):
            columns = ColumnWriter(connection, ARTICLES)
            for doc, values, numbers in earlier_rows(connection.execute, start, start + _ARTICLES):
                columns.put(doc, values, numbers)
            columns.flush()
