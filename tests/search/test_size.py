"""Searches that find more than anyone reads: counted to a bound, ranked among the newest, counted by facets."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from search.alliances import AllianceFacet, AllianceQuery, most_frequent, select
from search.embedded.document import document_of
from search.embedded.file import StoreFile
from search.embedded.packed import NONE, ColumnWriter
from search.embedded.store import EmbeddedStore
from search.embedded.upgrade import upgrade
from search.facts import facts_of, group_of, organisations_of, publisher_of
from search.query import parse_query
from search.store import Facet, Order, Store, alliance_version
from topics.records import (
    Alliance,
    Article,
    Change,
    ChangeKind,
    Kind,
    Member,
    Mention,
    Organisation,
    Status,
    TaggedArticle,
    stable_id,
)

NOON = datetime(2025, 6, 1, 3, tzinfo=UTC)
NAMES = ("가람전자", "나래통신", "다솔", "라온", "미르")


def article(number: int, published: datetime | None, body: str = "로봇 이야기", version: int = 0) -> TaggedArticle:
    chance = random.Random(f"{number} {version}")
    url = f"https://{chance.choice(('a', 'b'))}.example.com/{number}"
    kinds = chance.sample(list(Kind), chance.randint(0, 2))
    return TaggedArticle(
        article=Article(
            id=f"n{number:03}",
            url=url,
            canonical_url=url,
            title="제목",
            body=body,
            published=published,
            updated=published + timedelta(minutes=version) if published else None,
            fetched=NOON + timedelta(days=9, minutes=version),
            publisher=chance.choice((None, "한빛일보", "새벽신문")),
            group=stable_id(body) if len(body) > 100 else None,
        ),
        organisations=[Organisation(id=name, name=name) for name in chance.sample(NAMES, chance.randint(0, 3))],
        mentions=[Mention(kind=kind, status=Status.ANNOUNCED) for kind in kinds],
    )


def values_of(tagged: TaggedArticle, facet: Facet) -> Iterator[str]:
    if facet is Facet.ORGANISATION:
        yield from organisations_of(tagged)
    elif facet is Facet.KIND:
        yield from facts_of(tagged)["kind"]
    elif facet is Facet.PUBLISHER:
        yield from filter(None, [publisher_of(tagged.article)])
    elif tagged.article.published:
        yield (tagged.article.published + timedelta(hours=9)).date().isoformat()


@pytest.fixture
def few_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for store in ("embedded.articles", "elastic.searching"):
        monkeypatch.setattr(f"search.{store}.MOST_COUNTED", 10)


@pytest.mark.usefixtures("few_counted")
async def test_what_is_found_is_counted_to_a_bound(store: Store) -> None:
    await store.write([article(number, NOON) for number in range(10)])
    for query in ("로봇", "로봇 after:2025-01", "after:2025-01"):
        for order in Order:
            found = await store.search(parse_query(query), 3, order=order)
            assert (found.total, found.at_least, len(found.hits)) == (10, False, 3)
    await store.write([article(10, NOON)])
    for query in ("로봇", "로봇 after:2025-01", "after:2025-01"):
        found = await store.search(parse_query(query), 20, facets=[Facet.DAY])
        assert (found.total, found.at_least, len(found.hits)) == (10, True, 11)
        assert found.facets == {Facet.DAY: (("2025-06-01", 11),)}


async def test_of_too_many_the_newest_are_ranked_whenever_they_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.embedded.articles.MOST_RANKED", 3)
    store = EmbeddedStore(tmp_path / "d.sqlite")
    days = [5, 1, 4, 2, 3]
    best = article(99, NOON - timedelta(days=99), "로봇 로봇 로봇")
    await store.write([*(article(day, NOON + timedelta(days=day)) for day in days), best])
    for query, facets in (("로봇", ()), ("로봇", (Facet.KIND,)), ("로봇 after:2024-01", ())):
        found = await store.search(parse_query(query), facets=facets)
        assert found.newest_only
        assert found.total == 6
        assert {hit.article_id for hit in found.hits} == {"n003", "n004", "n005"}
    assert not (await store.search(parse_query("로봇 before:2025-06-04"), facets=[Facet.DAY])).newest_only
    assert len((await store.search(parse_query("로봇"), order=Order.TIME)).hits) == 6
    await store.close()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("packed", "columns", "upgrade"):
        monkeypatch.setattr(f"search.embedded.{module}.BLOCK", 4)


@pytest.mark.usefixtures("small_blocks")
async def test_facets_dates_and_copies_are_as_one_by_one(store: Store) -> None:
    chance = random.Random(5)
    stories = ["로봇 소식이 " + "이어진다 " * 40 + f"{number}." for number in range(4)]
    known: dict[int, TaggedArticle] = {}
    for version in range(3):
        coming = {
            number: article(
                number,
                chance.choice((None, NOON + timedelta(hours=chance.randint(0, 99)))),
                chance.choice(["드론 하나", "로봇 하나", *stories]),
                version,
            )
            for number in chance.sample(range(40), 25)
        }
        if version:
            coming = {n: a for n, a in coming.items() if (a.article.published and n not in known) or n in known}
        for number, tagged in coming.items():
            if number in known:  # an edit is of the same day, so that it is the later one
                tagged.article.published = known[number].article.published
                tagged.article.updated = NOON + timedelta(days=8, minutes=version)
            known[number] = tagged
        await store.write(list(coming.values()))
        for query, wanted in _asked(known):
            found = await store.search(parse_query(query), 100, facets=list(Facet), order=Order.TIME)
            assert {hit.article_id for hit in found.hits} == {tagged.article.id for tagged in wanted}
            for facet in Facet:
                assert found.facets[facet] == most_frequent(v for tagged in wanted for v in values_of(tagged, facet))
            groups = Counter(group_of(tagged) for tagged in wanted)
            for order in Order:
                folded = await store.search(parse_query(query), 100, fold=True, order=order)
                assert folded.total == len(groups)
                assert sorted(hit.copies + 1 for hit in folded.hits) == sorted(groups.values())


def _asked(known: dict[int, TaggedArticle]) -> Iterator[tuple[str, list[TaggedArticle]]]:
    day = datetime(2025, 6, 3, tzinfo=UTC) - timedelta(hours=9)
    robots = [tagged for tagged in known.values() if "로봇" in tagged.article.body]
    dated = [tagged for tagged in known.values() if tagged.article.published]
    yield "로봇", robots
    yield "-드론", robots
    yield "로봇 after:2025-06-03", [t for t in robots if t.article.published and t.article.published >= day]
    yield "before:2025-06-03", [t for t in dated if t.article.published and t.article.published < day]
    yield "org:다솔 로봇", [t for t in robots if "다솔" in organisations_of(t)]
    yield "-org:다솔 로봇", [t for t in robots if "다솔" not in organisations_of(t)]
    yield "kind:mou", [t for t in known.values() if "mou" in facts_of(t)["kind"]]


EARLIER = """
CREATE TABLE search_articles (doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source_id TEXT,
                              version INTEGER NOT NULL, published INTEGER, record TEXT NOT NULL, places BLOB NOT NULL);
CREATE INDEX search_articles_source ON search_articles (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX search_articles_published ON search_articles (published);
CREATE VIRTUAL TABLE search_terms USING fts5(title, subtitle, body, content = '', contentless_delete = 1,
                                             tokenize = "ascii tokenchars '&'");
CREATE TABLE search_facts (field TEXT, value TEXT, doc INTEGER, PRIMARY KEY (field, value, doc)) WITHOUT ROWID;
CREATE INDEX search_facts_doc ON search_facts (doc);
CREATE TABLE search_alliances (id TEXT PRIMARY KEY, version INTEGER NOT NULL, first_seen INTEGER NOT NULL,
                               record TEXT NOT NULL) WITHOUT ROWID;
"""
"""The tables before alliances were indexed and articles packed."""


def earlier_file(path: Path, articles: list[TaggedArticle], alliances: list[Alliance]) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "wal")
    connection.execute(EARLIER)
    for doc, tagged in enumerate(articles, 1):
        made = document_of(tagged)
        row = (doc, made.id, made.source_id, made.version, made.published, made.record, made.places)
        connection.execute("INSERT INTO search_articles VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute(
            "INSERT INTO search_terms (rowid, title, subtitle, body) VALUES (?, ?, ?, ?)", (doc, *made.terms)
        )
        shown = [("shown_org", name) for name in organisations_of(tagged)]
        shown += [("shown_publisher", name) for name in filter(None, [publisher_of(tagged.article)])]
        if group_of(tagged) != tagged.article.id:
            shown.append(("group", group_of(tagged)))
        facts = [(field, value, doc) for field, value in (*made.facts, *shown)]
        connection.executemany("INSERT INTO search_facts VALUES (?, ?, ?)", facts)
    for alliance in alliances:
        record = "" if alliance.merged_into else alliance.model_dump_json()
        row = (alliance.id, alliance_version(alliance), int(alliance.first_seen.timestamp()), record)
        connection.execute("INSERT INTO search_alliances VALUES (?, ?, ?, ?)", row)
    connection.close()


def alliance(number: int) -> Alliance:
    told = NOON + timedelta(hours=number)
    return Alliance(
        id=f"a{number}",
        kind=list(Kind)[number % 3],
        status=Status.ANNOUNCED,
        first_seen=told,
        members=[Member(id=name, name=name) for name in random.Random(number).sample(NAMES, 2)],
        changes=[Change(id=f"c{number}", change=ChangeKind.ANNOUNCED, at=told, article_id="x")],
        merged_into="a1" if number == 7 else None,
    )


@pytest.mark.usefixtures("small_blocks")
async def test_a_file_of_an_earlier_version_is_read_and_upgraded_by_the_writer(tmp_path: Path) -> None:
    stories = ["로봇 소식이 " + "이어진다 " * 40 + f"{number}." for number in range(3)]
    articles = [article(n, NOON + timedelta(hours=n) if n % 5 else None, stories[n % 3]) for n in range(30)]
    alliances = [alliance(number) for number in range(9)]
    path = tmp_path / "d.sqlite"
    earlier_file(path, articles, alliances)
    reader = EmbeddedStore(path, read_only=True)
    query = AllianceQuery(organisations=("다솔",))
    expected = select([one for one in alliances if not one.merged_into], query, 2, None, list(AllianceFacet))

    async def check() -> None:
        assert await reader.alliances(query, 2, facets=list(AllianceFacet)) == expected
        found = await reader.search(parse_query("로봇"), 50, facets=list(Facet))
        assert found.total == 30
        for facet in Facet:
            assert found.facets[facet] == most_frequent(v for tagged in articles for v in values_of(tagged, facet))
        assert (await reader.search(parse_query("로봇"), fold=True)).total == 3
        assert (await reader.search(parse_query("로봇 after:2025-06-02"))).total == 15

    await check()
    writer = EmbeddedStore(path)
    await writer.write_alliances([])
    await check()
    written = await reader.written_alliances("")
    assert {one.id for one in written.alliances} == {f"a{number}" for number in range(9) if number != 7}
    await writer.write_alliances([alliance(20)])
    assert [one.id for one in (await reader.written_alliances(written.cursor)).alliances] == ["a20"]
    await writer.write([article(50, NOON + timedelta(hours=200))])
    assert (await reader.search(parse_query("로봇"), 1, order=Order.TIME)).hits[0].article_id == "n050"
    for store in (reader, writer):
        await store.close()


def test_an_upgrade_that_was_interrupted_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.sqlite"
    earlier_file(path, [], [alliance(number) for number in range(5)])
    monkeypatch.setattr("search.embedded.upgrade._PART", 2)

    class Killed(Exception):
        pass

    flush = ColumnWriter.flush
    flushed: list[None] = []

    def killed_at_the_second(writer: ColumnWriter) -> None:
        flushed.append(None)
        if len(flushed) == 2:
            raise Killed
        flush(writer)

    with monkeypatch.context() as patched:
        patched.setattr(ColumnWriter, "flush", killed_at_the_second)
        with pytest.raises(Killed):
            StoreFile(path, upgrade=upgrade).open()
    file = StoreFile(path, upgrade=upgrade)
    file.open()
    assert file.rows("SELECT count(*), count(DISTINCT id) FROM search_alliance_index") == [(5, 5)]
    assert {written for (written,) in file.rows("SELECT written FROM search_alliance_index")} != {NONE}
    file.close()
