"""What version 0.1.0 left behind is gone on with: nothing is lost, and nobody is told anything twice."""

from __future__ import annotations

import asyncio
import json
import lzma
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from dongmaeng.demo import Receiver
from dongmaeng.instance import instance_lock
from tests.command_line import CommandLine
from tests.end_to_end.earlier import cluster, stories
from tests.end_to_end.outlet import Outlet
from tests.waiting import wait_until, wait_until_same
from topics.embedded.upgrade import SCHEMA

SETTLE = 120.0  # seconds for the service to come to rest on a busy machine

SETTINGS = """
allow_private_addresses = true
{servers}
[discover]
quiet_after_days = 100000
min_interval = 1
[fetch]
host_delay = 0
{sources}
{endpoints}
"""


def write_settings(command_line: CommandLine, receivers: dict[str, Receiver], servers: str = "") -> None:
    """Settings with the site as its sources and a receiver for each endpoint that there was."""
    sources = "".join(
        f'[[sources]]\nurl = "http://{stories.NET}.{number}:{stories.PORT}/rss.xml"\n' for number in stories.OUTLETS
    )
    endpoints = "".join(
        f'[[endpoints]]\nid = "{id}"\nurl = "{one.url}"\nsecret = "{one.secret}"\nallow_private = true\n'
        for id, one in receivers.items()
    )
    command_line.configure(SETTINGS.format(servers=servers, sources=sources, endpoints=endpoints))


@pytest.fixture
def receivers() -> Iterator[dict[str, Receiver]]:
    with Receiver() as desk, Receiver() as late:
        yield {"desk": desk, "late": late}


@pytest.fixture
def site() -> Iterator[dict[int, Outlet]]:
    """The site as it was, but for the page that it could not give then."""
    with ExitStack() as stack:
        outlets = stories.site(stack)
        named: dict[int, list[tuple[str, Any]]] = {number: [] for number in outlets}
        for _, told in stories.PHASES:
            for number, what in told:
                stories.tell(outlets[number], what)
                named[number].append((outlets[number].url + stories.path_of(what), stories.PUBLISHED))
        outlets[4].story(
            stories.UNAVAILABLE, "봄꽃 축제 열려", "나루시는 봄꽃 축제를 연다.", published=stories.PUBLISHED
        )
        for number, items in named.items():
            outlets[number].lists(*items)
        yield outlets


def left(name: str) -> dict[str, list[dict[str, Any]]]:
    """What the endpoints were sent before, by endpoint: id and members."""
    found: dict[str, list[dict[str, Any]]] = json.loads((stories.HERE / f"{name}.sent.json").read_text("utf-8"))
    return found


def put_database(path: Path) -> None:
    """The file that 0.1.0 left, as if it had stopped a moment ago: what lasts for a while would be over else."""
    path.parent.mkdir(mode=0o700)
    path.write_bytes(lzma.decompress((stories.HERE / "embedded.sqlite.xz").read_bytes()))
    path.chmod(0o600)
    with closing(apsw.Connection(str(path))) as connection:
        passed = time.time() - connection.execute("SELECT max(written) FROM journal").get
        connection.execute("UPDATE state SET expires = expires + ?", (passed,))
        connection.execute("UPDATE journal SET written = written + ?", (passed,))
        connection.execute("UPDATE retries SET due = 0 WHERE topic <> 'polls'")
        assert connection.pragma("user_version") == 0


def announced(receiver: Receiver) -> Counter[frozenset[str]]:
    """How often each alliance, by its members, was announced."""
    return Counter(
        frozenset(member["name"] for member in one.payload["data"]["members"])
        for one in receiver.deliveries
        if one.event == "alliance.announced"
    )


def members(*names: str) -> Counter[frozenset[str]]:
    return Counter(frozenset(stories.PARTIES[name][:2]) for name in names)


def check_told(receivers: dict[str, Receiver], before: dict[str, list[dict[str, Any]]]) -> None:
    """Each endpoint gets what it had not taken, once; what was on its way has the id under which it was tried."""
    outstanding = {one["id"] for one in before["late"]}
    wait_until_same(lambda: announced(receivers["desk"]), members(*stories.NEW), SETTLE)
    wait_until_same(lambda: announced(receivers["late"]), members(*stories.NEW, *stories.TOLD), SETTLE)
    taken = [one.id for receiver in receivers.values() for one in receiver.deliveries]
    assert len(taken) == len(set(taken))
    assert not {one["id"] for one in before["desk"]} & set(taken)
    assert outstanding <= {one.id for one in receivers["late"].deliveries}


def check_kept(command_line: CommandLine) -> None:
    """Every story is found once, what was set aside still is, and all alliances are known."""
    found = command_line.json("search", "after:2026-03-01", "--limit", "100")
    urls = [hit["url"] for hit in found["hits"]]
    assert sorted(urls) == sorted(
        f"http://{stories.NET}.{number}:{stories.PORT}{stories.path_of(what)}"
        for _, told in stories.PHASES
        for number, what in told
        if what != stories.QUARANTINED
    )
    [aside] = command_line.json("quarantine")
    assert aside["reason"] == "nested too deep"
    known = Counter(
        frozenset(member["name"] for member in one["members"])
        for one in command_line.json("alliances", "--status", "announced", "--limit", "100")
    )
    assert known == members(*stories.PARTIES)


def test_a_data_directory_is_gone_on_with(
    command_line: CommandLine, receivers: dict[str, Receiver], site: dict[int, Outlet]
) -> None:
    database = command_line.home / "data" / "dongmaeng.sqlite"
    put_database(database)
    write_settings(command_line, receivers)
    [*_, line] = command_line.run("topics", code=2).stderr.splitlines()
    assert f"dongmaeng.sqlite: of version 0, while this program reads {SCHEMA}; `dongmaeng upgrade`" in line
    assert command_line.json("search", "업무협약")["total"] > 0
    with command_line.service():
        check_told(receivers, left("embedded"))
        wait_until(command_line.has_handled_all, SETTLE)
    check_told(receivers, left("embedded"))
    check_kept(command_line)
    with closing(apsw.Connection(str(database))) as connection:
        assert connection.pragma("user_version") == SCHEMA


def test_nothing_is_changed_under_a_process_of_the_earlier_version(command_line: CommandLine) -> None:
    data_dir = command_line.home / "data"
    put_database(data_dir / "dongmaeng.sqlite")
    before = (data_dir / "dongmaeng.sqlite").read_bytes()
    with instance_lock(data_dir, "run"):
        refused = command_line.run("alliances", "dismiss", "8a44dc771ed1a3ca", code=1).stderr
        assert "and a process of the earlier one runs: stop it" in refused
        assert "is in use by `dongmaeng run`" in command_line.run("upgrade", code=1).stderr
    assert (data_dir / "dongmaeng.sqlite").read_bytes() == before
    assert command_line.json("upgrade") == {"before": 0, "now": SCHEMA}
    assert command_line.json("upgrade") == {"before": SCHEMA, "now": SCHEMA}
    assert command_line.json("topics")


def test_commands_name_a_file_of_a_later_version(command_line: CommandLine) -> None:
    database = command_line.home / "data" / "dongmaeng.sqlite"
    put_database(database)
    with closing(apsw.Connection(str(database))) as connection:
        connection.pragma("user_version", SCHEMA + 1)
    before = database.read_bytes()
    for command in LATER:
        told = command_line.run(*command, code=2).stderr.splitlines()[-1]
        assert f"dongmaeng.sqlite: of version {SCHEMA + 1}, while this program knows {SCHEMA}" in told, command
    assert database.read_bytes() == before


LATER = (
    ["status"],
    ["search", "로봇"],
    ["alliances", "dismiss", "x"],
    ["sources"],
    ["backup", "kept"],
    ["upgrade"],
)
"""Of each way in which the file is opened, one."""


@pytest.mark.long
async def test_a_cluster_is_gone_on_with(
    command_line: CommandLine,
    receivers: dict[str, Receiver],
    site: dict[int, Outlet],
    kafka_address: str,
    elasticsearch: str,
) -> None:
    servers = (
        f'bus = "kafka://{kafka_address}"\nstore = "{elasticsearch}"\n'
        f'[kafka]\nprefix = "{cluster.PREFIX}."\n[elastic]\nprefix = "{cluster.PREFIX}"\n'
    )
    async with cluster.left_behind(kafka_address, elasticsearch):
        write_settings(command_line, receivers, servers)
        await asyncio.to_thread(_go_on, command_line, receivers)


def _go_on(command_line: CommandLine, receivers: dict[str, Receiver]) -> None:
    assert "is missing" in command_line.run("run", code=1).stderr
    created = {name.removeprefix(f"{cluster.PREFIX}.") for name in command_line.json("topics", "create")["created"]}
    assert created == {"source-commands", "notices", "commands", "endings"}
    faults = {
        one["name"]: one["remedy"] for one in json.loads(command_line.run("index", "check", "--json", code=1).stdout)
    }
    assert faults[f"{cluster.PREFIX}-articles-v1"] == "rebuild"
    command_line.run("index", "rebuild")
    assert command_line.json("index", "check") == []
    with command_line.service():
        check_told(receivers, left("cluster"))
        wait_until(command_line.has_handled_all, SETTLE)
    check_told(receivers, left("cluster"))
    check_kept(command_line)
