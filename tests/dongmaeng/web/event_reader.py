"""A reader of server-sent events, as a browser is one: it keeps the last id, and goes on from there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

EVENTS = "/api/v1/events"


@dataclass(slots=True)
class EventReader:
    """What was read so far, over all connections."""

    client: httpx.AsyncClient
    path: str = EVENTS
    last_id: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def alliances(self) -> list[str]:
        return [event["alliance"]["id"] for event in self.events]

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """The events of one connection as they come; where it is open, the first place was read."""
        headers = {"last-event-id": self.last_id} if self.last_id else {}
        async with self.client.stream("GET", self.path, headers=headers) as answer:
            assert answer.status_code == 200, await answer.aread()
            assert answer.headers["content-type"].startswith("text/event-stream")
            blocks = self._blocks(answer)
            await anext(blocks)
            yield self._told(blocks)

    async def read(self, number: int) -> list[dict[str, Any]]:
        """So many events of one connection."""
        async with self.connected() as told:
            return [await anext(told) for _ in range(number)]

    async def _told(self, blocks: AsyncIterator[dict[str, str]]) -> AsyncIterator[dict[str, Any]]:
        async for block in blocks:
            if "data" in block:
                assert block["event"] == "alliance"
                self.events.append(json.loads(block["data"]))
                yield self.events[-1]

    async def _blocks(self, answer: httpx.Response) -> AsyncIterator[dict[str, str]]:
        block: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line:
                name, _, value = line.partition(":")
                block[name] = value.removeprefix(" ")
                continue
            self.last_id = block.get("id", self.last_id)
            yield block
            block = {}
