"""Articles that a search found as a table: a row for each."""

from __future__ import annotations

from dongmaeng.exports.table import Column, ColumnType, Table
from search.store import Hit

TEXT, LIST, INTEGER, NUMBER, FLAG, MOMENT = ColumnType


def hit_table() -> Table[Hit, Hit]:
    """A row for each article."""
    return Table("articles", _HIT, lambda hit: (hit,))


def _codes(hit: Hit, code: str) -> list[str]:
    return [getattr(company.identifiers, code) for company in hit.companies if company.identifiers]


_HIT: tuple[Column[Hit], ...] = (
    Column("source_id", TEXT, "the id of an imported item, else the article's", lambda h: h.source_id, 18),
    Column("article_id", TEXT, "its id", lambda h: h.article_id, 18),
    Column("title", TEXT, "its headline", lambda h: h.title, 50),
    Column("url", TEXT, "its address", lambda h: h.url, 40),
    Column("published", MOMENT, "when it was published", lambda h: h.published, 18),
    Column("publisher", TEXT, "who published it", lambda h: h.publisher, 16),
    Column("score", NUMBER, "how well it fits; comparable within one search", lambda h: round(h.score, 4), 8),
    Column("copies", INTEGER, "how many copies are folded into it", lambda h: h.copies, 8),
    Column("companies", LIST, "the companies named in it", lambda h: [o.name for o in h.companies], 40),
    Column("corp_codes", LIST, "their codes of OpenDART", lambda h: _codes(h, "corp_code")),
    Column("stock_codes", LIST, "their stock codes", lambda h: _codes(h, "stock_code")),
    Column("passages", LIST, "the passages that matched", lambda h: [p.text for p in h.highlights], 60),
)
