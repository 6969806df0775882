"""Companies as JSON."""

from __future__ import annotations

from pydantic import Field

from dongmaeng.backend.companies import Company, Partner, Spelling
from dongmaeng.backend.named_companies import NamedCompany
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from topics.records import Identifiers, Kind


class NamedCompanyShape(Shape):
    """A company that a name or a code may mean."""

    id: str
    """What its page is asked for by: the member id; a code where several companies share one or no alliance has it."""
    name: str
    identifiers: Identifiers | None
    alliances: int
    """How many it is a member of."""

    @classmethod
    def of(cls, named: NamedCompany) -> NamedCompanyShape:
        return cls(id=named.id, name=named.name, identifiers=named.identifiers, alliances=named.alliances)


class SpellingShape(Shape):
    """A spelling that stands for a company in texts."""

    spelling: str
    since: str | None = Field(alias="from")
    """First month (YYYY-MM) in which it does; null for always."""
    until: str | None
    """Last such month; null for ever."""
    flags: list[str]
    table: str
    """The table that has it; `names.tsv` is your own."""

    @classmethod
    def of(cls, spelling: Spelling) -> SpellingShape:
        entry = spelling.entry
        return cls(
            spelling=entry.spelling,
            since=entry.since or None,
            until=entry.until or None,
            flags=sorted(entry.flags),
            table=spelling.table,
        )


class PartnerShape(Shape):
    """An organisation that is a member of alliances with a company."""

    id: str
    name: str
    identifiers: Identifiers | None
    alliances: int
    """How many they have in common."""
    kinds: dict[Kind, int]
    first: Moment
    """When the first of them was first told."""
    last: Moment
    """When the latest of them was first told."""

    @classmethod
    def of(cls, partner: Partner) -> PartnerShape:
        return cls(
            id=partner.id,
            name=partner.name,
            identifiers=partner.identifiers,
            alliances=partner.alliances,
            kinds=dict(partner.kinds),
            first=partner.first,
            last=partner.last,
        )


class CompanyShape(Shape):
    """A company, how it is written, and with whom it has alliances."""

    id: str
    name: str
    names: list[str]
    """All names by which its alliances call it."""
    identifiers: Identifiers | None
    """Its codes, English name and whether it is listed."""
    namesakes: list[Identifiers]
    """The companies that bear its name, where it is not sure which of them its alliances mean."""
    spellings: list[SpellingShape]
    alliances: int
    """How many it is a member of."""
    at_least: bool
    """Whether there are more; the latest alone were looked at."""
    kinds: dict[Kind, int]
    first: Moment | None
    """When its first alliance was first told."""
    last: Moment | None
    """When its latest alliance was first told."""
    partners: list[PartnerShape]
    """Those with the most alliances first."""

    @classmethod
    def of(cls, company: Company) -> CompanyShape:
        return cls(
            id=company.id,
            name=company.name,
            names=list(company.names),
            identifiers=company.identifiers,
            namesakes=list(company.namesakes),
            spellings=[SpellingShape.of(spelling) for spelling in company.spellings],
            alliances=company.alliances,
            at_least=company.at_least,
            kinds=dict(company.kinds),
            first=company.first,
            last=company.last,
            partners=[PartnerShape.of(partner) for partner in company.partners],
        )
