"""What becomes of documents by what a server answers, and how the store shows who it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from search.elastic import store as elastic_store
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from search.store import StoreUnavailable, Written
from tests.loopback import Asked, Reply, Site, loopback_site
from topics.records import Article, TaggedArticle

HEADERS = {"content-type": "application/json", "x-elastic-product": "Elasticsearch"}
NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)
MakeStore = Callable[[ElasticSettings], ElasticStore]


def article(id: str) -> TaggedArticle:
    url = f"https://news.example.com/{id}"
    return TaggedArticle(article=Article(id=id, url=url, canonical_url=url, title="제목", body="본문", fetched=NOON))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with loopback_site() as made:
        yield made


@pytest.fixture
async def make_store(site: Site, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MakeStore]:
    """Makes a store on the site that takes its indices for granted."""
    monkeypatch.setattr(elastic_store, "_FIRST_WAIT", 0.0)
    monkeypatch.setattr(elastic_store, "_RETRIES", 2)
    made: list[ElasticStore] = []

    async def prepared(self: ElasticStore) -> None:
        pass

    monkeypatch.setattr(ElasticStore, "prepare", prepared)

    def make(settings: ElasticSettings) -> ElasticStore:
        made.append(ElasticStore(site.url, settings))
        return made[-1]

    yield make
    for store in made:
        await store.close()


def bulk(statuses: dict[str, list[int]]) -> Callable[[Asked], Reply]:
    """Answers each document of a bulk with its next status."""

    def answer(asked: Asked) -> Reply:
        lines = [json.loads(line) for line in asked.body.splitlines()]
        ids = [line["index"]["_id"] for line in lines[::2]]
        items = []
        for id in ids:
            status = statuses[id].pop(0)
            error = {} if status < 300 else {"error": {"type": "some_exception", "reason": "no room"}}
            items.append({"index": {"_id": id, "status": status, **error}})
        return Reply(200, json.dumps({"errors": True, "items": items}).encode(), HEADERS)

    return answer


async def test_each_document_has_its_own_ending(site: Site, make_store: MakeStore) -> None:
    statuses = {"fine": [201], "busy": [429, 503, 201], "old": [409], "poison": [400], "again": [502, 504, 200]}
    site.answers["/_bulk"] = bulk(statuses)
    results = await make_store(ElasticSettings()).write([article(id) for id in statuses])
    assert [(result.id, result.written) for result in results] == [
        ("fine", Written.STORED),
        ("busy", Written.STORED),
        ("old", Written.STALE),
        ("poison", Written.REFUSED),
        ("again", Written.STORED),
    ]
    assert "no room" in str(results[3].cause)
    assert len([asked for asked in site.asked if asked.path.startswith("/_bulk")]) == 3


@pytest.mark.parametrize("status", [429, 502, 503, 504, 403])
async def test_a_document_that_stays_unwritten_for_no_fault_of_its_own_makes_the_store_unavailable(
    site: Site, make_store: MakeStore, status: int
) -> None:
    site.answers["/_bulk"] = bulk({"a": [201], "b": [status] * 3})
    with pytest.raises(StoreUnavailable, match=str(status)):
        await make_store(ElasticSettings()).write([article("a"), article("b")])


@pytest.mark.parametrize(("status", "said"), [(503, "503"), (401, "password is wrong"), (403, "may not do this")])
async def test_an_answer_for_the_whole_bulk(site: Site, make_store: MakeStore, status: int, said: str) -> None:
    site.answers["/_bulk"] = Reply(status, b'{"error": {"reason": "no"}}', HEADERS)
    with pytest.raises(StoreUnavailable, match=said):
        await make_store(ElasticSettings()).write([article("a")])


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        (ElasticSettings(api_key="geheim"), "ApiKey geheim"),  # type: ignore[arg-type]
        (ElasticSettings(username="leser", password="geheim"), "Basic bGVzZXI6Z2VoZWlt"),  # type: ignore[arg-type]
    ],
)
async def test_the_store_shows_who_it_is_and_keeps_the_secret_to_itself(
    site: Site, make_store: MakeStore, settings: ElasticSettings, header: str
) -> None:
    site.answers["/_bulk"] = Reply(401, b"{}", HEADERS)
    with pytest.raises(StoreUnavailable) as caught:
        await make_store(settings).write([article("a")])
    assert site.asked[0].headers["authorization"] == header
    assert "geheim" not in f"{caught.value!r} {settings!r}"
