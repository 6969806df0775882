"""How articles and alliances would be otherwise after a replay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from search.store import alliance_version, version_of
from topics.records import Alliance, TaggedArticle

_OF_THE_REPLAY = ("quiet", "change", "steps")
"""Fields that say how a record came to be, not what is known."""


class Fate(StrEnum):
    """What would become of something that is stored."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What would become of one article."""

    id: str
    title: str
    url: str
    fate: Fate
    fields: Sequence[str]
    """What would be otherwise."""
    kinds_before: Sequence[str]
    """The kinds of alliance that it tells of, as stored."""
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class AllianceChange:
    """What would become of one alliance."""

    id: str
    members: Sequence[str]
    kind: str
    fate: Fate
    fields: Sequence[str]
    """What would be otherwise."""


def article_change(before: TaggedArticle | None, after: TaggedArticle) -> ArticleChange:
    """From what is stored of an article, if anything, to what would be written; an older edit changes nothing."""
    if before is not None and version_of(before.article) > version_of(after.article):
        after = before
    fields = [*_differing(before.article, after.article), *_differing(before, after, ("article",))] if before else []
    fate = Fate.NEW if before is None else Fate.CHANGED if fields else Fate.SAME
    kinds = _kinds(after)
    return ArticleChange(
        after.article.id,
        after.article.title,
        after.article.url,
        fate,
        fields,
        _kinds(before) if before else [],
        kinds,
    )


def alliance_change(before: Alliance | None, after: Alliance) -> AllianceChange:
    """From what is stored of an alliance, if anything, to what would be written; less than is known changes nothing."""
    if before is not None and alliance_version(before) > alliance_version(after):
        after = before
    fields = list(_differing(before, after)) if before else []
    fate = Fate.CHANGED if fields else Fate.SAME
    if before is None:
        fate = Fate.SAME if _is_gone(after) else Fate.NEW
    elif _is_gone(after) and not _is_gone(before):
        fate = Fate.GONE
    return AllianceChange(after.id, [member.name for member in after.members], after.kind, fate, fields)


def _is_gone(alliance: Alliance) -> bool:
    return bool(alliance.merged_into) or alliance.withdrawn or alliance.dismissed


def _kinds(tagged: TaggedArticle) -> list[str]:
    return sorted({mention.kind for mention in tagged.mentions})


def _differing(before: BaseModel, after: BaseModel, besides: Collection[str] = ()) -> Iterator[str]:
    """The fields that differ, but for those that say how a record came to be."""
    for name in type(after).model_fields:
        if name not in _OF_THE_REPLAY and name not in besides and getattr(before, name) != getattr(after, name):
            yield name
