"""What every store does with articles and alliances."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from search.embedded.store import EmbeddedStore
from search.facts import organisation_keys
from search.query import parse_query
from search.store import Facet, Highlight, Order, Store, StoreUnavailable, Written, alliance_version, version_of
from topics.embedded.database import open_database
from topics.records import (
    Alliance,
    Article,
    Change,
    ChangeKind,
    Identifiers,
    Kind,
    Member,
    Role,
    Status,
    TaggedArticle,
)

NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)


def article(id: str, title: str = "제목", body: str = "본문", **fields: object) -> TaggedArticle:
    fields = {"published": NOON, "fetched": NOON + timedelta(hours=1)} | fields
    url = f"https://news.example.com/{id}"
    return TaggedArticle(article=Article(id=id, url=url, canonical_url=url, title=title, body=body, **fields))


def alliance(changes: int, status: Status = Status.ANNOUNCED) -> Alliance:
    return Alliance(
        id="a1",
        kind=Kind.MOU,
        status=status,
        first_seen=NOON,
        members=[Member(id="kt", name="KT", role=Role.HOST), Member(id="lg", name="LG전자", role=Role.JOINER)],
        amounts=["3000억원"],
        stakes=["2.5%"],
        purpose="로봇 공동 연구",
        score=0.9,
        reasons=["+0.20 서명"],
        changes=[Change(id=str(n), change=ChangeKind.CORROBORATED, at=NOON, article_id=str(n)) for n in range(changes)],
    )


async def ids(store: Store, query: str, limit: int = 10) -> list[str]:
    return [hit.article_id for hit in (await store.search(parse_query(query), limit)).hits]


async def test_a_hit_says_what_was_found_where(filled: Store) -> None:
    result = await filled.search(parse_query("엘지유플러스 MOU"))
    (hit,) = result.hits
    assert result.total == 1
    assert hit.source_id == "uplus-police"
    assert hit.url == "https://news.example.com/uplus-police"
    assert hit.publisher == "한빛일보"
    assert hit.published is not None
    assert hit.published.utcoffset() == timedelta(hours=9)
    marked = [highlight.marked("[", "]") for highlight in hit.highlights]
    assert marked[0] == "[엘지유플러스], 한빛경찰서와 청소년 보호 협력"
    assert marked[1] == "[LGU+]는 3일 한빛경찰서와 청소년 보호를 위한 [양해각서]([MOU])를 체결했다고 밝혔다."


async def test_a_hit_names_the_companies_with_their_codes(filled: Store) -> None:
    (hit,) = (await filled.search(parse_query("org:990010"))).hits
    codes = {company.name: company.identifiers for company in hit.companies}
    listed = Identifiers(
        corp_code="00990001", stock_code="990010", english_name="GARAM ELECTRONICS CO., LTD.", listed=True
    )
    assert codes == {"가람전자": listed, "나래전자": Identifiers(shared_by=3)}


async def test_an_alliance_keeps_the_codes_of_its_members(store: Store) -> None:
    coded = Member(id="kt", name="KT", identifiers=Identifiers(corp_code="00990001", stock_code="990010"))
    known = alliance(1).model_copy(update={"members": [coded, Member(id="lg", name="LG전자")]})
    await store.write_alliances([known])
    assert await store.get_alliance("a1") == known
    assert {"990010", "00990001", "kt", "lg전자"} <= set(organisation_keys(known))


async def test_highlights_mark_the_original_text_across_particles(filled: Store) -> None:
    (hit,) = (await filled.search(parse_query('"원팀 결성"'))).hits
    assert [h.marked("[", "]") for h in hit.highlights] == [
        "산학연 협의체 AI [원팀을 결성]한 지 넉 달 만에 회원이 늘었다."
    ]


async def test_a_long_body_is_shown_in_passages(store: Store) -> None:
    filler = "여기에는 다른 이야기가 이어진다. " * 50
    await store.write(
        [article("long", body=f"{filler}합작법인 하나가 있다. {filler}\n{filler}조인트벤처 둘이다. {filler}")]
    )
    (hit,) = (await store.search(parse_query("합작법인"))).hits
    assert [h.text[s:e] for h in hit.highlights for s, e in h.spans] == ["합작법인", "조인트벤처"]
    assert all(len(h.text) < 300 for h in hit.highlights)


def test_marks_can_be_safe_html() -> None:
    assert Highlight("body", "a<b & KT", ((6, 8),)).as_html() == "a&lt;b &amp; <em>KT</em>"


async def test_writing_again_changes_nothing(filled: Store, stories: list[TaggedArticle]) -> None:
    before = await filled.search(parse_query("동맹"), 100)
    results = await filled.write(stories)
    assert {result.written for result in results} == {Written.STORED}
    after = await filled.search(parse_query("동맹"), 100)
    assert after.total == before.total
    # What was replaced is counted until it is merged away, which moves the scores a little.
    assert [replace(hit, score=0) for hit in after.hits] == [replace(hit, score=0) for hit in before.hits]


async def test_a_later_edit_replaces_an_earlier_one_whatever_the_order(store: Store) -> None:
    first = article("x", title="처음 로봇", organisations=[])
    later = article("x", title="나중 드론", updated=NOON + timedelta(minutes=5))
    assert [r.written for r in await store.write([later])] == [Written.STORED]
    assert [r.written for r in await store.write([first])] == [Written.STALE]
    assert await ids(store, "드론") == ["x"]
    assert await ids(store, "로봇") == []
    assert [r.written for r in await store.write([first, later])] == [Written.STALE, Written.STORED]


async def test_what_only_states_an_address_never_replaces_what_was_fetched_there(store: Store) -> None:
    there = article("x", title="처음 로봇")
    elsewhere = article(
        "x", title="나중 드론", stated_url=there.article.canonical_url, updated=NOON + timedelta(minutes=5)
    )
    assert [r.written for r in await store.write([elsewhere, there])] == [Written.STORED, Written.STORED]
    assert [r.written for r in await store.write([elsewhere])] == [Written.STALE]
    assert await ids(store, "로봇") == ["x"]
    assert await ids(store, "드론") == []
    assert 0 <= version_of(elsewhere.article) < version_of(there.article) < 1 << 63


def test_the_version_rises_with_the_edit_then_with_the_fetch() -> None:
    base = article("x").article
    edited = base.model_copy(update={"updated": NOON + timedelta(minutes=5)})
    fetched = base.model_copy(update={"fetched": NOON + timedelta(hours=9)})
    future = base.model_copy(update={"updated": NOON + timedelta(days=9999)})
    assert version_of(base) < version_of(fetched) < version_of(edited) < 1 << 63
    assert version_of(future) < version_of(
        edited.model_copy(update={"updated": NOON + timedelta(hours=2), "fetched": NOON + timedelta(hours=2)})
    )
    assert version_of(base.model_copy(update={"published": datetime(1960, 1, 1, tzinfo=UTC)})) >= 0
    assert (
        version_of(
            base.model_copy(
                update={"published": datetime(9999, 1, 1, tzinfo=UTC), "fetched": datetime(9999, 1, 1, tzinfo=UTC)}
            )
        )
        < 1 << 63
    )


async def test_a_poison_document_is_refused_alone(store: Store) -> None:
    poison = [
        article("nul", body="앞\x00뒤 로봇"),
        article("huge", body="로봇 " * 2_000_000),
        article("odd", title="로봇 \U0010ffff\u202e\ufeff👩‍👩‍👧", body="로봇\u0301\u200b𠀀ﷺ"),
        article("surrogate"),
        article("plain", body="로봇"),
        article("old", body="로봇", published=datetime(1, 1, 1, tzinfo=UTC)),
    ]
    poison[3].article.body = "로봇 \ud800"
    results = {result.id: result for result in await store.write(poison)}
    assert results["huge"].written is Written.REFUSED
    assert results["huge"].reason == "text too long"
    assert results["surrogate"].written is Written.REFUSED
    assert results["surrogate"].cause is not None
    stored = {id for id, result in results.items() if result.written is Written.STORED}
    assert stored == {"nul", "odd", "plain", "old"}
    assert set(await ids(store, "로봇")) == stored
    assert set(await ids(store, "뒤")) == {"nul"}


@pytest.mark.parametrize(
    "query", ["가" * 900, "* NOT NEAR 없는낱말", "a' OR 1=1", "{body}: ^x", "가나다라" * 50, "𠀀 👩 e\u0301"]
)
async def test_odd_queries_find_nothing_and_break_nothing(filled: Store, query: str) -> None:
    assert (await filled.search(parse_query(query))).total == 0


async def test_a_word_in_the_title_counts_more(store: Store) -> None:
    await store.write(
        [article("body", body="로봇 이야기"), article("title", title="로봇", body="이야기"), article("none")]
    )
    assert await ids(store, "로봇") == ["title", "body"]


async def test_the_fresher_of_equals_goes_first(store: Store) -> None:
    days = {f"d{day}": article(f"d{day}", body="로봇", published=NOON + timedelta(days=day)) for day in (0, 40, 20)}
    await store.write([*days.values(), *(article(f"n{n}") for n in range(9))])
    assert await ids(store, "로봇") == ["d40", "d20", "d0"]


async def test_of_equals_those_that_do_not_say_when_they_were_published_go_last(store: Store) -> None:
    await store.write([article("old", body="로봇", published=NOON - timedelta(days=300))])
    assert await ids(store, "로봇") == ["old"]
    await store.write([article("never", body="로봇", published=None), article("new", body="로봇", published=NOON)])
    await store.write([article(f"n{n}") for n in range(9)])
    assert await ids(store, "로봇") == ["new", "old", "never"]


async def test_limit_and_total(store: Store) -> None:
    await store.write([article(str(n), body="로봇") for n in range(30)])
    result = await store.search(parse_query("로봇"), 7)
    assert (len(result.hits), result.total) == (7, 30)
    assert len((await store.search(parse_query("publisher:news.example.com"), 100)).hits) == 30


async def test_copies_of_one_story_are_folded_into_one_hit(store: Store) -> None:
    story = "로봇 기업이 새 공장을 세우고 사람을 뽑는다는 이야기가 이어진다. " * 4
    copies = [article(f"c{n}", body=story + f"{n}보." * n, published=NOON + timedelta(hours=n)) for n in range(3)]
    for copy in copies:
        copy.article.group = "c0"
    await store.write([*copies, article("other", body=story)])
    assert (await store.search(parse_query("로봇"))).total == 4
    for order in Order:
        result = await store.search(parse_query("로봇"), fold=True, order=order)
        assert result.total == 2
        assert sorted(hit.copies for hit in result.hits) == [0, 2]
    assert (await store.search(parse_query("로봇"), 1, fold=True)).total == 2


async def test_the_latest_first(store: Store) -> None:
    days = (3, 1, 2)
    await store.write([article(f"d{d}", title="로봇 " * d, published=NOON + timedelta(days=d)) for d in days])
    await store.write([article("never", title="로봇", published=None)])
    result = await store.search(parse_query("로봇"), order=Order.TIME)
    assert [hit.article_id for hit in result.hits] == ["d3", "d2", "d1", "never"]


async def test_articles_are_counted_by_facets(filled: Store) -> None:
    result = await filled.search(parse_query("kind:mou"), 1, facets=list(Facet))
    assert result.facets[Facet.KIND] == (("mou", 2),)
    assert result.facets[Facet.ORGANISATION] == (("LG유플러스", 1), ("한빛경찰서", 1))
    assert result.facets[Facet.PUBLISHER] == (("news.example.com", 1), ("한빛일보", 1))
    assert result.facets[Facet.DAY] == (("2020-03-03", 1), ("2020-06-01", 1))
    nothing = await filled.search(parse_query("없는낱말"), facets=[Facet.KIND, Facet.DAY])
    assert nothing.facets == {Facet.KIND: (), Facet.DAY: ()}


async def test_articles_by_id_and_the_latest(filled: Store, stories: list[TaggedArticle]) -> None:
    first = stories[0]
    assert await filled.get_article(first.article.id) == first
    assert await filled.get_article("uplus-police") == first
    assert await filled.get_article("none") is None
    latest = await filled.recent_articles(2)
    assert [a.source_id for a in latest] == ["sentences", "car"]


async def test_alliances_are_kept_by_what_is_known_of_them(store: Store) -> None:
    assert [r.written for r in await store.write_alliances([alliance(2)])] == [Written.STORED]
    assert [r.written for r in await store.write_alliances([alliance(1)])] == [Written.STALE]
    assert [r.written for r in await store.write_alliances([alliance(2, Status.ENDED)])] == [Written.STORED]
    (known,) = (await store.alliances()).alliances
    assert known == alliance(2, Status.ENDED) == await store.get_alliance("a1")
    assert await store.get_alliance("none") is None
    assert alliance_version(known) > alliance_version(alliance(1))


async def test_an_alliance_merged_into_another_is_forgotten_for_good(store: Store) -> None:
    await store.write_alliances([alliance(2)])
    merged = alliance(1).model_copy(update={"merged_into": "a2"})
    assert [r.written for r in await store.write_alliances([merged])] == [Written.STORED]
    assert not (await store.alliances()).alliances
    assert await store.get_alliance("a1") is None
    assert [r.written for r in await store.write_alliances([alliance(9)])] == [Written.STALE]
    assert [r.written for r in await store.write_alliances([merged])] == [Written.STORED]
    assert not (await store.alliances()).alliances


async def test_an_empty_store_answers(store: Store) -> None:
    assert (await store.search(parse_query("로봇"))).total == 0
    assert not (await store.alliances()).alliances
    assert await store.recent_articles() == []
    assert await store.get_article("x") is None


async def test_a_reader_in_another_connection_while_writing(tmp_path: Path) -> None:
    path = tmp_path / "dongmaeng.db"
    writer, reader = EmbeddedStore(path), EmbeddedStore(path, read_only=True)
    await writer.write([article("0", body="로봇")])
    writing = asyncio.create_task(writer.write([article(str(n), body="로봇") for n in range(1, 100)]))
    seen = [1]
    while not writing.done():
        seen.append((await reader.search(parse_query("로봇"), 1)).total)
    assert all(result.written is Written.STORED for result in await writing)
    assert seen == sorted(seen)
    assert (await reader.search(parse_query("로봇"), 200)).total == 100
    with pytest.raises(StoreUnavailable):
        await reader.write([article("x")])
    await writer.close()
    await reader.close()


async def test_a_reader_of_a_file_without_articles(tmp_path: Path) -> None:
    path = tmp_path / "dongmaeng.db"
    connection = open_database(path)
    connection.execute("CREATE TABLE other (x)")
    reader = EmbeddedStore(path, read_only=True)
    assert (await reader.search(parse_query("로봇"))).total == 0
    writer = EmbeddedStore(path)
    await writer.write([article("0", body="로봇")])
    assert (await reader.search(parse_query("로봇"))).total == 1
    await writer.close()
    await reader.close()
    connection.close()


@pytest.mark.parametrize("content", [None, b"not a database at all, but long enough to have a header" * 20])
async def test_a_file_that_is_no_store_is_unavailable(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "dongmaeng.db"
    if content is not None:
        path.write_bytes(content)
    store = EmbeddedStore(path, read_only=True)
    with pytest.raises(StoreUnavailable):
        await store.search(parse_query("로봇"))
    await store.close()
