"""Organisations, companies and members of alliances as JSON."""

from __future__ import annotations

from typing import Any, Self

from dongmaeng.shapes.shape import Shape
from topics.records import Identifiers, Member, Organisation, Role, Span


class NamedShape(Shape):
    """An organisation by its id and name."""

    id: str
    name: str

    @classmethod
    def of(cls, named: Member | Organisation) -> Self:
        return cls(id=named.id, name=named.name)


class OrganisationShape(Shape):
    """An organisation that an article names."""

    id: str
    name: str
    """The canonical name."""
    kind: str
    """company, agency, university, institute, association, group, initiative or unknown."""
    spans: list[Span]
    """Where it stands in the body."""
    identifiers: Identifiers | None
    """The codes of a company; null for what is no company that the list knows."""

    @classmethod
    def of(cls, organisation: Organisation) -> OrganisationShape:
        return cls(
            id=organisation.id,
            name=organisation.name,
            kind=organisation.kind,
            spans=organisation.spans,
            identifiers=organisation.identifiers,
        )


class FoundCompanyShape(Shape):
    """A company that an article found by a search names."""

    id: str
    name: str
    identifiers: Identifiers | None

    @classmethod
    def of(cls, organisation: Organisation) -> FoundCompanyShape:
        return cls(id=organisation.id, name=organisation.name, identifiers=organisation.identifiers)


class MemberShape(Shape):
    """A member of an alliance."""

    id: str
    name: str
    role: Role
    identifiers: Identifiers | None
    """The codes of a company; null for what is no company that the list knows."""
    country: str | None
    """ISO 3166-1 alpha-2; null where neither the text nor the name says it."""


class AllianceMemberShape(MemberShape):
    """A member of an alliance, as all articles have it."""

    since: str | None
    """The day this member was first reported in the alliance (YYYY-MM-DD, YYYY-MM or YYYY)."""

    @classmethod
    def of(cls, member: Member, country: str | None) -> AllianceMemberShape:
        return cls(since=member.since, **_member(member, country))


class SaidMemberShape(MemberShape):
    """A member of an alliance, as one text has it."""

    canonical: str | None
    """The name that all spellings have in common, where `name`, as the text has it, is another."""
    came: str | None
    """How the text brings it in: named, set ("양사"), carried, headline, roster or lead."""

    @classmethod
    def of(cls, member: Member, country: str | None) -> SaidMemberShape:
        return cls(came=member.came, canonical=member.canonical, **_member(member, country))


def _member(member: Member, country: str | None) -> dict[str, Any]:
    """The fields of `MemberShape`."""
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role,
        "identifiers": member.identifiers,
        "country": country,
    }
