"""Articles and alliances as documents, and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from search.alliances import AllianceFacet, values_by
from search.facts import (
    codes_of,
    facts_of,
    group_of,
    organisation_keys,
    organisations_of,
    parties_of,
    publisher_of,
)
from search.store import TextTooLong, WriteResult, Written, alliance_version, check_length, version_of
from topics.records import Alliance, Role, TaggedArticle, Tie

Action = dict[str, Any]
"""What a bulk request is given for one document."""

_LEAD = 300  # characters: the first paragraph of a story has under 200
_SUGGESTIONS = 20  # a list of members is no help to one who types
_TEXTS = ("title", "subtitle", "body")
_LONGEST_NAME = 500

__all__ = ["TextTooLong", "alliance_action", "alliance_of", "article_action", "article_of", "renewed"]


def article_action(tagged: TaggedArticle, index: str) -> Action:
    """The write of an article; raises `TextTooLong` and, for half a surrogate pair, `UnicodeEncodeError`."""
    article = tagged.article
    check_length(article)
    texts = {name: unicodedata.normalize("NFC", getattr(article, name) or "") for name in _TEXTS}
    for text in texts.values():
        text.encode()
    facts = facts_of(tagged)
    organisations = organisations_of(tagged)
    source = {
        "source_id": article.source_id,
        "group": group_of(tagged),
        "url": article.url,
        "publisher": publisher_of(article),
        "section": article.section,
        "authors": article.authors,
        "published": _moment(article.published),
        "updated": _moment(article.updated),
        "fetched": _moment(article.fetched),
        "title": texts["title"],
        "subtitle": texts["subtitle"] or None,
        "lead": texts["body"].partition("\n")[0][:_LEAD] or None,
        "body": texts["body"],
        "suggest": _suggestions([texts["title"], *organisations]),
        "organisations": organisations,
        "people": sorted({person.name for person in tagged.people}),
        "products": sorted({product.name for product in tagged.products}),
        "kinds": facts["kind"],
        "statuses": facts["status"],
        "activities": facts["activity"],
        "countries": facts["country"],
        "borders": facts["border"],
        "new": any(mention.new for mention in tagged.mentions),
        "org_keys": facts["org"],
        **codes_of(parties_of(tagged)),
        "person_keys": facts["person"],
        "publisher_keys": facts["publisher"],
        "record": _record(tagged, texts),
    }
    return _action(index, article.id, version_of(article), source)


def actions_of_records(records: Sequence[bytes], index: str) -> list[Action | WriteResult]:
    """The writes of articles as records (JSON), or why there is none."""
    return [action_or_refusal(TaggedArticle.model_validate_json(record), index) for record in records]


def action_or_refusal(record: TaggedArticle | Alliance, index: str) -> Action | WriteResult:
    """The write of an article or an alliance, or why there is none."""
    id = record.key()
    try:
        return article_action(record, index) if isinstance(record, TaggedArticle) else alliance_action(record, index)
    except TextTooLong as error:
        return WriteResult(id, Written.REFUSED, "text too long", error)
    except Exception as error:  # whatever it is, it must not hold up the documents beside this one
        cause = ValueError(f"{type(error).__name__}: {error}")  # one that every process can read
        return WriteResult(id, Written.REFUSED, "cannot be stored", cause)


def article_of(source: dict[str, Any]) -> TaggedArticle:
    """The tagged article as it was written."""
    record = source["record"]
    for name in _TEXTS:
        if name not in record["article"] and source.get(name) is not None:
            record["article"][name] = source[name]
    return TaggedArticle.model_validate(record)


def alliance_action(alliance: Alliance, index: str) -> Action:
    """The write of an alliance; of one that was merged into another, only that it is forgotten."""
    if alliance.merged_into:
        return _action(index, alliance.id, alliance_version(alliance), {"id": alliance.id, "forgotten": True})
    first = alliance.articles[0] if alliance.articles else None
    last = alliance.changes[-1] if alliance.changes else None
    source = {
        "id": alliance.id,
        "name": alliance.name,
        "kind": alliance.kind.value,
        "status": alliance.status.value,
        "members": [member.name for member in alliance.members],
        "member_ids": [member.id for member in alliance.members],
        "org_keys": organisation_keys(alliance),
        **codes_of(alliance.members),
        "hosts": [member.name for member in alliance.members if member.role is Role.HOST],
        "joiners": [member.name for member in alliance.members if member.role is Role.JOINER],
        "date": alliance.date,
        "first_seen": _moment(alliance.first_seen),
        "told": alliance.first_told.timestamp(),
        "told_day": values_by(alliance, AllianceFacet.DAY)[0],
        "changed": _moment(last.at if last else alliance.first_seen),
        "change": last.change.value if last else None,
        "evidence": alliance.evidence or None,
        "amounts": alliance.amounts,
        "stakes": alliance.stakes,
        "purpose": alliance.purpose,
        **_tie(alliance.tie),
        "score": alliance.score,
        "title": (first.title if first else None) or None,
        "url": first.url if first else None,
        "publishers": sorted({s.publisher for s in alliance.articles if s.publisher}),
        "independent_publishers": alliance.independent_publishers,
        "disputed": alliance.disputed,
        "held": alliance.held,
        "articles": len(alliance.articles),
        "changes": len(alliance.changes),
        "quiet": alliance.quiet is not None,
        "dismissed": alliance.dismissed,
        "record": alliance.model_dump(mode="json", exclude_none=True),
    }
    return _action(index, alliance.id, alliance_version(alliance), source)


def renewed(source: dict[str, Any], kind: str) -> dict[str, Any]:
    """A document of an earlier version as this version writes it."""
    if kind != "alliances" or (alliance := alliance_of(source)) is None:
        return source
    return dict(alliance_action(alliance, "")["_source"])


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "activities": [one.activity.value for one in tie.activities],
        "countries": sorted({told.country.lower() for told in tie.countries}),
        "cross_border": tie.cross_border,
        "term_months": tie.term.months if tie.term else None,
        "term_until": tie.term.until if tie.term else None,
        "venture": tie.venture.name if tie.venture else None,
        "capital": tie.venture.capital if tie.venture else None,
        "signatories": [person.name for person in tie.signatories],
    }


def alliance_of(source: dict[str, Any]) -> Alliance | None:
    """The alliance as it was written; None where it was forgotten."""
    return None if source.get("forgotten") else Alliance.model_validate(source["record"])


def _action(index: str, id: str, version: int, source: dict[str, Any]) -> Action:
    kept = {name: value for name, value in source.items() if value not in (None, [])}
    return {
        "_op_type": "index",
        "_index": index,
        "_id": id,
        "version": version,
        "version_type": "external_gte",
        "_source": kept,
    }


def _record(tagged: TaggedArticle, texts: dict[str, str]) -> dict[str, Any]:
    """The record without the texts that the document has anyway."""
    same = {name for name in _TEXTS if getattr(tagged.article, name) == texts[name]}
    return tagged.model_dump(mode="json", exclude_none=True, exclude={"article": same})


def _moment(moment: Any) -> str | None:
    return moment.isoformat() if moment is not None else None


def _suggestions(texts: list[str]) -> list[str]:
    plain = (" ".join("".join(c if c.isprintable() else " " for c in text).split()) for text in texts)
    return list(dict.fromkeys(text[:_LONGEST_NAME] for text in plain if text))[:_SUGGESTIONS]
