"""The map in words, and as a picture in a file."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from markupsafe import Markup
from rich.console import Console
from rich.table import Table
from rich.text import Text

import dongmaeng.web
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.graph.drawing import draw
from dongmaeng.graph.elements import Ranked
from dongmaeng.graph.graph import Graph, graph, graph_query
from dongmaeng.graph.keeping import compute_here
from dongmaeng.graph.known import KnownGraph, known_graph
from dongmaeng.graph.places import NO_COMMUNITY
from dongmaeng.shapes.graphs import GraphShape, MapShape, RankedShape
from dongmaeng.terminal import printable
from dongmaeng.web.rendering import templates
from dongmaeng.web.texts import Language, texts_in
from dongmaeng.web.wording import shown_name
from search.alliances import AllianceQuery
from topics.records import SEOUL

_STYLES = Path(dongmaeng.web.__file__).with_name("static")
_MOST_TIES = 10
_MOST_COMMUNITIES = 8
_NAMES = 4


@dataclass(frozen=True, slots=True)
class KnownMap:
    """The map, and its picture where one is wanted."""

    shape: MapShape
    svg: str


@of_backend
async def known_map(backend: Backend, wanted: AllianceQuery, *, drawn: bool) -> KnownMap:
    """The map of the alliances asked for; its layout is computed where no page did so before."""
    query, settings = graph_query(wanted), backend.settings
    known = known_graph(backend)
    await known.take_file()
    if known.computed_to is None and await backend.store() is not None:
        await asyncio.to_thread(compute_here, settings)
    found = await graph(backend, query)
    return KnownMap(_shape(found, known), _svg(found, settings.web.public_url or "") if drawn else "")


def _shape(found: Graph, known: KnownGraph) -> MapShape:
    def ranked(those: tuple[Ranked, ...]) -> list[RankedShape]:
        return [RankedShape.of(one, known.contents.organisations[one.id].name) for one in those]

    month = known.month
    return MapShape(
        **dict(GraphShape.of(found)),
        month_since=datetime.fromtimestamp(month.since, SEOUL) if month.until else None,
        month_until=datetime.fromtimestamp(month.until, SEOUL) if month.until else None,
        hubs=ranked(month.hubs),
        bridges=ranked(month.bridges),
    )


def _svg(found: Graph, base: str) -> str:
    t = texts_in(Language.KOREAN)
    style = "".join((_STYLES / name).read_text("utf-8") for name in ("map_file.css", "map.css"))
    drawing = draw(found, partial(shown_name, t))
    picture = templates().get_template("map.svg")
    # What terminals obey is no character of XML either.
    return printable(picture.render(drawing=drawing, t=t, base=base.rstrip("/"), style=Markup(style)))


def show_map(console: Console, shape: MapShape) -> None:
    """Print hubs, bridges, communities and the strongest ties."""
    if not shape.nodes:
        console.print("No alliance is as asked for.")
        return
    left_out = f", {shape.left_out} with fewer alliances left out" if shape.left_out else ""
    console.print(Text(f"{len(shape.nodes)} nodes{left_out}, {len(shape.edges)} ties, {shape.alliances} alliances"))
    if shape.month_since and shape.month_until:
        console.print(Text(f"\nThe thirty days to {shape.month_until:%Y-%m-%d}", "dim"))
        _ranked(console, "Hubs", shape.hubs)
        _ranked(console, "Bridges", shape.bridges)
    _communities(console, shape)
    _ties(console, shape)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(columns[0], ratio=1, overflow="fold")
    for name in columns[1:]:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _ranked(console: Console, title: str, those: list[RankedShape]) -> None:
    if those:
        table = _table(title, "alliances", "partners", "groups")
        for one in those:
            table.add_row(Text(one.name), str(one.alliances), str(one.partners), str(one.communities))
        console.print(table)


def _communities(console: Console, shape: MapShape) -> None:
    members: dict[int, list[str]] = defaultdict(list)
    for node in shape.nodes:
        if node.community != NO_COMMUNITY:
            members[node.community].append(node.name)
    largest = sorted(members.values(), key=len, reverse=True)[:_MOST_COMMUNITIES]
    table = _table("Communities", "nodes")
    for names in largest:
        table.add_row(Text(", ".join(names[:_NAMES])), str(len(names)))
    console.print("")
    console.print(table)


def _ties(console: Console, shape: MapShape) -> None:
    names = {node.id: node.name for node in shape.nodes}
    table = _table("Strongest ties", "alliances", "last told")
    for edge in shape.edges[:_MOST_TIES]:
        pair = f"{names[edge.source]} – {names[edge.target]}"
        table.add_row(Text(pair), str(len(edge.alliances)), f"{edge.last:%Y-%m-%d}")
    console.print("")
    console.print(table)
