"""`status` where the store answers and yet cannot be used: it asks by itself, since workers who can write nothing are mute."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.stages import STAGES
from dongmaeng.backend.status import TroubleKind, _idle
from dongmaeng.health import SILENT, WorkerHealth
from search.elastic.settings import ElasticSettings
from tests.command_line import CommandLine
from tests.servers.stores import drop_indices, new_settings
from topics.records import now

STORIES = Path(__file__).with_name("stories")


@pytest.fixture
def elastic(command_line: CommandLine, elasticsearch: str) -> Iterator[ElasticSettings]:
    settings = new_settings()
    command_line.configure(f'store = "{elasticsearch}"\n[elastic]\nprefix = "{settings.prefix}"\n')
    yield settings
    drop_indices(elasticsearch, settings)


def ask(url: str, method: str, body: Any = None) -> None:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60):
        return


def troubles(command_line: CommandLine) -> str:
    return "\n".join(json.loads(command_line.run("status", "--json", code=1).stdout)["troubles"])


def test_an_index_that_is_gone_or_blocked_is_named_with_what_to_do(
    command_line: CommandLine, elasticsearch: str, elastic: ElasticSettings
) -> None:
    assert "index" not in troubles(command_line).replace(", index,", "")  # nothing was ever written
    assert command_line.json("import", str(STORIES))["imported"] == 2
    alliances = elastic.definition.index("alliances", 1)
    ask(f"{elasticsearch}/{alliances}/_settings", "PUT", {"index.blocks.read_only_allow_delete": True})
    assert "the disk of a node is full" in troubles(command_line)
    ask(f"{elasticsearch}/{alliances}/_settings", "PUT", {"index.blocks.read_only_allow_delete": None})
    ask(f"{elasticsearch}/{alliances}", "DELETE")
    told = f"the index {elastic.definition.alias('alliances')} is missing; `dongmaeng index create` makes it"
    assert told in troubles(command_line)
    command_line.run("index", "create")
    assert "missing" not in troubles(command_line)


def test_workers_that_can_write_nothing_are_not_said_to_be_gone() -> None:
    before = now() - SILENT - timedelta(seconds=30)
    workers = [WorkerHealth(worker="desk", stages=list(STAGES), since=before, at=before)]
    assert _idle(workers, mute=True) == []
    [idle] = _idle(workers, mute=False)
    assert idle.kind is TroubleKind.IDLE
    [idle] = _idle([], mute=True)
    assert idle.about == list(STAGES)
