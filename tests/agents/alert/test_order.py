"""Messages of one alliance to one endpoint go one after another, in the order of what happened."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from agents.alert.deliveries import DeliveryStatus
from agents.alert.settings import AlertSettings
from agents.alert.standing import ENDPOINTS_SPACE
from tests.agents.alert.desk import Crash, Desk, Sent, answer
from tests.agents.alert.samples import alliance, endpoint
from topics.records import Alliance, ChangeKind, Command, CommandKind, Delivery

EVENTS = ["alliance.announced", "alliance.joined", "alliance.corroborated", "alliance.ended"]
KINDS = (ChangeKind.ANNOUNCED, ChangeKind.JOINED, ChangeKind.CORROBORATED, ChangeKind.ENDED)
MAIN = endpoint(events=EVENTS)
OTHER = endpoint("https://other.example/in", id="other", events=EVENTS)
QUICK = AlertSettings(schedule_seconds=[1, 2, 5])


def story(number: int = 1) -> list[Alliance]:
    """All that happens to one alliance, in its order."""
    changes = [alliance(kind) for kind in KINDS]
    for one in changes:
        assert one.change is not None
        one.id = f"alliance-{number}"
        one.change.id = f"change-{number}-{one.change.change}"
    return changes


def happened(one: Desk, url: str, number: int = 1) -> list[str]:
    """What was accepted of an alliance, in its order."""
    mine = [sent for sent in one.sent if sent.url == url and sent.payload["data"]["id"] == f"alliance-{number}"]
    return [sent.payload["type"].partition(".")[2] for sent in mine]


async def test_a_message_follows_up_those_before_it() -> None:
    one = Desk([MAIN, OTHER])
    await one.run(*story())
    messages = [m for m in await one.messages() if m.endpoint == "main"]
    ids = [m.id for m in messages]
    assert [m.after for m in messages] == [None, *ids[:-1]]
    assert [m.thread for m in messages] == [None, *ids[:1] * 3]
    assert [m.number for m in messages] == [0, 1, 2, 3]
    before = one.documents.copy()
    await one.run(*story())  # repeats
    assert {key: one.documents[key] for key in before} == before


async def test_what_follows_waits_until_the_message_before_is_through_and_other_endpoints_do_not() -> None:
    one = Desk([MAIN, OTHER], QUICK, answers={str(MAIN.url): [answer(500), answer(500), answer()]})
    await one.run(*story())
    assert happened(one, str(OTHER.url)) == [str(kind) for kind in KINDS]
    assert happened(one, str(MAIN.url)) == ["announced"]
    await one.wait(hours=1)
    assert happened(one, str(MAIN.url)) == ["announced"] * 3 + [str(kind) for kind in KINDS[1:]]


async def test_a_dead_letter_holds_nothing_up() -> None:
    one = Desk([MAIN], QUICK, answers={str(MAIN.url): [answer(400), answer()]})
    await one.run(*story())
    await one.wait(minutes=1)
    assert happened(one, str(MAIN.url)) == [str(kind) for kind in KINDS]


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_sent_once_more_goes_out_in_its_order(seed: int) -> None:
    chance = random.Random(seed)
    one = Desk([MAIN], QUICK, answers={str(MAIN.url): [answer(400), answer(200), answer(400), answer(400), answer()]})
    await one.run(*story())
    await one.wait(minutes=1)
    one.put(Command(id="c1", kind=CommandKind.RESEND, endpoint="", since=one.sent[0].at))
    while one.queue:
        await one.step(chance.randrange(len(one.queue)))
    await one.wait(minutes=10)
    told = [str(kind) for kind in KINDS]
    assert happened(one, str(MAIN.url)) == [*told, told[0], *told[2:]]


@dataclass
class TwoAtOnce(Desk):
    """Does something else once an endpoint's standing was read, before the handling that read it goes on."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def read(self, space: str, key: str) -> str | None:
        found = await super().read(space, key)
        if space == ENDPOINTS_SPACE and (meanwhile := self.meanwhile):
            self.meanwhile = None
            await meanwhile()
        return found


async def test_nothing_is_sent_behind_a_message_that_was_just_told_that_the_endpoint_is_gone() -> None:
    one = TwoAtOnce([MAIN], QUICK, answers={str(MAIN.url): [answer(410), answer()]})
    one.put(*story()[:2])
    await one.step(0)
    await one.step(0)
    one.queue.reverse()  # what joined is looked at first, and in the midst of that the announcement is sent
    one.meanwhile = lambda: one.step(1)
    await one.step(0)
    assert happened(one, str(MAIN.url)) == ["announced"]
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DISABLED}
    await one.run()
    await one.command(CommandKind.RESEND, "c1", endpoint="", since=one.now)
    await one.wait(minutes=1)
    assert happened(one, str(MAIN.url)) == ["announced", "announced", "joined"]


async def test_what_was_held_goes_out_in_its_order() -> None:
    one = Desk([MAIN], QUICK, answers={str(MAIN.url): [answer(403), answer()]})
    await one.run(*story())
    await one.wait(days=2)
    assert {m.status for m in await one.messages()} == {DeliveryStatus.HELD}
    await one.command(CommandKind.RESUME, "c1")
    await one.wait(minutes=5)
    assert happened(one, str(MAIN.url)) == ["announced", *(str(kind) for kind in KINDS)]


async def test_a_message_whose_predecessor_nobody_knows_of_goes_after_a_day() -> None:
    one = Desk([MAIN], QUICK)
    [*_, last] = story()
    lost = Delivery(
        id="msg_2",
        endpoint="main",
        event="alliance.ended",
        created=one.now,
        payload='{"type": "alliance.ended", "data": {"id": "alliance-1"}}',
        alliance=last.id,
        after="msg_1",
    )
    await one.run(lost)
    await one.wait(hours=23)
    assert one.sent == []
    await one.wait(hours=2)
    assert [sent.id for sent in one.sent] == ["msg_2"]


async def test_an_alliance_of_long_ago_is_followed_up_without_waiting_for_what_was_forgotten() -> None:
    one = Desk([MAIN], QUICK)
    first, *_, last = story()
    await one.run(first)
    await one.wait(days=100)
    await one.run(last)
    assert happened(one, str(MAIN.url)) == ["announced", "ended"]


@pytest.mark.parametrize("seed", range(25))
async def test_order_holds_whatever_arrives_when_whatever_fails_and_whenever_the_service_crashes(seed: int) -> None:
    chance = random.Random(seed)

    def unsure(sent: Sent) -> object:
        return answer(chance.choice((200, 200, 500, 429, 302)))(sent)

    one = Desk([MAIN, OTHER], QUICK, answers={str(MAIN.url): [unsure], str(OTHER.url): [unsure]})
    stories = [story(number) for number in range(3)]
    crashes = 8
    while any(stories) or one.queue or one.waiting:
        if any(stories) and chance.random() < 0.3:
            one.put(chance.choice([left for left in stories if left]).pop(0))
        elif one.queue:
            # The registry's changes come in their order; messages may overtake each other.
            ours = [n for n, record in enumerate(one.records) if not isinstance(record, Alliance)]
            first = [n for n, record in enumerate(one.records) if isinstance(record, Alliance)][:1]
            crash = chance.choice((None, None, None, *Crash)) if crashes else None
            crashes -= crash is not None
            await one.step(chance.choice(first + ours), crash)
        elif one.waiting:
            one.now = min(at for at, _ in one.waiting)
            ready = [waits for waits in one.waiting if waits[0] <= one.now]
            one.waiting = [waits for waits in one.waiting if waits not in ready]
            one.queue += [entry for _, entry in ready]
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DELIVERED}
    for number in range(3):
        for url in (str(MAIN.url), str(OTHER.url)):
            first_times = list(dict.fromkeys(happened(one, url, number)))
            assert first_times == [str(kind) for kind in KINDS]
