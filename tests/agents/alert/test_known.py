"""The endpoints of the settings beside those that people added."""

from __future__ import annotations

import json

from agents.alert.known import ADDED_SPACE, ALL, KnownEndpoints, add, added, definition_of, remove
from tests.agents.alert.samples import SECRET, endpoint
from tests.fakes import MemoryState


async def test_what_is_added_is_known_until_it_is_removed() -> None:
    state, known = MemoryState(), KnownEndpoints([endpoint()])
    assert list(await known.all(state)) == ["main"]
    await add(state, {"id": "chat", "url": "https://chat.example", "secret_env": "CHAT", "events": ["alliance.ended"]})
    found = await known.all(state)
    assert list(found) == ["main", "chat"]
    assert found["chat"].events == ("alliance.ended",)
    await add(state, {"id": "chat", "url": "https://elsewhere.example", "secret_env": "CHAT"})
    assert (await known.all(state))["chat"].url == "https://elsewhere.example"
    assert await remove(state, "chat")
    assert not await remove(state, "chat")
    assert list(await known.all(state)) == ["main"]


async def test_the_settings_win() -> None:
    state, known = MemoryState(), KnownEndpoints([endpoint()])
    await add(state, {"id": "main", "url": "https://other.example", "secret_env": "OTHER"})
    assert (await known.all(state))["main"] == endpoint()


async def test_what_a_later_version_wrote_is_left_out_and_kept() -> None:
    state, known = MemoryState(), KnownEndpoints([])
    await add(state, {"id": "new", "type": "telepathy"})
    await add(state, {"id": "old", "url": "https://hooks.example", "secret_env": "HOOK"})
    assert list(await known.all(state)) == ["old"]
    assert set(await added(state)) == {"new", "old"}


async def test_a_definition_holds_no_secret_and_no_default() -> None:
    state = MemoryState()
    one = endpoint(filter="org:KT")
    await add(state, definition_of(one))
    document = await state.get(ADDED_SPACE, ALL)
    assert SECRET not in json.dumps(document)
    assert definition_of(one) == {"id": "main", "url": "https://hooks.example/in", "filter": "org:KT"}
