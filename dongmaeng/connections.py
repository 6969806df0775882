"""The store, the state, the names of topics and the HTTP client that the settings ask for, loaded where asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from dongmaeng.settings import EMBEDDED, Settings, legacy_tls_sites

if TYPE_CHECKING:
    from agents.http_client import HttpClient
    from search.elastic.state import ElasticState
    from search.elastic.store import ElasticStore
    from search.embedded.store import EmbeddedStore
    from topics.kafka.layout import Layout


def make_store(settings: Settings, *, read_only: bool = False) -> EmbeddedStore | ElasticStore:
    """The store that the settings ask for."""
    if settings.store == EMBEDDED:
        from search.embedded.store import EmbeddedStore

        return EmbeddedStore(settings.database, read_only=read_only)
    from search.elastic.store import ElasticStore

    return ElasticStore(settings.store, settings.elastic)


def shared_state(settings: Settings, *, patient: bool) -> ElasticState | None:
    """The state that workers on all machines share; None where it lives in the data directory."""
    if not settings.state_is_shared:
        return None
    from search.elastic.state import ElasticState

    return ElasticState.at(settings.store, settings.elastic, patient=patient)


def kafka_layout(settings: Settings) -> Layout:
    """What topics and groups are called on the cluster of the settings."""
    from topics.kafka.layout import Layout

    kafka = settings.kafka
    kept = timedelta(days=kafka.retention_days)
    return Layout(kafka.prefix, kafka.replication, sizes=kafka.partitions.by_topic, kept=kept)


def open_http_client(settings: Settings, given: Sequence[str] = ()) -> HttpClient:
    """The client for sources and pages, as the settings bound it; `given`: addresses that a person asks for.

    The ports of sources that come later are let through when they are looked at.
    """
    from agents.addresses import Ports
    from agents.http_client import HttpClient

    return HttpClient(
        user_agent=settings.user_agent,
        allow_private=settings.allow_private_addresses,
        timeout=settings.fetch.timeout,
        max_bytes=settings.fetch.max_bytes,
        private_hosts=settings.private_hosts,
        ports=Ports(settings.fetch.ports, [*(source.url for source in settings.sources), *given]),
        legacy_tls=legacy_tls_sites(settings),
    )
