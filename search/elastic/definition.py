"""The indices: their names, settings and mappings. The one place that says what is in Elasticsearch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from search.elastic.analysis import SYNONYMS_SET, WRITTEN, analysis

SCHEMA = 2
"""The version of what documents hold, in the `_meta` of each mapping; an index without one is of version 0."""
KINDS = ("articles", "alliances", "health", "state")

# A keyword over 32,766 bytes is refused by Lucene; no name or address is as long as this.
_NAME = {"type": "keyword", "ignore_above": 512}
_ADDRESS = {"type": "keyword", "ignore_above": 8000}
_CODE = {"type": "keyword", "ignore_above": 128}
_DATE = {"type": "date"}
_KEPT = {"type": "object", "enabled": False}
_TEXT = {"type": "text", "analyzer": "korean", "search_analyzer": "korean_search"}
_PHRASE = {"phrase": {"type": "text", "analyzer": "korean_phrases"}}
_PHRASED = _TEXT | {"fields": _PHRASE}
# With the offsets of its words: what is marked of a hit is not analysed again. An eighth more of the index.
_MARKED = _TEXT | {"index_options": "offsets"}
# Words as they are written, for names that nori takes apart; nothing but whether they are there is asked.
_WRITTEN = {WRITTEN: {"type": "text", "analyzer": "as_written", "index_options": "docs", "norms": False}}

# How registers call the companies that are surely meant.
_CODES = {"corp_codes": _CODE, "stock_codes": _CODE, "english_names": _NAME}

_ARTICLE = {
    "source_id": _NAME,
    "group": _NAME,
    "url": _ADDRESS,
    "publisher": _NAME,
    "section": _NAME,
    "authors": _NAME,
    "published": _DATE,
    "updated": _DATE,
    "fetched": _DATE,
    "title": _MARKED | {"fields": _PHRASE | _WRITTEN},
    "subtitle": _MARKED | {"fields": _WRITTEN},
    "lead": _PHRASED,
    "body": _MARKED | {"fields": _WRITTEN},
    "suggest": {"type": "completion", "analyzer": "names"},
    "organisations": _NAME,
    "people": _NAME,
    "products": _NAME,
    "kinds": _CODE,
    "statuses": _CODE,
    "activities": _CODE,
    "countries": _CODE,
    "borders": _CODE,
    "new": {"type": "boolean"},
    # What the fields of a query ask for, without regard to case, spaces and dots.
    "org_keys": _NAME,
    "person_keys": _NAME,
    "publisher_keys": _NAME,
    **_CODES,
    "record": _KEPT,
}

_ALLIANCE = {
    "id": _CODE,
    "name": _TEXT | {"fields": _PHRASE | {"keyword": _NAME}},
    "kind": _CODE,
    "status": _CODE,
    "members": _NAME,
    "member_ids": _CODE,
    "org_keys": _NAME,
    **_CODES,
    "hosts": _NAME,
    "joiners": _NAME,
    "date": _CODE,
    "first_seen": _DATE,
    "told": {"type": "double"},  # Unix time: a date has no parts of a millisecond, and pages go on from the very one
    "told_day": _CODE,
    "changed": _DATE,
    "change": _CODE,
    "evidence": _TEXT,
    "amounts": _NAME,
    "stakes": _NAME,
    "purpose": _TEXT,
    "activities": _CODE,
    "countries": _CODE,
    "cross_border": {"type": "boolean"},
    "term_months": {"type": "integer"},
    "term_until": _CODE,
    "venture": _NAME,
    "capital": _NAME,
    "signatories": _NAME,
    "score": {"type": "float"},
    "title": _PHRASED,
    "url": _ADDRESS,
    "publishers": _NAME,
    "independent_publishers": {"type": "integer"},
    "disputed": {"type": "boolean"},
    "held": {"type": "boolean"},
    "articles": {"type": "integer"},
    "changes": {"type": "integer"},
    "quiet": {"type": "boolean"},
    "dismissed": {"type": "boolean"},
    "forgotten": {"type": "boolean"},
    "record": _KEPT,
}

_STATE = {
    "space": _CODE,
    "key": {"type": "keyword", "ignore_above": 8000},
    "text": _KEPT,
    "expires": {"type": "double"},  # Unix time
    "next": _KEPT,
    "log": _KEPT,
    "once": _KEPT,
}

_NUMBER = {"type": "long"}
_HEALTH = {
    "at": _DATE,
    "stage": _CODE,
    "lag": _NUMBER,
    "waiting": _NUMBER,
    "taken": _NUMBER,
    "written": _NUMBER,
    "done": _NUMBER,
    "dropped": _NUMBER,
    "retried": _NUMBER,
    "quarantined": _NUMBER,
}

_PROPERTIES = {"health": _HEALTH, "articles": _ARTICLE, "alliances": _ALLIANCE, "state": _STATE}
_DEFAULT_FIELDS = {"articles": ["title", "subtitle", "body"], "alliances": ["name", "members", "evidence", "title"]}


@dataclass(frozen=True, slots=True)
class Definition:
    """The indices of one installation; several share a cluster under other prefixes."""

    prefix: str = "dongmaeng"
    shards: int = 1
    replicas: int = 1

    def alias(self, kind: str) -> str:
        """The name under which an index is read and written."""
        return f"{self.prefix}-{kind}"

    def index(self, kind: str, version: int) -> str:
        """The name of one version of an index."""
        return f"{self.alias(kind)}-v{version}"

    @property
    def synonyms_set(self) -> str:
        return f"{self.prefix}-{SYNONYMS_SET}"

    def template(self, kind: str) -> dict[str, Any]:
        """The composable index template of a kind."""
        return {
            "index_patterns": [f"{self.alias(kind)}-v*"],
            "priority": 500,  # above the built-in templates, which have at most 200
            "template": {"settings": self.settings(kind), "mappings": self.mappings(kind)},
            "_meta": {"managed_by": "dongmaeng"},
        }

    def settings(self, kind: str) -> dict[str, Any]:
        """The settings of an index; `auto_expand_replicas` keeps one node alone green."""
        replicas = {"auto_expand_replicas": f"0-{self.replicas}"}
        common: dict[str, Any] = {"number_of_shards": self.shards if kind == "articles" else 1, **replicas}
        if kind in ("state", "health"):
            return common
        analysed = analysis(self.synonyms_set)
        analysed["analyzer"]["names"] = {
            "type": "custom",
            "char_filter": ["signs"],
            "tokenizer": "keyword",
            "filter": ["lowercase"],
        }
        return common | {
            "refresh_interval": "1s",
            "query": {"default_field": _DEFAULT_FIELDS[kind]},
            "analysis": analysed,
        }

    def mappings(self, kind: str) -> dict[str, Any]:
        """The mapping of an index: strict, so that no field comes into being by accident."""
        return {
            "dynamic": "strict",
            "_meta": self.meta(kind),
            "properties": _PROPERTIES[kind],
        }

    def meta(self, kind: str) -> dict[str, Any]:
        """What an index says of itself: by which definition it was made, and of which version its documents are."""
        return {"definition": self.digest(kind), "version": SCHEMA}

    def alias_body(self, kind: str) -> dict[str, Any]:
        """What the alias of an index says: an alliance that was forgotten is not found."""
        shown = {"filter": {"bool": {"must_not": {"term": {"forgotten": True}}}}} if kind == "alliances" else {}
        return {"is_write_index": True, **shown}

    def digest(self, kind: str) -> str:
        """A fingerprint of what needs a rebuild when it changes: the analysis and the fields."""
        analysed = self.settings(kind).get("analysis")
        text = json.dumps([analysed, _PROPERTIES[kind]], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
