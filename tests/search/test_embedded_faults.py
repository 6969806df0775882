"""What the embedded store does with an article whose rows the file takes only in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from search.embedded.document import Document, document_of
from search.embedded.store import EmbeddedStore
from search.query import parse_query
from search.store import Written
from topics.records import Article, TaggedArticle


def _document(id: str) -> Document:
    url = f"https://news.example.com/{id}"
    moment = datetime(2020, 6, 1, tzinfo=UTC)
    return document_of(
        TaggedArticle(
            article=Article(
                id=id, url=url, canonical_url=url, title="로봇", body="본문", published=moment, fetched=moment
            )
        )
    )


async def _found(store: EmbeddedStore, query: str) -> Sequence[str]:
    return sorted(hit.article_id for hit in (await store.search(parse_query(query))).hits)


async def test_an_article_that_fails_half_way_leaves_none_of_its_rows_and_takes_no_other_with_it(
    tmp_path: Path,
) -> None:
    before, bad, behind = _document("before"), _document("bad"), _document("behind")
    bad = replace(bad, facts=(("publisher", "한빛일보"), ("publisher", "한빛일보")))
    store = EmbeddedStore(tmp_path / "dongmaeng.sqlite")
    results = await store.write_documents([before, bad, behind])
    assert [result.written for result in results] == [Written.STORED, Written.REFUSED, Written.STORED]
    assert await _found(store, "로봇") == ["before", "behind"]
    assert await _found(store, "publisher:한빛일보") == []
    assert await store.get_article("bad") is None
    await store.write_documents([_document("bad")])
    assert await _found(store, "로봇") == ["bad", "before", "behind"]
    await store.close()
