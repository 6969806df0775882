"""What programs have done by the API: decisions, endpoints, messages, items, and what was set aside."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from agents.pipeline import reading
from agents.workers import InlineWorkers
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.agents.alert.receiver import receiving
from tests.agents.alert.samples import SECRET
from tests.dongmaeng.web.background import served_beside
from tests.dongmaeng.web.filled import HOOK, TOKEN, settings_in
from topics.embedded.carrier import EmbeddedCarrier

STORY = "㈜하늬소프트는 5일 ㈜파루로보틱스와 자율주행 사업 협력을 위한 업무협약(MOU)을 체결했다고 밝혔다."


def copied(filled: Settings, folder: Path) -> Settings:
    """The settings of a data directory with news, which is its own."""
    made = settings_in(folder)
    shutil.copytree(filled.data_dir, made.data_dir)
    return made


@contextmanager
def asked(settings: Settings) -> Iterator[httpx.Client]:
    """A program that knows the token, and the API that it asks."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    with (
        served_beside(settings) as url,
        httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=60, trust_env=False) as made,
    ):
        yield made


@pytest.fixture
def settings(filled: Settings, tmp_path: Path) -> Settings:
    return copied(filled, tmp_path)


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    with asked(settings) as made:
        yield made


@pytest.fixture(scope="module")
def unchanged(filled: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """One for all tests that leave everything as it is."""
    with asked(copied(filled, tmp_path_factory.mktemp("unchanged"))) as made:
        yield made


def done(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def refused(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = done(answer, status)
    return told


def work(settings: Settings) -> None:
    """Let a service read what it was handed."""

    async def run() -> None:
        store = EmbeddedStore(settings.database)
        async with EmbeddedCarrier(settings.database, reading(InlineWorkers(), store)) as carrier:
            running = asyncio.create_task(carrier.run())
            await carrier.idle()
            carrier.stop()
            await running
        await store.close()

    asyncio.run(run())


def test_a_decision_is_made_listed_and_taken_back(client: httpx.Client) -> None:
    id = client.get("/alliances", params={"company": "나래통신", "kind": "mou"}).json()["alliances"][0]["id"]
    decided = done(client.post("/decisions", json={"decision": "dismiss", "alliances": [id]}))
    assert decided["applied"] is True
    assert id not in [one["id"] for one in client.get("/alliances").json()["alliances"]]
    assert [one["id"] for one in client.get("/alliances?dismissed=true").json()["alliances"]] == [id]
    assert [one["id"] for one in client.get("/decisions").json()] == [decided["decision"]]
    assert client.get(f"/alliances/{id}").json()["dismissed"] is True
    done(client.post("/decisions", json={"decision": "undo", "undoes": decided["decision"]}))
    assert id in [one["id"] for one in client.get("/alliances").json()["alliances"]]
    again = refused(client.post("/decisions", json={"decision": "undo", "undoes": decided["decision"]}))
    assert "undone already" in again["detail"]


def test_alliances_are_merged_under_the_first(client: httpx.Client) -> None:
    first, second, *_ = [one["id"] for one in client.get("/alliances?status=announced").json()["alliances"]]
    done(client.post("/decisions", json={"decision": "merge", "alliances": [first, second]}))
    assert client.get(f"/alliances/{second}").json()["id"] == first


@pytest.mark.parametrize(
    ("wish", "status", "said"),
    [
        ({"decision": "dismiss", "alliances": ["none"]}, 404, "no such alliance"),
        ({"decision": "undo", "undoes": "none"}, 404, "no such decision"),
        ({"decision": "dismiss"}, 400, "dismiss takes one alliance"),
        ({"decision": "merge", "alliances": ["one"]}, 400, "merge takes at least two"),
        ({"decision": "split", "alliances": ["one"]}, 400, "split takes articles"),
        ({"decision": "divorce", "alliances": ["one"]}, 400, "decision"),
        ({"decision": "dismiss", "alliances": ["one"], "why": "so"}, 400, "why"),
        ({"decision": "undo"}, 400, "undo takes undoes"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    unchanged: httpx.Client, wish: dict[str, Any], status: int, said: str
) -> None:
    assert said in refused(unchanged.post("/decisions", json=wish), status)["detail"]


def test_an_endpoint_is_added_paused_resumed_and_removed(client: httpx.Client) -> None:
    wish = {"id": "mine", "url": "https://mine.example/in", "secret_env": "MINE", "filter": "org:가람전자"}
    assert done(client.post("/endpoints", json=wish)) == {"endpoint": "mine", "applied": True}
    shown = done(client.get("/endpoints/mine"))
    assert (shown["filter"], shown["set"], shown["messages"]) == ("org:가람전자", "added", {})
    assert [told["members"] for told in done(client.get("/endpoints/mine/preview?since=2020"))]
    assert done(client.get("/endpoints/mine/preview?since=%20")) == done(client.get("/endpoints/mine/preview"))
    done(client.post("/endpoints/mine/pause"))
    assert done(client.get("/endpoints/mine"))["standing"] == "paused"
    done(client.post("/endpoints/mine/resume"))
    assert done(client.get("/endpoints/mine"))["standing"] == "open"
    done(client.delete("/endpoints/mine"))
    assert refused(client.get("/endpoints/mine"), 404)
    assert "settings file" in refused(client.delete(f"/endpoints/{HOOK.id}"))["detail"]


@pytest.mark.parametrize("field", ["url_env", "secret_env"])
def test_no_endpoint_is_sent_a_secret_of_the_service(unchanged: httpx.Client, field: str) -> None:
    wish = {"id": "thief", "type": "ntfy", "url": "https://evil.example/x", field: "DONGMAENG_ELASTIC__PASSWORD"}
    assert field in json.dumps(refused(unchanged.post("/endpoints", json=wish), 400))
    refused(unchanged.get("/endpoints/thief"), 404)


@pytest.mark.parametrize(
    ("wish", "parameter"),
    [
        ({"id": "x"}, "body"),
        ({"id": "x", "url": "https://user:hidden@mine.example", "secret_env": "X"}, "body"),
        ({"id": "x", "url": "https://x.example", "secret_env": "X", "filter": "org:"}, "body"),
        ({"id": "x", "url": "https://x.example", "secret": "hidden"}, "secret"),
        ({"id": "x", "url": "https://x.example", "secret_file": "/hidden"}, "secret_file"),
        ({"id": "x", "type": "template", "template": "/etc/hidden"}, "template"),
        ({"id": "a/b", "url": "https://x.example", "secret_env": "X"}, "id"),
        ({"id": "x", "url": "https://x.example", "secret_env": "X", "least_score": 2}, "least_score"),
    ],
)
def test_a_wrong_endpoint_is_refused_without_its_values(
    unchanged: httpx.Client, wish: dict[str, Any], parameter: str
) -> None:
    answer = unchanged.post("/endpoints", json=wish)
    assert refused(answer)["parameter"] == parameter
    assert "hidden" not in answer.text


def test_a_test_event_goes_to_the_endpoint_at_once(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE", SECRET)
    with receiving() as receiver:
        wish = {"id": "mine", "url": receiver.url("/in"), "secret_env": "MINE", "allow_private": True}
        done(client.post("/endpoints", json=wish))
        assert done(client.post("/endpoints/mine/test"))["status"] == "delivered"
        assert receiver.received[0].verify(SECRET)["type"] == "dongmaeng.test"
    assert refused(client.post("/endpoints/none/test"), 404)


def test_a_message_is_sent_once_more(client: httpx.Client) -> None:
    assert done(client.get("/deliveries", params={"status": "dead"}))["total"] == 1
    assert done(client.post("/deliveries/message-1/resend"))["applied"] is True
    assert refused(client.post("/deliveries/none/resend"), 404)
    assert refused(client.post("/deliveries/resend", json={}))
    done(client.post("/deliveries/resend", json={"since": "2026-01-01T00:00:00Z"}))


def test_what_was_set_aside_is_handed_back(client: httpx.Client) -> None:
    (aside,) = done(client.get("/quarantine"))
    assert refused(client.post("/quarantine/retry", json={"ids": [aside["id"] + 1]}), 404)
    assert done(client.post("/quarantine/retry", json={"ids": [aside["id"]]})) == {"released": 1}
    assert done(client.get("/quarantine")) == []


@pytest.mark.parametrize("as_array", [False, True])
def test_items_are_read_by_the_service_in_its_turn_and_quietly(
    client: httpx.Client, settings: Settings, as_array: bool
) -> None:
    items = [{"id": "하늬-파루", "title": "하늬소프트·파루로보틱스 협약", "text": STORY}, {"id": "없음"}]
    if as_array:
        answer = client.post("/items", json=items)
    else:
        lines = "\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        answer = client.post("/items", content=lines.encode(), headers={"content-type": "application/x-ndjson"})
    told = done(answer, 202)
    assert [one["id"] for one in told["accepted"]] == ["하늬-파루"]
    assert [one["id"] for one in told["refused"]] == ["없음"]
    work(settings)
    (alliance,) = done(client.get("/alliances", params={"company": "하늬소프트"}))["alliances"]
    assert [change["quiet"] for change in alliance["changes"]] == ["imported"]
    assert done(client.get(f"/articles/{told['accepted'][0]['article_id']}"))["mentions"][0]["new"] is True


def test_items_are_taken_where_nothing_was_written_yet(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    headers = {"authorization": f"Bearer {TOKEN}"}
    with served_beside(settings) as url, httpx.Client(headers=headers, timeout=60, trust_env=False) as client:
        done(client.post(f"{url}/api/v1/items", json=[{"id": "하늬-파루", "text": STORY}]), 202)
        work(settings)
        assert done(client.get(f"{url}/api/v1/alliances"))["total"] == 1


@pytest.mark.parametrize(
    ("content", "media", "status", "said"),
    [
        (b'{"id": "x", "path": "/etc/passwd"}', "application/x-ndjson", 400, "path"),
        (b"{broken", "application/x-ndjson", 400, "line 1"),
        (b"\xff\xfe", "application/x-ndjson", 400, "line 1"),
        (b"", "application/x-ndjson", 400, "no item"),
        (b"[" * 100_000, "application/json", 400, "JSON"),
        (b"[]", "application/json", 400, "no item"),
        (b'{"id": "' + b"x" * 5_000 + b'", "text": "a"}', "application/json", 400, "too long"),
        (b'{"id": "x", "text": "a", "published": "0001-01-01"}', "application/json", 400, "published"),
        (b"\n".join([b'{"id": "x", "text": "a"}'] * 1_001), "application/jsonl", 400, "1000 items"),
        (b"<p>", "text/html", 415, "application/x-ndjson"),
        (b"x" * (8 << 20) + b"x", "application/x-ndjson", 413, "bytes"),
    ],
)
def test_items_that_cannot_be_read_are_refused(
    unchanged: httpx.Client, content: bytes, media: str, status: int, said: str
) -> None:
    answer = unchanged.post("/items", content=content, headers={"content-type": media})
    assert said in refused(answer, status)["detail"]


def test_a_page_is_explained_with_its_ledger_and_nothing_is_stored(unchanged: httpx.Client) -> None:
    page = f"<html><body><article><h1>하늬소프트·파루로보틱스 협약</h1><p>{STORY}</p><p>{STORY}</p></article></body></html>"
    told = done(
        unchanged.post(
            "/explain",
            params={"url": "https://paper.example/9"},
            content=page.encode(),
            headers={"content-type": "text/html; charset=utf-8"},
        )
    )
    assert told["outcome"] == "done"
    assert {member["name"] for member in told["mentions"][0]["members"]} == {"하늬소프트", "파루로보틱스"}
    assert "judged" in {step["did"] for step in told["steps"]}
    assert any(line["part"] == "story" for line in told["page"]["lines"])
    assert done(unchanged.get("/alliances", params={"company": "하늬소프트"}))["total"] == 0
    plain = unchanged.post("/explain", content=STORY.encode(), headers={"content-type": "text/plain"})
    assert done(plain)["mentions"]


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"", "text/html", 400),
        (b"x" * (2 << 20) + b"x", "text/html", 400),
        (b"\x00\xff" * 1000, "text/html", 200),
        (b"<div>" * 50_000, "text/html", 200),
        (b"{}", "application/json", 415),
    ],
)
def test_a_page_that_is_none_is_refused_or_said_to_be_none(
    unchanged: httpx.Client, content: bytes, media: str, status: int
) -> None:
    answer = unchanged.post("/explain", content=content, headers={"content-type": media})
    told = done(answer, status)
    assert told["status"] == status if status != 200 else told["article"] is None


def test_a_source_is_added_paused_resumed_and_removed(client: httpx.Client) -> None:
    url = "https://new.example/rss?section=1"
    added = done(client.post("/sources", json={"url": url, "publisher": "가람일보", "interval": 600}))
    assert added["applied"] is True
    id = added["source"]
    assert id != url

    def shown() -> Any:
        found = [source for source in done(client.get("/sources")) if source["url"] == id]
        return [(source["set"], source["enabled"], source["publisher"]) for source in found]

    assert shown() == [("added", True, "가람일보")]
    assert done(client.post("/sources/pause", json={"sources": [url]})) == [{"source": id, "applied": True}]
    assert shown() == [("added", False, "가람일보")]
    assert "paused" in refused(client.post("/sources/look", json={"sources": [id]}))["detail"]
    done(client.post("/sources/resume", json={"sources": [id]}))
    done(client.post("/sources/look", json={"sources": [id]}))
    done(client.post("/sources/remove", json={"sources": [id]}))
    assert shown() == []
    assert "no such source" in refused(client.post("/sources/remove", json={"sources": [id]}), 404)["detail"]


@pytest.mark.parametrize(
    ("wish", "parameter"),
    [
        ({"url": "new.example"}, "url"),
        ({"url": "https://new.example/rss", "interval": -1}, "interval"),
        ({"url": "https://new.example/rss", "kind": "fed"}, "kind"),
        ({"url": "https://new.example/rss", "sites": ["a b"]}, "sites"),
        ({"url": "https://new.example/rss", "colour": "red"}, "colour"),
        ({}, "url"),
    ],
)
def test_a_source_that_cannot_be_is_refused_by_its_field(
    unchanged: httpx.Client, wish: dict[str, Any], parameter: str
) -> None:
    assert refused(unchanged.post("/sources", json=wish))["parameter"] == parameter


def test_a_source_with_a_secret_in_its_address_is_refused(client: httpx.Client) -> None:
    told = refused(client.post("/sources", json={"url": "https://new.example/rss?api_key=geheim"}))
    assert "[[sources]]" in told["detail"]
    assert "geheim" not in json.dumps(told)
