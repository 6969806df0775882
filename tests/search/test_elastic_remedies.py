"""What is said of failures of Elasticsearch: on the real server where it has them, else from answers as it gives them."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from search.elastic.client import as_unavailable, connect
from search.elastic.condition import hindrances
from search.elastic.remedies import remedy_of
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from search.store import StoreUnavailable
from tests.loopback import Reply, loopback_site
from tests.search.test_elastic_answers import HEADERS, article
from tests.servers.stores import emptied_store

FLOOD = {
    "type": "cluster_block_exception",
    "reason": "index [dongmaeng-articles-v1] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage "
    "watermark, index has read-only-allow-delete block; for more information, see https://www.elastic.co/docs];",
}
NO_NORI = {
    "type": "illegal_argument_exception",
    "reason": "Custom Analyzer [korean] failed to find tokenizer under name [nori_tokenizer]",
}
UNKNOWN_FILTER = {
    "type": "illegal_argument_exception",
    "reason": "Unknown tokenizer type [nori_tokenizer] for [korean]",
}


@pytest.mark.parametrize(
    ("status", "cause", "said"),
    [
        (429, FLOOD, "the disk of a node is full"),
        (400, NO_NORI, "elasticsearch-plugin install analysis-nori"),
        (400, UNKNOWN_FILTER, "elasticsearch-plugin install analysis-nori"),
        (500, {"type": "i_o_exception", "reason": "No space left on device"}, "the disk of a node is full"),
        (401, {"type": "security_exception", "reason": "unable to authenticate user [reader]"}, "[elastic] api_key"),
        (
            403,
            {"type": "security_exception", "reason": "action [x] is unauthorized for user"},
            "the user may not do this",
        ),
        (
            503,
            {"type": "cluster_block_exception", "reason": "blocked by: [SERVICE_UNAVAILABLE/2/no master];"},
            "no master",
        ),
        (
            503,
            {"type": "unavailable_shards_exception", "reason": "[x][0] primary shard is not active"},
            "a primary shard",
        ),
        (400, {"type": "validation_exception", "reason": "this action would add [2] shards"}, "max_shards_per_node"),
        (400, {"type": "mapper_parsing_exception", "reason": "failed to parse field"}, "failed to parse field"),
    ],
)
def test_an_answer_is_told_with_what_to_do(status: int, cause: dict[str, Any], said: str) -> None:
    assert said in remedy_of(status, cause)


@pytest.fixture
async def store(
    elasticsearch: str, elastic_settings: ElasticSettings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ElasticStore]:
    monkeypatch.setattr("search.elastic.store._FIRST_WAIT", 0.0)
    monkeypatch.setattr("search.elastic.store._RETRIES", 1)
    async with emptied_store(elasticsearch, elastic_settings) as made:
        await made.prepare()
        yield made


async def failure(store: ElasticStore) -> str:
    with pytest.raises(StoreUnavailable) as failed:
        await store.write([article("a")])
    return str(failed.value)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("write", "is blocked by hand or by a rebuild (index write)"),
        ("read_only", "is blocked by hand or by a rebuild (index read-only)"),
        ("read_only_allow_delete", "the disk of a node is full"),
    ],
)
async def test_a_blocked_index_is_named(store: ElasticStore, block: str, said: str) -> None:
    index = store.definition.index("articles", 1)
    await store.client.indices.put_settings(index=index, settings={f"index.blocks.{block}": True})
    try:
        assert said in await failure(store)
        _, blocked = await hindrances(store.client, store.definition)
        assert any(said in line for line in blocked)
    finally:
        await store.client.indices.put_settings(index=index, settings={f"index.blocks.{block}": None})


async def test_an_index_that_is_gone_is_named(store: ElasticStore) -> None:
    place = {"index": store.definition.index("articles", 1), "alias": store.definition.alias("articles")}
    assert await hindrances(store.client, store.definition) == ([], [])
    await store.client.indices.update_aliases(actions=[{"remove": place}])
    try:
        assert f"the index {place['alias']} is missing" in await failure(store)
        assert await hindrances(store.client, store.definition) == ([place["alias"]], [])
    finally:
        again = place | store.definition.alias_body("articles")
        await store.client.indices.update_aliases(actions=[{"add": again}])


async def test_a_wrong_password_is_told_and_not_shown() -> None:
    async with loopback_site() as site:
        answer = {
            "error": {"type": "security_exception", "reason": "unable to authenticate user [reader]"},
            "status": 401,
        }
        site.answers["/_cluster/health"] = Reply(401, json.dumps(answer).encode(), HEADERS)
        client = connect(site.url, ElasticSettings(username="reader", password="soradal-2026"))
        try:
            with pytest.raises(StoreUnavailable, match="the API key or the password is wrong") as failed:
                async with as_unavailable():
                    await client.cluster.health()
        finally:
            await client.close()
    assert "soradal" not in str(failed.value)


@pytest.mark.parametrize(
    ("names", "trusted", "said"),
    [
        (("localhost",), False, "set [elastic] ca_file"),
        (("search.example.com",), True, "is of another host"),
        ((), True, "speaks no TLS that we know"),
    ],
)
async def test_a_certificate_that_is_not_trusted_is_told(
    tmp_path: Path, names: tuple[str, ...], trusted: bool, said: str
) -> None:
    authority, context = trustme.CA(), None
    (authority if trusted else trustme.CA()).cert_pem.write_to_path(tmp_path / "ca.pem")
    if names:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names).configure_cert(context)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 x\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    client = connect(f"https://localhost:{port}", ElasticSettings(ca_file=tmp_path / "ca.pem"))
    try:
        with pytest.raises(StoreUnavailable) as failed:
            async with as_unavailable():
                await client.cluster.health()
    finally:
        await client.close()
        server.close()
    assert said in str(failed.value)
