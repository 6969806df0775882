"""The store, the state and the names of topics that the settings ask for; a client is loaded where one is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dongmaeng.settings import EMBEDDED, Settings

if TYPE_CHECKING:
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
