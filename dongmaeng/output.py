"""The JSON shapes of the command line: a contract, documented in docs/command-line.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agents.resolve.claims import Claim
from agents.resolve.decisions import Remembered
from dongmaeng.health import DelayedSource
from search.store import Hit
from topics.records import SEOUL, Alliance, Article, Identifiers, Member, Statement, TaggedArticle, Terms, Tie


def seoul(moment: datetime | None) -> str | None:
    """ISO 8601 in Seoul, to the second."""
    return moment.astimezone(SEOUL).isoformat(timespec="seconds") if moment else None


def minute(moment: datetime | None) -> str:
    """The minute in Seoul, for people; empty where the moment is not known."""
    return (seoul(moment) or "")[:16].replace("T", " ")


def delayed_json(source: DelayedSource) -> dict[str, Any]:
    return {
        "source": source.source,
        "host": source.host,
        "what": source.what,
        "reason": source.reason,
        "endings": source.endings,
        "since": seoul(source.since),
        "next": seoul(source.next),
    }


def article_json(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "subtitle": article.subtitle,
        "body": article.body,
        "authors": article.authors,
        "publisher": article.publisher,
        "section": article.section,
        "published": seoul(article.published),
        "updated": seoul(article.updated),
        "captions": article.captions,
        "language": article.language,
        "paid": article.paid,
        "group": article.group,
        "copy_kind": article.copy_kind,
        "version": article.version,
        "first_publisher": article.first_publisher,
        "rules": article.rules,
    }


def tagged_json(tagged: TaggedArticle) -> dict[str, Any]:
    return {
        "article": article_json(tagged.article),
        "organisations": [
            {
                "id": o.id,
                "name": o.name,
                "kind": o.kind,
                "spans": o.spans,
                "identifiers": identifiers_json(o.identifiers),
            }
            for o in tagged.organisations
        ],
        "people": [{"name": p.name, "organisation": p.organisation, "role": p.role} for p in tagged.people],
        "products": [{"name": p.name, "spans": p.spans} for p in tagged.products],
        "mentions": [_said(m) for m in tagged.mentions],
        "steps": [step.model_dump(mode="json") for step in tagged.steps],
    }


def alliance_json(alliance: Alliance) -> dict[str, Any]:
    return {
        "id": alliance.id,
        "name": alliance.name,
        "kind": alliance.kind,
        "members": [
            member_json(m) | {"since": m.since, "country": alliance.tie.country_of(m.id)} for m in alliance.members
        ],
        "status": alliance.status,
        "disputed": alliance.disputed,
        "held": alliance.held,
        "independent_publishers": alliance.independent_publishers,
        "date": alliance.date,
        "first_seen": seoul(alliance.first_seen),
        "evidence": alliance.evidence,
        **_terms(alliance),
        "articles": [{"article_id": a.article_id, "source_id": a.source_id, "url": a.url} for a in alliance.articles],
        "changes": [{"id": c.id, "change": c.change, "at": seoul(c.at), "quiet": c.quiet} for c in alliance.changes],
    }


def account_json(claim: Claim) -> dict[str, Any]:
    """What one article says of an alliance."""
    return {
        "article_id": claim.article_id,
        "source_id": claim.source_id,
        "url": claim.url,
        "title": claim.title,
        "publisher": claim.publisher,
        "published": seoul(claim.published),
        **_said(claim),
        "joined_by": claim.joined_by,
        "joined_to": claim.joined_to,
    }


def _said(said: Statement) -> dict[str, Any]:
    return {
        "status": said.status,
        "new": said.new,
        "kind": said.kind,
        "name": said.name,
        "members": [member_json(m) | {"came": m.came, "country": said.tie.country_of(m.id)} for m in said.members],
        "joining": [{"id": m.id, "name": m.name} for m in said.joining],
        "parties": said.parties,
        "one_of_several": said.one_of_several,
        "dated": said.dated,
        "date": said.date,
        "evidence": said.evidence,
        "rule": said.rule,
        **_terms(said),
    }


def tie_json(tie: Tie) -> dict[str, Any]:
    """What kind of tie it is, each detail with the rule that found it and the words it rests on."""
    return tie.model_dump(mode="json")


def _terms(of: Terms) -> dict[str, Any]:
    return {
        "amounts": of.amounts,
        "stakes": of.stakes,
        "purpose": of.purpose,
        "tie": tie_json(of.tie),
        "score": of.score,
        "reasons": of.reasons,
    }


def member_json(member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role,
        "identifiers": identifiers_json(member.identifiers),
    }


def identifiers_json(identifiers: Identifiers | None) -> dict[str, Any] | None:
    """The codes of a company; None for what is no company that the list knows."""
    return identifiers.model_dump() if identifiers else None


def decision_json(decision: Remembered) -> dict[str, Any]:
    return {
        "id": decision.id,
        "decision": decision.kind,
        "at": seoul(decision.at),
        "undone": decision.undone,
        "sides": [
            {"alliance": s.alliance, "articles": s.articles, "members": [m.name for m in s.members]}
            for s in decision.sides
        ],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "source_id": hit.source_id,
        "article_id": hit.article_id,
        "title": hit.title,
        "url": hit.url,
        "published": seoul(hit.published),
        "score": round(hit.score, 4),
        "copies": hit.copies,
        "highlights": [highlight.as_html() for highlight in hit.highlights],
        "companies": [
            {"id": o.id, "name": o.name, "identifiers": identifiers_json(o.identifiers)} for o in hit.companies
        ],
    }
