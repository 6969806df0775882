"""Tag: name the organisations, people and products of an article and what it says of alliances."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence, Set
from pathlib import Path

from agents.tag.language.boundaries import starts_word, word_end
from agents.tag.language.clauses import LONGEST_SENTENCE
from agents.tag.language.lexicon import is_person
from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.identify import with_identities
from agents.tag.names.organisations import find_organisations
from agents.tag.names.people import find_people
from agents.tag.names.products import find_products
from agents.tag.names.sightings import confirmed
from agents.tag.names.user_files import use_files
from agents.tag.telling.mentions import find_mentions
from agents.workers import Workers
from topics.catalogue import ARTICLES, MENTIONS, TAGGED
from topics.outcome import Output
from topics.records import Article, Mention, Organisation, Report, TaggedArticle
from topics.stage import Stage, stage
from topics.state import State

_CONCURRENCY = 12
"""Articles in flight: enough to keep a few worker processes busy while slow ones wait."""


def tag_article(article: Article, trusted: Set[str] = frozenset()) -> TaggedArticle:
    """The article with its organisations, people, products and mentions of alliances; spans point into the body.

    An organisation that only the title names has no spans. `trusted`: names on no list that other news confirmed.
    """
    title = article.title[:LONGEST_SENTENCE]  # no headline is as long, and grammar sees it whole
    organisations, in_title = _organisations(title, article, trusted)
    named = [organisation for organisation in organisations if organisation.spans]
    mentions = [
        mention.model_copy(
            update={
                "members": with_identities(mention.members, organisations),
                "joining": with_identities(mention.joining, organisations),
            }
        )
        for mention in find_mentions(title, article.body, organisations, article.published, in_title)
    ]
    return TaggedArticle(
        article=article,
        organisations=[
            *organisations,
            *_initiatives(article.body, mentions, organisations),
            *_parties(article.body, mentions, organisations),
        ],
        people=find_people(article.body, named),
        products=find_products(article.body, named),
        mentions=mentions,
    )


def report_of(tagged: TaggedArticle) -> Report | None:
    """What the article says of alliances, for the registry; None where it says nothing."""
    if not tagged.mentions:
        return None
    article = tagged.article
    return Report(
        article_id=article.id,
        source_id=article.source_id,
        url=article.canonical_url or article.url,
        title=article.title,
        publisher=article.publisher,
        site=article.site,
        group=article.group,
        source=article.source,
        published=article.published,
        fetched=article.fetched,
        mentions=tagged.mentions,
        quiet=article.quiet,
    )


def tag_article_with(article: Article, names: Path | None, trusted: Set[str] = frozenset()) -> TaggedArticle:
    """The article tagged with the user's own names too: those in the files of a data directory, as they stand now."""
    use_files(names)
    return tag_article(article, trusted)


def tag_stage(workers: Workers, names: Path | None = None) -> Stage:
    """The stage that reads articles and writes tagged articles and, where there is one, their report.

    `names`: the data directory with the user's own names, taken up without a restart.
    """

    @stage(reads=(ARTICLES,), writes=(TAGGED, MENTIONS), concurrency=_CONCURRENCY, name="tag")
    async def tag(article: Article, state: State) -> AsyncIterator[Output]:
        named = workers.named_by(article.source, article.url)
        tagged = await named.run(tag_article_with, article, names)
        if trusted := await confirmed(tagged, state):
            tagged = await named.run(tag_article_with, article, names, trusted)
        yield tagged
        if report := report_of(tagged):
            yield report

    return tag


def _initiatives(
    body: str, mentions: Sequence[Mention], organisations: Sequence[Organisation]
) -> Iterator[Organisation]:
    """The named initiatives that the mentions speak of and that are no organisations already."""
    known = {organisation.name for organisation in organisations}
    for name in dict.fromkeys(mention.name for mention in mentions if mention.name and mention.name not in known):
        spans = [hit.span() for hit in re.finditer(re.escape(name), body)]
        yield Organisation(id=organisation_id(name), name=name, kind="initiative", spans=spans)


def _parties(body: str, mentions: Sequence[Mention], organisations: Sequence[Organisation]) -> Iterator[Organisation]:
    """The members of mentions that only their place in a sentence shows to be organisations."""
    known = {organisation.id for organisation in organisations}
    members = {member.id: member for mention in mentions for member in mention.members if member.id not in known}
    for id, member in members.items():
        if is_person(member.name):
            continue
        spans = [
            hit.span()
            for hit in re.finditer(re.escape(member.name), body)
            if starts_word(body, hit.start()) and word_end(body, hit.end()) is not None
        ]
        yield Organisation(id=id, name=member.name, kind="unknown", spans=spans, identifiers=member.identifiers)


def _organisations(title: str, article: Article, trusted: Set[str]) -> tuple[list[Organisation], list[Organisation]]:
    """The organisations of title and body together, so that each informs the other, and those of the title again.

    The spans of the first count from the body, those of the second from the title.
    """
    shift = len(title) + 1
    organisations = find_organisations(f"{title}\n{article.body}", article.published)
    for organisation in organisations:
        if organisation.kind == "unknown" and organisation.name in trusted:
            organisation.kind = "company"
    in_title = [
        organisation.model_copy(update={"spans": spans})
        for organisation in organisations
        if (spans := [span for span in organisation.spans if span[1] < shift])
    ]
    for organisation in organisations:
        organisation.spans = [(start - shift, end - shift) for start, end in organisation.spans if start >= shift]
    return organisations, in_title
