"""The companies that a text may mean: of the members of alliances, else of the tables of names and codes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.tag.names.company_codes import RegisteredCompany, company_codes
from agents.tag.names.gazetteer import NO_CODE
from agents.tag.names.look_up import KnownName, look_up
from agents.tag.names.user_files import use_files
from dongmaeng.backend.backend import Backend
from search.alliances import AllianceQuery, wanted_keys
from search.facts import party_keys
from search.store import Store
from topics.records import Alliance, Identifiers, Member

MOST_NAMED = 50
"""Companies that one name may mean, to choose from."""


@dataclass(frozen=True, slots=True)
class NamedCompany:
    """A company that a name or a code may mean."""

    id: str
    """The member id; a code where several companies share one or no alliance has it, else its name."""
    name: str
    identifiers: Identifiers | None
    alliances: int


async def candidates(backend: Backend, text: str) -> list[NamedCompany]:
    """All that a text may mean: of the members of alliances, else of the tables of names and codes."""
    store = await backend.store()
    known = await asyncio.to_thread(known_names, backend, text)
    named = await _of_members(store, text, known) if store else []
    return named or await asyncio.to_thread(_listed, text, known)


async def _of_members(store: Store, text: str, known: Sequence[KnownName]) -> list[NamedCompany]:
    """The members of the latest alliances that a text may mean."""
    members: dict[str, list[Member]] = {}
    totals: dict[str, int] = {}
    for wanted in dict.fromkeys([text, *(one.name for one in known)]):
        found = await store.alliances(AllianceQuery(organisations=(wanted,)), MOST_NAMED)
        totals[wanted] = found.total
        for member in members_with(found.alliances, wanted_keys(wanted)):
            members.setdefault(member.id, []).append(member)
    if text in members:  # an id is meant, whoever has it as a name
        members = {text: members[text]}
    for id in members.keys() - totals.keys():
        totals[id] = (await store.alliances(AllianceQuery(organisations=(id,)), 1)).total
    named = [_named(text, id, of_id, totals) for id, of_id in members.items()]
    return sorted(named, key=lambda one: (-one.alliances, one.name, one.id))


def _named(text: str, id: str, members: Sequence[Member], totals: Mapping[str, int]) -> NamedCompany:
    of_code = next((m for m in members if text in codes_of(m.identifiers)), None)
    if of_code is not None and totals[text] < totals[id]:  # others of this name are meant by the rest
        return NamedCompany(text, of_code.name, of_code.identifiers, totals[text])
    return NamedCompany(id, members[0].name, identifiers_of(members), totals[id])


def members_with(alliances: Iterable[Alliance], keys: set[str]) -> list[Member]:
    """The members of alliances that have any of some keys."""
    return [member for alliance in alliances for member in alliance.members if party_keys(member) & keys]


def known_names(backend: Backend, text: str) -> list[KnownName]:
    """What the tables of names have of a text; reads files."""
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
    return [NamedCompany(one.corp_code, name, registered_identifiers(one), 0) for one in companies]


def registered_identifiers(company: RegisteredCompany) -> Identifiers:
    """The codes of a company of the list of those that disclose."""
    return Identifiers(
        corp_code=company.corp_code,
        stock_code=company.stock_code or None,
        english_name=company.english_name or None,
        listed=company.listed,
    )


def identifiers_of(members: Iterable[Member]) -> Identifiers | None:
    """What alliances give away of which company their member is; of several, none is chosen."""
    found = [member.identifiers for member in members if member.identifiers]
    sure = {next(filter(None, codes_of(one))): one for one in found if any(codes_of(one))}
    if len(sure) > 1:
        return Identifiers(shared_by=max(len(sure), *(one.shared_by or 0 for one in found)))
    unsure = next((one for one in found if one.shared_by), None)
    return unsure or next(iter(sure.values()), None)


def codes_of(identifiers: Identifiers | None) -> tuple[str | None, ...]:
    """The codes that tell one company from all others, the best known first."""
    return (identifiers.stock_code, identifiers.corp_code) if identifiers else ()
