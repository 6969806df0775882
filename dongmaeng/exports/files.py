"""What writes each form of each thing, and the items that go into it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from dongmaeng.backend.backend import Backend
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.alliance_tables import alliance_table, member_table
from dongmaeng.exports.formats import Format, Rows
from dongmaeng.exports.hit_table import hit_table
from dongmaeng.exports.json_lines import JsonLinesWriter
from dongmaeng.exports.linked_data import LinkedDataWriter
from dongmaeng.exports.table import Table
from dongmaeng.exports.writer import Writer
from dongmaeng.fault import Fault
from dongmaeng.graph.graph import COUNTED, Graph, GraphQuery, graph
from dongmaeng.shapes.alliances import AllianceShape
from dongmaeng.shapes.hits import HitShape
from search.alliances import AllianceQuery
from search.query import Query
from search.store import Hit, Order, Store
from topics.records import Alliance

Item = TypeVar("Item")

USUAL_HITS = 1_000
MOST_HITS = 10_000
"""How many articles one file holds at most."""

MOST_FILE_ALLIANCES = 1_000_000
"""How many alliances one file holds at most."""

_AT_ONCE = 500
"""Alliances that are read and written in one go; what is in memory does not grow with their number."""


def alliance_writer(format: Format, pages: Pages, rows: Rows = Rows.ALLIANCES) -> Writer[Alliance]:
    """What writes alliances; raises `NoParquet`. A workbook has both rows."""
    if format is Format.JSONL:
        return JsonLinesWriter(AllianceShape.of)
    if format is Format.JSONLD:
        return LinkedDataWriter(pages)
    tables: list[Table[Alliance, Any]] = [alliance_table(pages), member_table(pages)]
    return _table_writer(format, tables, rows)


def hit_writer(format: Format) -> Writer[Hit]:
    """What writes articles that a search found; raises `NoParquet`."""
    if format is Format.JSONL:
        return JsonLinesWriter(HitShape.of)
    return _table_writer(format, [hit_table()], None)


def graph_writer(format: Format, rows: Rows = Rows.EDGES) -> Writer[Graph]:
    """What writes a graph; raises `NoParquet`. A workbook has both rows."""
    from dongmaeng.exports.graph_file import GraphWriter, gexf, graphml
    from dongmaeng.exports.graph_lines import graph_lines
    from dongmaeng.exports.graph_tables import edge_table, node_table

    if format is Format.GRAPHML:
        return GraphWriter(graphml)
    if format is Format.GEXF:
        return GraphWriter(gexf)
    if format is Format.JSONL:
        return GraphWriter(graph_lines)
    return _table_writer(format, [edge_table(), node_table()], rows)


def _table_writer(format: Format, tables: Sequence[Table[Item, Any]], rows: Rows | None) -> Writer[Item]:
    if format is Format.XLSX:
        from dongmaeng.exports.excel_file import ExcelWriter

        return ExcelWriter(tables)
    (table,) = (table for table in tables if rows is None or table.name == rows)
    if format is Format.PARQUET:
        from dongmaeng.exports.parquet_file import ParquetWriter

        return ParquetWriter(table)
    from dongmaeng.exports.csv_file import CsvWriter

    return CsvWriter(table)


async def alliances_of(
    store: Store | None, query: AllianceQuery, limit: int = MOST_FILE_ALLIANCES
) -> AsyncIterator[Sequence[Alliance]]:
    """The alliances asked for, the latest told first, some at a time."""
    cursor: str | None = None
    while store is not None and limit > 0:
        found = await store.alliances(query, min(limit, _AT_ONCE), cursor=cursor)
        if found.alliances:
            yield found.alliances
        limit -= len(found.alliances)
        if (cursor := found.next) is None:
            return


async def hits_of(
    store: Store | None, query: Query, limit: int = USUAL_HITS, order: Order = Order.RELEVANCE
) -> AsyncIterator[Sequence[Hit]]:
    """The articles that a search finds."""
    if store is not None:
        yield (await store.search(query, limit, order=order)).hits


def graph_query(query: AllianceQuery) -> GraphQuery:
    """The graph of the alliances asked for; with a company, of it and those that it is with. Raises `Fault`."""
    if len(query.organisations) > 1:
        raise Fault("company: stands once only, for a graph", usage=True)
    return GraphQuery(
        since=query.since,
        until=query.until,
        kinds=query.kinds,
        activities=query.activities,
        around=next(iter(query.organisations), None),
        statuses=query.statuses or COUNTED,
    )


async def graphs_of(backend: Backend, query: GraphQuery) -> AsyncIterator[Sequence[Graph]]:
    """The graph of the alliances asked for, no node of it left out."""
    yield [await graph(backend, replace(query, most=sys.maxsize))]
