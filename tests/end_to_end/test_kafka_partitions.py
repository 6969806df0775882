"""More partitions by command on a real broker: refused beside workers, interrupted, and called again."""

from __future__ import annotations

import asyncio
import json
import secrets
import signal

import pytest

from tests.command_line import CommandLine
from tests.waiting import wait_until
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.records import Page

pytestmark = pytest.mark.long

SETTLE = 180.0  # seconds for a worker to have its partitions on a busy machine
STORIES = 12


def article(number: int) -> Page:
    url = f"https://news.example.com/{number}"
    told = f"한빛전자가 공장 {number}호를 열었다고 3일 밝혔다."
    html = f"<html><head><title>소식 {number}</title></head><body><article><p>{told}</p></article></body></html>"
    return Page(id=f"a{number}", url=url, final_url=url, content_type="text/html", body=html.encode())


def test_topics_grow_once_all_in_them_is_handled_and_nobody_else_is_at_work(
    command_line: CommandLine, kafka_address: str
) -> None:
    prefix = f"test-{secrets.token_hex(4)}."
    bus = f'bus = "kafka://{kafka_address}"\n[kafka]\nprefix = "{prefix}"\n'
    command_line.configure(f"{bus}[kafka.partitions]\nstories = 2\n")
    command_line.run("topics", "create")

    async def publish() -> None:
        async with apart() as carrier:
            await carrier.publish([article(number) for number in range(STORIES)])

    async def somebody_is_at_work() -> bool:
        async with apart() as carrier:
            return bool(await carrier.operations.members())

    def apart() -> KafkaCarrier:
        return KafkaCarrier(Cluster(kafka_address), [], command_line.home / "apart.sqlite", layout=Layout(prefix))

    asyncio.run(publish())
    with command_line.service("alert"):  # which writes to none of the topics that grow but brings back what waits
        wait_until(lambda: asyncio.run(somebody_is_at_work()), SETTLE)
        command_line.configure(f"{bus}[kafka.partitions]\nstories = 4\n")
        assert "workers are running" in command_line.run("topics", "partitions", code=1).stderr
    wrong = command_line.run("topics", "check", code=1).stderr
    assert "has 2 partitions, not 4: stop all workers, then `dongmaeng topics partitions`" in wrong

    with command_line.running("topics", "partitions") as growing:
        wait_until(lambda: "still to be handled" in command_line.log("data").read_text("utf-8"), SETTLE)
        growing.send_signal(signal.SIGKILL)
        growing.wait()
    assert command_line.run("topics", "check", code=1).stderr == wrong

    done = command_line.run("topics", "partitions", "--json")
    names = [f"{prefix}{lane}{name}" for name in ("pages", "articles", "tagged") for lane in ("", "backfill.")]
    found = json.loads(done.stdout)["grown"]
    assert {one["topic"] for one in found} == {*names, f"{prefix}candidates"}
    assert {(one["before"], one["after"]) for one in found} == {(2, 4)}
    stages = {stage["stage"]: stage for stage in command_line.json("topics")}
    assert [stages[name]["lag"] for name in ("fetch", "clean", "tag", "index", "revisit")] == [0] * 5
    assert stages["clean"]["taken"] == STORIES
    assert command_line.json("topics", "partitions") == {"grown": []}
    assert command_line.json("topics", "check")["ok"]
