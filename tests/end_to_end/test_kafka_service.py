"""The service, the demo and the command line on a real Kafka, as a user meets them."""

from __future__ import annotations

import asyncio
import json
import secrets
from pathlib import Path

import pytest

from agents.stages import STAGES
from dongmaeng.demo import DemoSite, Receiver, alert_differences, expected_alerts
from tests.command_line import CommandLine
from tests.waiting import wait_until
from topics.catalogue import TOPICS
from topics.kafka.admin import delete_topics, open_admin
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout

SETTLE = 240.0  # seconds for the service to come to rest on a busy machine


@pytest.fixture
def on_kafka(command_line: CommandLine, kafka_address: str) -> CommandLine:
    """The command line with a cluster in its settings, and a prefix of its own there."""
    command_line.configure(f'bus = "kafka://{kafka_address}"\n[kafka]\nprefix = "test-{secrets.token_hex(4)}."\n')
    return command_line


def test_topics_are_created_once_and_checked(on_kafka: CommandLine) -> None:
    missing = on_kafka.run("topics", "check", code=1)
    assert "pages: is missing" in missing.stderr
    created = on_kafka.json("topics", "create")
    assert {name.split(".", 1)[1] for name in created["created"]} == {topic.name for topic in Layout("").planned()}
    assert created["wrong"] == []
    assert on_kafka.json("topics", "create") == {"created": [], "wrong": []}
    assert on_kafka.json("topics", "check") == {"ok": True, "wrong": []}
    assert [p["lag"] for p in on_kafka.json("topics")] == [0] * len(STAGES)


def test_a_cluster_of_a_version_that_knew_no_notices_is_refused_until_they_are_created(
    on_kafka: CommandLine, kafka_address: str
) -> None:
    made = on_kafka.json("topics", "create")["created"]
    newer = sorted(name for name in made if name.endswith((".notices", ".commands")))

    async def forget() -> None:
        async with open_admin(Cluster(kafka_address)) as admin:
            await delete_topics(admin, newer)
            async with asyncio.timeout(SETTLE):
                while not set(newer).isdisjoint(await admin.list_topics()):
                    await asyncio.sleep(0.25)

    asyncio.run(forget())
    refused = on_kafka.run("run", "--stages", "alert,deliver,manage", code=1)
    assert all(name in refused.stderr for name in newer)
    assert sorted(on_kafka.json("topics", "create")["created"]) == newer
    with on_kafka.service("alert,deliver,manage"):
        wait_until(lambda: json.loads(on_kafka.run("status", "--json", code=1).stdout)["workers"] != [], SETTLE)


def test_the_service_refuses_to_run_without_its_topics(on_kafka: CommandLine) -> None:
    refused = on_kafka.run("run", "--stages", "clean", code=1)
    assert "is missing" in refused.stderr
    assert "dongmaeng topics create" in refused.stderr


def test_stages_are_checked_before_anything_starts(on_kafka: CommandLine) -> None:
    assert "there is no polish" in on_kafka.run("run", "--stages", "clean,polish", code=2).stderr


def test_the_embedded_bus_runs_all_stages_or_none(command_line: CommandLine) -> None:
    assert "embedded" in command_line.run("run", "--stages", "clean", code=2).stderr
    assert "embedded" in command_line.run("topics", "create", code=2).stderr


def test_a_cluster_that_is_away_is_named(command_line: CommandLine) -> None:
    command_line.configure('bus = "kafka://127.0.0.1:9"\n')
    assert "127.0.0.1:9" in command_line.run("topics", code=1).stderr


@pytest.mark.parametrize("bus", ["kafka", "kafka://", "kafka://host", "amqp://host:1", "kafka://host:1 "])
def test_a_wrong_bus_is_named(command_line: CommandLine, bus: str) -> None:
    command_line.configure(f'bus = "{bus}"\n')
    assert "bus" in command_line.run("topics", code=2).stderr


def test_schemas_are_printed(command_line: CommandLine) -> None:
    schema = json.loads(command_line.run("topics", "schema", "mentions").stdout)
    assert schema["version"] == 1
    assert "article_id" in schema["properties"]
    every = json.loads(command_line.run("topics", "schema").stdout)
    assert every["mentions"] == schema
    assert set(every) == set(TOPICS)


def test_imported_stories_reach_the_store_through_topics_of_their_own(on_kafka: CommandLine) -> None:
    on_kafka.run("topics", "create")
    stories = Path(__file__).with_name("stories")
    assert on_kafka.json("import", str(stories))["imported"] == 2
    assert on_kafka.json("search", "협약")["total"] >= 1
    by_stage = {p["stage"]: p for p in on_kafka.json("topics")}
    assert by_stage["clean"]["done"] == 2
    assert [by_stage[stage]["lag"] for stage in ("clean", "tag", "resolve", "index")] == [0] * 4
    assert on_kafka.json("topics", "replay", "pages", "--to", "clean") == {"replayed": 2}
    assert {p["stage"]: p["lag"] for p in on_kafka.json("topics")}["clean"] == 2


def test_an_import_beside_a_service_that_is_never_idle_ends_with_its_own_items(on_kafka: CommandLine) -> None:
    on_kafka.run("topics", "create")
    settings = (on_kafka.home / "dongmaeng.toml").read_text("utf-8")
    file = on_kafka.home / "items.jsonl"
    deal = "한빛전자는 누리통신과 돌봄 로봇 사업을 위한 업무협약을 체결했다고 3일 밝혔다. 이름은 버들피리다."
    lines = [{"id": "deal", "text": deal}, {"id": "empty", "html": "<html><body></body></html>"}]
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    with DemoSite(pace=0.5) as site:
        sources = "".join(f'[[sources]]\nurl = "{url}"\ninterval = 1\n' for url in site.sources)
        on_kafka.configure(
            f"allow_private_addresses = true\n{settings}"
            f"[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 1\n{sources}"
        )
        with on_kafka.service():
            assert on_kafka.json("import", str(file)) == {"imported": 2, "clean dropped": 1}
            assert on_kafka.json("search", "버들피리")["total"] == 1


@pytest.mark.long
def test_stages_are_divided_over_workers(on_kafka: CommandLine) -> None:
    on_kafka.run("topics", "create")
    settings = (on_kafka.home / "dongmaeng.toml").read_text("utf-8")
    with DemoSite(pace=0.05) as site, Receiver() as receiver:
        sources = "".join(f'[[sources]]\nurl = "{url}"\ninterval = 1\n' for url in site.sources)
        on_kafka.configure(
            f"allow_private_addresses = true\n{settings}"
            "[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 1\nquiet_after_days = 36500\n"
            f'[[endpoints]]\nid = "test"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
            + sources
        )
        with (
            on_kafka.service("discover,fetch"),
            on_kafka.service("clean,tag"),
            on_kafka.service("resolve,index,alert,deliver,manage"),
        ):
            wait_until(lambda: site.finished and not _missing(site, receiver), SETTLE)


def _missing(site: DemoSite, receiver: Receiver) -> list[str]:
    return alert_differences(receiver.acknowledged, expected_alerts(site.published))
