"""What must stay secret of an endpoint stands in its settings and nowhere else, even where receivers give it back."""

from __future__ import annotations

import asyncio
import base64
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.alert.deliveries import deliveries
from agents.alert.endpoints import Endpoint
from agents.alert.settings import AlertSettings
from dongmaeng.backend.opening import open_operations, open_state
from dongmaeng.cli.app import app
from tests.end_to_end.newsrooms import Newsroom, deal, feed, newsroom, source
from tests.loopback import Asked, Reply, Site, loopback_site
from topics.catalogue import TOPICS
from topics.records import SEOUL, now

__all__ = ["newsroom"]

XML = "application/xml"
ADDRESS, KEY = "geheim-adresse-1234", "geheim-schluessel-5678"
SECRET = "whsec_" + base64.b64encode(b"geheim, thirty bytes and more").decode()
SECRETS = (ADDRESS, KEY, SECRET, SECRET.removeprefix("whsec_"))
HOUR_AGO = now().astimezone(SEOUL) - timedelta(hours=1)


def give_back(status: int) -> object:
    """An answer that names the address and the secret."""

    def answer(asked: Asked) -> Reply:
        return Reply(status, f"nothing at {asked.path} with {SECRET}".encode(), {"location": asked.path})

    return answer


def hook(site: Site, id: str) -> Endpoint:
    events = ["alliance.announced", "endpoint.paused"]
    given = {"id": id, "url": f"{site.url}/{id}/{ADDRESS}?key={KEY}", "secret": SECRET, "events": events}
    return Endpoint.model_validate(given | {"allow_private": True})


async def test_no_topic_no_state_no_log_and_no_command_shows_a_secret_of_an_endpoint(
    newsroom: Newsroom, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)  # as the command line sets it for libraries
    async with loopback_site("127.0.0.2") as paper, loopback_site("127.0.0.3") as receivers:
        paper.page("/news/1001", deal("해온전자", "다솔통신", published=HOUR_AGO))
        paper.page("/feed", feed(("/news/1001", HOUR_AGO, "")), XML)
        for id, status in (("failing", 500), ("refusing", 400), ("paused", 403), ("gone", 410), ("moved", 302)):
            receivers.answers[f"/{id}/{ADDRESS}"] = give_back(status)
            newsroom.endpoints.append(hook(receivers, id))
        newsroom.settings.alerts = AlertSettings(schedule_seconds=[60.0])
        await newsroom.read(source(paper))
        assert len({asked.path for asked in receivers.asked}) == len(newsroom.endpoints)
    async with open_operations(newsroom.settings) as operations:
        held = [stored.value.decode() for topic in TOPICS.values() for stored in await operations.tail(topic, 100)]
        held += [repr(aside) async for aside in operations.quarantined()]
    async with open_state(newsroom.settings) as state:
        assert state is not None
        held += [message.model_dump_json() for message in await deliveries(state)]
        for space in ("endpoints", "endpoints failing", "threads"):
            held += [repr(document) async for _, document in state.scan(space)]
    assert "nothing at" in "".join(held)
    written = capfd.readouterr()
    held += [written.out, written.err, caplog.text]
    if newsroom.settings.database.exists():
        held.append(newsroom.dump())
    config = tmp_path / "shown.toml"
    config.write_text(_as_toml(newsroom), "utf-8")
    for command in (
        ("config", "show"),
        ("config", "check"),
        ("alerts", "--json"),
        ("alerts", "list"),
        ("status", "--json"),
    ):
        done = await asyncio.to_thread(CliRunner().invoke, app, ["--config", str(config), *command])
        assert isinstance(done.exception, SystemExit | None), done.exception
        assert done.output
        held.append(done.output)
    for text in held:
        assert not [secret for secret in SECRETS if secret in text]


def _as_toml(newsroom: Newsroom) -> str:
    """The settings as a file would say them."""
    settings = newsroom.settings
    text = f'bus = "{settings.bus}"\nstore = "{settings.store}"\ndata_dir = "{settings.data_dir}"\n'
    text += f'[kafka]\nprefix = "{settings.kafka.prefix}"\n[elastic]\nprefix = "{settings.elastic.prefix}"\n'
    for endpoint in newsroom.endpoints:
        text += (
            f'[[endpoints]]\nid = "{endpoint.id}"\nurl = "{endpoint.url}"\nsecret = "{SECRET}"\nallow_private = true\n'
        )
    return text
