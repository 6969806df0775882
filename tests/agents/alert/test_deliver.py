"""Deliveries against a real receiver on loopback."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import cast

import pytest
from standardwebhooks import WebhookVerificationError

from agents.alert.deliver import UNKNOWN_FOR, deliver_stage
from agents.alert.deliveries import DeliveryState, DeliveryStatus, deliveries
from agents.alert.endpoints import Endpoint
from agents.alert.known import KnownEndpoints
from agents.alert.payload import payload
from agents.alert.sending import send_test
from agents.alert.settings import AlertSettings
from agents.alert.turns import LONGEST_PAUSE
from agents.http_client import HttpClient, Response, TimedOut
from tests.agents.alert.receiver import Receiver, Reply, receiving
from tests.agents.alert.samples import OLD_SECRET, SECRET, alliance, delivery, endpoint
from tests.fakes import MemoryState, run_one, run_until_through
from tests.loopback import Site
from topics.outcome import Done, Drop, Retry
from topics.records import Notice, Quiet, now
from topics.stage import Stage


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng test", allow_private=True, timeout=15.0) as one:
        yield one


class Clock:
    """A clock that the test puts forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


def stage_for(http: HttpClient, *endpoints: Endpoint, clock: Clock | None = None) -> Stage:
    return deliver_stage(KnownEndpoints(endpoints), http, clock=clock or Clock(), jitter=lambda: 0.0)


async def only(state: MemoryState) -> DeliveryState:
    (document,) = await deliveries(state)
    return document


async def test_a_delivery_is_signed_and_never_sent_again_once_acknowledged(
    receiver: Receiver, http: HttpClient
) -> None:
    state, one = MemoryState(), endpoint(receiver.url("/in"))
    outcome = await run_one(stage_for(http, one), delivery(payload='{"이름":"값"}'), state)
    assert outcome == Done([])
    (received,) = receiver.received
    assert received.verify(SECRET) == {"이름": "값"}
    assert received.headers["webhook-id"] == "msg_1"
    assert received.headers["content-type"] == "application/json"
    document = await only(state)
    assert (document.status, document.attempts, document.last_status) == (DeliveryStatus.DELIVERED, 1, 200)

    again = await run_one(stage_for(http, one), delivery(), state)  # another stage: after a restart
    assert isinstance(again, Drop)
    assert again.reason == "already delivered"
    assert len(receiver.received) == 1


async def test_messages_for_people_lead_to_the_page_of_the_alliance(
    receiver: Receiver, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_ADDRESS", receiver.url("/in"))
    one = Endpoint(id="main", type="slack", url_env="DESK_ADDRESS", allow_private=True)
    text = payload(alliance(), alliance().changes[0])
    told = deliver_stage(KnownEndpoints([one]), http, page="https://desk.example", jitter=lambda: 0.0)
    await run_one(told, delivery(payload=text), MemoryState())
    await run_one(deliver_stage(KnownEndpoints([one]), http, jitter=lambda: 0.0), delivery(payload=text), MemoryState())
    linked, unlinked = (received.body.decode() for received in receiver.received)
    assert "https://desk.example/alliances/alliance-1" in linked
    assert "/alliances/" not in unlinked


async def test_two_copies_in_flight_are_sent_once(receiver: Receiver, http: HttpClient) -> None:
    stage = stage_for(http, endpoint(receiver.url("/in")))
    # States of their own: neither copy sees what the other has not yet committed.
    outcomes = await asyncio.gather(*(run_one(stage, delivery(), MemoryState()) for _ in range(5)))
    assert [type(outcome) for outcome in outcomes].count(Done) == 1
    assert len(receiver.received) == 1


async def test_each_secret_signs_while_secrets_change(receiver: Receiver, http: HttpClient) -> None:
    one = endpoint(receiver.url("/in"), old_secrets=[OLD_SECRET])
    await run_one(stage_for(http, one), delivery(payload="{}"), MemoryState())
    (received,) = receiver.received
    assert received.verify(SECRET) == received.verify(OLD_SECRET) == {}
    with pytest.raises(WebhookVerificationError):
        received.verify("whsec_" + "QUJD" * 8)


async def test_a_failed_attempt_is_tried_again_with_the_same_id(receiver: Receiver, http: HttpClient) -> None:
    receiver.replies["/in"] = [Reply(500), Reply(200)]
    state, clock, one = MemoryState(), Clock(), endpoint(receiver.url("/in"))
    first = await run_one(stage_for(http, one, clock=clock), delivery(), state)
    assert isinstance(first, Retry)
    assert (first.after, first.reason, first.counts) == (5.0, "webhook not accepted", False)
    document = await only(state)
    assert (document.status, document.attempts, document.last_status) == (DeliveryStatus.PENDING, 1, 500)

    early = await run_one(stage_for(http, one, clock=clock), delivery(), state)
    assert isinstance(early, Retry)
    assert (early.reason, early.counts) == ("not yet due", False)

    clock.ahead = timedelta(seconds=5)
    assert await run_one(stage_for(http, one, clock=clock), delivery(), state) == Done([])
    assert [one.headers["webhook-id"] for one in receiver.received] == ["msg_1", "msg_1"]
    assert (await only(state)).attempts == 2


async def test_a_clock_that_was_a_year_ahead_holds_no_message_back_for_a_year(
    receiver: Receiver, http: HttpClient
) -> None:
    receiver.replies["/in"] = [Reply(500), Reply(200)]
    state, clock, one = MemoryState(), Clock(), endpoint(receiver.url("/in"))
    clock.ahead = timedelta(days=365)
    assert isinstance(await run_one(stage_for(http, one, clock=clock), delivery(), state), Retry)
    clock.ahead = timedelta()
    assert isinstance(await run_one(stage_for(http, one, clock=clock), delivery(), state), Done)


async def test_a_delivery_that_is_replayed_calls_nobody(receiver: Receiver, http: HttpClient) -> None:
    one, state = endpoint(receiver.url("/in")), MemoryState()
    replayed = delivery().model_copy(update={"quiet": Quiet.REPLAYED})
    outcome = await run_one(stage_for(http, one), replayed, state)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "quiet: replayed"
    assert receiver.received == []
    assert await deliveries(state) == []


async def test_gone_disables_the_endpoint_until_it_moves(receiver: Receiver, http: HttpClient) -> None:
    receiver.replies["/in"] = [Reply(410), Reply(200)]
    state, one = MemoryState(), endpoint(receiver.url("/in"))
    gone = await run_one(stage_for(http, one), delivery(), state)
    assert isinstance(gone, Done)
    assert [type(output) for output in gone.outputs] == [Notice]
    later = await run_one(stage_for(http, one), delivery("msg_2"), state)
    assert isinstance(later, Drop)
    assert later.reason == "endpoint disabled"
    assert len(receiver.received) == 1
    assert {d.status for d in await deliveries(state)} == {DeliveryStatus.DISABLED}

    moved = endpoint(receiver.url("/moved"))
    assert await run_one(stage_for(http, moved), delivery("msg_3"), state) == Done([])


@pytest.mark.parametrize(
    ("status", "header", "least", "most"),
    [
        (429, "120", 120, 120),
        (503, "1", 5, 5),  # never sooner than our own schedule
        (429, "99999999999999999999", LONGEST_PAUSE, LONGEST_PAUSE),
        (503, "{in_an_hour}", 3500, 3601),
        (429, "soon", 5, 5),
        (429, "-5", 5, 5),
        (500, "120", 5, 5),
    ],
)
async def test_retry_after_is_obeyed(
    receiver: Receiver, http: HttpClient, status: int, header: str, least: float, most: float
) -> None:
    in_an_hour = format_datetime(now() + timedelta(hours=1), usegmt=True)
    receiver.replies["/in"] = [Reply(status, {"retry-after": header.format(in_an_hour=in_an_hour)})]
    outcome = await run_one(stage_for(http, endpoint(receiver.url("/in"))), delivery(), MemoryState())
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert least <= outcome.after <= most


async def test_a_redirect_is_a_failure_and_is_not_followed(receiver: Receiver, http: HttpClient) -> None:
    receiver.replies["/in"] = [Reply(302, {"location": receiver.url("/secret")})]
    state = MemoryState()
    outcome = await run_one(stage_for(http, endpoint(receiver.url("/in"))), delivery(), state)
    assert isinstance(outcome, Retry)
    assert [one.path for one in receiver.received] == ["/in"]
    assert (await only(state)).last_error == "redirects are not followed"


async def test_a_slow_answer_is_a_failure_and_holds_up_nobody_else(receiver: Receiver) -> None:
    receiver.replies["/slow"] = [Reply(silent=True)]
    state = MemoryState()
    async with HttpClient(user_agent="Dongmaeng test", allow_private=True, timeout=0.4) as http:
        stage = stage_for(http, endpoint(receiver.url("/slow"), id="slow"), endpoint(receiver.url("/in")))
        slow = asyncio.create_task(run_one(stage, delivery("msg_slow", "slow"), state))
        assert await run_one(stage, delivery(), state) == Done([])
        outcome = await slow
    assert isinstance(outcome, Retry)


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "behind",
    [
        b"\r\nX Odd: 1\r\nContent-Length: 2\r\n\r\nok",
        b"\r\nno colon\r\nX/Y: 1\r\n\r\n",
        b"\r\nX: \x00\r\n\r\n",
        b"\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        b"\r\nContent-Length: many\r\n\r\nok",
        b"\r\nTransfer-Encoding: chunked\r\n" + CHUNKED + b"2\r\nok\r\n0\r\n\r\n",
        b"\r\nTransfer-Encoding: unheard of\r\n\r\nok",
        b"\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
        b"\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nok",
        b"\r\nContent-Length: 100\r\n\r\nshort",
        b"\r\n" + CHUNKED + b"no chunk",
        b"\r\n" + CHUNKED + b"5\r\nsho",
        b"\r\nContent-Length: 100000000\r\n\r\n" + bytes(200_000),
        b"\r\nLocation: http://[broken\r\n\r\n",
        b"\r\nX: " + b"y" * 500_000 + b"\r\n\r\nok",
        b"\r\nX: 1\r\n",
        b"\r\n",
        b"",
    ],
    ids=lambda behind: repr(behind[:40]),
)
async def test_behind_the_status_nothing_makes_a_delivery_a_failure(
    site: Site, http: HttpClient, behind: bytes
) -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK" + behind)
        await writer.drain()

    site.answers["/in"] = answer
    state = MemoryState()
    assert await run_one(stage_for(http, endpoint(site.url + "/in")), delivery(), state) == Done([])
    assert site.paths() == ["/in"]
    assert (await only(state)).last_status == 200


@pytest.mark.parametrize(
    "begun",
    [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + CHUNKED],
    ids=["headers", "body", "chunks"],
)
async def test_what_drips_behind_the_status_is_not_waited_for_in_vain(site: Site, begun: bytes) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        while True:
            await writer.drain()
            await asyncio.sleep(0.01)
            writer.write(b"x")

    site.answers["/in"] = drip
    async with HttpClient(user_agent="Dongmaeng test", allow_private=True, timeout=0.4) as http:
        outcome = await run_one(stage_for(http, endpoint(site.url + "/in")), delivery(), MemoryState())
    assert outcome == Done([])
    assert site.paths() == ["/in"]


@pytest.mark.parametrize(
    ("raw", "status", "pause"),
    [
        (b"HTTP/1.1 503 X\r\nodd line\r\nRetry-After: 900\r\nX Y: 1\r\n\r\n", 503, 900.0),
        (b"HTTP/1.1 429 X\r\nRetry-After: 900\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok", 429, 900.0),
        (b"HTTP/1.1 500 X\r\nContent-Encoding: gzip\r\n\r\nok", 500, 5.0),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", None, 5.0),
        (b"HTTP/1.1 20", None, 5.0),
        (b"200 OK\r\n\r\n", None, 5.0),
        (b"", None, 5.0),
    ],
)
async def test_a_status_that_refuses_or_is_missing_is_tried_again(
    site: Site, http: HttpClient, raw: bytes, status: int | None, pause: float
) -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    site.answers["/in"] = answer
    state = MemoryState()
    outcome = await run_one(stage_for(http, endpoint(site.url + "/in")), delivery(), state)
    assert isinstance(outcome, Retry)
    assert (outcome.after, (await only(state)).last_status) == (pause, status)


async def test_dead_endpoints_with_many_messages_hold_up_no_other(receiver: Receiver) -> None:
    for path in ("/dead", "/mute"):
        receiver.replies[path] = [Reply(silent=True)]
    state = MemoryState()
    async with HttpClient(user_agent="Dongmaeng test", allow_private=True, timeout=3600) as http:
        dead = [endpoint(receiver.url(f"/{id}"), id=id) for id in ("dead", "mute")]
        stage = stage_for(http, *dead, endpoint(receiver.url("/in")))
        flood = [delivery(f"msg_{n}", id) for n in range(30) for id in ("dead", "mute")]
        honest = [delivery(f"msg_honest_{n}") for n in range(20)]
        # The calls to the dead ones never end.
        outcomes = await run_until_through(stage, [*flood, *honest], honest, state)
    assert [outcomes[len(flood) + n] for n in range(20)] == [Done([])] * 20
    sent_away = [outcomes[n] for n in range(len(flood)) if n in outcomes]
    assert all(isinstance(o, Retry) and o.reason == "endpoint busy" and not o.counts for o in sent_away)
    assert len(sent_away) >= len(flood) - stage.window()


class MuteHttp:
    """A client that gets no answer until `answers` is set, and counts the calls under way."""

    def __init__(self) -> None:
        self.answers = False
        self.open = self.most = 0

    def allow_private_hosts(self, hosts: Collection[str]) -> None:
        pass

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Response:
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0)
        self.open -= 1
        if not self.answers:
            raise TimedOut("no full answer")
        return Response(url, 200, {}, b"")


async def test_an_endpoint_that_did_not_answer_has_one_call_at_a_time_until_it_does() -> None:
    http = MuteHttp()
    stage = deliver_stage(KnownEndpoints([endpoint("http://127.0.0.1/in")]), cast(HttpClient, http))

    async def send(first: int) -> None:
        state = MemoryState()
        await asyncio.gather(*(run_one(stage, delivery(f"msg_{first + n}"), state) for n in range(3)))

    await send(0)
    most_before, http.most = http.most, 0
    await send(10)
    assert (most_before, http.most) == (3, 1)
    http.answers, http.most = True, 0
    await send(20)
    await send(30)
    assert http.most == 3


async def test_a_refused_connection_is_a_failure_without_url_or_secret(http: HttpClient) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/hook/geheim?token=geheim"
        state = MemoryState()
        outcome = await run_one(stage_for(http, endpoint(url)), delivery(), state)
    assert isinstance(outcome, Retry)
    document = await only(state)
    assert document.last_status is None
    assert document.last_error
    assert "geheim" not in document.model_dump_json() + str(outcome.__cause__)


@pytest.mark.parametrize("allowed", [False, True])
async def test_private_addresses_only_where_the_endpoint_allows_them(receiver: Receiver, allowed: bool) -> None:
    address = receiver.url("/in")
    one = endpoint(address) if allowed else endpoint(address.replace("http:", "https:"))
    state = MemoryState()
    async with HttpClient(user_agent="Dongmaeng test") as http:
        outcome = await run_one(stage_for(http, one), delivery(), state)
    assert len(receiver.received) == int(allowed)
    if allowed:
        assert outcome == Done([])
    else:
        assert isinstance(outcome, Done)
        message = await only(state)
        assert (message.status, message.last_error) == (DeliveryStatus.HELD, "private address")


async def test_an_endpoint_that_is_not_enabled_is_sent_nothing(receiver: Receiver, http: HttpClient) -> None:
    off = endpoint(receiver.url("/in"), enabled=False)
    outcome = await run_one(stage_for(http, off), delivery(), MemoryState())
    assert isinstance(outcome, Drop)
    assert outcome.reason == "endpoint disabled"
    assert not receiver.received


async def test_a_message_waits_some_minutes_for_an_endpoint_that_is_not_in_the_settings(
    receiver: Receiver, http: HttpClient
) -> None:
    clock, state, known = Clock(), MemoryState(), KnownEndpoints([])
    stage = deliver_stage(known, http, clock=clock, jitter=lambda: 0.0)
    for put_back in (True, False):  # what it once waited for does not count when it is taken out again
        known.swap([], AlertSettings())
        clock.ahead += UNKNOWN_FOR / 2
        for _ in range(2):
            outcome = await run_one(stage, delivery(), state)
            assert isinstance(outcome, Retry)
            assert (outcome.reason, outcome.counts) == ("endpoint unknown", False)
            clock.ahead += UNKNOWN_FOR / 3
        if put_back:
            receiver.replies["/in"] = [Reply(503)]
            known.swap([endpoint(receiver.url("/in"))], AlertSettings(schedule_seconds=[7.0]))
            outcome = await run_one(stage, delivery(), state)
            assert isinstance(outcome, Retry)
            assert outcome.after == 7.0
    clock.ahead += UNKNOWN_FOR
    outcome = await run_one(stage, delivery(), state)
    assert isinstance(outcome, Drop)
    message = await only(state)
    assert (message.status, message.last_error) == (DeliveryStatus.DISABLED, "endpoint not in the settings")
    assert (len(message.log), len(receiver.received)) == (1, 1)


async def test_more_messages_are_in_hand_for_more_endpoints(http: HttpClient) -> None:
    known = KnownEndpoints([endpoint()])
    stage = deliver_stage(known, http)
    few = stage.window()
    known.swap([endpoint(id=str(number)) for number in range(100)], AlertSettings())
    assert few < stage.window() == stage.concurrency


async def test_a_test_message(receiver: Receiver, http: HttpClient) -> None:
    result = await send_test(endpoint(receiver.url("/in")), http)
    assert (result.status, result.last_status) == (DeliveryStatus.DELIVERED, 200)
    (received,) = receiver.received
    assert received.verify(SECRET)["type"] == json.loads(received.body)["type"] == "dongmaeng.test"
    receiver.replies["/in"] = [Reply(404)]
    result = await send_test(endpoint(receiver.url("/in")), http)
    assert (result.status, result.last_error) == (DeliveryStatus.DEAD, "HTTP status 404")
