"""What a search found, as JSON."""

from __future__ import annotations

from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.organisations import FoundCompanyShape
from dongmaeng.shapes.shape import Shape
from search.store import Facet, Hit, SearchResult


class HitShape(Shape):
    """An article that was found."""

    source_id: str
    """Your own id of an imported item, else the article's."""
    article_id: str
    title: str
    url: str
    published: Moment | None
    publisher: str | None
    score: float
    """Greater is better; comparable within one search only."""
    copies: int
    """How many other copies of the same story were found, where they are folded into this hit."""
    highlights: list[str]
    """Passages as HTML, with what matched between <em> and </em>."""
    companies: list[FoundCompanyShape]
    """The companies named in it."""

    @classmethod
    def of(cls, hit: Hit) -> HitShape:
        return cls(
            source_id=hit.source_id,
            article_id=hit.article_id,
            title=hit.title,
            url=hit.url,
            published=hit.published,
            publisher=hit.publisher,
            score=round(hit.score, 4),
            copies=hit.copies,
            highlights=[highlight.as_html() for highlight in hit.highlights],
            companies=[FoundCompanyShape.of(company) for company in hit.companies],
        )


class SearchShape(Shape):
    """What a search found: how many articles there are, and the best of them."""

    total: int
    """Where copies are folded, how many stories."""
    at_least: bool
    """Whether there are more than `total`: beyond a bound nobody counts."""
    newest_only: bool
    """Whether only the newest of those that match were ranked, since there are too many."""
    partial: bool
    """Whether no article has all that was asked for, and these have most of it."""
    suggestion: str | None
    """A query that finds something, where this one finds nothing for a slip of the keyboard."""
    hits: list[HitShape]
    facets: dict[Facet, dict[str, int]]
    """For each facet that was asked for, its most frequent values over all articles found."""

    @classmethod
    def of(cls, result: SearchResult) -> SearchShape:
        return cls(
            total=result.total,
            at_least=result.at_least,
            newest_only=result.newest_only,
            partial=result.partial,
            suggestion=result.suggestion,
            hits=[HitShape.of(hit) for hit in result.hits],
            facets={facet: dict(counts) for facet, counts in result.facets.items()},
        )
