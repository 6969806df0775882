"""Kafka and Elasticsearch together: workers that share nothing but the cluster, and take over from one another."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from agents.alert.turns import AT_ONCE
from dongmaeng.demo import DemoSite, Receiver, alert_differences, expected_alerts
from search.elastic.settings import ElasticSettings
from search.elastic.state import ElasticState
from search.elastic.store import ElasticStore
from tests.command_line import CommandLine
from tests.servers.elasticsearch import Elasticsearch
from tests.servers.kafka import Kafka
from tests.servers.need import needed
from tests.servers.stores import drop_indices, new_settings
from tests.waiting import wait_until, wait_until_same
from topics.kafka.admission import OWNERS

SETTLE = 120.0  # seconds for the service to come to rest on a busy machine, after a worker's session has run out
STORIES = Path(__file__).with_name("stories")


@pytest.fixture
def prefix() -> str:
    return f"test-{secrets.token_hex(4)}."


@pytest.fixture
def elastic() -> ElasticSettings:
    return new_settings()


@pytest.fixture
def cluster(
    command_line: CommandLine, kafka_address: str, elasticsearch: str, prefix: str, elastic: ElasticSettings
) -> Iterator[CommandLine]:
    """The command line with topics and indices of its own on both clusters."""
    command_line.configure(_settings(kafka_address, prefix, elasticsearch, elastic))
    command_line.run("topics", "create")
    yield command_line
    drop_indices(elasticsearch, elastic)


def _settings(kafka: str, prefix: str, elasticsearch: str, elastic: ElasticSettings) -> str:
    return (
        f'bus = "kafka://{kafka}"\nstore = "{elasticsearch}"\n'
        f'[kafka]\nprefix = "{prefix}"\n[elastic]\nprefix = "{elastic.prefix}"\n'
    )


@pytest.mark.long
def test_a_killed_worker_is_replaced_by_one_on_another_machine(
    cluster: CommandLine, elasticsearch: str, prefix: str, elastic: ElasticSettings
) -> None:
    settings = (cluster.home / "dongmaeng.toml").read_text("utf-8")
    visible = 0.0
    with DemoSite(pace=1.0, clock=lambda: visible) as site, Receiver() as receiver:
        sources = "".join(f'[[sources]]\nurl = "{url}"\ninterval = 1\n' for url in site.sources)
        cluster.configure(
            f"allow_private_addresses = true\n{settings}"
            "[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 1\nquiet_after_days = 36500\n"
            f'[[endpoints]]\nid = "test"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
            + sources
        )
        with cluster.service(data_dir="here") as here, cluster.service(data_dir="there") as there:
            visible = 20.0
            wait_until(lambda: len(receiver.acknowledged) >= 2, SETTLE)
            visible = 40.0
            before = len(receiver.acknowledged)
            wait_until(lambda: len(receiver.acknowledged) > before, SETTLE)
            killed = _owner(elasticsearch, elastic, f"{prefix}resolve/{prefix}mentions/0")
            by_name = {
                (cluster.home / folder / "name").read_text(): worker
                for folder, worker in (("here", here), ("there", there))
            }
            victim = by_name[killed.rsplit("-", 1)[0]]
            victim.kill()
            visible = 1000.0
            wait_until(
                lambda: site.finished and not alert_differences(_once(receiver), expected_alerts(site.published)),
                SETTLE,
            )
            # Where all alerts are there, stories that make none may still be unseen, or wait for a busy source.
            published = sorted(site.story_url(story).rstrip("/") for story in site.published)
            wait_until_same(lambda: sorted(asyncio.run(_urls(elasticsearch, elastic))), published, SETTLE)
            wait_until(cluster.has_handled_all, SETTLE)
            assert _owner(elasticsearch, elastic, f"{prefix}resolve/{prefix}mentions/0") != killed
            victim.wait()
        assert cluster.json("quarantine") == []
        repeated = sum(n - 1 for n in Counter(alert.id for alert in receiver.acknowledged).values())
        assert repeated <= AT_ONCE  # those under way when the worker was killed
        assert sorted(asyncio.run(_urls(elasticsearch, elastic))) == published


def test_a_running_service_takes_up_what_a_person_decides(cluster: CommandLine) -> None:
    assert cluster.json("import", str(STORIES))["imported"] == 2
    known = cluster.json("alliances")
    with cluster.service("resolve,index"):
        decided = cluster.json("alliances", "dismiss", known[0]["id"])
        assert decided["applied"] is False
        wait_until(lambda: [one["id"] for one in cluster.json("alliances", "--dismissed")] == [known[0]["id"]], SETTLE)
        wait_until(lambda: [one["decision"] for one in cluster.json("alliances", "decisions")] == ["dismiss"], SETTLE)
        cluster.run("alliances", "undo", decided["decision"])
        wait_until(lambda: cluster.json("alliances", "--dismissed") == [], SETTLE)
    assert {one["id"] for one in cluster.json("alliances")} == {one["id"] for one in known}


def test_a_decision_is_refused_where_the_cluster_is_away(
    cluster: CommandLine, prefix: str, elasticsearch: str, elastic: ElasticSettings
) -> None:
    cluster.json("import", str(STORIES))
    [known, *_] = cluster.json("alliances")
    cluster.configure(_settings("127.0.0.1:9", prefix, elasticsearch, elastic))
    assert "127.0.0.1:9" in cluster.run("alliances", "dismiss", known["id"], code=1).stderr


@pytest.mark.long
def test_status_names_a_broker_and_a_store_that_are_away_until_they_are_back(
    command_line: CommandLine, own_kafka: Kafka, tmp_path: Path
) -> None:
    with needed("Elasticsearch"):
        node = Elasticsearch(tmp_path / "elasticsearch", heap="512m")
    node.start()
    try:
        command_line.configure(_settings(own_kafka.address, "test.", node.url, ElasticSettings()))
        command_line.run("topics", "create")
        everything_else = "clean,tag,resolve,index,alert,deliver,manage"
        with command_line.service(everything_else, "here"):
            wait_until(lambda: len(_status(command_line)["workers"]) == 1, SETTLE)
            assert _status(command_line)["troubles"] == ["no worker runs curate, discover, fetch, revisit"]
            [worker] = _status(command_line)["workers"]
            assert worker["stages"] == everything_else.split(",")

            own_kafka.process.kill()
            wait_until(lambda: _status(command_line)["workers"][0]["troubles"] != [], SETTLE)
            assert own_kafka.address in " ".join(_status(command_line)["troubles"])
            own_kafka.start()
            wait_until(lambda: _status(command_line)["workers"][0]["troubles"] == [], SETTLE)

            node.process.kill()
            wait_until(lambda: "Elasticsearch cannot be reached" in command_line.log("here").read_text("utf-8"), SETTLE)
            with ThreadPoolExecutor(1) as beside:
                importing = beside.submit(command_line.run, "--data-dir", "there", "import", str(STORIES))
                wait_until(
                    lambda: "Elasticsearch cannot be reached" in " ".join(_status(command_line)["troubles"]), SETTLE
                )
                node.start()
                importing.result()
            wait_until(
                lambda: _status(command_line)["troubles"] == ["no worker runs curate, discover, fetch, revisit"], SETTLE
            )
            assert command_line.json("search", "협약")["total"] >= 1
            assert command_line.json("quarantine") == []
    finally:
        node.stop()


def _status(command_line: CommandLine) -> Any:
    return json.loads(command_line.run("status", "--json", code=1).stdout)


def _once(receiver: Receiver) -> list[Any]:
    """The alerts received, without those that came again under the same id."""
    return list({alert.id: alert for alert in receiver.acknowledged}.values())


def _owner(url: str, settings: ElasticSettings, place: str) -> str:
    async def ask() -> str:
        state = ElasticState.at(url, settings)
        try:
            return str(json.loads(await state.read(OWNERS, place) or "{}").get("worker", ""))
        finally:
            await state.close()

    return asyncio.run(ask())


async def _urls(url: str, settings: ElasticSettings) -> list[str]:
    store = ElasticStore(url, settings)
    try:
        return [article.canonical_url.rstrip("/") for article in await store.recent_articles(limit=1000)]
    finally:
        await store.close()
