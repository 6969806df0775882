"""The command line on Elasticsearch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from search.elastic.definition import Definition
from search.kibana.build import saved_objects
from tests.command_line import CommandLine
from tests.loopback import Asked, Reply, loopback_site
from tests.servers.stores import drop_indices, new_settings

DEAL = "한빛전자는 누리통신과 돌봄 로봇 사업을 위한 업무협약을 체결했다고 3일 밝혔다. 두 회사는 시제품을 함께 만든다."


@pytest.fixture
def elastic(command_line: CommandLine, elasticsearch: str) -> Iterator[CommandLine]:
    """The command line with an Elasticsearch as its store, under a prefix of its own."""
    settings = new_settings()
    command_line.configure(f'store = "{elasticsearch}"\n[elastic]\nprefix = "{settings.prefix}"\n')
    yield command_line
    drop_indices(elasticsearch, settings)


def test_what_is_imported_is_found_and_listed_as_on_the_embedded_store(elastic: CommandLine) -> None:
    item = {"id": "deal", "title": "한빛전자, 누리통신과 맞손", "published": "2026-03-03T10:00:00+09:00", "text": DEAL}
    (elastic.home / "items.jsonl").write_text(json.dumps(item, ensure_ascii=False), "utf-8")
    found = []
    for store in ([], ["--store", "embedded", "--data-dir", "embedded"]):
        elastic.run(*store, "import", "items.jsonl")
        result = elastic.json(*store, "search", "MOU 로봇", "--facet", "organisation", "--facet", "kind")
        for hit in result["hits"]:
            del hit["score"]
        alliances = elastic.json(*store, "alliances")
        for alliance in alliances:
            del alliance["first_seen"]
            del alliance["changes"]
        found.append((result, alliances))
    assert found[0] == found[1]
    assert [hit["source_id"] for hit in found[0][0]["hits"]] == ["deal"]
    assert len(found[0][1]) == 1


def test_the_indices_are_made_checked_rebuilt_and_dropped(elastic: CommandLine) -> None:
    assert {fault["remedy"] for fault in json.loads(elastic.run("index", "check", "--json", code=1).stdout)} == {
        "create"
    }
    assert len(elastic.json("index", "create")["made"]) == 5
    assert elastic.json("index", "check") == []
    assert elastic.json("kibana", "check") == []
    done = elastic.json("index", "rebuild", "--force", "--drop-old")["done"]
    assert any("articles-v2 made from" in line for line in done)
    assert "Nothing needs a rebuild" in elastic.run("index", "rebuild").stdout
    elastic.run("index", "drop", "--yes")
    elastic.run("index", "check", code=1)


def test_a_store_that_is_away_or_embedded_is_an_error_that_says_so(command_line: CommandLine) -> None:
    away = command_line.run("--store", "http://127.0.0.1:9", "search", "로봇", code=1)
    assert "cannot be used: Elasticsearch cannot be reached" in away.stderr
    assert "embedded" in command_line.run("index", "create", code=2).stderr
    assert "without a password" in command_line.run("--store", "http://u:geheim@h:1", "search", "a", code=2).stderr
    wrong = command_line.run("--store", "ftp://h:1", "search", "a", code=2)
    assert wrong.stderr.startswith("dongmaeng: --store: must be embedded or http(s):")


async def test_the_dashboard_is_imported_into_a_kibana(command_line: CommandLine) -> None:
    command_line.configure('[elastic]\nusername = "elastic"\npassword = "geheim"\n')

    def imported(asked: Asked) -> Reply:
        lines = asked.body.count(b'"typeMigrationVersion"')
        return Reply(body=json.dumps({"success": True, "successCount": lines}).encode())

    async with loopback_site() as site:
        site.answers["/api/saved_objects/_import"] = imported
        done = await asyncio.to_thread(command_line.run, "kibana", "install", site.url)
        assert f"{len(saved_objects(Definition()))} objects imported" in done.stdout
        (asked,) = site.asked
        assert asked.path.endswith("?overwrite=true")
        assert asked.headers["kbn-xsrf"]
        assert asked.headers["authorization"].startswith("Basic ")
        site.answers["/api/saved_objects/_import"] = Reply(401, b"no")
        refused = await asyncio.to_thread(command_line.run, "kibana", "install", site.url, code=1)
    assert "answered 401" in refused.stderr
    assert "geheim" not in refused.stderr
