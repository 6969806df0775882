"""Articles of a file that an earlier version wrote: what they are counted by is looked up row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from search.embedded.packed import GROUP, PUBLISHED, number_of
from search.store import Facet

FACTS = {Facet.ORGANISATION: "shown_org", Facet.PUBLISHER: "shown_publisher", Facet.KIND: "kind"}
"""The field of the facts under which each value stood that articles are counted by."""

Read = Callable[[str, Sequence[Any]], Iterable[tuple[Any, ...]]]
"""Gives the rows of a statement with its parameters."""
Row = tuple[int, dict[str, list[str]], dict[str, int | None]]
"""The number of an article, its values and its numbers by column."""


def earlier_rows(read: Read, start: int, end: int) -> Iterable[Row]:
    """What the articles from one number to another are counted, dated and folded by."""
    fields = {field: facet.value for facet, field in FACTS.items()} | {GROUP: GROUP}
    marks = ", ".join("?" * len(fields))
    articles = "SELECT doc, id, published FROM search_articles WHERE doc >= ? AND doc < ?"
    facts = (
        f"SELECT doc, field, value FROM search_facts WHERE doc >= ? AND doc < ? AND field IN ({marks}) ORDER BY value"
    )
    values: dict[int, dict[str, list[str]]] = {}
    for doc, field, value in read(facts, (start, end, *fields)):
        values.setdefault(int(doc), {}).setdefault(fields[str(field)], []).append(str(value))
    for doc, id, published in read(articles, (start, end)):
        mine = values.get(int(doc), {})
        [group] = mine.pop(GROUP, [str(id)])
        yield int(doc), mine, {PUBLISHED: None if published is None else int(published), GROUP: number_of(group)}
