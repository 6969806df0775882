"""Companies, for whoever asks: what is known of one, and with whom it has alliances."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.tag.names.company_codes import RegisteredCompany, company_codes
from agents.tag.names.gazetteer import NO_CODE, GazetteerEntry
from agents.tag.names.look_up import KnownName, look_up
from agents.tag.names.user_files import use_files
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.fault import Fault
from search.alliances import AllianceQuery, wanted_keys
from search.facts import party_keys
from search.store import Store, alliance_pages
from topics.records import SEOUL, Alliance, Identifiers, Kind, Member

MOST_READ = 5_000
"""Alliances of one company that are looked at, the latest: the largest groups make a few hundred a year."""

MOST_NAMED = 50
"""Companies that one name may mean, to choose from."""


class SeveralCompanies(Fault):
    """A name or a code means several companies; none of them is guessed."""

    def __init__(self, asked: str, companies: Sequence[NamedCompany]) -> None:
        codes = (", ".join(filter(None, _codes(one.identifiers))) for one in companies)
        told = (
            f"{one.name} ({code or one.id})" if code or one.id else one.name
            for one, code in zip(companies, codes, strict=True)
        )
        super().__init__(f"{asked}: {len(companies)} companies are called so: {'; '.join(told)}", usage=True)
        self.companies = companies


@dataclass(frozen=True, slots=True)
class NamedCompany:
    """A company that a name or a code may mean."""

    id: str
    """The member id; a code where several companies share one or no alliance has it, else its name."""
    name: str
    identifiers: Identifiers | None
    alliances: int


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
    found = await _candidates(backend, id)
    if len(found) > 1:
        raise SeveralCompanies(id, found)
    return await _told(backend, found[0]) if found else None


@of_backend
async def every_company(backend: Backend, text: str, limit: int = MOST_NAMED) -> list[Company]:
    """All that is known of each company that a text may mean."""
    return [await _told(backend, named) for named in (await _candidates(backend, text))[:limit]]


@of_backend
async def companies(backend: Backend, text: str, limit: int = MOST_NAMED) -> list[NamedCompany]:
    """The companies that a name in any spelling, an id or a code may mean, those with the most alliances first."""
    return (await _candidates(backend, text))[:limit]


async def _candidates(backend: Backend, text: str) -> list[NamedCompany]:
    """All that a text may mean: of the members of alliances, else of the tables of names and codes."""
    store = await backend.store()
    known = await asyncio.to_thread(_known, backend, text)
    named = await _of_members(store, text, known) if store else []
    return named or await asyncio.to_thread(_listed, text, known)


async def _of_members(store: Store, text: str, known: Sequence[KnownName]) -> list[NamedCompany]:
    """The members of the latest alliances that a text may mean."""
    members: dict[str, list[Member]] = {}
    totals: dict[str, int] = {}
    for wanted in dict.fromkeys([text, *(one.name for one in known)]):
        found = await store.alliances(AllianceQuery(organisations=(wanted,)), MOST_NAMED)
        totals[wanted] = found.total
        for member in _meant(found.alliances, wanted_keys(wanted)):
            members.setdefault(member.id, []).append(member)
    if text in members:  # an id is meant, whoever has it as a name
        members = {text: members[text]}
    for id in members.keys() - totals.keys():
        totals[id] = (await store.alliances(AllianceQuery(organisations=(id,)), 1)).total
    named = [_named(text, id, of_id, totals) for id, of_id in members.items()]
    return sorted(named, key=lambda one: (-one.alliances, one.name, one.id))


def _named(text: str, id: str, members: Sequence[Member], totals: Mapping[str, int]) -> NamedCompany:
    of_code = next((m for m in members if text in _codes(m.identifiers)), None)
    if of_code is not None and totals[text] < totals[id]:  # others of this name are meant by the rest
        return NamedCompany(text, of_code.name, of_code.identifiers, totals[text])
    return NamedCompany(id, members[0].name, _identifiers(members), totals[id])


def _meant(alliances: Iterable[Alliance], keys: set[str]) -> list[Member]:
    """The members of alliances that have any of some keys."""
    return [member for alliance in alliances for member in alliance.members if party_keys(member) & keys]


def _known(backend: Backend, text: str) -> list[KnownName]:
    use_files(backend.settings.data_dir)
    return look_up(text, backend.settings.data_dir)


def _listed(text: str, known: Sequence[KnownName]) -> list[NamedCompany]:
    """What the tables have of a name or a code, where no alliance has it."""
    coded = company_codes().coded(text)
    if coded is not None:
        return _bearers(coded.name, [coded])
    found: dict[str, NamedCompany] = {}
    for one in known:
        code = next((entry.code for entry in one.entries if entry.code), "")
        registered = company_codes().coded(code, one.name) if code not in ("", NO_CODE) else None
        bearers = [registered] if registered else company_codes().named(one.name) if not code else []
        for named in _bearers(one.name, bearers):
            found.setdefault(named.id, named)
    return list(found.values()) or [named for named in _bearers(text, company_codes().named(text)) if named.identifiers]


def _bearers(name: str, companies: Sequence[RegisteredCompany]) -> list[NamedCompany]:
    """Each of the companies that bear a name; one without codes where the list has none."""
    if not companies:
        return [NamedCompany(name, name, None, 0)]
    return [NamedCompany(one.corp_code, name, _registered(one), 0) for one in companies]


def _registered(company: RegisteredCompany) -> Identifiers:
    return Identifiers(
        corp_code=company.corp_code,
        stock_code=company.stock_code or None,
        english_name=company.english_name or None,
        listed=company.listed,
    )


async def _told(backend: Backend, named: NamedCompany) -> Company:
    """All that is known of a company."""
    store = await backend.store()
    alliances, total = await _alliances(store, named.id) if store else ([], 0)
    keys = wanted_keys(named.id)
    own = _meant(alliances, keys)
    names = [name for name, _ in Counter(member.name for member in own).most_common()] or [named.name]
    identifiers = _identifiers(own) if own else named.identifiers
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
            identifiers=_identifiers([member for member, _ in shared]),
            alliances=len(shared),
            kinds=dict(Counter(alliance.kind for _, alliance in shared).most_common()),
            first=min(alliance.first_told for _, alliance in shared),
            last=max(alliance.first_told for _, alliance in shared),
        )
        for id, shared in with_each.items()
    ]
    return sorted(partners, key=lambda partner: (-partner.alliances, -partner.last.timestamp(), partner.name))


def _identifiers(members: Iterable[Member]) -> Identifiers | None:
    """What alliances give away of which company their member is; of several, none is chosen."""
    found = [member.identifiers for member in members if member.identifiers]
    sure = {next(filter(None, _codes(one))): one for one in found if any(_codes(one))}
    if len(sure) > 1:
        return Identifiers(shared_by=max(len(sure), *(one.shared_by or 0 for one in found)))
    unsure = next((one for one in found if one.shared_by), None)
    return unsure or next(iter(sure.values()), None)


def _codes(identifiers: Identifiers | None) -> tuple[str | None, ...]:
    return (identifiers.stock_code, identifiers.corp_code) if identifiers else ()


def _namesakes(name: str, identifiers: Identifiers | None) -> list[Identifiers]:
    if identifiers is None or not identifiers.shared_by:
        return []
    return [_registered(one) for one in company_codes().named(name)[:MOST_NAMED]]


def _spellings(backend: Backend, names: Iterable[str]) -> list[Spelling]:
    """How the tables of names write a company, the user's own first, each spelling once."""
    found: dict[tuple[str, str, str], Spelling] = {}
    for name in names:
        for known in _known(backend, name):
            if known.name == name:
                for entry in known.entries:
                    found.setdefault((entry.spelling, entry.since, entry.until), Spelling(entry, known.table))
    return list(found.values())
