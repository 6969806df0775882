"""Making, checking and rebuilding the indices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest

from search.alliances import AllianceFacet, AllianceQuery, select
from search.elastic import indices, rebuild
from search.elastic.definition import KINDS, SCHEMA, Definition
from search.elastic.document import alliance_action
from search.elastic.settings import ElasticSettings
from search.elastic.state import ElasticState
from search.elastic.store import ElasticStore
from search.query import parse_query
from search.store import StoreUnavailable, Written
from tests.samples import robot_story
from tests.servers.stores import dropped, made_empty
from topics.records import Alliance, Change, ChangeKind, Kind, Status


@pytest.fixture
async def store(elasticsearch: str) -> AsyncIterator[ElasticStore]:
    """A store on indices of its own, which the test may rebuild and drop."""
    made = await made_empty(elasticsearch)
    yield made
    await dropped(made)
    await made.close()


async def test_what_is_there_is_left_alone_and_what_is_missing_is_named(store: ElasticStore) -> None:
    assert await indices.create_missing(store.client, store.definition) == []
    assert await indices.check(store.client, store.definition) == []
    await indices.drop(store.client, store.definition)
    faults = await indices.check(store.client, store.definition)
    assert [fault.remedy for fault in faults] == ["create"] * (1 + len(KINDS))


async def test_a_write_makes_indices_that_were_dropped(store: ElasticStore, elasticsearch: str) -> None:
    await store.write([robot_story(1)])
    await indices.drop(store.client, store.definition)
    assert (await store.search(parse_query("로봇"))).total == 0
    fresh = ElasticStore(elasticsearch, ElasticSettings(prefix=store.definition.prefix), refresh=True)
    assert [result.written for result in await fresh.write([robot_story(1)])] == [Written.STORED]
    assert (await fresh.search(parse_query("로봇"))).total == 1
    await fresh.close()


async def test_changed_synonyms_need_a_reload_and_changed_fields_a_rebuild(
    store: ElasticStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.client.synonyms.put_synonym(
        id=store.definition.synonyms_set, synonyms_set=[{"id": "row0", "synonyms": "로봇, 기계"}]
    )
    (fault,) = await indices.check(store.client, store.definition)
    assert fault.remedy == "reload"
    await indices.put_synonyms(store.client, store.definition)
    assert await indices.check(store.client, store.definition) == []
    monkeypatch.setattr(Definition, "digest", lambda self, kind: f"another of {kind}")
    assert [fault.remedy for fault in await indices.check(store.client, store.definition)] == ["rebuild"] * len(KINDS)


async def test_synonyms_are_written_beside_an_index_of_others_that_is_read_only(
    store: ElasticStore, elasticsearch: str
) -> None:
    client, definition = store.client, store.definition

    async def synonyms_of(word: str) -> set[str]:
        alias = definition.alias("articles")
        answer = await client.indices.analyze(index=alias, analyzer="korean_search", text=word)
        return {token["token"] for token in answer["tokens"]}

    others = f"{definition.prefix}-others"
    await client.indices.create(index=others, settings={"index.blocks.read_only": True})
    try:
        changed = [{"id": "row0", "synonyms": "로봇, 기계"}]
        await client.synonyms.put_synonym(id=definition.synonyms_set, synonyms_set=changed, refresh=False)
        await client.indices.reload_search_analyzers(index=definition.alias("articles"))
        assert await synonyms_of("기계") == {"로봇", "기계"}
        await indices.put_synonyms(client, definition)
        assert await indices.check(client, definition) == []
        assert await synonyms_of("기계") == {"기계"}
        beside = await made_empty(elasticsearch)
        await dropped(beside)
        assert await indices.versions_of(client, beside.definition, "articles") == []
        await beside.close()
    finally:
        await client.indices.put_settings(index=others, settings={"index.blocks.read_only": None})
        await client.indices.delete(index=others)


async def test_documents_wait_for_an_index_that_an_earlier_version_made(
    store: ElasticStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = store.definition
    await store.client.indices.delete(index=definition.index("articles", 1))
    now = definition.mappings("articles")
    old = now | {"properties": {name: field for name, field in now["properties"].items() if name != "updated"}}
    with monkeypatch.context() as patch:
        patch.setattr(Definition, "mappings", lambda self, kind: old)
        await indices.create_missing(store.client, definition)
    with pytest.raises(StoreUnavailable, match="index rebuild"):
        await store.write([robot_story(1)])
    await rebuild.rebuild(store.client, definition, "articles")
    assert [result.written for result in await store.write([robot_story(1)])] == [Written.STORED]


async def test_a_rebuild_that_was_ended_after_the_swap_is_finished(
    store: ElasticStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.write([robot_story(n) for n in range(10)])
    old = store.definition.index("articles", 1)

    async def killed(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(rebuild, "_finish", killed)
        with pytest.raises(RuntimeError, match="killed"):
            await rebuild.rebuild(store.client, store.definition, "articles")
    # A write that was on its way to the old index when the alias went over.
    await store.client.index(
        index=old, id="late", document={"title": "늦은 로봇"}, version=5, version_type="external_gte"
    )
    progress = await rebuild.rebuild(store.client, store.definition, "articles")
    assert progress.done
    assert progress.target == store.definition.index("articles", 2)
    assert (await store.search(parse_query("로봇"))).total == 11


async def test_alliances_of_an_earlier_version_are_read_and_found_by_more_after_a_rebuild(
    store: ElasticStore, elasticsearch: str
) -> None:
    there = [alliance(number) for number in range(5)]
    index, alias = store.definition.index("alliances", 1), store.definition.alias("alliances")
    mappings = deepcopy(store.definition.mappings("alliances"))
    for field in ("told", "told_day", "dismissed"):
        del mappings["properties"][field]
    await store.client.indices.delete(index=index)
    await store.client.indices.create(
        index=index,
        settings=store.definition.settings("alliances"),
        mappings=mappings | {"_meta": {"definition": "another", "version": 1}},
        aliases={alias: store.definition.alias_body("alliances")},
    )
    for number, one in enumerate(there):
        source = alliance_action(one, alias)["_source"]
        for field in ("told", "told_day", "dismissed"):
            del source[field]
        await store.client.index(index=index, id=one.id, document=source, version=number + 1, version_type="external")
    await store.client.indices.refresh(index=index)
    query = AllianceQuery(kinds=(Kind.MOU,))
    expected = select(there, query, 2, None, list(AllianceFacet))
    reader = ElasticStore(elasticsearch, ElasticSettings(prefix=store.definition.prefix))
    assert await reader.alliances(query, 2, facets=list(AllianceFacet)) == expected
    before = (await reader.written_alliances("")).cursors
    faults = await indices.check(store.client, store.definition)
    assert [(fault.name, fault.remedy) for fault in faults] == [(index, "rebuild")]
    await rebuild.rebuild(store.client, store.definition, "alliances")
    assert await reader.alliances(query, 2, facets=list(AllianceFacet)) == expected
    # A reader who goes on from before is told the hour before once more, and nothing of the time before that.
    seen = (await reader.written_alliances(before[3])).alliances
    assert {one.id for one in seen} == {"a2", "a3", "a4"}
    await reader.close()


def alliance(number: int) -> Alliance:
    at = datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=40 * number)
    change = Change(id=f"c{number}", change=ChangeKind.ANNOUNCED, at=at, article_id="x")
    kind = (Kind.MOU, Kind.PARTNERSHIP)[number % 2]
    return Alliance(id=f"a{number}", kind=kind, status=Status.ANNOUNCED, first_seen=at, changes=[change])


async def test_an_index_of_a_later_version_is_refused_by_name_and_one_without_is_taken_up(
    store: ElasticStore, elasticsearch: str
) -> None:
    index = store.definition.index("articles", 1)
    meta = await indices.meta_of(store.client, index)
    assert meta["version"] == SCHEMA
    await store.client.indices.put_mapping(index=index, meta={"definition": meta["definition"]})
    settings = ElasticSettings(prefix=store.definition.prefix)
    old = ElasticStore(elasticsearch, settings, refresh=True)
    assert [result.written for result in await old.write([robot_story(1)])] == [Written.STORED]
    await old.close()
    await store.client.indices.put_mapping(index=index, meta=meta | {"version": 99})
    newer = ElasticStore(elasticsearch, settings)
    state = ElasticState.at(elasticsearch, settings, patient=False)
    for call in (
        newer.search(parse_query("로봇")),
        newer.write([robot_story(1)]),
        newer.get_article("x"),
        newer.alliances(),
        indices.check(newer.client, newer.definition),
        state.read("space", "key"),
    ):
        with pytest.raises(indices.NewerIndex, match=f"{index}: of version 99, while this program knows {SCHEMA}"):
            await call
    await newer.close()
    await state.close()


async def test_documents_of_an_earlier_version_need_a_rebuild_which_says_of_which_version_they_are(
    store: ElasticStore,
) -> None:
    index = store.definition.index("articles", 1)
    meta = await indices.meta_of(store.client, index)
    await store.client.indices.put_mapping(index=index, meta=meta | {"version": SCHEMA - 1})
    [fault] = await indices.check(store.client, store.definition)
    assert (fault.name, fault.remedy) == (index, "rebuild")
    assert fault.what == f"its documents are of version {SCHEMA - 1}, not {SCHEMA}"
    await rebuild.rebuild(store.client, store.definition, "articles")
    assert await indices.meta_of(store.client, store.definition.index("articles", 2)) == meta
    assert await indices.check(store.client, store.definition) == []
