"""What a page has wherever a selector matches: to ask the parser for what is not there costs more than all the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

_NAMED = re.compile(r"[#.]([A-Za-z_][\w-]*)")
_ATTRIBUTES = re.compile(r"\[[^\]]*\]")
_PROPERTY = re.compile(r"\[itemprop=[\"']?(\w+)")
_DATA = re.compile(r"\[(data-[\w-]+)")
_PART = re.compile(r"\[(?:class|id)\*=[\"']?([\w-]+)")


@dataclass(frozen=True, slots=True)
class Sought:
    """A selector and what a page has wherever it matches."""

    selector: str
    names: frozenset[str]
    """Classes and ids."""
    parts: tuple[str, ...]
    """Parts of a class or id, in lower case."""
    properties: frozenset[str]
    """Values of `itemprop`."""
    data: frozenset[bytes]
    """Attributes whose names begin with data-: these a parser is slow to look for."""
    nameless: str = ""
    """Where it needs none of these: all such selectors of the same row as one, which is looked for first."""

    @property
    def has_names(self) -> bool:
        """Whether it needs any of these."""
        return bool(self.names or self.parts or self.properties or self.data)


@dataclass(frozen=True, slots=True)
class SelectorIndex:
    """Selectors for one part, best first."""

    sought: tuple[Sought, ...]
    by_name: dict[str, list[int]]
    """The places of those that need a name, each under one of the names."""
    names: frozenset[str]
    """Those names."""
    nameless: tuple[int, ...]
    """The places of the others."""

    others: tuple[Sought, ...]
    """Those themselves."""

    def named_on(self, present: Set[str]) -> Sequence[Sought]:
        """Those whose names are on a page, in order."""
        if self.names.isdisjoint(present):
            return self.others
        named = [at for name in self.names & present for at in self.by_name[name]]
        return [self.sought[at] for at in sorted((*self.nameless, *named)) if self.sought[at].names <= present]


@lru_cache(maxsize=4_096)
def index_of(selectors: tuple[str, ...]) -> SelectorIndex:
    """The row of some selectors."""
    found = []
    for selector in selectors:
        css = selector.split("@")[0]
        names = frozenset(_NAMED.findall(_ATTRIBUTES.sub("", css)))
        parts = tuple(part.lower() for part in _PART.findall(css))
        data = frozenset(map(str.encode, _DATA.findall(css)))
        found.append(Sought(selector, names, parts, frozenset(_PROPERTY.findall(css)), data))
    nameless = ", ".join(sought.selector.split("@")[0] for sought in found if not sought.has_names)
    by_name: dict[str, list[int]] = {}
    for at, sought in enumerate(found):
        if sought.names:
            by_name.setdefault(max(sought.names), []).append(at)
        elif not sought.has_names:
            found[at] = replace(sought, nameless=nameless)
    others = tuple(at for at, sought in enumerate(found) if not sought.names)
    return SelectorIndex(tuple(found), by_name, frozenset(by_name), others, tuple(found[at] for at in others))
