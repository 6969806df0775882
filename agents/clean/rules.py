"""Publisher rules: where the parts of a story are on a page, read from `publishers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from selectolax.lexbor import LexborHTMLParser

_TABLE = "publishers.toml"

T = TypeVar("T", bound="Selectors")


class PublisherTableError(ValueError):
    """The publisher table is wrong; the message names the file and the entry."""


@cache
def _empty_page() -> LexborHTMLParser:
    return LexborHTMLParser("<p></p>")


def _selector(value: str) -> str:
    css = value.split("@")[0]
    try:
        _empty_page().css(css)
    except Exception as error:  # selectolax has its own tree of errors
        raise ValueError(f"{css!r} is not a CSS selector") from error
    return value


Selector = Annotated[str, AfterValidator(_selector)]


class Selectors(BaseModel):
    """CSS selectors for the parts of a story, best first; `selector@attribute` reads an attribute."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: tuple[Selector, ...] = ()
    title: tuple[Selector, ...] = ()
    subtitle: tuple[Selector, ...] = ()
    authors: tuple[Selector, ...] = ()
    published: tuple[Selector, ...] = ()
    updated: tuple[Selector, ...] = ()
    publisher: tuple[Selector, ...] = ()
    section: tuple[Selector, ...] = ()
    drop: tuple[Selector, ...] = ()
    captions: tuple[Selector, ...] = ()


class Outlet(Selectors):
    """One news organisation, known by the ends of its host names."""

    name: str
    hosts: tuple[str, ...]


class Family(Selectors):
    """A content management system, known by selectors that only its pages match."""

    name: str
    marks: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class PublisherTable:
    """All rules."""

    outlets: tuple[Outlet, ...]
    families: tuple[Family, ...]
    generic: Selectors

    def outlet(self, host: str) -> Outlet | None:
        """The organisation whose host this is; of several the one that names it most exactly."""
        fitting = [
            (len(end), outlet)
            for outlet in self.outlets
            for end in outlet.hosts
            if host == end or host.endswith("." + end)
        ]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


@dataclass(frozen=True, slots=True)
class PageRules:
    """The rules for one page: its outlet's, its families' and the generic ones, in this order."""

    outlet: Outlet | None
    families: tuple[Family, ...]
    generic: Selectors

    def special(self, part: str) -> Iterator[str]:
        """Selectors made for this outlet or family."""
        for rules in (self.outlet, *self.families):
            if rules is not None:
                yield from getattr(rules, part)

    def all(self, part: str) -> Iterator[str]:
        """All selectors for a part, best first."""
        yield from self.special(part)
        yield from getattr(self.generic, part)


def rules_for(host: str, tree: LexborHTMLParser, table: PublisherTable | None = None) -> PageRules:
    """The rules for a page by its host and by what it looks like."""
    table = table or publisher_table()
    families = tuple(family for family in table.families if any(tree.css_first(mark) is not None for mark in family.marks))
    return PageRules(table.outlet(host), families, table.generic)


@cache
def publisher_table() -> PublisherTable:
    """The table that ships with this package."""
    return read_publisher_table(resources.files(__package__).joinpath(_TABLE).read_text("utf-8"))


def read_publisher_table(text: str) -> PublisherTable:
    """Read a table; raises `PublisherTableError` naming the wrong entry."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PublisherTableError(f"{_TABLE}: {error}") from None
    if unknown := set(table) - {"generic", "outlet", "family"}:
        raise PublisherTableError(f"{_TABLE}: unknown section {sorted(unknown)[0]}")
    return PublisherTable(
        outlets=tuple(_entry(Outlet, "outlet", number, entry) for number, entry in enumerate(table.get("outlet", []), 1)),
        families=tuple(_entry(Family, "family", number, entry) for number, entry in enumerate(table.get("family", []), 1)),
        generic=_entry(Selectors, "generic", 0, table.get("generic", {})),
    )


def _entry(model: type[T], section: str, number: int, entry: dict[str, Any]) -> T:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{section} {number} ({entry.get('name', 'no name')})" if number else section
        raise PublisherTableError(f"{_TABLE}: {where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
