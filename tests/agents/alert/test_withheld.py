"""After the state was restored, what may have been told is listed and not sent by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest

from agents.alert.alert import alert_stage
from agents.alert.deliver import deliver_stage
from agents.alert.deliveries import DeliveryState, DeliveryStatus, deliveries
from agents.alert.known import KnownEndpoints
from agents.alert.withheld import UNDATED, Restored, published_of, read_restored, write_restored
from agents.http_client import HttpClient
from tests.agents.alert.receiver import Receiver, receiving
from tests.agents.alert.samples import alliance, delivery, endpoint
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Drop, Outcome
from topics.records import Delivery

RESTORED = datetime.fromisoformat("2026-03-09T12:00:00+09:00")
BEFORE, AFTER = RESTORED - timedelta(seconds=1), RESTORED + timedelta(seconds=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng test", allow_private=True, timeout=15.0) as one:
        yield one


@pytest.fixture
async def state() -> MemoryState:
    state = MemoryState()
    await write_restored(state, Restored(at=RESTORED, told_until=RESTORED))
    return state


async def deliver(http: HttpClient, receiver: Receiver, state: MemoryState, one: Delivery) -> Outcome:
    return await run_one(deliver_stage(KnownEndpoints([endpoint(receiver.url("/in"))]), http), one, state)


async def only(state: MemoryState) -> DeliveryState:
    [document] = await deliveries(state)
    return document


@pytest.mark.parametrize(
    ("created", "published"), [(AFTER, BEFORE), (AFTER, RESTORED), (BEFORE, None), (BEFORE, AFTER), (RESTORED, None)]
)
async def test_what_was_published_or_made_before_is_listed_and_not_sent_until_a_person_asks(
    receiver: Receiver, http: HttpClient, state: MemoryState, created: datetime, published: datetime | None
) -> None:
    one = delivery().model_copy(update={"created": created, "published": published})
    outcome = await deliver(http, receiver, state, one)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "may have been told"
    known = await only(state)
    assert known.status is DeliveryStatus.DEAD
    assert known.last_error is not None
    assert "dongmaeng alerts resend" in known.last_error
    assert receiver.received == []

    assert await deliver(http, receiver, state, known.delivery("command")) == Done([])
    [received] = receiver.received
    assert received.headers["webhook-id"] == one.id
    assert (await only(state)).status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("published", [None, AFTER])
async def test_what_came_later_is_sent(
    receiver: Receiver, http: HttpClient, state: MemoryState, published: datetime | None
) -> None:
    one = delivery().model_copy(update={"created": AFTER, "published": published})
    assert await deliver(http, receiver, state, one) == Done([])
    assert len(receiver.received) == 1


async def test_nothing_is_withheld_where_nothing_was_restored(receiver: Receiver, http: HttpClient) -> None:
    assert await deliver(http, receiver, MemoryState(), delivery()) == Done([])
    assert len(receiver.received) == 1


async def test_the_latest_moment_up_to_which_endpoints_count_as_told_holds() -> None:
    state = MemoryState()
    for until in (AFTER, BEFORE):
        await write_restored(state, Restored(at=AFTER, told_until=until))
    restored = await read_restored(state)
    assert restored is not None
    assert restored.told_until == AFTER


async def test_a_message_says_when_its_story_was_published() -> None:
    told = alliance()
    assert told.change is not None
    [source] = [article for article in told.articles if article.article_id == told.change.article_id]
    done = await run_one(alert_stage(KnownEndpoints([endpoint("https://example.com/in")])), told, MemoryState())
    assert isinstance(done, Done)
    [one] = done.outputs
    assert isinstance(one, Delivery)
    assert one.published == source.published
    undated = source.model_copy(update={"published": None})
    assert published_of(told.change, [undated]) == told.change.at - UNDATED
    assert published_of(told.change, [source.model_copy(update={"published": BEFORE})]) == BEFORE
    assert published_of(told.change, []) is None
