"""A service whose endpoints change while alerts go out: each in force gets each once, in order, whatever its standing."""

from __future__ import annotations

import asyncio
import base64
import random
import signal
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from agents.alert.alert import message_id
from benchmarks.kill_alerts import STAGES, story
from dongmaeng.control import ask
from dongmaeng.reload import RELOAD, Reloaded
from dongmaeng.service import append
from dongmaeng.settings import load_settings
from tests.command_line import CommandLine
from tests.end_to_end.homes import home
from tests.loopback import Asked, Reply, Site, loopback_site
from tests.warm_start import Started
from topics.records import Alliance

__all__ = ["home"]

ROUNDS = 6
AT_ONCE = 3
"""Alliances told of between two reloads, each of which has three events."""

REFUSED = 2
"""Attempts at each message that are in vain: it is under way while the settings change."""

LONGEST = 150.0
"""Seconds for the service to come to rest on a busy machine."""

ALWAYS, SOMETIMES, ROTATED = "always", ("chat", "list"), "rotated"


def secret(number: int) -> str:
    return "whsec_" + base64.b64encode(f"the secret of the year {number:09}".encode()).decode()


@dataclass
class Receivers:
    """Endpoints that refuse each message some times before they take it, but for one that takes all at once."""

    site: Site
    secret: str = secret(0)
    """What the one whose secret is rotated verifies by; what is signed otherwise it refuses for good."""
    tried: Counter[str] = field(default_factory=Counter)
    accepted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def answer(self, asked: Asked) -> Reply:
        id, endpoint = asked.headers["webhook-id"], asked.path.strip("/")
        if endpoint == ROTATED:
            try:
                Webhook(self.secret).verify(asked.body, asked.headers)
            except WebhookVerificationError:
                return Reply(401)
        self.tried[id] += 1
        if endpoint != ALWAYS and self.tried[id] <= REFUSED:
            return Reply(503)
        self.accepted[endpoint].append(id)
        return Reply(200)


@pytest.fixture
async def receivers() -> AsyncIterator[Receivers]:
    async with loopback_site() as site:
        found = Receivers(site)
        for id in (ALWAYS, *SOMETIMES, ROTATED):
            site.answers[f"/{id}"] = found.answer
        yield found


class Service:
    """The service on one bus: one worker, or two with a data directory each."""

    def __init__(self, command_line: CommandLine, bus: str, receivers: Receivers) -> None:
        self.command_line = command_line
        self.places = ("one", "two") if bus else ("one",)
        self._bus, self.receivers = bus, receivers
        self.running: list[Started] = []

    def configure(self, ids: list[str], seconds: float = 0.3, more: str = "") -> None:
        """Settings with these endpoints, and so many seconds between two attempts."""
        events = [f'"alliance.{kind}"' for kind in ("announced", "joined", "ended")]
        tables = "".join(
            f'[[endpoints]]\nid = "{id}"\nurl = "{self.receivers.site.url}/{id}"\nallow_private = true\n'
            f"events = [{', '.join(events)}]\n"
            + ('secret_file = "rotated"\n' if id == ROTATED else f'secret = "{secret(0)}"\n')
            for id in ids
        )
        source = '[[sources]]\nurl = "http://127.0.0.1:9/feed"\ninterval = 86400\n'
        self.command_line.configure(f"{self._bus}[alerts]\nschedule_seconds = [{seconds}]\n{source}{tables}{more}")

    def keep_secret(self, text: str) -> None:
        (self.command_line.home / "rotated").write_text(text, "utf-8")

    async def begun(self) -> None:
        """Return when all workers can be asked to reload."""
        folders = [self.command_line.home / place for place in self.places]
        await until(lambda: all(list(folder.glob("*.socket")) for folder in folders))

    async def reload(self) -> list[Reloaded]:
        """Take over the settings by command, and what each worker says of it."""
        home, told = self.command_line.home, []
        for place in self.places:
            answers = await asyncio.to_thread(ask, home / place, RELOAD)
            told += [Reloaded.model_validate_json(answer) for answer in answers.values()]
        assert len(told) == len(self.places)
        return told

    async def hang_up(self) -> None:
        """Take over the settings by a signal, of which the log tells."""

        def reloads() -> int:
            return sum(self.command_line.log(place).read_text().count("settings reloaded") for place in self.places)

        before = reloads()
        for one in self.running:
            one.send_signal(signal.SIGHUP)
        await until(lambda: reloads() == before + len(self.running))

    async def tell(self, numbers: range) -> list[Alliance]:
        """Let it tell of alliances, each of which is announced, joined and ended."""
        settings = load_settings(
            self.command_line.home / "dongmaeng.toml", {"data_dir": self.command_line.home / self.places[0]}
        )
        told = [alliance for number in numbers for alliance in story(number)]
        await append(settings, told)
        return told


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST):
        while not true():
            await asyncio.sleep(0.05)


async def test_each_endpoint_in_force_gets_each_alert_once_and_in_order(
    home: tuple[CommandLine, str], receivers: Receivers
) -> None:
    command_line, bus = home
    chance, service = random.Random(3), Service(command_line, bus, receivers)
    owed: dict[str, list[list[str]]] = defaultdict(list)
    service.keep_secret(receivers.secret)
    service.configure([ALWAYS, ROTATED])
    with ExitStack() as stack:
        for place in service.places:
            service.running.append(stack.enter_context(command_line.service(STAGES if bus else "", place)))
        await service.begun()
        for round in range(ROUNDS):
            wanted = [id for id in SOMETIMES if round == ROUNDS - 1 or chance.random() < 0.5]
            inside = [ALWAYS, ROTATED, *wanted]
            service.configure(inside, 0.2 + 0.1 * (round % 2))
            await _take_over(service, round)
            numbers = range(round * AT_ONCE, (round + 1) * AT_ONCE)
            changes = [(one.id, one.change.id) for one in await service.tell(numbers) if one.change]
            for id in inside:
                for number in numbers:
                    owed[id].append([message_id(change, id) for of, change in changes if of == f"alliance-{number}"])
            told = {message for messages in owed[ALWAYS] for message in messages}
            await until(lambda told=told: told <= set(receivers.accepted[ALWAYS]))  # type: ignore[misc]
            if round in (1, 3):  # until the file has it too, what is signed by that before is refused
                receivers.secret = secret(round)
        await until(lambda: not _missing(owed, receivers))
    for id, alliances in owed.items():
        got = receivers.accepted[id]
        assert sorted(got) == sorted(message for messages in alliances for message in messages), id
        for messages in alliances:
            assert [one for one in got if one in messages] == messages, id


def _missing(owed: Mapping[str, list[list[str]]], receivers: Receivers) -> dict[str, set[str]]:
    """The messages that each endpoint has not taken yet."""
    due = {id: {message for messages in alliances for message in messages} for id, alliances in owed.items()}
    return {id: missing for id, messages in due.items() if (missing := messages - set(receivers.accepted[id]))}


async def _take_over(service: Service, round: int) -> None:
    """Take over what is configured by now: by a signal, by command, or with a new secret in its file."""
    if round in (2, 4):
        service.keep_secret(service.receivers.secret)
        for told in await service.reload():
            assert told.wrong == ""
            assert "endpoints: rotated: what is kept in its file" in told.took_over
    elif round == 3:
        right = (service.command_line.home / "dongmaeng.toml").read_text("utf-8")
        await service.reload()
        service.configure([], more="nonsense = 1\n")
        assert all("nonsense" in told.wrong for told in await service.reload())
        service.command_line.configure(right)
    else:
        await service.hang_up()
