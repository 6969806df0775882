"""Alliances as JSON."""

from __future__ import annotations

from typing import Any, Self

from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.organisations import AllianceMemberShape, NamedShape
from dongmaeng.shapes.shape import Shape
from dongmaeng.shapes.statements import TermsShape, terms
from search.alliances import AllianceFacet, AlliancesFound
from topics.records import Alliance, Change, ChangeKind, Kind, Quiet, Revision, Source, Status


class AllianceArticleShape(Shape):
    """An article that tells of an alliance."""

    article_id: str
    source_id: str | None
    """Your own id of an imported item."""
    url: str
    title: str
    publisher: str | None
    published: Moment | None
    evidence: str
    """The words that tell it."""

    @classmethod
    def of(cls, source: Source) -> AllianceArticleShape:
        return cls(
            article_id=source.article_id,
            source_id=source.source_id,
            url=source.url,
            title=source.title,
            publisher=source.publisher,
            published=source.published,
            evidence=source.evidence,
        )


class ChangeShape(Shape):
    """One step in the life of an alliance."""

    id: str
    change: ChangeKind
    at: Moment
    quiet: Quiet | None
    """Why no webhook was called for it."""
    article_id: str
    """The article that made it, or the decision."""
    members: list[NamedShape]
    """Those it concerns: the founders, or the new ones."""
    revised: list[Revision]
    """What is otherwise now."""
    merged: list[str]
    """The ids of the alliances that turned out to be this one."""

    @classmethod
    def of(cls, change: Change) -> ChangeShape:
        return cls(
            id=change.id,
            change=change.change,
            at=change.at,
            quiet=change.quiet,
            article_id=change.article_id,
            members=[NamedShape.of(member) for member in change.members],
            revised=change.revised,
            merged=change.merged,
        )


class AllianceFactsShape(Shape):
    """What an alliance is, and how it stands."""

    id: str
    name: str | None
    """The name of the initiative, where it has one."""
    kind: Kind
    members: list[AllianceMemberShape]
    status: Status
    disputed: bool
    """Whether one publisher alone tells its end or denies it, so that the status stays."""
    held: bool
    """Whether something of it waits for a second publisher or a person to be told."""
    withdrawn: bool
    """Whether no article tells of it any longer: those that did were edited, and this is what they told last."""
    dismissed: bool
    """Whether a person decided that it is no alliance."""
    independent_publishers: int
    """How many publishers tell of it in texts of their own."""
    date: str | None
    """When it was or will be concluded: YYYY-MM-DD, YYYY-MM or YYYY."""
    first_seen: Moment
    """When the first of its articles was read."""
    first_told: Moment
    """The earliest publication of its articles, else when the first was read."""
    evidence: str
    """The words that tell it, of the first article that does."""


class AllianceShape(TermsShape, AllianceFactsShape):
    """What is known of one alliance over all articles."""

    articles: list[AllianceArticleShape]
    changes: list[ChangeShape]

    @classmethod
    def of(cls, alliance: Alliance) -> Self:
        return cls(**alliance_fields(alliance))


class AlliancesShape(Shape):
    """Some of the alliances that are wanted, the latest told first."""

    total: int
    alliances: list[AllianceShape]
    next: str | None
    """The cursor of what follows; null where nothing does."""
    facets: dict[AllianceFacet, dict[str, int]]
    """For each facet that was asked for, its most frequent values over all alliances that are wanted."""

    @classmethod
    def of(cls, found: AlliancesFound) -> AlliancesShape:
        return cls(
            total=found.total,
            alliances=[AllianceShape.of(alliance) for alliance in found.alliances],
            next=found.next,
            facets={facet: dict(counts) for facet, counts in found.facets.items()},
        )


def alliance_fields(alliance: Alliance) -> dict[str, Any]:
    """The fields of `AllianceShape`."""
    return {
        "id": alliance.id,
        "name": alliance.name,
        "kind": alliance.kind,
        "members": [AllianceMemberShape.of(m, alliance.tie.country_of(m.id)) for m in alliance.members],
        "status": alliance.status,
        "disputed": alliance.disputed,
        "held": alliance.held,
        "withdrawn": alliance.withdrawn,
        "dismissed": alliance.dismissed,
        "independent_publishers": alliance.independent_publishers,
        "date": alliance.date,
        "first_seen": alliance.first_seen,
        "first_told": alliance.first_told,
        "evidence": alliance.evidence,
        "articles": [AllianceArticleShape.of(source) for source in alliance.articles],
        "changes": [ChangeShape.of(change) for change in alliance.changes],
        **terms(alliance),
    }
