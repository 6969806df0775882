from __future__ import annotations

import json
import math
import random
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.compute import compute
from dongmaeng.graph.contents import Contents
from dongmaeng.graph.graph import GraphQuery, graph
from dongmaeng.graph.keeping import compute_here, is_to_be_computed
from dongmaeng.graph.known import known_graph
from dongmaeng.graph.layout import MOST_MOVED
from dongmaeng.graph.places import RADIUS
from dongmaeng.graph.snapshot import UnusableSnapshot, as_json, from_json, read_snapshot
from dongmaeng.private_files import GRAPH_FILE
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.dongmaeng.graph.invented import alliance_of, invented_alliances
from topics.records import Alliance, Member


def contents_of(alliances: list[Alliance]) -> Contents:
    contents = Contents()
    contents.take(alliances)
    return contents


async def write(settings: Settings, alliances: list[Alliance]) -> None:
    store = EmbeddedStore(settings.database)
    await store.write_alliances(alliances)
    await store.close()


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path)
    await write(settings, invented_alliances(30, 60))
    return settings


def test_old_nodes_move_little_when_some_alliances_come() -> None:
    alliances = invented_alliances(120, 500)
    before = compute(contents_of(alliances[:-10]), None, "")
    after = compute(contents_of(alliances), before, "")
    moved = [
        math.dist((place.x, place.y), (new.x, new.y))
        for id, place in before.contents.places.items()
        for new in [after.contents.places[id]]
    ]
    assert 0 < max(moved) <= MOST_MOVED * RADIUS + 0.02
    kept = [id for id, p in before.contents.places.items() if after.contents.places[id].community == p.community]
    assert len(kept) >= 0.9 * len(moved)


def test_the_same_alliances_give_the_same_file_in_whatever_order_they_come() -> None:
    alliances = invented_alliances(60, 200)
    shuffled = random.Random(2).sample(alliances, len(alliances))
    assert as_json(compute(contents_of(alliances), None, "")) == as_json(compute(contents_of(shuffled), None, ""))


def test_what_did_not_change_is_drawn_where_it_was() -> None:
    contents = contents_of(invented_alliances(60, 200))
    once = compute(contents, None, "")
    assert as_json(compute(contents, once, "")) == as_json(once)


def test_what_is_written_is_read_again() -> None:
    text = as_json(compute(contents_of(invented_alliances(60, 200)), None, "cursor"))
    assert as_json(from_json(text)) == text


def test_new_alliances_stand_beside_their_partners_until_the_next_computation(settings: Settings) -> None:
    contents = compute(contents_of(invented_alliances(30, 60)), None, "").contents
    known = next(iter(contents.organisations.values()))
    new = Member(id="new", name="새로운전자")
    contents.take([alliance_of("new deal", [Member(id=known.id, name=known.name), new])])
    there, beside = contents.places[known.id], contents.places["new"]
    assert 0 < math.dist((there.x, there.y), (beside.x, beside.y)) < RADIUS / 10
    assert beside.community == there.community


async def test_the_graph_is_computed_once_for_what_changed_and_read_by_those_who_ask(settings: Settings) -> None:
    async with Backend(settings) as backend:
        assert await is_to_be_computed(backend)
        compute_anew(settings)
        assert not await is_to_be_computed(backend)
        found = await graph(backend, GraphQuery())
        assert known_graph(backend).computed is not None
        snapshot = read_snapshot(settings.data_dir)
        assert snapshot is not None
        assert all((node.x, node.y) == at(snapshot.contents, node.id) for node in found.nodes)
        await write(settings, [alliance_of("later", [Member(id=f"l{n}", name=f"늦은{n}") for n in range(2)])])
        assert await is_to_be_computed(backend)


def at(contents: Contents, id: str) -> tuple[float, float]:
    return contents.places[id].x, contents.places[id].y


def test_the_file_is_its_owners_alone(settings: Settings) -> None:
    compute_anew(settings)
    assert stat.S_IMODE((settings.data_dir / GRAPH_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"format": 2}',
        b'{"format": 1, "alliances": [["a"]], "organisations": [], "places": []}',
        b"[" * 100_000,
    ],
)
async def test_a_damaged_or_newer_file_is_named_and_made_anew(settings: Settings, content: bytes) -> None:
    compute_anew(settings)
    file = settings.data_dir / GRAPH_FILE
    file.write_bytes(content)
    with pytest.raises(UnusableSnapshot):
        read_snapshot(settings.data_dir)
    async with Backend(settings) as backend:
        assert (await graph(backend, GraphQuery())).nodes
        assert await is_to_be_computed(backend)
    compute_anew(settings)
    assert read_snapshot(settings.data_dir) is not None


def test_a_file_cut_short_anywhere_is_never_taken_for_whole(settings: Settings) -> None:
    text = as_json(compute(contents_of(invented_alliances(6, 8)), None, ""))
    for length in range(0, len(text), 37):
        with pytest.raises(UnusableSnapshot):
            from_json(text[:length])
    raw = json.loads(text)
    raw["places"] = raw["places"][1:]
    with pytest.raises(UnusableSnapshot):
        from_json(json.dumps(raw))


def test_killed_while_it_computes_or_writes_the_old_file_stays(settings: Settings) -> None:
    compute_anew(settings)
    before = (settings.data_dir / GRAPH_FILE).read_bytes()
    program = f"""
import os, pathlib
from dongmaeng.graph.compute import compute_and_write
from dongmaeng.settings import Settings
os.fsync = lambda handle: (print("writing", flush=True), os.kill(os.getpid(), {signal.SIGKILL.value}))
compute_and_write(Settings(data_dir=pathlib.Path({str(settings.data_dir)!r})))
"""
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (killed.returncode, "writing" in killed.stdout) == (-signal.SIGKILL, True), killed.stderr
    assert (settings.data_dir / GRAPH_FILE).read_bytes() == before
    assert list(settings.data_dir.glob(f".{GRAPH_FILE}.*"))
    compute_anew(settings)
    assert not list(settings.data_dir.glob(f".{GRAPH_FILE}.*"))


def compute_anew(settings: Settings) -> None:
    """As the service does: away from the event loop of the test."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(compute_here, settings).result()
