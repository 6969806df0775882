"""Publisher rules: where the parts of a story are on a page, read from `publishers.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
from selectolax.lexbor import LexborHTMLParser

_TABLE = "publishers.toml"

T = TypeVar("T", bound=BaseModel)


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


class StateKeys(BaseModel):
    """The keys under which script states hold the parts of a story, best first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    section: tuple[str, ...] = ()


class Names(BaseModel):
    """Words in classes and ids that tell what an element is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    widgets: tuple[str, ...] = ("share",)
    pictures: tuple[str, ...] = ("caption",)

    @cached_property
    def widget(self) -> re.Pattern[str]:
        """Finds the name of a widget."""
        return _any_word(self.widgets)

    @cached_property
    def picture(self) -> re.Pattern[str]:
        """Finds the name of a picture's text."""
        return _any_word(self.pictures)

    @model_validator(mode="after")
    def _compile(self) -> Self:
        for words in (self.widgets, self.pictures):
            for word in words:
                try:
                    re.compile(word)
                except re.error as error:
                    raise ValueError(f"{word!r}: {error}") from None
        return self


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(words)})(?=$|[\s_\d-])", re.IGNORECASE)


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
    names: Names = field(default_factory=Names)
    state: StateKeys = field(default_factory=StateKeys)

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
    names: Names
    state: StateKeys

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
    families = tuple(
        family for family in table.families if any(tree.css_first(mark) is not None for mark in family.marks)
    )
    return PageRules(table.outlet(host), families, table.generic, table.names, table.state)


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
    if unknown := set(table) - {"generic", "outlet", "family", "names", "state"}:
        raise PublisherTableError(f"{_TABLE}: unknown section {sorted(unknown)[0]}")
    return PublisherTable(
        outlets=tuple(
            _entry(Outlet, "outlet", number, entry) for number, entry in enumerate(table.get("outlet", []), 1)
        ),
        families=tuple(
            _entry(Family, "family", number, entry) for number, entry in enumerate(table.get("family", []), 1)
        ),
        generic=_entry(Selectors, "generic", 0, table.get("generic", {})),
        names=_entry(Names, "names", 0, table.get("names", {})),
        state=_entry(StateKeys, "state", 0, table.get("state", {})),
    )


def _entry(model: type[T], section: str, number: int, entry: dict[str, Any]) -> T:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{section} {number} ({entry.get('name', 'no name')})" if number else section
        raise PublisherTableError(f"{_TABLE}: {where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
