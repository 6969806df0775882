"""JSON-LD with the words of schema.org: an alliance is an `Action` of organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dongmaeng.exports.addresses import Pages, alliance_urn, article_urn, organisation_urn
from dongmaeng.exports.texts import carriable, linkable
from dongmaeng.terminal import json_text
from dongmaeng.times import seoul
from topics.records import Alliance, Member, Role, Source, Status

_VOCABULARY = "https://schema.org/"

CONTEXT = {
    "@vocab": _VOCABULARY,
    "dongmaeng": "urn:dongmaeng:term:",
    "url": {"@type": "@id"},
    "actionStatus": {"@type": "@id"},
    "datePublished": {"@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
}
"""Stands in the file itself, so that no reader fetches one."""

_STATUSES = {
    Status.ANNOUNCED: "CompletedActionStatus",
    Status.ENDED: "CompletedActionStatus",
    Status.BACKGROUND: "CompletedActionStatus",
    Status.PLANNED: "PotentialActionStatus",
    Status.RUMOURED: "PotentialActionStatus",
    Status.DENIED: "FailedActionStatus",
}
"""What schema.org has for a status; `dongmaeng:status` says it exactly."""


class LinkedDataWriter:
    """Writes one document whose `@graph` has an entry an alliance."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._before = f'{{"@context": {json_text(CONTEXT)}, "@graph": [\n'

    def write(self, items: Sequence[Alliance]) -> bytes:
        """The entries of some alliances."""
        parts = []
        for alliance in items:
            parts += [self._before, json_text(linked(alliance, self._pages))]
            self._before = ",\n"
        return "".join(parts).encode()

    def end(self) -> Iterator[bytes]:
        """The end of the graph."""
        yield (("" if self._before == ",\n" else self._before) + "\n]}\n").encode()

    def close(self) -> None:
        """Nothing is held."""


def linked(alliance: Alliance, pages: Pages) -> dict[str, Any]:
    """An alliance as schema.org tells it; what the vocabulary lacks has names of our own."""
    hosts = [m for m in alliance.members if m.role is not Role.JOINER]
    joiners = [m for m in alliance.members if m.role is Role.JOINER]
    tie = alliance.tie
    return _told(
        {
            "@id": alliance_urn(alliance.id),
            "@type": "Action",
            "identifier": alliance.id,
            "name": _text(alliance.name) or ", ".join(carriable(member.name) for member in alliance.members),
            "description": _text(alliance.evidence),
            "actionStatus": _VOCABULARY + _STATUSES[alliance.status] if alliance.status in _STATUSES else None,
            "startTime": _text(alliance.date),
            "endTime": _text(tie.term.until) if tie.term else None,
            "agent": [_member(member, alliance, pages) for member in hosts],
            "participant": [_member(member, alliance, pages) for member in joiners]
            + [_told({"@type": "Person", "name": _text(p.name), "jobTitle": _text(p.role)}) for p in tie.signatories],
            "result": _told({"@type": "Organization", "name": _text(tie.venture.name)})
            if tie.venture and tie.venture.name
            else None,
            "url": pages.alliance(alliance.id),
            "subjectOf": [_article(source) for source in alliance.articles],
            "dongmaeng:kind": alliance.kind,
            "dongmaeng:status": alliance.status,
            "dongmaeng:activity": list(dict.fromkeys(told.activity for told in tie.activities)),
            "dongmaeng:purpose": _text(alliance.purpose),
            "dongmaeng:amount": [carriable(amount) for amount in alliance.amounts],
            "dongmaeng:stake": [carriable(stake) for stake in alliance.stakes],
            "dongmaeng:firstTold": seoul(alliance.first_told),
            "dongmaeng:crossBorder": tie.cross_border,
            "dongmaeng:score": alliance.score,
        }
    )


def _member(member: Member, alliance: Alliance, pages: Pages) -> dict[str, Any]:
    codes = member.identifiers
    country = alliance.tie.country_of(member.id)
    return _told(
        {
            "@id": organisation_urn(member.id),
            "@type": "Organization",
            "name": carriable(member.name),
            "alternateName": _text(codes.english_name) if codes else None,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value}
                for name, value in (("corp_code", codes.corp_code), ("stock_code", codes.stock_code))
                if value
            ]
            if codes
            else None,
            "address": {"@type": "PostalAddress", "addressCountry": country} if country else None,
            "url": pages.company(member.id),
        }
    )


def _article(source: Source) -> dict[str, Any]:
    return _told(
        {
            "@id": article_urn(source.article_id),
            "@type": "NewsArticle",
            "headline": _text(source.title),
            "url": linkable(source.url),
            "datePublished": seoul(source.published),
            "publisher": _told({"@type": "Organization", "name": _text(source.publisher)})
            if source.publisher
            else None,
        }
    )


def _text(text: str | None) -> str | None:
    return carriable(text) if text else None


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}
