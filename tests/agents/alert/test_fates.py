"""What becomes of a message, and of its endpoint, by how the receiver answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.alert.deliveries import DeliveryStatus
from agents.alert.settings import AlertSettings
from agents.alert.taking_up import mended
from agents.http_client import Response, TimedOut
from tests.agents.alert.desk import Answering, Crash, Desk, Sent, answer
from tests.agents.alert.samples import OLD_SECRET, SECRET, delivery, endpoint
from topics.records import Command, CommandKind, Delivery, Notice

HOOK = "https://hooks.example/in"
WATCHER = endpoint("https://watch.example/in", id="watch", events=["endpoint.paused", "endpoint.recovered"])


def desk(*answers: Answering, **what: object) -> Desk:
    return Desk([endpoint(HOOK), WATCHER], answers={HOOK: list(answers)} if answers else {}, **what)


def timed_out(sent: Sent) -> TimedOut:
    return TimedOut("hooks.example: no full answer within 15 s")


def told(one: Desk) -> list[tuple[str, str]]:
    """The events that the watcher was told, with their reasons."""
    found = [sent.payload for sent in one.sent if sent.url == WATCHER.url]
    return [(payload["type"], payload["data"]["reason"]) for payload in found]


@pytest.mark.parametrize("status", [400, 405, 406, 413, 414, 415, 422])
async def test_a_message_that_is_refused_for_itself_is_a_dead_letter_until_it_is_sent_again(status: int) -> None:
    one = desk(answer(status, "그런 필드는 없습니다".encode()), answer())
    await one.run(delivery("msg_1"), delivery("msg_2"))
    dead, other = await one.message("msg_1"), await one.message("msg_2")
    assert (dead.status, dead.last_error, dead.log[0].said) == (
        DeliveryStatus.DEAD,
        f"HTTP status {status}",
        "그런 필드는 없습니다",
    )
    assert other.status is DeliveryStatus.DELIVERED  # the endpoint goes on
    assert one.endings == [("dropped", "dead letter")]
    assert told(one) == []

    await one.run(delivery("msg_1"))  # a repeat
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_2"]
    await one.command(CommandKind.RESEND, "c1", endpoint="", messages=["msg_1"])
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_2", "msg_1"]
    sent = await one.message("msg_1")
    assert sent.status is DeliveryStatus.DELIVERED
    assert [attempt.status for attempt in sent.log] == [status, 200]
    await one.command(CommandKind.RESEND, "c1", endpoint="", messages=["msg_1"])  # the same command, repeated
    assert len(one.to(one.endpoints[0])) == 3


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_an_endpoint_that_refuses_is_paused_and_holds_its_messages_until_it_is_resumed(status: int) -> None:
    one = desk(answer(status), answer())
    await one.run(delivery("msg_1"), delivery("msg_2"))
    await one.run(delivery("msg_3"))
    await one.wait(days=30)
    assert one.to(one.endpoints[0]) == ["msg_1"]
    assert {m.status for m in await one.messages() if m.endpoint == "main"} == {DeliveryStatus.HELD}
    assert told(one) == [("endpoint.paused", f"HTTP status {status}")]

    await one.command(CommandKind.RESUME, "c1")
    await one.wait(minutes=1)
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_1", "msg_2", "msg_3"]
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DELIVERED}
    assert told(one) == [("endpoint.paused", f"HTTP status {status}"), ("endpoint.recovered", f"HTTP status {status}")]
    await one.run(delivery("msg_4"))
    assert (await one.message("msg_4")).status is DeliveryStatus.DELIVERED
    assert len(told(one)) == 2


async def test_an_endpoint_that_goes_on_refusing_is_paused_again_and_told_again() -> None:
    one = desk(answer(401))
    await one.run(delivery("msg_1"))
    await one.command(CommandKind.RESUME, "c1")
    assert [event for event, _ in told(one)] == ["endpoint.paused", "endpoint.paused"]
    assert (await one.message("msg_1")).status is DeliveryStatus.HELD


async def test_a_paused_endpoint_is_taken_up_when_another_secret_is_set() -> None:
    one = desk(answer(401), answer())
    await one.run(delivery("msg_1"))
    assert await mended(one.state, {e.id: e for e in one.endpoints}) == []
    one.restart(endpoint(HOOK, secret=OLD_SECRET), WATCHER)
    commands = await mended(one.state, {e.id: e for e in one.endpoints})
    await one.run(*commands)
    assert (await one.message("msg_1")).status is DeliveryStatus.DELIVERED
    assert [event for event, _ in told(one)] == ["endpoint.paused", "endpoint.recovered"]
    assert await mended(one.state, {e.id: e for e in one.endpoints}) == []


async def test_a_missing_secret_pauses_until_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Desk([endpoint(HOOK, secret=None, secret_env="DESK_TEST_SECRET"), WATCHER])
    await one.run(delivery("msg_1"))
    assert one.to(one.endpoints[0]) == []
    assert (await one.message("msg_1")).status is DeliveryStatus.HELD
    assert told(one) == [("endpoint.paused", "environment variable DESK_TEST_SECRET is not set")]
    monkeypatch.setenv("DESK_TEST_SECRET", OLD_SECRET)
    await one.run(*await mended(one.state, {e.id: e for e in one.endpoints}))
    assert (await one.message("msg_1")).status is DeliveryStatus.DELIVERED


async def test_a_secret_that_is_changed_during_the_call_that_is_refused_is_no_refused_secret(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)

    def refuse_and_change(sent: Sent) -> Response:
        file.write_text(OLD_SECRET)
        return Response(sent.url, 401, {}, b"")

    one = Desk([endpoint(HOOK, secret=None, secret_file=file)], answers={HOOK: [refuse_and_change, answer()]})
    await one.run(delivery("msg_1"))
    assert (await one.message("msg_1")).status is DeliveryStatus.HELD
    await one.run(*await mended(one.state, {e.id: e for e in one.endpoints}))
    assert (await one.message("msg_1")).status is DeliveryStatus.DELIVERED


async def test_what_a_person_pauses_waits_for_that_person() -> None:
    one = desk()
    await one.command(CommandKind.PAUSE, "c1")
    await one.run(delivery("msg_1"))
    one.restart(endpoint("https://hooks.example/moved"), WATCHER)
    await one.run(*await mended(one.state, {e.id: e for e in one.endpoints}))
    assert (await one.message("msg_1")).status is DeliveryStatus.HELD
    assert one.sent == []
    await one.command(CommandKind.RESUME, "c2")
    assert (await one.message("msg_1")).status is DeliveryStatus.DELIVERED


async def test_what_was_just_being_held_when_an_endpoint_was_resumed_is_seen_a_little_later() -> None:
    one = desk(answer(401), answer())
    await one.run(delivery("msg_1"))
    await one.command(CommandKind.RESUME, "c1")
    held = (await one.message("msg_1")).model_copy(
        update={"id": "msg_2", "status": DeliveryStatus.HELD, "taken_up": []}
    )
    one.documents["deliveries", "msg_2"] = (held.model_dump_json(), None)  # as another worker wrote it meanwhile
    await one.wait(minutes=1)
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_1", "msg_2"]


async def test_gone_switches_off_and_what_was_for_it_arrives_when_it_is_sent_again() -> None:
    one = desk(answer(410), answer())
    await one.run(delivery("msg_1"), delivery("msg_2"))
    states = [await one.message(id) for id in ("msg_1", "msg_2")]
    assert [m.status for m in states] == [DeliveryStatus.DISABLED] * 2
    assert [m.last_error for m in states] == ["HTTP status 410", "endpoint is off: HTTP status 410"]
    assert told(one) == [("endpoint.paused", "HTTP status 410: switched off")]
    await one.command(CommandKind.RESEND, "c1", endpoint="", since=one.now)
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_1", "msg_2"]
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DELIVERED}


@pytest.mark.parametrize(("status", "kind"), [(410, CommandKind.RESEND), (401, CommandKind.RESUME)])
async def test_nothing_is_sent_to_an_endpoint_before_its_taking_up_can_be_read(status: int, kind: CommandKind) -> None:
    one = desk(answer(status), answer())
    await one.run(delivery("msg_1"), delivery("msg_2"))
    one.put(Command(id="c1", kind=kind, endpoint="main", since=one.now))
    await one.step(0, Crash.OUTPUTS)
    while given := [n for n, record in enumerate(one.records) if isinstance(record, Delivery)]:
        await one.step(given[0])  # another worker is quick, and reads what was written before
    await one.run()
    await one.wait(minutes=1)
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_1", "msg_2"]
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DELIVERED}


@pytest.mark.parametrize(
    "failure", [*(answer(status) for status in (302, 307, 408, 409, 425, 429, 500, 503)), timed_out]
)
async def test_what_may_pass_is_tried_again_as_the_schedule_says(failure: Answering) -> None:
    one = desk(failure, failure, failure, failure, answer(), settings=AlertSettings(schedule_seconds=[5, 60, 600]))
    await one.run(delivery("msg_1"))
    await one.wait(hours=1)
    began = one.sent[0].at
    assert [(sent.at - began).total_seconds() for sent in one.sent] == [0, 5, 65, 665, 1265]
    message = await one.message("msg_1")
    assert (message.status, message.attempts, len(message.log)) == (DeliveryStatus.DELIVERED, 5, 5)


async def test_an_endpoint_that_fails_for_five_days_is_paused_and_nothing_is_lost() -> None:
    one = desk(answer(500))
    await one.run(delivery("msg_1"))
    await one.wait(days=3)
    await one.run(delivery("msg_2"))
    await one.wait(days=10)
    assert {m.status for m in await one.messages() if m.endpoint == "main"} == {DeliveryStatus.HELD}
    last = max(sent.at for sent in one.sent if sent.url == HOOK)
    assert 5 <= (last - one.sent[0].at).total_seconds() / 86_400 < 6
    [(event, reason)] = told(one)
    assert event == "endpoint.paused"
    assert reason.endswith("HTTP status 500")
    one.answers[HOOK] = [answer()]
    await one.command(CommandKind.RESUME, "c1")
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DELIVERED}


async def test_a_message_that_alone_fails_is_a_dead_letter_in_the_end() -> None:
    one = desk(lambda sent: answer(500 if sent.id == "msg_bad" else 200)(sent))
    await one.run(delivery("msg_bad"))
    for day in range(9):
        await one.run(delivery(f"msg_{day}"))
        await one.wait(days=1)
    bad = await one.message("msg_bad")
    assert bad.status is DeliveryStatus.DEAD
    assert bad.last_error == f"given up after {bad.attempts} attempts: HTTP status 500"
    assert {m.status for m in await one.messages() if m.id != "msg_bad"} == {DeliveryStatus.DELIVERED}
    assert told(one) == []


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_retry_after_holds_for_all_messages_of_the_endpoint(restarted: bool) -> None:
    one = desk(answer(429, retry_after="120"), answer())
    await one.run(delivery("msg_1"))
    if restarted:
        one.restart()
    await one.run(delivery("msg_2"))
    assert one.to(one.endpoints[0]) == ["msg_1"]
    await one.wait(minutes=10)
    began = one.sent[0].at
    assert sorted(one.to(one.endpoints[0])) == ["msg_1", "msg_1", "msg_2"]
    assert min((sent.at - began).total_seconds() for sent in one.sent[1:]) >= 119


async def test_a_clock_that_was_a_year_ahead_leaves_no_endpoint_alone_for_a_year() -> None:
    one = desk(answer(429, retry_after="120"), answer())
    began = one.now
    await one.until(began.replace(year=2027))
    await one.run(delivery("msg_1"))
    one.now = began
    await one.run(delivery("msg_2"))
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_2"]


async def test_quiet_hours_put_messages_off() -> None:
    one = Desk([endpoint(HOOK, quiet_hours="17:00-19:30")])  # it is 18:00 in Seoul
    await one.run(delivery("msg_1"))
    assert one.sent == []
    assert (await one.message("msg_1")).status is DeliveryStatus.PENDING
    await one.wait(hours=2)
    assert [(sent.at - one.sent[0].at).total_seconds() for sent in one.sent] == [0]
    assert one.sent[0].at.hour == 10
    assert one.sent[0].at.minute == 30


async def test_documents_of_an_earlier_version_are_read() -> None:
    one = desk()
    old = {"id": "msg_1", "endpoint": "main", "event": "alliance.announced", "created": "2026-03-01T00:00:00Z"}
    for id, status in (("msg_1", "failed"), ("msg_2", "pending"), ("msg_3", "delivered")):
        document = str({**old, "id": id, "status": status, "attempts": 10}).replace("'", '"')
        one.documents["deliveries", id] = (document, None)
    gone = '{"id": "main", "address": "none", "disabled": true, "reason": "410 Gone", "since": "2026-03-01T00:00:00Z"}'
    one.documents["endpoints", "main"] = (gone, None)
    assert [m.status for m in await one.messages()] == ["dead", "pending", "delivered"]
    # A failed one comes back from quarantine, the others are repeats.
    await one.run(*(delivery(f"msg_{n}") for n in (1, 2, 3)))
    assert one.to(one.endpoints[0]) == ["msg_1", "msg_2"]
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DELIVERED}


async def test_a_replayed_command_sends_nothing() -> None:
    one = desk(answer(400), answer())
    await one.run(delivery("msg_1"))
    await one.command(CommandKind.RESEND, "c1", endpoint="", messages=["msg_1"], quiet="replayed")
    assert one.to(one.endpoints[0]) == ["msg_1"]


async def test_a_notice_is_no_message_to_the_endpoint_that_it_is_about() -> None:
    both = [endpoint(HOOK, events=["endpoint.paused"]), WATCHER]
    one = Desk(both)
    await one.run(Notice(id="n1", event="endpoint.paused", data={"endpoint": "main", "reason": "x"}))
    assert [sent.url for sent in one.sent] == [WATCHER.url]
