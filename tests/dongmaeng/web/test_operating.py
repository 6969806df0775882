"""The pages of whoever runs the service: what they show of a troubled one, and what their forms do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import lxml.html
import pytest

from agents.alert.deliveries import KEPT, Attempt, DeliveryState, DeliveryStatus, write_delivery
from agents.alert.endpoints import Endpoint
from agents.discover.health import SourceHealth, save_health
from dongmaeng.demo import Receiver
from dongmaeng.health import WORKERS_SPACE, WorkerHealth
from dongmaeng.settings import Settings
from tests.dongmaeng.web.serving import client_of, served_by
from topics.carrier import Standing
from topics.catalogue import CANDIDATES, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.outcome import Output, Quarantine
from topics.records import Candidate, now
from topics.stage import stage
from topics.state import State

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}</pre></textarea>"
OPERATORS_PAGES = (
    "/sources",
    "/sources?show=failing",
    "/sources/new?url=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/alerts",
    "/alerts?endpoint=%3Cscript%3Ealert(1)%3C/script%3E&status=%22%3E%3Cscript%3E",
    "/alerts/new?filter=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/alerts/messages/message-1",
    "/alerts/messages/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/quarantine",
    "/quarantine?stage=fetch&reason=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/status",
    "/login?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/nowhere/%3Cscript%3Ealert(1)%3C/script%3E",
)


@stage(reads=(CANDIDATES,), writes=(PAGES,), name="fetch")
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Output]:
    raise Quarantine(HOSTILE[:60]) from RuntimeError(HOSTILE)
    yield


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def settings(tmp_path: Path, receiver: Receiver) -> AsyncIterator[Settings]:
    """A service in trouble everywhere, with hostile words in all that others can write."""
    with receiver:
        endpoint = Endpoint(
            id="desk", url=receiver.url, secret=receiver.secret, allow_private=True, organisations=(HOSTILE,)
        )
        source = {"url": "https://paper.example/rss", "publisher": HOSTILE}
        made = Settings.model_validate({"data_dir": tmp_path / "data", "sources": [source], "endpoints": [endpoint]})
        made.data_dir.mkdir(mode=0o700)
        async with EmbeddedCarrier(made.database, [fetch]) as carrier:
            running = asyncio.create_task(carrier.run())
            url = "https://paper.example/1"
            await carrier.publish([Candidate(id=f"{n}{HOSTILE}", url=url, source=HOSTILE) for n in range(2)])
            await carrier.idle()
            await _trouble(carrier.state, made)
            carrier.stop()
            await running
        yield made


async def _trouble(state: State, settings: Settings) -> None:
    moment = now()
    attempt = Attempt(at=moment, status=500, seconds=0.1, error=HOSTILE, said=HOSTILE)
    message = DeliveryState(
        id="message-1",
        endpoint="desk",
        event="alliance.announced",
        status=DeliveryStatus.DEAD,
        last_error=HOSTILE,
        created=moment,
        log=[attempt],
        payload='{"data": {"members": [{"name": "<script>alert(1)</script>"}]}}',
        alliance=HOSTILE,
    )
    await write_delivery(state, message, moment + KEPT)
    [source] = settings.sources
    looks = SourceHealth(source=source.id, last_error=HOSTILE, failures=3, last_look=moment)
    await save_health(state, looks)
    standing = Standing(group=HOSTILE, topic=HOSTILE, partition=0, lag=3, seconds=99.0)
    worker = WorkerHealth(
        worker=HOSTILE, host=HOSTILE, stages=[HOSTILE], since=moment, at=moment, troubles=[HOSTILE], standing=[standing]
    )
    await state.put(WORKERS_SPACE, "w", worker.model_dump(mode="json"))


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with served_by(settings) as url, client_of(url, headers={"origin": url}, follow_redirects=True) as made:
        yield made


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_words_of_others_stay_words_on_every_page(client: httpx.AsyncClient, language: str) -> None:
    for path in OPERATORS_PAGES:
        answer = await client.get(path, headers={"cookie": f"language={language}"})
        assert answer.status_code in (200, 404), path
        assert "<script>alert" not in answer.text, path
        assert "49" not in lxml.html.fromstring(answer.text).findtext(".//h1", ""), path
        page = lxml.html.fromstring(answer.text)
        assert {script.get("src") for script in page.iter("script")} == {"/static/base.js"}, path
        assert not page.findall(".//img"), path
        for element in page.iter():
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"], path
            assert not (element.get("href") or "").startswith("javascript"), path


async def test_what_is_wrong_is_shown_with_what_to_do(client: httpx.AsyncClient) -> None:
    sources = (await client.get("/sources?show=failing")).text
    assert "dongmaeng sources test" in sources
    status = (await client.get("/status")).text
    assert "손볼 것이 있습니다." in status
    assert "dongmaeng run" in status
    message = (await client.get("/alerts/messages/message-1")).text
    assert "보내지 못함" in message
    assert "오류를 고친 뒤 다시 보내세요." in message
    assert (await client.get("/alerts/messages/none")).status_code == 404


async def test_an_endpoint_is_paused_and_resumed_and_a_test_shows_the_answer(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    paused = await client.post("/alerts/pause", data={"endpoint": "desk"})
    assert "멈추었습니다." in paused.text
    assert 'action="/alerts/resume"' in paused.text
    resumed = await client.post("/alerts/resume", data={"endpoint": "desk"})
    assert "다시 켰습니다." in resumed.text
    tried = await client.post("/alerts/test", data={"endpoint": "desk"})
    assert "보냄" in tried.text
    assert [delivery.event for delivery in receiver.deliveries] == ["dongmaeng.test"]
    assert (await client.post("/alerts/pause", data={"endpoint": "none"})).status_code == 404
    assert (await client.post("/alerts/burn", data={"endpoint": "desk"})).status_code == 404
    assert (await client.post("/alerts/remove", data={"endpoint": "desk"})).status_code == 400


async def test_an_endpoint_is_added_by_form_and_a_wrong_field_is_named(client: httpx.AsyncClient) -> None:
    filled = (await client.get("/alerts/new", params={"filter": "kind:mou"})).text
    assert 'value="kind:mou"' in filled
    form = {
        "id": "chat",
        "type": "slack",
        "url_env": "CHAT_ADDRESS",
        "events": ["alliance.announced", "alliance.ended"],
    }
    wrong = await client.post("/alerts/new", data=form | {"filter": "firm:KT"})
    assert wrong.status_code == 400
    assert 'value="CHAT_ADDRESS"' in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert "더했습니다." in (await client.post("/alerts/new", data=form | {"to": "#desk"})).text
    alerts = await client.get("/alerts")
    assert "chat" in alerts.text
    removed = await client.post("/alerts/remove", data={"endpoint": "chat"})
    assert "지웠습니다." in removed.text


@pytest.mark.parametrize("variable", ["DONGMAENG_ELASTIC__PASSWORD", "dongmaeng_elastic__password"])
async def test_a_form_reaches_no_secret_of_the_service(client: httpx.AsyncClient, variable: str) -> None:
    form = {"id": "thief", "type": "ntfy", "url": "https://evil.example/x", "secret_env": variable}
    assert (await client.post("/alerts/new", data=form)).status_code == 400
    for field in ("url_file", "secret_file", "template", "watch"):
        await client.post("/alerts/new", data={"id": "thief", "type": "ntfy", field: "/etc/hostname"})
    assert "thief" not in (await client.get("/alerts")).text


async def test_a_message_is_sent_again_and_what_was_set_aside_handed_back(client: httpx.AsyncClient) -> None:
    again = await client.post("/alerts/resend", data={"message": "message-1"})
    assert "다음에 서비스가 돌 때 다시 보냅니다." in again.text
    assert (await client.post("/alerts/resend", data={"message": "none"})).status_code == 404
    aside = lxml.html.fromstring((await client.get("/quarantine")).text)
    ids = [box.get("value") for box in aside.findall(".//input[@type='checkbox']")]
    assert len(ids) == 2
    one = await client.post("/quarantine/retry", data={"id": ids[:1]})
    assert "기록을 단계에 돌려주었습니다." in one.text
    rest = await client.post("/quarantine/retry", data={"stage": "fetch", "reason": HOSTILE[:60]})
    assert "격리된 기록이 없습니다." in rest.text
    assert "고른 기록이 없습니다." in (await client.post("/quarantine/retry")).text
    assert (await client.post("/quarantine/retry", data={"id": "999"})).status_code == 404


async def test_a_source_is_added_paused_resumed_looked_at_and_removed_by_forms(client: httpx.AsyncClient) -> None:
    form = {"url": "https://new.example/rss", "publisher": HOSTILE, "sites": "zdnet.co.kr, new.example", "kind": "feed"}
    assert "더했습니다." in (await client.post("/sources/new", data=form)).text
    source = {"source": "https://new.example/rss"}
    paused = await client.post("/sources/pause", data=source)
    assert "멈추었습니다." in paused.text
    assert 'action="/sources/resume"' in paused.text
    assert "<script>alert" not in paused.text
    assert (await client.post("/sources/look", data=source)).status_code == 400
    assert "다시 켰습니다." in (await client.post("/sources/resume", data=source)).text
    assert "바로 확인합니다." in (await client.post("/sources/look", data=source)).text
    removed = await client.post("/sources/remove", data=source)
    assert "지웠습니다." in removed.text
    assert "new.example" not in removed.text


async def test_a_source_of_the_settings_is_looked_at_but_changed_by_no_form(client: httpx.AsyncClient) -> None:
    source = {"source": "https://paper.example/rss"}
    page = (await client.get("/sources")).text
    assert 'action="/sources/look"' in page
    assert 'action="/sources/pause"' not in page
    for order in ("pause", "resume", "remove"):
        assert (await client.post(f"/sources/{order}", data=source)).status_code == 400
    assert (await client.post("/sources/look", data=source)).status_code == 200
    assert (await client.post("/sources/burn", data=source)).status_code == 404
    assert (await client.post("/sources/pause", data={"source": "https://none.example/"})).status_code == 404


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"url": "paper.example"}, "http:// or https://"),
        ({"url": "https://me:geheim@paper.example/rss"}, "[[sources]] in the settings file"),
        ({"url": "https://paper.example/rss"}, "is in the settings file, which wins"),
        ({"url": "https://new.example/rss", "sites": "<script>alert(1)</script>"}, "must be the name of a site"),
        ({"url": "https://new.example/rss", "kind": "fed"}, "auto"),
        ({}, "required"),
    ],
)
async def test_a_wrong_field_of_a_source_is_named(client: httpx.AsyncClient, form: dict[str, str], said: str) -> None:
    wrong = await client.post("/sources/new", data=form)
    assert wrong.status_code == 400
    assert said in wrong.text
    assert "<script>alert" not in wrong.text
    assert form.get("url", "").count("geheim") == 0 or wrong.text.count("geheim") == 1  # in the field alone


async def test_no_other_page_adds_a_source(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/sources/new", data={"url": "https://new.example/rss"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "new.example" not in (await client.get("/sources")).text
