"""The claims that a report makes: one for each mention that says something which could be kept."""

from __future__ import annotations

from collections.abc import Iterator

from agents.members import with_members
from agents.publication import possible_publication
from agents.resolve.claims import Claim, in_reading_order
from topics.records import Member, Mention, Report, Role, Statement, stable_id

MOST_MEMBERS = 60
"""Members of one mention that are kept: the largest signing ceremonies name about forty parties."""


def claims_of(report: Report) -> Iterator[Claim]:
    """The claims of a report, the exact and the strongest first, so that the weak find their place.

    A mention with neither a member nor a name says nothing that could be kept.
    """
    claims = []
    article = report.model_dump(include=_OF_ARTICLE)
    article["published"] = possible_publication(report.published, report.fetched)
    article["edited"] = report.fetched if report.replaces is not None else None
    for mention in map(_by_canonical_names, report.mentions):
        joining = {member.id for member in mention.joining}
        members = [
            member.model_copy(update={"role": Role.JOINER}) if member.id in joining else member
            for member in _distinct(mention.members + mention.joining)
        ]
        if not members and not mention.name:
            continue
        claims.append(
            Claim(
                id=stable_id(report.article_id, _fingerprint(mention)),
                members=members,
                joining=[member for member in members if member.id in joining],
                **article,
                **mention.model_dump(include=_OF_MENTION),
            )
        )
    yield from in_reading_order({claim.id: claim for claim in claims}.values())


_OF_ARTICLE = {"article_id", "source_id", "url", "title", "publisher", "site", "group", "quiet", "published", "fetched"}
_SAID = {"status", "new", "kind", "name", "members", "joining", "date", "evidence"}
_OF_MENTION = {*Statement.model_fields} - {"members", "joining"}
_READ_ANEW = {"__all__": {"role", "came", "identifiers", "canonical"}}
_BESIDE_NAME = {"__all__": {"canonical"}}
"""What reports of earlier versions do not say; their keys are those that these versions gave them."""


def digest(report: Report) -> str:
    """What the report says, as a short key: the same for a repeat, another for an edited article."""
    decided = [report.decision.model_dump_json()] if report.decision else []
    beside = {"members": _BESIDE_NAME, "joining": _BESIDE_NAME}
    return stable_id(*(mention.model_dump_json(exclude=beside) for mention in report.mentions), *decided)


def _fingerprint(mention: Mention) -> str:
    """What makes a mention another: details may be read anew by better rules, and it is still the same."""
    return mention.model_dump_json(include=_SAID, exclude={"members": _READ_ANEW, "joining": _READ_ANEW})


def _by_canonical_names(mention: Mention) -> Mention:
    """The mention with its members under the names that all papers share, whatever each of them calls them."""
    told_otherwise = any(member.canonical for member in (*mention.members, *mention.joining))
    return with_members(mention, _canonical) if told_otherwise else mention


def _canonical(member: Member) -> Member:
    return member.model_copy(update={"name": member.canonical or member.name, "canonical": None})


def _distinct(members: list[Member]) -> list[Member]:
    return list({member.id: member for member in reversed(members)}.values())[::-1][:MOST_MEMBERS]
