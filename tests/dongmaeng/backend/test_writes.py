"""What people want done is checked, then handed to the running service, or done at once where none runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dongmaeng.backend.alliances import alliances, decisions
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.endpoints import WrongEndpoint, endpoint_of, known_endpoints
from dongmaeng.backend.writes import add_endpoint, add_items, decide, order, resend, retry, undo
from dongmaeng.decide import registry_stages
from dongmaeng.fault import Fault, NotFound
from dongmaeng.hand_over import carry
from dongmaeng.instance import instance_lock
from dongmaeng.items import item_of
from dongmaeng.settings import Settings
from search.alliances import AllianceQuery
from search.store import StoreUnavailable
from tests.agents.resolve.stories import mention, report
from topics.catalogue import PAGES
from topics.codec import decode
from topics.records import CommandKind, DecisionKind, Page, Quiet

REPORTS = [
    report("a", mention("누리통신 동해식품", date="2024-03-04")),
    report("b", mention("누리통신 동해식품", date="2024-03-04"), day=1),
    report("c", mention("새봄중공업 한솔대"), day=2),
]


@pytest.fixture
async def backend(tmp_path: Path) -> AsyncIterator[Backend]:
    settings = Settings(data_dir=tmp_path)
    await carry(settings, REPORTS, registry_stages)
    async with Backend(settings) as opened:
        yield opened


async def ids(backend: Backend) -> list[str]:
    return [alliance.id for alliance in (await alliances(backend, AllianceQuery(), 10)).alliances]


async def test_a_decision_is_done_at_once_and_can_be_taken_back(backend: Backend) -> None:
    first, *others = await ids(backend)
    applied = await decide(backend, DecisionKind.DISMISS, [first])
    assert applied.applied
    assert await ids(backend) == others
    await undo(backend, applied.id)
    assert await ids(backend) == [first, *others]


async def test_a_running_service_is_handed_the_decision(backend: Backend) -> None:
    [first, _] = await ids(backend)
    with instance_lock(backend.settings.data_dir, "run"):
        assert not (await decide(backend, DecisionKind.DISMISS, [first])).applied
    assert await decisions(backend) == []


async def test_decisions_at_the_same_time_are_all_done(backend: Backend) -> None:
    applied = await asyncio.gather(*(decide(backend, DecisionKind.DISMISS, [id]) for id in await ids(backend)))
    assert all(one.applied for one in applied)
    assert await ids(backend) == []


@pytest.mark.parametrize(
    ("kind", "alliance", "articles", "fault"),
    [
        (DecisionKind.MERGE, "own", (), "at least two"),
        (DecisionKind.SPLIT, "own", (), "takes the articles"),
        (DecisionKind.SPLIT, "own", ("a", "b"), "nothing would be left"),
        (DecisionKind.SPLIT, "own", ("zz",), "no article of"),
        (DecisionKind.CONFIRM, "own", (), "nothing of it is held"),
        (DecisionKind.DISMISS, "none", (), "no such alliance"),
    ],
)
async def test_a_decision_that_makes_no_sense_is_refused(
    backend: Backend, kind: DecisionKind, alliance: str, articles: tuple[str, ...], fault: str
) -> None:
    [_, own] = await ids(backend)
    with pytest.raises(Fault, match=fault):
        await decide(backend, kind, [own if alliance == "own" else "none"], articles)
    assert await decisions(backend) == []


async def test_a_decision_that_is_not_there_cannot_be_taken_back(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await undo(backend, "none")
    applied = await decide(backend, DecisionKind.DISMISS, (await ids(backend))[:1])
    await undo(backend, applied.id)
    with pytest.raises(Fault, match="undone already"):
        await undo(backend, applied.id)


async def test_an_endpoint_is_added_paused_and_removed(backend: Backend) -> None:
    endpoint = endpoint_of({"id": "desk", "url": "https://hooks.example/desk", "secret_env": "DESK_SECRET"})
    assert (await add_endpoint(backend, endpoint)).applied
    assert [one.origin for one in (await known_endpoints(backend)).values()] == ["added"]
    await order(backend, CommandKind.PAUSE, "desk")
    assert [one.standing for one in (await known_endpoints(backend)).values()] == ["paused"]
    await order(backend, CommandKind.REMOVE, "desk")
    assert await known_endpoints(backend) == {}


async def test_endpoints_of_the_settings_are_not_changed_by_command(tmp_path: Path) -> None:
    endpoint = endpoint_of({"id": "desk", "url": "https://hooks.example/desk", "secret_env": "DESK_SECRET"})
    async with Backend(Settings(data_dir=tmp_path, endpoints=[endpoint])) as backend:
        with pytest.raises(Fault, match="the settings file"):
            await add_endpoint(backend, endpoint)
        with pytest.raises(Fault, match="in the settings file"):
            await order(backend, CommandKind.REMOVE, "desk")


def test_a_wrong_endpoint_names_the_field() -> None:
    with pytest.raises(WrongEndpoint) as wrong:
        endpoint_of({"id": "desk", "url": "https://hooks.example", "secret_env": "DESK", "least_score": 7})
    assert wrong.value.field == "least_score"


async def test_only_what_there_is_can_be_sent_again_or_handed_back(backend: Backend) -> None:
    with pytest.raises(NotFound, match="no such message"):
        await resend(backend, ["none"])
    with pytest.raises(Fault, match="either messages or"):
        await resend(backend)
    with pytest.raises(NotFound, match="not in quarantine"):
        await retry(backend, [7])
    assert await retry(backend) == 0


async def test_items_are_handed_to_the_service_quiet_and_wrong_ones_are_named(backend: Backend) -> None:
    given = [
        {"id": "mine-1", "text": "누리통신과 동해식품은 업무협약을 체결했다.", "title": "협약"},
        {"id": "mine-2", "path": "/etc/hostname"},
        {"title": "without an id"},
    ]
    items = [item_of(value, f"item {n}", Quiet.IMPORTED) for n, value in enumerate(given, 1)]
    with instance_lock(backend.settings.data_dir, "run"):
        added = await add_items(backend, items)
    assert [page.source_id for page in added.accepted] == ["mine-1"]
    assert [(one.id, one.fault) for one in added.refused] == [
        ("mine-2", "item 2: path: no file is read here; give html or text"),
        ("item 3", "item 3: id: Field required"),
    ]
    async with backend.operations() as operations:
        [stored] = await operations.tail(PAGES, 10)
    page = decode(PAGES, stored.value)
    assert isinstance(page, Page)
    assert page.quiet is Quiet.IMPORTED


async def test_a_store_that_is_away_is_a_fault_that_names_it(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await backend.store()

    async def away(*_: object, **__: object) -> object:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(store, "alliances", away)
    with pytest.raises(Fault, match="the store embedded cannot be used: gone"):
        await alliances(backend, AllianceQuery(), 1)
