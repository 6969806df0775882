"""What writes each form of each thing, and the items that go into it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from dongmaeng.backend import alliances, articles
from dongmaeng.backend.backend import Backend
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.alliance_tables import alliance_table, member_table
from dongmaeng.exports.formats import Format, Rows
from dongmaeng.exports.hit_table import hit_table
from dongmaeng.exports.json_lines import JsonLinesWriter
from dongmaeng.exports.linked_data import LinkedDataWriter
from dongmaeng.exports.table import Table
from dongmaeng.exports.writer import Writer
from dongmaeng.graph.graph import Graph, GraphQuery, graph
from dongmaeng.shapes.alliances import AllianceShape
from dongmaeng.shapes.hits import HitShape
from search.alliances import AllianceQuery
from search.query import Query
from search.store import Hit, Order
from topics.records import Alliance

Item = TypeVar("Item")

USUAL_HITS = 1_000
MOST_HITS = 10_000
"""How many articles one file holds at most."""

MOST_FILE_ALLIANCES = 1_000_000
"""How many alliances one file holds at most."""

_AT_ONCE = 100
"""Alliances that are written in one go, so that others get their turn in between."""


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


async def alliances_of(backend: Backend, query: AllianceQuery, limit: int) -> AsyncIterator[Sequence[Alliance]]:
    """The alliances asked for, the latest told first, some at a time."""
    async for found in alliances.pages(backend, query, limit):
        for start in range(0, len(found.alliances), _AT_ONCE):
            yield found.alliances[start : start + _AT_ONCE]


async def hits_of(backend: Backend, query: Query, limit: int, order: Order) -> AsyncIterator[Sequence[Hit]]:
    """The articles that have all that is searched for."""
    found = await articles.search(backend, query, limit, order=order)
    yield () if found.partial else found.hits


async def graphs_of(backend: Backend, query: GraphQuery) -> AsyncIterator[Sequence[Graph]]:
    """The graph of the alliances asked for, no node of it left out."""
    yield [await graph(backend, replace(query, most=sys.maxsize))]
