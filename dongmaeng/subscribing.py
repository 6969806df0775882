"""Subscribes to the feeds that name a hub, where hubs can call us."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import structlog

from agents.discover.health import sources_health
from agents.discover.known import KnownSources
from agents.discover.subscriptions import ask, subscriptions, wishes
from agents.http_client import HttpClient
from dongmaeng.repeating import repeat
from dongmaeng.settings import Settings
from topics.records import now
from topics.state import State

if TYPE_CHECKING:
    from topics.carrier import Carrier

log = structlog.get_logger(__name__)

EVERY_SECONDS = 300.0
"""Between two looks at what there is to ask: a new source is subscribed to soon, and its schedule holds until then."""


async def keep_subscribed(carrier: Carrier, known: KnownSources, http: HttpClient, settings: Settings) -> None:
    """Ask hubs for what is wished, now and then; without end. Does nothing where the page has no public address."""
    if not settings.web.public_url:
        return
    await carrier.ready()
    asking = partial(subscribe, carrier.state, known, http, settings.web.public_url)
    await repeat(asking, EVERY_SECONDS, "hubs not asked")


async def subscribe(state: State, known: KnownSources, http: HttpClient, public_url: str) -> None:
    """Ask each hub for what is wished now."""
    watched = frozenset(id for id, source in (await known.all(state)).items() if source.enabled)
    for wish in wishes(await sources_health(state), await subscriptions(state), now(), watched):
        done = await ask(wish, http, public_url, state)
        log.info(
            "subscribed" if done.wanted else "subscription ended", source=done.source, refused=done.refused or None
        )
