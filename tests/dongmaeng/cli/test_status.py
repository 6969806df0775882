"""What `dongmaeng status` says of the workers of a service."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from agents.alert.standing import EndpointState, write_endpoint
from agents.breaker import Breaker, Named
from agents.discover.health import SourceHealth, save_health
from agents.stages import STAGES
from dongmaeng.cli.app import app
from dongmaeng.health import WORKERS_SPACE, WorkerHealth, tell_of_worker
from dongmaeng.settings import Settings, load_settings
from topics.carrier import Standing
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import now, source_id


def status(home: Path, code: int, config: Path | None = None) -> Any:
    settings = ["--config", str(config)] if config else []
    command = [*settings, "--data-dir", str(home), "status", "--json"]
    done = CliRunner().invoke(app, command, catch_exceptions=False)
    assert done.exit_code == code
    return json.loads(done.stdout)


def write(home: Path, *workers: WorkerHealth) -> None:
    async def put() -> None:
        async with EmbeddedCarrier(Settings(data_dir=home).database, []) as carrier:
            for worker in workers:
                await carrier.state.put(WORKERS_SPACE, worker.worker, worker.model_dump(mode="json"))

    asyncio.run(put())


def healthy(worker: str, *stages: str) -> WorkerHealth:
    return WorkerHealth(worker=worker, stages=list(stages or STAGES), since=now(), at=now())


def test_nothing_runs_yet(tmp_path: Path) -> None:
    found = status(tmp_path, 1)
    assert found["troubles"] == [f"no worker runs {', '.join(STAGES)}"]
    assert found["workers"] == []


def test_all_is_well_where_every_stage_has_a_worker_without_troubles(tmp_path: Path) -> None:
    first, *others = STAGES
    write(tmp_path, healthy("a", first), healthy("b", *others))
    found = status(tmp_path, 0)
    assert found["ok"]
    assert [(worker["worker"], worker["silent"]) for worker in found["workers"]] == [("a", False), ("b", False)]
    assert {stage["stage"]: stage["lag"] for stage in found["stages"]} == dict.fromkeys(STAGES, 0)


def test_looks_that_are_long_due_are_named_where_somebody_should_take_them(tmp_path: Path) -> None:
    config = tmp_path / "dongmaeng.toml"
    addresses = [f"https://news{number}.example/feed" for number in range(3)]
    config.write_text("".join(f'[[sources]]\nurl = "{url}"\n' for url in addresses), "utf-8")
    late, soon, never = load_settings(config).sources

    async def look() -> None:
        async with EmbeddedCarrier(Settings(data_dir=tmp_path).database, []) as carrier:
            for source, due in ((late, -timedelta(minutes=17)), (soon, -timedelta(minutes=2))):
                await save_health(carrier.state, SourceHealth(source=source.id, next=now() + due))

    asyncio.run(look())
    assert "late" not in " ".join(status(tmp_path, 1, config)["troubles"])
    write(tmp_path, healthy("a"))
    [told] = status(tmp_path, 1, config)["troubles"]
    assert told.startswith("looks at 1 of 2 sources are late")
    assert late.id in told
    assert soon.id not in told
    assert never.id not in told


def test_an_endpoint_that_was_paused_is_named_with_its_reason(tmp_path: Path) -> None:
    write(tmp_path, healthy("a"))
    config = tmp_path / "dongmaeng.toml"
    secret = "whsec_" + "A" * 32
    config.write_text(
        f'[[endpoints]]\nid = "desk"\nurl = "https://hooks.example/geheim"\nsecret = "{secret}"\n', "utf-8"
    )
    own = load_settings(config).endpoints[0]

    async def pause() -> None:
        async with EmbeddedCarrier(Settings(data_dir=tmp_path).database, []) as carrier:
            for id, address in (("desk", own.address_key), ("removed", "")):
                paused = EndpointState(id=id, address=address, paused=True, reason="HTTP status 401")
                await write_endpoint(carrier.state, paused)

    asyncio.run(pause())
    arguments = ["--config", str(config), "--data-dir", str(tmp_path), "status", "--json"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    [trouble] = json.loads(done.stdout)["troubles"]
    assert done.exit_code == 1
    assert trouble.startswith("endpoint desk is paused: HTTP status 401, since ")


def test_what_stands_in_the_way_of_a_worker_is_named(tmp_path: Path) -> None:
    standing = Standing("g", "pages", 3, lag=7, seconds=41.6)
    troubled = healthy("a").model_copy(update={"troubles": ["cluster does not answer"], "standing": [standing]})
    write(tmp_path, troubled)
    [worker] = status(tmp_path, 1)["workers"]
    assert worker["troubles"] == ["cluster does not answer"]
    assert worker["standing"] == [{"group": "g", "topic": "pages", "partition": 3, "lag": 7, "seconds": 42}]
    shown = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "status"])
    assert "cluster does not answer" in shown.stdout
    assert "42 s" in shown.stdout


def test_a_worker_that_says_nothing_any_more_counts_for_no_stage(tmp_path: Path) -> None:
    gone = healthy("gone").model_copy(update={"at": now() - timedelta(minutes=5), "troubles": ["any"]})
    write(tmp_path, gone, healthy("b", "clean"))
    found = status(tmp_path, 1)
    assert {worker["worker"]: worker["silent"] for worker in found["workers"]} == {"gone": True, "b": False}
    assert found["troubles"] == [f"no worker runs {', '.join(stage for stage in STAGES if stage != 'clean')}"]


async def test_a_worker_tells_how_it_is_until_it_stops(tmp_path: Path) -> None:
    async with EmbeddedCarrier(tmp_path / "d.sqlite", []) as carrier:
        telling = asyncio.create_task(tell_of_worker(carrier, "w", ["clean"]))
        async with asyncio.timeout(10):
            while await carrier.state.get(WORKERS_SPACE, "w") is None:
                await asyncio.sleep(0.01)
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        assert await carrier.state.get(WORKERS_SPACE, "w") is None


def test_status_and_sources_say_what_is_delayed_and_why(tmp_path: Path) -> None:
    feed = "https://slow.example/rss?key=geheim"
    breaker = Breaker("read")
    for _ in range(3):
        breaker.failed(Named(source_id(feed), "host.example"), "too slow")

    async def tell() -> None:
        async with EmbeddedCarrier(Settings(data_dir=tmp_path).database, []) as carrier:
            telling = asyncio.create_task(tell_of_worker(carrier, "w", list(STAGES), [breaker]))
            while (document := await carrier.state.get(WORKERS_SPACE, "w")) is None:
                await asyncio.sleep(0.01)
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            await carrier.state.put(WORKERS_SPACE, "w", document)  # as while it runs

    asyncio.run(tell())
    [worker] = status(tmp_path, 0)["workers"]  # a delay of one source is no fault of the service
    [delayed] = worker["delayed"]
    told = {name: delayed[name] for name in ("source", "host", "what", "reason", "endings")}
    assert told == {
        "source": source_id(feed),
        "host": "host.example",
        "what": "read",
        "reason": "too slow",
        "endings": 3,
    }
    shown = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "status"])
    assert "host.example" in shown.stdout
    assert "geheim" not in shown.stdout

    config = tmp_path / "dongmaeng.toml"
    config.write_text(f'data_dir = "."\n[[sources]]\nurl = "{feed}"\n[[sources]]\nurl = "https://other.example/rss"\n')
    done = CliRunner().invoke(app, ["--config", str(config), "sources", "--json"], catch_exceptions=False)
    assert [[each["host"] for each in row["delayed"]] for row in json.loads(done.stdout)] == [["host.example"], []]
    failing = CliRunner().invoke(app, ["--config", str(config), "sources", "--failing", "--json"])
    assert len(json.loads(failing.stdout)) == 1
