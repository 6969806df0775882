"""The sources that are set, with how the last looks went, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.clean.yields import Yield, yields
from agents.discover.health import SourceHealth as Looks
from agents.discover.health import sources_health
from agents.discover.sources import SourceSetting
from agents.sites import site_of
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.health import DelayedSource, workers_health
from topics.records import host_of


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source that is set, and all that is known of it."""

    setting: SourceSetting
    health: Looks | None
    """None where it was never looked at."""
    delayed: Sequence[DelayedSource]
    """What of it is tried less often."""
    yields: Yield | None
    """What the pages of its site give."""


@of_backend
async def sources(backend: Backend) -> list[SourceHealth]:
    """The sources in the order of the settings."""
    state = await backend.state()
    health = {looks.source: looks for looks in await sources_health(state)} if state else {}
    workers = await workers_health(state) if state else []
    by_site = {found.site: found for found in await yields(state)} if state else {}
    delayed = [delayed for worker in workers if not worker.silent for delayed in worker.delayed]
    return [
        SourceHealth(
            setting=source,
            health=health.get(source.id),
            delayed=[each for each in delayed if each.source == source.id],
            yields=by_site.get(site_of(host_of(source.url))),
        )
        for source in backend.settings.sources
    ]
