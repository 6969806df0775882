"""Articles, and what was read in them, as JSON."""

from __future__ import annotations

from typing import Any, Literal, Self

from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.organisations import OrganisationShape
from dongmaeng.shapes.shape import Shape
from dongmaeng.shapes.statements import MentionShape
from topics.records import Article, Copy, Person, Product, Step, TaggedArticle


class ArticleFactsShape(Shape):
    """What is known of an article, without its text."""

    url: str
    canonical_url: str
    title: str
    subtitle: str | None
    authors: list[str]
    publisher: str | None
    section: str | None
    published: Moment | None
    updated: Moment | None
    language: str
    """ISO 639-1."""
    paid: bool
    """Whether the page says that only subscribers may read the whole."""
    group: str | None
    """The id of the first article read of all that tell this text."""
    copy_kind: Copy | None
    """How it repeats the first of its group; null for the first itself."""
    version: int
    """1 for the text as first read, one more for each changed text of the same publisher."""
    first_publisher: str | None
    """Who published the text first, as far as was known when it was read."""
    rules: dict[str, str]
    """Which rule decided a fact."""

    @classmethod
    def of(cls, article: Article) -> Self:
        return cls(**_facts(article))


class ArticleShape(ArticleFactsShape):
    """An article."""

    body: str
    """Paragraphs separated by a newline."""
    captions: list[str]
    """The texts of pictures, which are not in the body."""

    @classmethod
    def of(cls, article: Article) -> Self:
        return cls(body=article.body, captions=article.captions, **_facts(article))


class TaggedArticleShape(Shape):
    """An article with the organisations, people, products and alliances found in it."""

    article: ArticleShape
    organisations: list[OrganisationShape]
    people: list[Person]
    products: list[Product]
    mentions: list[MentionShape]
    steps: list[Step]
    """The ledger of the reading, in order."""

    @classmethod
    def of(cls, tagged: TaggedArticle) -> TaggedArticleShape:
        return cls(
            article=ArticleShape.of(tagged.article),
            organisations=[OrganisationShape.of(organisation) for organisation in tagged.organisations],
            people=tagged.people,
            products=tagged.products,
            mentions=[MentionShape.of(mention) for mention in tagged.mentions],
            steps=tagged.steps,
        )


class ReadItemShape(Shape):
    """What one item gives that is read, and nothing stored."""

    id: str
    outcome: Literal["done", "dropped", "quarantined"]
    reason: str | None
    article: ArticleShape | None
    organisations: list[OrganisationShape]
    people: list[Person]
    products: list[Product]
    mentions: list[MentionShape]
    steps: list[Step]

    @classmethod
    def of(cls, id: str, tagged: TaggedArticle) -> ReadItemShape:
        return cls(id=id, outcome="done", reason=None, **dict(TaggedArticleShape.of(tagged)))

    @classmethod
    def ended(cls, id: str, outcome: Literal["dropped", "quarantined"], reason: str) -> ReadItemShape:
        """Of an item that gave no article."""
        nothing: dict[str, Any] = {"organisations": [], "people": [], "products": [], "mentions": [], "steps": []}
        return cls(id=id, outcome=outcome, reason=reason, article=None, **nothing)


def _facts(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": article.authors,
        "publisher": article.publisher,
        "section": article.section,
        "published": article.published,
        "updated": article.updated,
        "language": article.language,
        "paid": article.paid,
        "group": article.group,
        "copy_kind": article.copy_kind,
        "version": article.version,
        "first_publisher": article.first_publisher,
        "rules": article.rules,
    }
