"""Subscriptions to feeds at their hubs (WebSub, https://www.w3.org/TR/websub/): a hub says that a feed has changed.

What it sends is a hint to look, never taken as the feed.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.discover.health import SourceHealth
from agents.http_client import HttpClient, HttpError
from topics.records import SourceId
from topics.state import Document, State

SUBSCRIPTIONS = "subscriptions"
"""State: by the token in the address that the hub calls."""

PATH = "/websub/"
"""Below which hubs call, behind it the token."""

_LEASE = timedelta(days=10)
"""How long a subscription is asked to hold, the usual length."""

_RENEWED_AFTER = timedelta(days=1)
"""A hub may grant less than is asked, and says so to the page alone; asked once a day all but the shortest hold."""

_GIVEN_UP_AFTER = timedelta(days=2)
"""Until then a hub may ask whether it is meant that a subscription ends."""

_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
"""Of signatures, those that the recommendation names."""


class Subscription(BaseModel):
    """What is agreed with the hub of a feed."""

    model_config = ConfigDict(extra="ignore")

    token: str
    source: SourceId
    hub: str
    topic: str
    """The address by which the hub knows the feed."""
    secret: str = Field(repr=False)
    """With which it signs; made for this subscription, so that it opens nothing else."""
    asked: datetime
    wanted: bool = True
    """False once it is to end."""
    refused: str | None = None
    """Why the hub did not take it when it was asked last."""

    @classmethod
    def of(cls, health: SourceHealth, moment: datetime) -> Subscription:
        """A new one for a source whose feed names a hub."""
        assert health.hub is not None
        assert health.topic is not None
        made = {"token": secrets.token_urlsafe(24), "secret": secrets.token_urlsafe(32)}
        return cls(source=health.source, hub=health.hub, topic=health.topic, asked=moment, **made)


def wishes(
    sources: Sequence[SourceHealth], held: Sequence[Subscription], moment: datetime, watched: frozenset[str]
) -> list[Subscription]:
    """What to ask of hubs now; `watched`: the ids of the sources that are looked at.

    Each subscription is asked for once a day, in its present form; one whose source, hub or topic is no more is ended.
    """
    wanted = {one.source: one for one in sources if one.hub and one.topic and one.source in watched}
    asked: list[Subscription] = []
    for one in held:
        source = wanted.pop(one.source, None) if one.wanted else None
        if source is None or (source.hub, source.topic) != (one.hub, one.topic):
            if one.wanted:
                asked.append(one.model_copy(update={"wanted": False, "asked": moment}))
            if source is not None:
                asked.append(Subscription.of(source, moment))
        elif not moment - _RENEWED_AFTER < one.asked <= moment:
            asked.append(one.model_copy(update={"asked": moment}))
    return [*asked, *(Subscription.of(source, moment) for source in wanted.values())]


async def ask(wish: Subscription, http: HttpClient, public_url: str, state: State) -> Subscription:
    """Ask a hub for what is wished, which is kept before: the hub calls back at once. Gives it as it stands then."""
    await keep(state, wish)
    form = {
        "hub.mode": "subscribe" if wish.wanted else "unsubscribe",
        "hub.topic": wish.topic,
        "hub.callback": f"{public_url}{PATH}{wish.token}",
    }
    if wish.wanted:
        form |= {"hub.secret": wish.secret, "hub.lease_seconds": str(int(_LEASE.total_seconds()))}
    try:
        answer = await http.post(
            wish.hub, urlencode(form).encode(), {"content-type": "application/x-www-form-urlencoded"}
        )
        refused = None if 200 <= answer.status < 300 else f"status {answer.status}"
    except HttpError as error:
        refused = error.reason
    done = wish.model_copy(update={"refused": refused})
    if refused != wish.refused:
        await keep(state, done)
    return done


async def keep(state: State, subscription: Subscription) -> None:
    """Keep a subscription; one that ends is forgotten when no hub asks about it any more."""
    expires = None if subscription.wanted else subscription.asked + _GIVEN_UP_AFTER
    document = subscription.model_dump(mode="json", exclude_none=True)
    await state.put(SUBSCRIPTIONS, subscription.token, document, expires=expires)


async def subscription_of(state: State, token: str) -> Subscription | None:
    """The subscription of a token; None where there is none."""
    return _read(await state.get(SUBSCRIPTIONS, token))


async def subscriptions(state: State) -> list[Subscription]:
    """All subscriptions."""
    return [one async for one in _all(state)]


async def _all(state: State) -> AsyncIterator[Subscription]:
    async for _, document in state.scan(SUBSCRIPTIONS):
        if (one := _read(document)) is not None:
            yield one


def _read(document: Document | None) -> Subscription | None:
    if document is None:
        return None
    try:
        return Subscription.model_validate(document)
    except ValidationError:
        return None


async def is_signed(subscription: Subscription, signature: str, body: AsyncIterable[bytes]) -> bool:
    """Whether a body (read to its end) is signed with the secret of a subscription; `signature`: `method=hex`."""
    method, _, digest = signature.strip().partition("=")
    if method not in _METHODS:
        return False
    made = hmac.new(subscription.secret.encode(), digestmod=method)
    async for chunk in body:
        made.update(chunk)
    return hmac.compare_digest(made.hexdigest(), digest.strip().lower())
