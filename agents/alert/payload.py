"""The JSON text of a webhook call."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from topics.records import SEOUL, Alliance, Change, Identifiers, Member, Notice, Revision, Source, Tie

MOST_BYTES = 20_000
"""Standard Webhooks advises payloads under 20 kB, which every receiver takes."""

_LONGEST_TEXT = 500
"""Characters of an evidence sentence or a title; a Korean news sentence seldom has 300."""

_LONGEST_NAME = 200
_LONGEST_FIGURE = 40
_LONGEST_URL = 2_000

_FIRST_LENGTHS = {"articles": 20, "members": 60, "figures": 10, "related": 10, "related members": 60, "merged": 60}
_LAST_LENGTHS = {"articles": 1, "members": 10, "figures": 3, "related": 1, "related members": 5, "merged": 10}
"""How many of each list are sent at most, and to how few they shrink before texts are cut further."""


def payload(alliance: Alliance, change: Change, page: str | None = None) -> str:
    """What a webhook is sent of a change: compact JSON of less than 20,000 bytes.

    Lists and texts that are too long are cut; `data.cut` then names each with the number left out, and cut texts end
    in "…". The same alliance and change give the same text. `page`: where links to alliances begin.
    """
    lengths, text = dict(_FIRST_LENGTHS), _LONGEST_TEXT
    link = {"page": page_of(alliance.id, page)} if page else {}
    while True:
        message = _message(alliance, change, lengths, text)
        message["data"] |= link
        written = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        # A lone surrogate, which JSON may escape but UTF-8 cannot carry, becomes a question mark.
        written = written.encode(errors="replace").decode()
        if len(written.encode()) < MOST_BYTES:
            return written
        shorter = {name: max(_LAST_LENGTHS[name], n * 2 // 3) for name, n in lengths.items()}
        if shorter == lengths:
            text //= 2
        lengths = shorter


def page_of(alliance: str, page: str) -> str:
    """The address of the page of an alliance; `page`: where links begin."""
    return f"{page.rstrip('/')}/alliances/{quote(alliance, safe='')}"


def notice_payload(notice: Notice) -> str:
    """What a webhook is sent of an event of the service: compact JSON."""
    message = {"type": notice.event, "timestamp": korean_time(notice.at), "data": notice.data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(errors="replace").decode()


def _message(alliance: Alliance, change: Change, lengths: dict[str, int], text: int) -> dict[str, Any]:
    cut: dict[str, int] = {}

    def some(name: str, items: list[Any], length: str) -> list[Any]:
        most = lengths[length]
        if len(items) > most:
            cut[name] = cut.get(name, 0) + len(items) - most
        return items[:most]

    def parties(name: str, members: list[Member], length: str = "members") -> list[dict[str, Any]]:
        return [
            {
                "id": _cut(m.id, min(text, _LONGEST_NAME)),
                "name": _cut(m.name, min(text, _LONGEST_NAME)),
                "role": m.role,
                "since": m.since,
                **({"identifiers": _identifiers(m.identifiers)} if m.identifiers else {}),
                "country": alliance.tie.country_of(m.id),
            }
            for m in some(name, members, length)
        ]

    # The article that made the change comes first: it is the one a person wants to read.
    articles = sorted(alliance.articles, key=lambda source: source.article_id != change.article_id)
    data: dict[str, Any] = {
        "id": alliance.id,
        "name": alliance.name and _cut(alliance.name, min(text, _LONGEST_NAME)),
        "kind": alliance.kind,
        "status": alliance.status,
        "disputed": alliance.disputed,
        "independent_publishers": alliance.independent_publishers,
        "date": alliance.date,
        "members": parties("members", alliance.members),
        "evidence": _cut(alliance.evidence, text),
        "amounts": [_cut(amount, _LONGEST_FIGURE) for amount in some("amounts", alliance.amounts, "figures")],
        "stakes": [_cut(stake, _LONGEST_FIGURE) for stake in some("stakes", alliance.stakes, "figures")],
        "purpose": alliance.purpose and _cut(alliance.purpose, min(text, _LONGEST_NAME)),
        "tie": _tie(alliance.tie, some, text),
        "score": alliance.score,
        "reasons": [_cut(reason, _LONGEST_NAME) for reason in some("reasons", alliance.reasons, "figures")],
        "articles": [_article(source, text) for source in some("articles", articles, "articles")],
        "related": [
            {
                "alliance_id": other.alliance_id,
                "name": other.name and _cut(other.name, min(text, _LONGEST_NAME)),
                "kind": other.kind,
                "change": other.change,
                "members": parties("related.members", other.members, "related members"),
                "joined": parties("related.joined", other.joined, "related members"),
            }
            for other in some("related", alliance.related, "related")
        ],
        "change": {
            "id": change.id,
            "change": change.change,
            "at": korean_time(change.at),
            "article_id": change.article_id,
            "members": parties("change.members", change.members),
            **({"revised": [_revision(one) for one in change.revised]} if change.revised else {}),
            **({"merged": some("change.merged", change.merged, "merged")} if change.merged else {}),
        },
    }
    if cut:
        data["cut"] = cut
    return {"type": f"alliance.{change.change}", "timestamp": korean_time(change.at), "data": data}


def _revision(revision: Revision) -> dict[str, Any]:
    return {"matter": revision.matter, "before": revision.before, "after": revision.after}


def _identifiers(identifiers: Identifiers) -> dict[str, Any]:
    """What is known of them: sixty members of one call leave no room for what is not."""
    known = identifiers.model_dump(exclude_none=True)
    return {name: _cut(value, _LONGEST_FIGURE) if isinstance(value, str) else value for name, value in known.items()}


def _tie(tie: Tie, some: Callable[[str, list[Any], str], list[Any]], text: int) -> dict[str, Any]:
    """What kind of tie it is; members carry their countries."""
    name = min(text, _LONGEST_NAME)
    return {
        "activities": [one.activity for one in tie.activities],
        "cross_border": tie.cross_border,
        "term": tie.term
        and {"said": _cut(tie.term.said, _LONGEST_FIGURE), "months": tie.term.months, "until": tie.term.until},
        "venture": tie.venture
        and {
            "what": tie.venture.what and _cut(tie.venture.what, _LONGEST_FIGURE),
            "name": tie.venture.name and _cut(tie.venture.name, name),
            "capital": tie.venture.capital and _cut(tie.venture.capital, _LONGEST_FIGURE),
        },
        "signatories": [
            {
                "name": _cut(person.name, name),
                "role": person.role and _cut(person.role, name),
                "organisation": person.organisation and _cut(person.organisation, name),
            }
            for person in some("signatories", tie.signatories, "members")
        ],
    }


def _article(source: Source, text: int) -> dict[str, Any]:
    return {
        "title": _cut(source.title, text),
        "url": source.url if len(source.url) <= min(_LONGEST_URL, text * 4) else None,
        "publisher": source.publisher and _cut(source.publisher, min(text, _LONGEST_NAME)),
        "published": korean_time(source.published),
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(0, most - 1)] + "…"


def korean_time(moment: datetime | None) -> str | None:
    """ISO 8601 in Korean time, to the second; a naive time is taken as Korean."""
    if moment is None:
        return None
    aware = moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
    return aware.isoformat(timespec="seconds")
