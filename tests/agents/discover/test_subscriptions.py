"""What is asked of the hubs of feeds, and when."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.health import SourceHealth
from agents.discover.subscriptions import Subscription, ask, is_signed, subscription_of, subscriptions, wishes
from agents.http_client import HttpClient
from tests.fakes import MemoryState
from tests.loopback import Reply, Site
from topics.records import SEOUL

NOW = datetime(2026, 11, 30, 9, tzinfo=SEOUL)
FEED = "https://byeol.example/feed"
WATCHED = frozenset({FEED})


def health(hub: str | None = "https://hub.example/", topic: str | None = FEED) -> SourceHealth:
    return SourceHealth(source=FEED, hub=hub, topic=topic)


def held(**fields: object) -> Subscription:
    made = Subscription.of(health(), NOW)
    return made.model_copy(update=fields)


def test_a_feed_with_a_hub_is_subscribed_to_once_a_day() -> None:
    (first,) = wishes([health()], [], NOW, WATCHED)
    assert (first.source, first.hub, first.topic, first.wanted) == (FEED, "https://hub.example/", FEED, True)
    assert wishes([health()], [first], NOW + timedelta(hours=23), WATCHED) == []
    (again,) = wishes([health()], [first], NOW + timedelta(hours=25), WATCHED)
    assert (again.token, again.secret) == (first.token, first.secret)


@pytest.mark.parametrize("known", [[], [health(hub=None)], [health(topic=None)]])
def test_what_names_no_hub_any_more_is_ended_once(known: list[SourceHealth]) -> None:
    subscription = held()
    (end,) = wishes(known, [subscription], NOW, WATCHED)
    assert (end.token, end.wanted) == (subscription.token, False)
    assert wishes(known, [end], NOW, WATCHED) == []


def test_a_source_that_is_no_longer_looked_at_is_ended() -> None:
    (end,) = wishes([health()], [held()], NOW, frozenset())
    assert not end.wanted


def test_another_hub_gets_a_subscription_of_its_own() -> None:
    before = held()
    end, new = wishes([health(hub="https://other.example/")], [before], NOW, WATCHED)
    assert (end.token, end.wanted) == (before.token, False)
    assert new.wanted
    assert new.token != before.token
    assert new.secret != before.secret


def test_a_clock_that_was_ahead_does_not_keep_it_from_being_renewed() -> None:
    assert len(wishes([health()], [held(asked=NOW + timedelta(days=900))], NOW, WATCHED)) == 1


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield http


async def test_the_hub_is_asked_as_the_recommendation_says(site: Site, http: HttpClient) -> None:
    site.answers["/hub"] = Reply(202)
    state = MemoryState(lambda: NOW)
    wish = held(hub=f"{site.url}/hub")
    await ask(wish, http, "https://news.example", state)
    (asked,) = site.asked
    form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": FEED,
        "hub.callback": f"https://news.example/websub/{wish.token}",
        "hub.secret": wish.secret,
        "hub.lease_seconds": "864000",
    }
    assert await subscription_of(state, wish.token) == wish
    assert wish.secret not in repr(wish)


@pytest.mark.parametrize(("status", "reason"), [(400, "status 400"), (500, "status 500"), (None, "unreachable")])
async def test_a_hub_that_refuses_is_noted(site: Site, http: HttpClient, status: int | None, reason: str) -> None:
    state = MemoryState(lambda: NOW)
    hub = f"{site.url}/hub"
    if status is None:
        hub = "http://127.0.0.1:9/"
    else:
        site.answers["/hub"] = Reply(status)
    done = await ask(held(hub=hub), http, "https://news.example", state)
    assert done.refused == reason
    assert [one.refused for one in await subscriptions(state)] == [reason]


async def _in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 7):
        yield body[start : start + 7]


@given(st.binary(max_size=100), st.sampled_from(["sha1", "sha256", "sha384", "sha512", "md5", "sha3_256"]))
async def test_only_the_secret_signs(body: bytes, method: str) -> None:
    subscription = held()
    digest = hmac.new(subscription.secret.encode(), body, getattr(hashlib, method)).hexdigest()
    right = method in ("sha1", "sha256", "sha384", "sha512")
    assert await is_signed(subscription, f"{method}={digest}", _in_pieces(body)) is right
    assert not await is_signed(subscription, f"{method}={digest}", _in_pieces(body + b"."))
    assert not await is_signed(held(), f"{method}={digest}", _in_pieces(body))


@given(st.text(max_size=80))
async def test_no_other_signature_signs(signature: str) -> None:
    assert not await is_signed(held(), signature, _in_pieces(b"news"))
