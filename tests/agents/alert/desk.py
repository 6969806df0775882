"""The stages of alerting on a table: their records in a queue, their state in a dictionary, and a clock to put forward.

Records go the way of every carrier (`topics.handling`), one after another; a crash loses what was not written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, cast

from agents.alert.alert import alert_stage
from agents.alert.deliver import deliver_stage
from agents.alert.deliveries import DeliveryState, deliveries, delivery_state
from agents.alert.endpoints import Endpoint
from agents.alert.known import KnownEndpoints
from agents.alert.manage import manage_stage
from agents.alert.settings import AlertSettings
from agents.http_client import HttpClient, HttpError, Response
from topics.buffered import BufferedState, Key, PendingState, Write
from topics.catalogue import TOPICS
from topics.codec import decode
from topics.handling import Effects, Entry, entry_of, handle
from topics.records import Command, CommandKind, Record
from topics.stage import Stage

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Crash(Enum):
    """What a crash leaves of a handling."""

    NOTHING = "nothing is written"
    OUTPUTS = "outputs are written, the state is not"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that an endpoint received."""

    at: datetime
    url: str
    id: str
    payload: dict[str, Any]


Answering = Callable[[Sent], Response | HttpError]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Answering:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda sent: Response(sent.url, status, named, body)


@dataclass
class Desk:
    """Alerting with some endpoints, and receivers that answer as told: by URL, in their order, the last for ever."""

    endpoints: Sequence[Endpoint]
    settings: AlertSettings = field(default_factory=AlertSettings)
    answers: dict[str, list[Answering]] = field(default_factory=dict)
    now: datetime = BEGINNING
    sent: list[Sent] = field(default_factory=list)
    endings: list[tuple[str, str]] = field(default_factory=list)
    """Outcome and reason of what did not end as done."""
    queue: list[Entry] = field(default_factory=list)
    waiting: list[tuple[datetime, Entry]] = field(default_factory=list)
    documents: dict[Key, Write] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self, *endpoints: Endpoint) -> None:
        """Begin anew with what is written, perhaps with other settings."""
        self.endpoints = endpoints or self.endpoints
        own, clock = KnownEndpoints(self.endpoints, self.settings), lambda: self.now
        deliver = deliver_stage(own, cast(HttpClient, self), clock=clock, jitter=lambda: 0.0)
        stages: Sequence[Stage] = (alert_stage(own, clock=clock), deliver, manage_stage(own, clock=clock))
        self._stages = {topic.name: stage for stage in stages for topic in stage.reads}

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Response:
        sent = Sent(self.now, url, headers["webhook-id"], json.loads(content))
        self.sent.append(sent)
        answers = self.answers.get(url, [answer()])
        found = (answers.pop(0) if len(answers) > 1 else answers[0])(sent)
        if isinstance(found, HttpError):
            raise found
        return found

    def allow_private_hosts(self, hosts: Collection[str]) -> None:
        """None is asked of a real network."""

    def put(self, *records: Record) -> None:
        self.queue += [entry_of(record) for record in records]

    async def run(self, *records: Record) -> None:
        """Handle records and what they lead to, as far as it is due."""
        self.put(*records)
        while self.queue:
            await self.step(0)

    async def step(self, place: int, crash: Crash | None = None) -> None:
        """Handle the record at a place of the queue; it stays there where the service crashes at that."""
        entry = self.queue[place]
        stage = self._stages[entry.topic]
        (effects,) = await handle(stage, [entry], PendingState(self))
        if crash is None:
            del self.queue[place]
            self._write(effects)
        if crash is not Crash.NOTHING:
            self._hand_on(effects)
        if crash is not None:
            self.restart()

    async def until(self, moment: datetime) -> None:
        """Put the clock forward, from one thing that is due to the next."""
        while due := [one for one in self.waiting if one[0] <= moment]:
            self.now = max(self.now, min(at for at, _ in due))
            ready = [one for one in self.waiting if one[0] <= self.now]
            self.waiting = [one for one in self.waiting if one not in ready]
            self.queue += [entry for _, entry in ready]
            await self.run()
        self.now = moment

    async def wait(self, **span: float) -> None:
        await self.until(self.now + timedelta(**span))

    async def command(self, kind: CommandKind, id: str, **what: Any) -> None:
        await self.run(Command(**{"id": id, "kind": kind, "endpoint": "main", "at": self.now, **what}))

    async def message(self, id: str) -> DeliveryState:
        found = await delivery_state(self.state, id)
        assert found is not None
        return found

    async def messages(self) -> Sequence[DeliveryState]:
        return await deliveries(self.state)

    @property
    def state(self) -> BufferedState:
        """What is written."""
        return BufferedState(self)

    @property
    def records(self) -> list[Record]:
        """What waits in the queue."""
        return [decode(TOPICS[entry.topic], entry.value) for entry in self.queue]

    def to(self, endpoint: Endpoint) -> list[str]:
        """The ids of the messages that an endpoint received, in their order."""
        return [one.id for one in self.sent if one.url == endpoint.url]

    async def read(self, space: str, key: str) -> str | None:
        text, expires = self.documents.get((space, key), (None, None))
        return text if expires is None or expires > self.now.timestamp() else None

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        keys = sorted(key for own, key in self.documents if own == space and key.startswith(prefix))
        return [(key, text) for key in keys if (text := await self.read(space, key)) is not None]

    def _write(self, effects: Effects) -> None:
        for key, write in effects.documents.items():
            if write is None:
                self.documents.pop(key, None)
            else:
                self.documents[key] = write
        if effects.outcome in ("dropped", "quarantined"):
            self.endings.append((effects.outcome, effects.reason))

    def _hand_on(self, effects: Effects) -> None:
        self.queue += effects.outputs
        for waiting in effects.waiting:
            own = datetime.fromtimestamp(waiting.due, UTC)
            delayed = self.now + timedelta(seconds=max(0.01, round(waiting.due - waiting.since, 2)))
            self.waiting.append((own if waiting.stage is None else delayed, waiting.entry))
