"""Publisher rules: where the parts of a story are on a page, read from the files in `publishers/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
from selectolax.lexbor import LexborHTMLParser, LexborNode

from agents.clean.page.selectors import SelectorIndex, index_of

_FOLDER = "publishers"

_SECTIONS = frozenset(("generic", "outlet", "family", "names", "state"))

_DATA = re.compile(rb"data-[\w-]+")

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_MOST_KNOWN = 50_000
"""Names of classes and ids whose kind is remembered: sites use the same on every page."""

T = TypeVar("T", bound=BaseModel)


class PublisherTableError(ValueError):
    """A file of rules is wrong; the message names the file and the entry."""


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


class ElementNames(BaseModel):
    """Words in classes and ids that tell what an element is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    widgets: tuple[str, ...] = ("share",)
    pictures: tuple[str, ...] = ("caption",)
    others: dict[str, tuple[str, ...]] = {}
    """Parts of names of what is about other stories and by other people, each with names in which it stands."""

    @cached_property
    def widget(self) -> re.Pattern[str]:
        """Finds the name of a widget."""
        return _any_word(self.widgets)

    @cached_property
    def picture(self) -> re.Pattern[str]:
        """Finds the name of a picture's text."""
        return _any_word(self.pictures)

    def of_others(self, tree: LexborHTMLParser) -> list[LexborNode]:
        """The elements that are about other stories or by other people."""
        return tree.css(self._others_selector) if self.others else []

    @cached_property
    def _others_selector(self) -> str:
        return ", ".join(f"[{name}*={part}]" for part in self.others for name in ("class", "id"))

    @cached_property
    def _known(self) -> dict[str, tuple[bool, bool]]:
        return {}

    def widget_in(self, name: str) -> str:
        """The word in the class and id of an element that says it is a widget; empty where none does."""
        found = self.widget.search(_CAMEL.sub("-", name))
        return found.group().strip(" -_") if found else ""

    def kind_of(self, name: str) -> tuple[bool, bool]:
        """Whether the class and id of an element name a widget, and a picture's text."""
        found = self._known.get(name)
        if found is None:
            words = _CAMEL.sub("-", name)
            found = self.widget.search(words) is not None, self.picture.search(words) is not None
            if len(self._known) < _MOST_KNOWN:
                self._known[name] = found
        return found

    @model_validator(mode="after")
    def _compile(self) -> Self:
        for words in (self.widgets, self.pictures):
            for word in words:
                try:
                    re.compile(word)
                except re.error as error:
                    raise ValueError(f"{word!r}: {error}") from None
        for part, names in self.others.items():
            if not names or not all(part in name for name in names):
                raise ValueError(f"{part!r} does not stand in each of its names")
        return self


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(words)})(?=$|[\s_\d-])", re.IGNORECASE)


class DatedSelectors(Selectors):
    """Selectors for the layout that a site had for a time."""

    name: str
    valid_from: date | None = None
    """The first day of the layout; None where it is as old as the site."""
    valid_until: date | None = None
    """The day from which on the site has another layout; None for that of today."""
    file: str = ""
    """Where the entry stands."""

    def is_valid(self, day: date | None) -> bool:
        """Whether the site had this layout on a day."""
        if day is None:
            return self.valid_until is None
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


class OutletRules(DatedSelectors):
    """One news organisation, known by the ends of its host names."""

    hosts: tuple[str, ...]


class FamilyRules(DatedSelectors):
    """A content management system, known by selectors that only its pages match."""

    marks: tuple[Selector, ...]


@dataclass(frozen=True)
class PublisherTable:
    """All rules."""

    outlets: tuple[OutletRules, ...]
    families: tuple[FamilyRules, ...]
    generic: Selectors
    names: ElementNames = field(default_factory=ElementNames)
    state: StateKeys = field(default_factory=StateKeys)

    def outlets_of(self, host: str, day: date | None = None) -> tuple[OutletRules, ...]:
        """The layouts of the organisation whose host this is, the one valid on the day first.

        Of several organisations it is the one that names the host most exactly.
        """
        labels = host.split(".")
        ends = (".".join(labels[at:]) for at in range(len(labels)))
        found = next((outlets for end in ends if (outlets := self._by_host.get(end))), ())
        return tuple(sorted(found, key=lambda outlet: not outlet.is_valid(day)))

    def families_of(self, tree: LexborHTMLParser, present: Set[str]) -> list[FamilyRules]:
        """The families whose marks are on a page, of which `present` are the classes and ids."""
        candidates = (sought.selector for sought in self._marks.named_on(present))
        shown = {mark for mark in candidates if tree.css_first(mark) is not None}
        return [family for family in self.families if not shown.isdisjoint(family.marks)] if shown else []

    @cached_property
    def _marks(self) -> SelectorIndex:
        return index_of(tuple(mark for family in self.families for mark in family.marks))

    @cached_property
    def _by_host(self) -> dict[str, list[OutletRules]]:
        found: dict[str, list[OutletRules]] = {}
        for outlet in self.outlets:
            for host in outlet.hosts:
                found.setdefault(host, []).append(outlet)
        return found

    def without(self, host: str) -> PublisherTable:
        """The table as it would be if nothing were known of the organisation whose host this is."""
        gone = {outlet.name for outlet in self.outlets_of(host)}
        return replace(self, outlets=tuple(outlet for outlet in self.outlets if outlet.name not in gone))

    def with_own(self, own: PublisherTable) -> PublisherTable:
        """The table with outlets and families of one's own, which win over those of the same hosts."""
        return replace(self, outlets=(*own.outlets, *self.outlets), families=(*own.families, *self.families))


_ASKED_TOGETHER = ("drop", "captions")
"""Parts whose selectors are looked for as one, and within the story's place alone."""


@dataclass(frozen=True)
class PageRules:
    """The rules for one page: its outlet's, its families' and the generic ones, in this order.

    Only selectors whose names are on the page are given: to ask for the others costs more than all the rest.
    """

    outlets: tuple[OutletRules, ...]
    families: tuple[FamilyRules, ...]
    generic: Selectors
    names: ElementNames
    state: StateKeys
    markup: bytes
    tree: LexborHTMLParser
    present: Set[str]
    """The classes and ids on the page."""
    _known: dict[str, bool] = field(default_factory=dict)
    """Whether the page has what is looked for without names."""

    @cached_property
    def _properties(self) -> Set[str]:
        """The values of `itemprop` on the page."""
        return set(" ".join({node.attrs["itemprop"] or "" for node in self.tree.css("[itemprop]")}).split())

    @cached_property
    def _data(self) -> Set[bytes]:
        """The words on the page that are called as attributes with data of one's own are."""
        return frozenset(_DATA.findall(self.markup))

    @cached_property
    def _all_names(self) -> str:
        """All classes and ids in lower case."""
        return " ".join(self.present).lower()

    @property
    def outlet(self) -> OutletRules | None:
        """The organisation, in its layout of the day."""
        return self.outlets[0] if self.outlets else None

    def special(self, part: str) -> Iterator[str]:
        """Selectors made for this outlet or family."""
        for rules in (*self.outlets, *self.families):
            if selectors := getattr(rules, part):
                yield from self._fitting(part, selectors)

    def generally(self, part: str) -> Iterator[str]:
        """The generic selectors for a part, best first."""
        yield from self._fitting(part, getattr(self.generic, part))

    def all(self, part: str) -> Iterator[str]:
        """All selectors for a part, best first."""
        yield from self.special(part)
        yield from self.generally(part)

    def _fitting(self, part: str, selectors: tuple[str, ...]) -> Iterator[str]:
        for sought in index_of(selectors).named_on(self.present):
            if (
                (not sought.properties or sought.properties <= self._properties)
                and (not sought.parts or all(map(self._all_names.__contains__, sought.parts)))
                and (not sought.data or sought.data <= self._data)
                and (not sought.nameless or part in _ASKED_TOGETHER or self._has(sought.nameless))
            ):
                yield sought.selector

    def _has(self, selector: str) -> bool:
        found = self._known.get(selector)
        if found is None:
            found = self._known[selector] = self.tree.css_first(selector) is not None
        return found

    def origin(self, part: str, selector: str) -> str:
        """Who names the selector: the file of an outlet or family, or `generic`."""
        for rules in (*self.outlets, *self.families):
            if selector in getattr(rules, part):
                return rules.file or rules.name
        return "generic"


def rules_for(
    host: str,
    markup: bytes,
    tree: LexborHTMLParser,
    present: Set[str],
    table: PublisherTable,
    day: date | None = None,
) -> PageRules:
    """The rules for a page by its host, by what it looks like and by the day on which it was fetched.

    `present` are the classes and ids on the page.
    """
    families = table.families_of(tree, present)
    families.sort(key=lambda family: not family.is_valid(day))
    return PageRules(
        outlets=table.outlets_of(host, day),
        families=tuple(families),
        generic=table.generic,
        names=table.names,
        state=table.state,
        markup=markup,
        tree=tree,
        present=present,
    )


@cache
def publisher_table() -> PublisherTable:
    """The table that ships with this package."""
    return read_publisher_files(_files(resources.files(__package__).joinpath(_FOLDER), ""))


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".toml"):
            yield f"{path}{entry.name}", entry.read_text("utf-8")


def read_publisher_table(text: str, name: str = "rules.toml") -> PublisherTable:
    """Read a table from one file; raises `PublisherTableError` naming the wrong entry."""
    return read_publisher_files([(name, text)])


def read_publisher_files(files: Iterable[tuple[str, str]]) -> PublisherTable:
    """Read a table from files, each a name and a text; raises `PublisherTableError` naming file and entry."""
    outlets: list[OutletRules] = []
    families: list[FamilyRules] = []
    single: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, text in files:
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise PublisherTableError(f"{name}: {error}") from None
        if unknown := set(table) - _SECTIONS:
            raise PublisherTableError(f"{name}: unknown section {sorted(unknown)[0]}")
        outlets += [_entry(OutletRules, name, "outlet", n, entry) for n, entry in enumerate(table.get("outlet", []), 1)]
        families += [
            _entry(FamilyRules, name, "family", n, entry) for n, entry in enumerate(table.get("family", []), 1)
        ]
        for section in ("generic", "names", "state"):
            if section in table:
                if section in single:
                    raise PublisherTableError(f"{name}: [{section}] stands in {single[section][0]} already")
                single[section] = name, table[section]
    return PublisherTable(
        outlets=tuple(outlets),
        families=tuple(families),
        generic=_single(Selectors, "generic", single),
        names=_single(ElementNames, "names", single),
        state=_single(StateKeys, "state", single),
    )


def _single(model: type[T], section: str, found: dict[str, tuple[str, dict[str, Any]]]) -> T:
    name, entry = found.get(section, ("", {}))
    return _entry(model, name, section, 0, entry)


def _entry(model: type[T], file: str, section: str, number: int, entry: dict[str, Any]) -> T:
    try:
        return model.model_validate({**entry, "file": file} if number else entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{section} {number} ({entry.get('name', 'no name')})" if number else section
        raise PublisherTableError(f"{file}: {where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
