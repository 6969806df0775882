"""What the page of an article shows, made from its reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dongmaeng.triggers import triggers_of
from dongmaeng.ways.ledger import words_at
from dongmaeng.web.links import quoted
from dongmaeng.web.marking import Piece, Place, paragraphs, pieces, places_of
from dongmaeng.web.texts import Texts
from topics.records import Article, Mention, Step, TaggedArticle


@dataclass(frozen=True, slots=True)
class MentionView:
    """An alliance that the article speaks of, with the words that say it."""

    mention: Mention
    evidence: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with what was found in it marked."""

    article: Article
    title: Sequence[Piece]
    paragraphs: Sequence[Sequence[Piece]]
    mentions: Sequence[MentionView]
    tagged: TaggedArticle
    steps: Sequence[tuple[Step, str]]


def article_view(t: Texts, tagged: TaggedArticle) -> ArticleView:
    """An article as its page shows it."""
    article = tagged.article
    marks = [*_organisations(tagged), *_triggers(t, article.body), *_evidence(t, article.body, tagged)]
    return ArticleView(
        article,
        pieces(article.title, [*_triggers(t, article.title, title=True), *_evidence(t, article.title, tagged)]),
        list(paragraphs(article.body, marks)),
        [MentionView(one, pieces(one.evidence, _members(t, one))) for one in tagged.mentions],
        tagged,
        [(step, words_at(step, article)) for step in tagged.steps],
    )


def _organisations(tagged: TaggedArticle) -> Iterator[Place]:
    for one in tagged.organisations:
        for start, end in one.spans:
            yield Place(start, end, "org", one.name, f"/companies/{quoted(one.id)}")


def _triggers(t: Texts, text: str, *, title: bool = False) -> Iterator[Place]:
    for told in triggers_of(text, title=title):
        for start, end in told.spans:
            yield Place(start, end, "trigger", t("mark.trigger"))


def _evidence(t: Texts, text: str, tagged: TaggedArticle) -> Iterator[Place]:
    for mention in tagged.mentions:
        told = f"{t('mark.evidence')}: {t.of('status', mention.status)}, {t.of('kind', mention.kind)}"
        yield from places_of(text, [mention.evidence], "evidence", told)


def _members(t: Texts, mention: Mention) -> Iterator[Place]:
    for member in mention.members:
        yield from places_of(mention.evidence, [member.name], "org", t("mark.member"))
