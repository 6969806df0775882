"""Tag: name the organisations, people and products of an article and what it says of alliances."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from agents.members import with_members
from agents.tag.language.boundaries import occurrences, starts_word, word_end
from agents.tag.language.clauses import LONGEST_SENTENCE
from agents.tag.language.lexicon import is_person
from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.identify import with_identity
from agents.tag.names.organisations import find_organisations
from agents.tag.names.people import find_people
from agents.tag.names.products import find_products
from agents.tag.names.sightings import confirmed
from agents.tag.names.told_names import told_name
from agents.tag.names.user_files import use_files
from agents.tag.telling.mentions import find_mentions
from agents.workers import Workers
from search.store import version_of
from topics.catalogue import ARTICLES, MENTIONS, TAGGED
from topics.outcome import Output
from topics.records import Article, Member, Mention, Organisation, Report, TaggedArticle
from topics.stage import Stage, stage
from topics.state import State

_CONCURRENCY = 12
"""Articles in flight: enough to keep a few worker processes busy while slow ones wait."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The organisations of an article, before it is read."""

    organisations: list[Organisation]
    """Of title and body; their spans point into the body, and one that only the title names has none."""
    in_title: list[Organisation]
    """Those of the title, with their spans there."""

    @property
    def unlisted(self) -> list[Organisation]:
        """Those on no list, which other news may confirm."""
        return [organisation for organisation in self.organisations if organisation.kind == "unknown"]


def tag_article(article: Article, trusted: Set[str] = frozenset()) -> TaggedArticle:
    """The article with its organisations, people, products and mentions of alliances; spans point into the body.

    An organisation that only the title names has no spans. `trusted`: names on no list that other news confirmed.
    """
    return read_article(article, name_article(article), trusted)


def name_article(article: Article) -> Naming:
    """The organisations of an article, those of title and body found together, so that each informs the other."""
    title = _title(article)
    shift = len(title) + 1
    organisations = find_organisations(f"{title}\n{article.body}", article.published)
    in_title = [
        organisation.model_copy(update={"spans": spans})
        for organisation in organisations
        if (spans := [span for span in organisation.spans if span[1] < shift])
    ]
    for organisation in organisations:
        organisation.spans = [(start - shift, end - shift) for start, end in organisation.spans if start >= shift]
    return Naming(organisations, in_title)


def read_article(article: Article, naming: Naming, trusted: Set[str] = frozenset()) -> TaggedArticle:
    """The article with all that is read of it, by the names that were found in it."""
    for organisation in (*naming.organisations, *naming.in_title):
        if organisation.kind == "unknown" and organisation.name in trusted:
            organisation.kind = "company"
    named = [organisation for organisation in naming.organisations if organisation.spans]
    mentions, steps, speaks_of_ties = find_mentions(
        _title(article), article.body, naming.organisations, article.published, naming.in_title, article.captions
    )
    mentions = [_identified(mention, naming.organisations) for mention in mentions]
    return TaggedArticle(
        article=article,
        organisations=[
            *naming.organisations,
            *_initiatives(article.body, mentions, naming.organisations),
            *_parties(article.body, mentions, naming.organisations),
        ],
        people=find_people(article.body, named),
        products=find_products(article.body, named),
        mentions=[_as_told(mention, article, naming) for mention in mentions],
        steps=steps,
        speaks_of_ties=speaks_of_ties,
    )


def _title(article: Article) -> str:
    return article.title[:LONGEST_SENTENCE]  # no headline is as long, and grammar sees it whole


def report_of(tagged: TaggedArticle) -> Report | None:
    """What the article says of alliances, for the registry; None where it says nothing and never said anything."""
    article = tagged.article
    if not tagged.mentions and article.replaces is None:
        return None
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
        version=version_of(article),
        replaces=article.replaces,
        mentions=tagged.mentions,
        quiet=article.quiet,
    )


def tag_article_with(article: Article, names: Path | None) -> TaggedArticle:
    """The article tagged with the user's own names too: those in the files of a data directory, as they stand now."""
    use_files(names)
    return tag_article(article)


def _tagged_or_named(article: Article, names: Path | None) -> TaggedArticle | Naming:
    """The article tagged; or named alone, where it is to be asked first whether other news confirms a name."""
    use_files(names)
    naming = name_article(article)
    return naming if naming.unlisted else read_article(article, naming)


def _read_with(article: Article, naming: Naming, names: Path | None, trusted: Set[str]) -> TaggedArticle:
    use_files(names)
    return read_article(article, naming, trusted)


def tag_stage(workers: Workers, names: Path | None = None) -> Stage:
    """The stage that reads articles and writes tagged articles and, where there is one, their report.

    `names`: the data directory with the user's own names, taken up without a restart.
    """

    @stage(reads=(ARTICLES,), writes=(TAGGED, MENTIONS), concurrency=_CONCURRENCY, name="tag")
    async def tag(article: Article, state: State) -> AsyncIterator[Output]:
        named = workers.named_by(article.source, article.url)
        tagged = await named.run(_tagged_or_named, article, names)
        if isinstance(tagged, Naming):
            trusted = await confirmed(article, tagged.unlisted, state)
            tagged = await named.run(_read_with, article, tagged, names, trusted)
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
        spans = list(occurrences(body, name))
        yield Organisation(id=organisation_id(name), name=name, kind="initiative", spans=spans)


def _parties(body: str, mentions: Sequence[Mention], organisations: Sequence[Organisation]) -> Iterator[Organisation]:
    """The members of mentions that only their place in a sentence shows to be organisations."""
    known = {organisation.id for organisation in organisations}
    members = {member.id: member for mention in mentions for member in mention.members if member.id not in known}
    for id, member in members.items():
        if is_person(member.name):
            continue
        spans = [
            (start, end)
            for start, end in occurrences(body, member.name)
            if starts_word(body, start) and word_end(body, end) is not None
        ]
        yield Organisation(id=id, name=member.name, kind="unknown", spans=spans, identifiers=member.identifiers)


def _identified(mention: Mention, organisations: Sequence[Organisation]) -> Mention:
    """The mention with the codes of its members, who may be known by other names by them."""
    of_text = {organisation.id: organisation for organisation in organisations}
    return with_members(mention, lambda member: with_identity(member, of_text))


def _as_told(mention: Mention, article: Article, naming: Naming) -> Mention:
    """The mention with its members under the names that the article has for them."""
    of_text = {organisation.id: organisation for organisation in naming.organisations}
    titled = {organisation.id: organisation for organisation in naming.in_title}

    def called(member: Member) -> Member:
        if (known := of_text.get(member.id)) is None:
            return member
        forms = [article.body[start:end] for start, end in known.spans]
        if in_title := titled.get(member.id):
            forms = [*(_title(article)[start:end] for start, end in in_title.spans), *forms]
        told = told_name(known, forms)
        return member if told == member.name else member.model_copy(update={"name": told, "canonical": member.name})

    return with_members(mention, called)
