"""Which looks are ordered when the service starts, and which when the settings change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from agents.discover.curate import curate_stage
from agents.discover.discover import discover_stage
from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from agents.http_client import HttpClient
from agents.workers import InlineWorkers
from dongmaeng.service import Pipeline
from dongmaeng.settings import Settings
from dongmaeng.source_orders import SourceOrders
from tests.fakes import MemoryState, run_one
from topics.records import Poll, Record, SourceCommand, SourceCommandKind

FEED, OTHER, THIRD = (f"https://{name}.example/rss" for name in ("paper", "other", "third"))


@dataclass
class Service:
    """A pipeline that notes what is published, and which sites may have old TLS."""

    sources: KnownSources
    runs: Sequence[str] = ("discover",)
    state: MemoryState = field(default_factory=MemoryState)
    published: list[str] = field(default_factory=list)
    legacy: set[str] = field(default_factory=set)
    is_away: bool = False

    @property
    def stages(self) -> list[object]:
        every = [discover_stage(self.sources, cast(HttpClient, self), InlineWorkers()), curate_stage(self.sources)]
        return [stage for stage in every if stage.name in self.runs]

    @property
    def carrier(self) -> Service:
        return self

    @property
    def http(self) -> Service:
        return self

    async def ready(self) -> None:
        pass

    async def publish(self, records: Sequence[Record]) -> None:
        if self.is_away:
            raise ConnectionError
        self.published += [record.source for record in records if isinstance(record, Poll)]

    def allow_legacy_tls(self, sites: set[str]) -> None:
        self.legacy |= sites


def service(*urls: str, runs: Sequence[str] = ("discover",)) -> tuple[Service, SourceOrders]:
    made = Service(KnownSources([SourceSetting(url=url) for url in urls]), runs)
    return made, SourceOrders(cast(Pipeline, made))


def settings(*sources: dict[str, object]) -> Settings:
    return Settings.model_validate({"sources": sources})


async def test_at_the_start_all_are_ordered_also_those_that_commands_added() -> None:
    made, orders = service(FEED)
    added = SourceCommand(id="a", kind=SourceCommandKind.ADD, source=OTHER, definition={"url": OTHER})
    await run_one(curate_stage(made.sources), added, made.state)
    await orders.begin()
    assert made.published == [FEED, OTHER]


async def test_at_a_reload_those_are_ordered_that_are_new_or_set_otherwise() -> None:
    made, orders = service(FEED, OTHER)
    await orders.follow(settings({"url": FEED}, {"url": OTHER, "kind": "feed"}, {"url": THIRD}))
    assert made.published == [OTHER, THIRD]
    await orders.follow(settings({"url": FEED}, {"url": THIRD}))
    assert made.published == [OTHER, THIRD]
    assert list(made.sources.configured) == [FEED, THIRD]


async def test_what_could_not_be_ordered_is_at_the_next_reload() -> None:
    made, orders = service(FEED)
    made.is_away = True
    with pytest.raises(ConnectionError):
        await orders.follow(settings({"url": FEED}, {"url": OTHER}))
    made.is_away = False
    await orders.follow(settings({"url": FEED}, {"url": OTHER}))
    assert made.published == [OTHER]


async def test_who_looks_at_nothing_orders_nothing_but_knows_what_is_set() -> None:
    made, orders = service(FEED, runs=["curate"])
    await orders.begin()
    await orders.follow(settings({"url": OTHER, "legacy_tls": True}))
    assert made.published == []
    assert list(made.sources.configured) == [OTHER]
    assert made.legacy == {"other.example"}
