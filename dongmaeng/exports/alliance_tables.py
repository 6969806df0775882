"""Alliances as tables: a row for each, or a row for each of their members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.table import Column, ColumnType, Table
from topics.records import Alliance, Member, Role

TEXT, LIST, INTEGER, NUMBER, FLAG, MOMENT = ColumnType


class Membership(NamedTuple):
    """One member of one alliance."""

    alliance: Alliance
    member: Member


def alliance_table(pages: Pages) -> Table[Alliance, Alliance]:
    """A row for each alliance."""
    page: Column[Alliance] = Column("page", TEXT, "its page", lambda alliance: pages.alliance(alliance.id), 30)
    return Table("alliances", (*_ALLIANCE, page), lambda alliance: (alliance,))


def member_table(pages: Pages) -> Table[Alliance, Membership]:
    """A row for each member of each alliance."""
    page: Column[Membership] = Column("page", TEXT, "the member's page", lambda m: pages.company(m.member.id), 30)
    return Table("members", (*_MEMBER, page), _memberships)


def _memberships(alliance: Alliance) -> Iterator[Membership]:
    for member in alliance.members:
        yield Membership(alliance, member)


def _names(alliance: Alliance, role: Role | None = None) -> list[str]:
    return [member.name for member in alliance.members if role in (None, member.role)]


def _codes(alliance: Alliance, code: str) -> list[str]:
    return [getattr(member.identifiers, code) for member in alliance.members if member.identifiers]


def _signatories(alliance: Alliance) -> list[str]:
    return [" ".join(filter(None, (p.name, p.organisation, p.role))) for p in alliance.tie.signatories]


def _once(values: list[str | None]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


_ALLIANCE: tuple[Column[Alliance], ...] = (
    Column("id", TEXT, "its id", lambda a: a.id, 18),
    Column("name", TEXT, "the name of the initiative, where it has one", lambda a: a.name, 20),
    Column("kind", TEXT, "what form it takes", lambda a: a.kind),
    Column("status", TEXT, "what became of it", lambda a: a.status),
    Column("date", TEXT, "when it was or will be concluded, as exactly as is told", lambda a: a.date, 12),
    Column("first_told", MOMENT, "when an article first told of it", lambda a: a.first_told, 18),
    Column("members", LIST, "the names of its members", _names, 40),
    Column("member_ids", LIST, "the ids of its members", lambda a: [m.id for m in a.members], 30),
    Column("hosts", LIST, "the members that lead it", lambda a: _names(a, Role.HOST), 20),
    Column("joiners", LIST, "the members that entered what was there", lambda a: _names(a, Role.JOINER), 20),
    Column("corp_codes", LIST, "the codes of OpenDART of the members that have one", lambda a: _codes(a, "corp_code")),
    Column("stock_codes", LIST, "the stock codes of the members that have one", lambda a: _codes(a, "stock_code")),
    Column("countries", LIST, "where members are from", lambda a: _once([c.country for c in a.tie.countries])),
    Column("activities", LIST, "what they do together", lambda a: _once([t.activity for t in a.tie.activities]), 24),
    Column("cross_border", FLAG, "whether members are from several countries", lambda a: a.tie.cross_border),
    Column("term_months", INTEGER, "how many months it runs", lambda a: a.tie.term and a.tie.term.months),
    Column("term_until", TEXT, "its last day, month or year", lambda a: a.tie.term and a.tie.term.until),
    Column("venture", TEXT, "the company to be founded", lambda a: a.tie.venture and a.tie.venture.name, 20),
    Column("venture_capital", TEXT, "its capital, as told", lambda a: a.tie.venture and a.tie.venture.capital),
    Column("signatories", LIST, "who signed: name, organisation, role", _signatories, 30),
    Column("amounts", LIST, "sums of money, as told", lambda a: a.amounts, 16),
    Column("stakes", LIST, "shares in companies, as told", lambda a: a.stakes),
    Column("purpose", TEXT, "what it is for, as told", lambda a: a.purpose, 40),
    Column("score", NUMBER, "how sure the reading is, from 0 to 1", lambda a: a.score, 8),
    Column("independent_publishers", INTEGER, "how many publishers tell of it", lambda a: a.independent_publishers),
    Column("disputed", FLAG, "whether one publisher alone tells its end", lambda a: a.disputed),
    Column("held", FLAG, "whether something of it waits to be confirmed", lambda a: a.held),
    Column("articles", INTEGER, "how many articles tell of it", lambda a: len(a.articles)),
    Column("publishers", LIST, "who published them", lambda a: _once([s.publisher for s in a.articles]), 24),
    Column("urls", LIST, "their addresses", lambda a: [source.url for source in a.articles], 40),
    Column("last_change", TEXT, "its latest change", lambda a: a.changes[-1].change if a.changes else None),
    Column("last_changed", MOMENT, "when that was", lambda a: a.changes[-1].at if a.changes else None, 18),
    Column("first_seen", MOMENT, "when it was first read of", lambda a: a.first_seen, 18),
    Column("evidence", TEXT, "the sentence that tells it", lambda a: a.evidence, 60),
)

_MEMBER: tuple[Column[Membership], ...] = (
    Column("alliance_id", TEXT, "the id of the alliance", lambda m: m.alliance.id, 18),
    Column("alliance_name", TEXT, "its name, where it has one", lambda m: m.alliance.name, 20),
    Column("kind", TEXT, "what form it takes", lambda m: m.alliance.kind),
    Column("status", TEXT, "what became of it", lambda m: m.alliance.status),
    Column("date", TEXT, "when it was or will be concluded", lambda m: m.alliance.date, 12),
    Column("first_told", MOMENT, "when an article first told of it", lambda m: m.alliance.first_told, 18),
    Column("member_id", TEXT, "the id of the member", lambda m: m.member.id, 20),
    Column("member", TEXT, "its name", lambda m: m.member.name, 24),
    Column("role", TEXT, "its part in the alliance", lambda m: m.member.role),
    Column("since", TEXT, "when it was first reported in it", lambda m: m.member.since, 12),
    Column("country", TEXT, "where it is from (ISO 3166-1)", lambda m: m.alliance.tie.country_of(m.member.id), 8),
    Column("corp_code", TEXT, "its code of OpenDART", lambda m: _code(m, "corp_code"), 12),
    Column("stock_code", TEXT, "its stock code", lambda m: _code(m, "stock_code"), 12),
    Column("english_name", TEXT, "its English name", lambda m: _code(m, "english_name"), 30),
    Column("listed", FLAG, "whether it is on an exchange", lambda m: _code(m, "listed"), 8),
    Column("shared_by", INTEGER, "how many companies bear the name", lambda m: _code(m, "shared_by"), 10),
)


def _code(membership: Membership, name: str) -> object:
    return getattr(membership.member.identifiers, name, None)
