"""GraphML, GEXF and tables of the graph, as networkx and pandas read them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import networkx
import openpyxl
import pyarrow.parquet
import pytest

from dongmaeng.exports.files import graph_writer
from dongmaeng.exports.formats import OF_GRAPH, Format, Rows
from dongmaeng.exports.texts import BYTE_ORDER_MARK, carriable
from dongmaeng.graph.elements import Graph
from tests.dongmaeng.exports.alliances import HOSTILE, NAMES
from tests.dongmaeng.exports.files import whole
from tests.dongmaeng.exports.graphs import ring
from topics.records import SEOUL


def file_of(graph: Graph, format: Format, rows: Rows = Rows.EDGES) -> bytes:
    return whole(graph_writer(format, rows), [graph])


def read(graph: Graph, format: Format) -> networkx.Graph:
    reader = networkx.read_gexf if format is Format.GEXF else networkx.read_graphml
    return reader(io.BytesIO(file_of(graph, format)))


def day(moment: datetime) -> str:
    return moment.astimezone(SEOUL).date().isoformat()


def test_networkx_reads_gexf_back_with_the_same_times() -> None:
    known = ring()
    graph = read(known, Format.GEXF)
    assert graph.graph["mode"] == "dynamic"
    for edge in known.edges:
        found = graph.edges[edge.source, edge.target]
        assert (found["start"], found["end"]) == (day(edge.first), day(edge.last))
        assert datetime.fromisoformat(found["first"]) == edge.first
        assert datetime.fromisoformat(found["last"]) == edge.last


def test_a_node_lasts_as_long_as_its_edges() -> None:
    known = ring()
    graph = read(known, Format.GEXF)
    for node in known.nodes:
        around = [edge for edge in known.edges if node.id in (edge.source, edge.target)]
        if around:
            assert graph.nodes[node.id]["start"] == min(day(edge.first) for edge in around)
            assert graph.nodes[node.id]["end"] == max(day(edge.last) for edge in around)
        else:
            assert "start" not in graph.nodes[node.id]


@pytest.mark.parametrize("format", [Format.GEXF, Format.GRAPHML])
def test_every_node_and_edge_is_there_with_what_is_known_of_it(format: Format) -> None:
    known = ring()
    graph = read(known, format)
    assert set(graph) == {node.id for node in known.nodes}
    assert {frozenset(pair) for pair in graph.edges} == {frozenset((edge.source, edge.target)) for edge in known.edges}
    node, edge = known.nodes[0], known.edges[0]
    found = graph.nodes[node.id]
    assert found["label"] == node.name
    assert (found["alliances"], found["community"], found["stock_code"]) == (2, 0, "005930")
    assert (found.get("viz") or {"position": found})["position"]["y"] == node.y
    tie = graph.edges[edge.source, edge.target]
    assert tie["weight"] == 2
    assert tie["alliances"] == "a2 a1"
    assert tie["kinds"] == "mou consortium"
    assert datetime.fromisoformat(tie["last"]) == edge.last
    assert graph.nodes["a99"]["kind"] == "alliance"


@pytest.mark.parametrize("format", [Format.GEXF, Format.GRAPHML])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_whole(text: str, format: Format) -> None:
    names = (text, f"{text}2", *NAMES[:2])
    graph = read(ring(names), format)
    found = {data["label"] for _, data in graph.nodes(data=True)}
    assert {f"{carriable(name)} (주)" for name in names} <= found
    assert graph.number_of_edges() == 3


def test_tables_have_a_row_for_each_edge_or_node() -> None:
    known = ring()
    text = file_of(known, Format.CSV).decode().removeprefix(BYTE_ORDER_MARK)
    edges = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["source"], row["target"]) for row in edges] == [(edge.source, edge.target) for edge in known.edges]
    assert edges[0]["source_name"].endswith(" (주)")
    assert datetime.fromisoformat(edges[0]["last"]) == known.edges[0].last
    nodes = pyarrow.parquet.read_table(io.BytesIO(file_of(known, Format.PARQUET, Rows.NODES))).to_pylist()
    assert [row["id"] for row in nodes] == [node.id for node in known.nodes]
    book = openpyxl.load_workbook(io.BytesIO(file_of(known, Format.XLSX)))
    assert book.sheetnames == ["edges", "nodes", "about"]


def test_lines_hold_nodes_then_edges() -> None:
    known = ring()
    lines = [json.loads(line) for line in file_of(known, Format.JSONL).decode().splitlines()]
    assert [line["node"]["id"] for line in lines if "node" in line] == [node.id for node in known.nodes]
    assert [line["edge"]["source"] for line in lines if "edge" in line] == [edge.source for edge in known.edges]


@pytest.mark.parametrize("format", OF_GRAPH)
def test_a_graph_of_nobody_is_a_file(format: Format) -> None:
    empty = Graph((), (), 0, None, None)
    data = file_of(empty, format)
    if format in (Format.GEXF, Format.GRAPHML):
        assert len(read(empty, format)) == 0
    else:
        assert data or format is Format.JSONL
