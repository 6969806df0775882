"""What people want done with sources is checked whole, then handed over or done at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from agents.discover.curate import curate_stage
from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.source_writes import add_sources, order_sources, source_of
from dongmaeng.backend.sources import sources
from dongmaeng.fault import Fault, NotFound, WrongField
from dongmaeng.hand_over import carry
from dongmaeng.instance import instance_lock
from dongmaeng.settings import Settings
from topics.catalogue import POLLS, SOURCE_COMMANDS
from topics.codec import decode
from topics.records import Poll, SourceCommand, SourceCommandKind, now

OWN = SourceSetting(url="https://own.example/rss")
FEED, OTHER = SourceSetting(url="https://paper.example/rss"), SourceSetting(url="https://other.example/rss?section=1")
REMOVE, PAUSE, RESUME, LOOK = list(SourceCommandKind)[1:]


@pytest.fixture
async def backend(tmp_path: Path) -> AsyncIterator[Backend]:
    async with Backend(Settings(data_dir=tmp_path, sources=[OWN])) as opened:
        yield opened


async def known(backend: Backend) -> dict[str, tuple[str, bool]]:
    return {one.setting.id: (one.origin, one.setting.enabled) for one in await sources(backend)}


async def polls(backend: Backend) -> list[Poll]:
    async with backend.operations() as operations:
        return [poll for one in await operations.tail(POLLS, 100) if isinstance(poll := decode(POLLS, one.value), Poll)]


async def test_sources_are_added_paused_resumed_and_removed_where_no_service_runs(backend: Backend) -> None:
    assert await known(backend) == {OWN.id: ("settings", True)}
    added = await add_sources(backend, [FEED, OTHER])
    assert [(one.source, one.applied) for one in added] == [(FEED.id, True), (OTHER.id, True)]
    assert list(await known(backend)) == [OWN.id, OTHER.id, FEED.id]
    await order_sources(backend, PAUSE, [OTHER.url, FEED.id])
    assert (await known(backend))[OTHER.id] == ("added", False)
    await order_sources(backend, RESUME, [f" {OTHER.url} "])
    assert (await known(backend))[OTHER.id] == ("added", True)
    await order_sources(backend, REMOVE, [FEED.url])
    assert FEED.id not in await known(backend)
    await order_sources(backend, LOOK, [OWN.id])
    assert [poll.source for poll in await polls(backend)] == [FEED.id, OTHER.id, OTHER.id, OWN.id]


async def test_a_running_service_is_handed_the_commands_in_one_go(backend: Backend) -> None:
    with instance_lock(backend.settings.data_dir, "run"):
        added = await add_sources(backend, [FEED, OTHER])
    assert [one.applied for one in added] == [False, False]
    async with backend.operations() as operations:
        records = [decode(SOURCE_COMMANDS, one.value) for one in await operations.tail(SOURCE_COMMANDS, 10)]
    assert [one.source for one in records if isinstance(one, SourceCommand)] == [FEED.id, OTHER.id]


async def test_a_command_counts_against_what_was_known_when_it_was_given_whatever_the_clock_says(
    backend: Backend,
) -> None:
    ahead = SourceCommand(
        id="a", kind=SourceCommandKind.ADD, source=FEED.id, at=now() + timedelta(hours=1), definition={"url": FEED.url}
    )
    await carry(backend.settings, [ahead], lambda _: [curate_stage(KnownSources([]))])
    assert FEED.id in await known(backend)
    await order_sources(backend, REMOVE, [FEED.id])
    assert FEED.id not in await known(backend)


@pytest.mark.parametrize("kind", [REMOVE, PAUSE, RESUME])
async def test_no_command_changes_a_source_of_the_settings(backend: Backend, kind: SourceCommandKind) -> None:
    with pytest.raises(Fault, match="settings file, which wins; change it there, then `dongmaeng reload`") as fault:
        await order_sources(backend, kind, [OWN.url])
    assert fault.value.usage
    with pytest.raises(Fault, match="settings file, which wins"):
        await add_sources(backend, [FEED, OWN])
    assert await known(backend) == {OWN.id: ("settings", True)}  # nor was the other one added


@pytest.mark.parametrize("url", ["https://me:geheim@paper.example/rss", "https://paper.example/rss?token=geheim"])
async def test_an_address_with_a_secret_is_refused_with_what_to_do(backend: Backend, url: str) -> None:
    with pytest.raises(Fault, match=r"\[\[sources\]\] in the settings file") as fault:
        await add_sources(backend, [SourceSetting(url=url)])
    assert "geheim" not in str(fault.value)
    with pytest.raises(NotFound) as unknown:
        await order_sources(backend, LOOK, [url])
    assert "geheim" not in str(unknown.value)
    assert not backend.settings.database.exists()


@pytest.mark.parametrize("fields", [{"legacy_tls": True}, {"kind": "opendart", "key_env": "DART_KEY"}])
async def test_what_only_the_settings_file_may_say_is_refused(backend: Backend, fields: dict[str, object]) -> None:
    with pytest.raises(Fault, match="cannot be set by command; put it under") as fault:
        await add_sources(backend, [source_of({"url": FEED.url, **fields})])
    assert fault.value.usage


async def test_what_is_unknown_or_rests_is_named_line_by_line_and_nothing_is_done(backend: Backend) -> None:
    await add_sources(backend, [FEED])
    await order_sources(backend, PAUSE, [FEED.id])
    with pytest.raises(Fault) as fault:
        await order_sources(backend, LOOK, ["https://none.example/", FEED.id, OWN.id])
    assert str(fault.value).splitlines() == [
        "https://none.example/: no such source; `dongmaeng sources` lists them",
        f"{FEED.id}: is not looked at, since it is paused",
    ]
    with pytest.raises(NotFound):
        await order_sources(backend, REMOVE, [FEED.id, "nonsense"])
    assert (await known(backend))[FEED.id] == ("added", False)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": "paper.example"}, "url"),
        ({"url": FEED.url, "interval": 0}, "interval"),
        ({"url": FEED.url, "x": 1}, "x"),
    ],
)
def test_a_wrong_field_is_named(given: dict[str, object], field: str) -> None:
    with pytest.raises(WrongField) as wrong:
        source_of(given)
    assert wrong.value.field == field
