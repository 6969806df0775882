"""The orders to look at sources that no look before gave: when the service starts, and when the settings change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.discover.discover import first_polls
from dongmaeng.settings import Settings, legacy_tls_sites

if TYPE_CHECKING:
    from dongmaeng.service import Pipeline


class SourceOrders:
    """Orders looks at the sources of a pipeline; where it runs no stage that looks, at none."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._ordered = dict(pipeline.sources.configured)
        self._looks = any(stage.name == "discover" for stage in pipeline.stages)

    async def begin(self) -> None:
        """Order a look at each source; those that have a schedule already keep it."""
        if self._looks:
            carrier = self._pipeline.carrier
            known = await self._pipeline.sources.all(carrier.state)
            await carrier.publish(first_polls(known.values()))

    async def follow(self, settings: Settings) -> None:
        """Take over other settings, and order a look at each source that is set otherwise, or anew."""
        sources, carrier = self._pipeline.sources, self._pipeline.carrier
        self._pipeline.http.allow_legacy_tls(legacy_tls_sites(settings))
        sources.swap(settings.sources, settings.discover)
        if self._looks:
            changed = [source for id, source in sources.configured.items() if self._ordered.get(id) != source]
            await carrier.ready()
            await carrier.publish(first_polls(changed))
        self._ordered = dict(sources.configured)  # behind it: what could not be ordered is at the next reload
