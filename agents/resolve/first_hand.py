"""Whether a site speaks for a member of an alliance, or shows its disclosures: a table, and a rule for plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.resolve.names import squash
from topics.records import Member

TABLE = Path(__file__).with_name("first_hand.tsv")

_HEADER = ["what", "site", "members"]

_OWN_SUFFIXES = (".com", ".co.kr")
"""Where a company's plain name is its own for so long that nobody else has it; `.xyz` and its like sell any name."""

_SHORTEST_NAME = 3
"""Letters of a name that a site may have by the rule alone; names of two letters are anybody's."""


class FirstHandTableError(ValueError):
    """The table of sites is wrong; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class FirstHand:
    """The sites of the table."""

    disclosures: frozenset[str]
    members: Mapping[str, frozenset[str]]
    """Site → its members' names, squashed."""
    strangers: frozenset[str]
    """Sites that have a member's name and carry what others write."""


def is_first_hand(site: str, members: Iterable[Member]) -> bool:
    """Whether a site is that of one of the members or shows disclosures; false for the empty string."""
    table = first_hand()
    if site in table.disclosures:
        return True
    if not site or site in table.strangers:
        return False
    names = {squash(member.name) for member in members}
    return not names.isdisjoint(table.members.get(site, frozenset()) | _plain_name(site))


def _plain_name(site: str) -> frozenset[str]:
    """The name that a site has before its suffix, where only its owner can have it."""
    suffix = next((suffix for suffix in _OWN_SUFFIXES if site.endswith(suffix)), None)
    if suffix is None:
        return frozenset()
    name = site.removesuffix(suffix)
    plain = "." not in name and len(squash(name)) >= _SHORTEST_NAME
    return frozenset({squash(name)} if plain else ())


@cache
def first_hand() -> FirstHand:
    """The table of this package."""
    return read_first_hand(TABLE)


def read_first_hand(path: Path) -> FirstHand:
    """The sites of a table; raises `FirstHandTableError` naming the line that is wrong."""
    found: dict[str, dict[str, frozenset[str]]] = {"disclosure": {}, "member": {}, "stranger": {}}
    header_seen = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        where = f"{path.name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split("\t")]
        if not header_seen:
            header_seen = True
            if fields != _HEADER:
                raise FirstHandTableError(f"{where}: the header must be {', '.join(_HEADER)}")
            continue
        if len(fields) != len(_HEADER):
            raise FirstHandTableError(f"{where}: {len(fields)} columns in place of {len(_HEADER)}")
        what, site, members = fields
        names = frozenset(squash(name) for name in members.split("|") if name.strip())
        if what not in found:
            raise FirstHandTableError(f"{where}: {what!r} is none of {', '.join(found)}")
        if not site or site != site.lower() or "/" in site:
            raise FirstHandTableError(f"{where}: not a site in small letters: {site!r}")
        if any(site in sites for sites in found.values()):
            raise FirstHandTableError(f"{where}: {site} is there twice")
        if bool(names) != (what == "member"):
            raise FirstHandTableError(f"{where}: members are named of the sites of members, and of those alone")
        found[what][site] = names
    return FirstHand(frozenset(found["disclosure"]), found["member"], frozenset(found["stranger"]))
