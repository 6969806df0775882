"""Companies, for whoever asks: what is known of one, and with whom it has alliances."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.tag.names.company_codes import company_codes
from agents.tag.names.gazetteer import GazetteerEntry
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.named_companies import (
    MOST_NAMED,
    NamedCompany,
    candidates,
    codes_of,
    identifiers_of,
    known_names,
    members_with,
    registered_identifiers,
)
from dongmaeng.fault import Fault
from search.alliances import AllianceQuery, wanted_keys
from search.facts import party_keys
from search.store import Store, alliance_pages
from topics.records import SEOUL, Alliance, Identifiers, Kind, Member

MOST_READ = 5_000
"""Alliances of one company that are looked at, the latest: the largest groups make a few hundred a year."""


class SeveralCompanies(Fault):
    """A name or a code means several companies; none of them is guessed."""

    def __init__(self, asked: str, companies: Sequence[NamedCompany]) -> None:
        codes = (", ".join(filter(None, codes_of(one.identifiers))) for one in companies)
        told = (
            f"{one.name} ({code or one.id})" if code or one.id else one.name
            for one, code in zip(companies, codes, strict=True)
        )
        super().__init__(f"{asked}: {len(companies)} companies are called so: {'; '.join(told)}", usage=True)
        self.companies = companies


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling that stands for a company in texts, and the table that has it."""

    entry: GazetteerEntry
    table: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that is a member of alliances with a company."""

    id: str
    name: str
    identifiers: Identifiers | None
    alliances: int
    kinds: Mapping[Kind, int]
    first: datetime
    last: datetime
    """When the first and the latest of them were first told."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company, how it is written, and with whom it has alliances."""

    id: str
    """As of `NamedCompany`: what asks for it again."""
    name: str
    names: Sequence[str]
    """All names by which its alliances call it, the most frequent first."""
    identifiers: Identifiers | None
    namesakes: Sequence[Identifiers]
    """The companies that bear its name, where it is not sure which of them its alliances mean."""
    spellings: Sequence[Spelling]
    alliances: int
    at_least: bool
    """Whether there are more; the latest alone were looked at."""
    kinds: Mapping[Kind, int]
    kinds_by_year: Mapping[int, Mapping[Kind, int]]
    """The kinds of the alliances first told in each year in Seoul."""
    first: datetime | None
    last: datetime | None
    partners: Sequence[Partner]
    """Those with the most alliances first."""


@of_backend
async def company(backend: Backend, id: str) -> Company | None:
    """The company of a member id, a corp_code, a stock code or a name in any spelling; raises `SeveralCompanies`."""
    found = await candidates(backend, id)
    if len(found) > 1:
        raise SeveralCompanies(id, found)
    return await _told(backend, found[0]) if found else None


@of_backend
async def every_company(backend: Backend, text: str, limit: int = MOST_NAMED) -> list[Company]:
    """All that is known of each company that a text may mean."""
    return [await _told(backend, named) for named in (await candidates(backend, text))[:limit]]


@of_backend
async def companies(backend: Backend, text: str, limit: int = MOST_NAMED) -> list[NamedCompany]:
    """The companies that a name in any spelling, an id or a code may mean, those with the most alliances first."""
    return (await candidates(backend, text))[:limit]


async def _told(backend: Backend, named: NamedCompany) -> Company:
    """All that is known of a company."""
    store = await backend.store()
    alliances, total = await _alliances(store, named.id) if store else ([], 0)
    keys = wanted_keys(named.id)
    own = members_with(alliances, keys)
    names = [name for name, _ in Counter(member.name for member in own).most_common()] or [named.name]
    identifiers = identifiers_of(own) if own else named.identifiers
    times = [alliance.first_told for alliance in alliances]
    return Company(
        id=named.id,
        name=names[0],
        names=names,
        identifiers=identifiers,
        namesakes=await asyncio.to_thread(_namesakes, names[0], identifiers),
        spellings=await asyncio.to_thread(_spellings, backend, names),
        alliances=total,
        at_least=total > len(alliances),
        kinds=dict(Counter(alliance.kind for alliance in alliances).most_common()),
        kinds_by_year=_kinds_by_year(alliances),
        first=min(times, default=None),
        last=max(times, default=None),
        partners=_partners(alliances, keys),
    )


async def _alliances(store: Store, id: str) -> tuple[list[Alliance], int]:
    """The latest alliances of a company, and how many there are."""
    found: list[Alliance] = []
    total = 0
    async for some in alliance_pages(store, AllianceQuery(organisations=(id,)), MOST_READ):
        found += some.alliances
        total = max(total, some.total)
    return found, max(total, len(found))


def _kinds_by_year(alliances: Sequence[Alliance]) -> dict[int, Counter[Kind]]:
    found: dict[int, Counter[Kind]] = {}
    for alliance in alliances:
        found.setdefault(alliance.first_told.astimezone(SEOUL).year, Counter())[alliance.kind] += 1
    return found


def _partners(alliances: Sequence[Alliance], own: set[str]) -> list[Partner]:
    with_each: dict[str, list[tuple[Member, Alliance]]] = {}
    for alliance in alliances:
        for member in {member.id: member for member in alliance.members if not party_keys(member) & own}.values():
            with_each.setdefault(member.id, []).append((member, alliance))
    partners = [
        Partner(
            id=id,
            name=Counter(member.name for member, _ in shared).most_common(1)[0][0],
            identifiers=identifiers_of([member for member, _ in shared]),
            alliances=len(shared),
            kinds=dict(Counter(alliance.kind for _, alliance in shared).most_common()),
            first=min(alliance.first_told for _, alliance in shared),
            last=max(alliance.first_told for _, alliance in shared),
        )
        for id, shared in with_each.items()
    ]
    return sorted(partners, key=lambda partner: (-partner.alliances, -partner.last.timestamp(), partner.name))


def _namesakes(name: str, identifiers: Identifiers | None) -> list[Identifiers]:
    if identifiers is None or not identifiers.shared_by:
        return []
    return [registered_identifiers(one) for one in company_codes().named(name)[:MOST_NAMED]]


def _spellings(backend: Backend, names: Iterable[str]) -> list[Spelling]:
    """How the tables of names write a company, the user's own first, each spelling once."""
    found: dict[tuple[str, str, str], Spelling] = {}
    for name in names:
        for known in known_names(backend, name):
            if known.name == name:
                for entry in known.entries:
                    found.setdefault((entry.spelling, entry.since, entry.until), Spelling(entry, known.table))
    return list(found.values())
