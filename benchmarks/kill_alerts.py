"""Kills the delivering service with -9 while receivers are bad in every way, and counts what each of them got.

Used by `python -m benchmarks.kill --alerts` and by the tests, on each carrier.
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from agents.alert.alert import message_id
from agents.alert.deliveries import DeliveryState, DeliveryStatus, deliveries
from benchmarks.hostile_receiver import BEHAVIOURS, RETRY_AFTER, HostileReceiver
from dongmaeng.backend.opening import open_state
from dongmaeng.private_files import private_data_dir
from dongmaeng.service import append
from dongmaeng.settings import Settings, load_settings
from topics.records import (
    Alliance,
    Change,
    ChangeKind,
    Command,
    CommandKind,
    Kind,
    Member,
    Record,
    Status,
    now,
    stable_id,
)

STAGES = "alert,deliver,manage"
SCHEDULE = (2.0, 2.0, 3.0)
"""Seconds between attempts."""

KINDS = (ChangeKind.ANNOUNCED, ChangeKind.JOINED, ChangeKind.ENDED)
DEAD = {"refusing": DeliveryStatus.DEAD, "gone": DeliveryStatus.DISABLED}
"""Endpoints whose messages end unsent, and as what."""

HELD_UP = ("down",)
"""What must not hold the others up, until it answers at last."""

SETTLE = 150.0  # seconds allowed for each of the three waits after the last kill


@dataclass(slots=True)
class Outcome:
    """What a run left behind, counted in messages."""

    kills: int = 0
    due: int = 0
    acknowledged: int = 0
    """Ids acknowledged at least once by the endpoint that they are for."""
    strange: int = 0
    """Ids acknowledged that nobody was owed."""
    repeated: int = 0
    """Acknowledgements of an id beyond its first."""
    ended: int = 0
    """Messages that ended unsent with their reason, and what that makes of those refused."""
    refused: int = 0
    out_of_order: int = 0
    """Alliances whose events an endpoint accepted in another order than they happened in."""
    by: list[str] = field(default_factory=list)
    """Which endpoints those were."""
    too_early: int = 0
    """Attempts before the schedule or the receiver allowed them."""
    delayed: int = 0
    """Messages to good endpoints that were not acknowledged while others did not answer."""
    unlogged: int = 0
    """Attempts that a receiver saw and the state does not tell of, beyond one a kill."""


@dataclass(frozen=True, slots=True)
class Bus:
    """The settings of a carrier, and how long a service on it takes to begin."""

    settings: str = ""
    longest_life: float = 5.0
    """Seconds that a service lives at most before it is killed."""


def run(home: Path, bus: Bus, *, kills: int, alliances: int = 4, seed: int = 0) -> Outcome:
    """Tell of alliances while the service is killed so often, and look at what each endpoint got."""
    with HostileReceiver() as receiver:
        return _Run(home, bus, receiver, alliances).outcome(kills, random.Random(seed))


def story(number: int) -> list[Alliance]:
    """All that happens to one alliance, in its order."""
    members = [Member(id=f"org-{name}{number}", name=f"{name}{number}") for name in ("가람", "나래")]
    found = []
    for kind in KINDS:
        change = Change(id=stable_id(str(number), kind), change=kind, at=now(), article_id="a1", members=members)
        facts = {"kind": Kind.MOU, "status": Status.ANNOUNCED, "first_seen": now(), "evidence": "업무협약을 체결했다"}
        found.append(Alliance(id=f"alliance-{number}", members=members, changes=[change], change=change, **facts))
    return found


class _Run:
    def __init__(self, home: Path, bus: Bus, receiver: HostileReceiver, alliances: int) -> None:
        self._home, self._bus, self._receiver = home, bus, receiver
        self._stories = [story(number) for number in range(alliances)]
        self._config = home / "dongmaeng.toml"
        self._config.write_text(_settings(bus.settings, receiver), "utf-8")
        self._settings: Settings = load_settings(self._config)
        private_data_dir(self._settings.data_dir)

    def outcome(self, kills: int, chance: random.Random) -> Outcome:
        told = [one for changes in zip(*self._stories, strict=True) for one in changes]
        for n in range(kills):
            share = told[n * len(told) // kills : (n + 1) * len(told) // kills]
            self._publish(share)
            service = self._service()
            time.sleep(chance.uniform(0.0, self._bus.longest_life))
            service.kill()
            service.wait()
        if not kills:
            self._publish(told)
        service = self._service()
        try:
            prompt = [name for name in BEHAVIOURS if name not in (*DEAD, *HELD_UP)]
            delayed = self._wait(prompt)
            self._receiver.open_what_is_down()
            self._wait([*prompt, *HELD_UP])
            ended = self._ended()
            self._receiver.relent()
            self._publish(
                [Command(id="again", kind=CommandKind.RESEND, endpoint="", since=datetime(2000, 1, 1, tzinfo=UTC))]
            )
            self._wait(list(BEHAVIOURS))
            service.send_signal(signal.SIGTERM)
            service.wait(timeout=90)
        finally:
            service.kill()
            service.wait()
        return self._count(Outcome(kills=kills, delayed=delayed), ended)

    def _publish(self, records: Sequence[Record]) -> None:
        asyncio.run(append(self._settings, records))

    def _service(self) -> subprocess.Popen[bytes]:
        with (self._home / "log").open("ab") as log:
            command = [sys.executable, "-m", "dongmaeng", "--config", str(self._config), "run"]
            some = ["--stages", STAGES] if self._settings.kafka_servers else []
            self._running = subprocess.Popen([*command, *some], stdout=log, stderr=log)
            return self._running

    def _owed(self, endpoint: str) -> list[list[str]]:
        """The ids that an endpoint is owed, by alliance in their order."""
        return [[message_id(one.change.id, endpoint) for one in told if one.change] for told in self._stories]

    def _missing(self, endpoints: Sequence[str]) -> int:
        """How many messages those endpoints have not acknowledged."""
        missing = 0
        for endpoint in endpoints:
            got = {one.id for one in self._receiver.accepted(endpoint)}
            missing += sum(id not in got for ids in self._owed(endpoint) for id in ids)
        return missing

    def _wait(self, endpoints: Sequence[str]) -> int:
        """Wait until they have acknowledged all; how many messages that was in vain for."""
        self._wait_until(lambda: not self._missing(endpoints))
        return self._missing(endpoints)

    def _wait_until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SETTLE
        while not true() and time.monotonic() < deadline:
            if self._running.poll() is not None:
                raise RuntimeError((self._home / "log").read_text("utf-8")[-3000:])
            time.sleep(0.25)

    def _ended(self) -> list[DeliveryState]:
        """The messages of endpoints that refuse, once all have ended."""
        found: list[DeliveryState] = []

        def all_ended() -> bool:
            found[:] = [one for one in asyncio.run(self._messages()) if one.endpoint in DEAD]
            due = sum(len(ids) for endpoint in DEAD for ids in self._owed(endpoint))
            return sum(one.status.is_final for one in found) == due

        self._wait_until(all_ended)
        return found

    async def _messages(self) -> Sequence[DeliveryState]:
        async with open_state(self._settings) as state:
            return await deliveries(state) if state else []

    def _count(self, out: Outcome, ended: Sequence[DeliveryState]) -> Outcome:
        messages = {one.id: one for one in asyncio.run(self._messages())}
        for endpoint in BEHAVIOURS:
            owed = self._owed(endpoint)
            accepted = [one.id for one in self._receiver.accepted(endpoint)]
            due = {id for ids in owed for id in ids}
            out.due += len(due)
            out.acknowledged += len(due & set(accepted))
            out.strange += len(set(accepted) - due)
            out.repeated += len(accepted) - len(set(accepted))
            first = list(dict.fromkeys(accepted))
            out.by += [endpoint for ids in owed if [id for id in first if id in ids] != ids]
            out.too_early += self._too_early(endpoint)
            seen = Counter(one.id for one in self._receiver.of(endpoint))
            out.unlogged += sum(max(0, n - len(messages[id].log)) for id, n in seen.items() if id in messages)
        out.out_of_order = len(out.by)
        out.refused = len([one for one in ended if one.status is DEAD[one.endpoint] and one.last_error])
        # What was under way to an endpoint together with the message that it answered "gone" may have been accepted.
        out.ended = len([one for one in ended if one.status is not DeliveryStatus.DELIVERED])
        out.unlogged = max(0, out.unlogged - out.kills * len(BEHAVIOURS))
        return out

    def _too_early(self, endpoint: str) -> int:
        """Attempts that came before their time; those after a resend and repeats after a kill are not counted."""
        if endpoint in DEAD or endpoint == "hanging":
            return 0
        by_id: dict[str, list[tuple[float, int | None]]] = {}
        for one in self._receiver.of(endpoint):
            by_id.setdefault(one.id, []).append((one.at, one.status))
        early = 0
        for attempts in by_id.values():
            gaps = [after[0] - before[0] for before, after in pairwise(attempts)]
            least = min(SCHEDULE) if endpoint != "limiting" else RETRY_AFTER
            early += sum(gap < least - 0.5 for gap in gaps)
        return early


def _settings(bus: str, receiver: HostileReceiver) -> str:
    events = ", ".join(f'"alliance.{kind}"' for kind in KINDS)
    endpoints = "".join(
        f'[[endpoints]]\nid = "{name}"\nurl = "{receiver.url(name)}"\nsecret = "{receiver.secret}"\n'
        f"allow_private = true\nevents = [{events}]\n"
        for name in BEHAVIOURS
    )
    source = '[[sources]]\nurl = "http://127.0.0.1:9/feed"\ninterval = 86400\n'  # there must be one: nobody is there
    return f'data_dir = "data"\n{bus}\n{source}[alerts]\nschedule_seconds = {list(SCHEDULE)}\n{endpoints}'


COLUMNS = ("run", "kills", "due", "acknowledged", "repeated", "dead letters", "out of order", "early", "delayed")


def row(name: str, out: Outcome) -> tuple[object, ...]:
    """What a table shows of a run, by `COLUMNS`."""
    dead = f"{out.refused}/{out.ended}"
    counted = (out.kills, out.due, out.acknowledged, out.repeated, dead, out.out_of_order, out.too_early, out.delayed)
    return (name, *counted)
