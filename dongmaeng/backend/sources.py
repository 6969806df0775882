"""The sources that are known, with how the last looks went, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.clean.yields import Yield, yields
from agents.discover.health import SourceHealth as Looks
from agents.discover.health import sources_health
from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from agents.sites import site_of
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.origins import ADDED, SETTINGS
from dongmaeng.health import DelayedSource, workers_health
from topics.records import host_of


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source that is known, and all that is known of it."""

    setting: SourceSetting
    origin: str
    """`settings`, which no command changes, or `added`."""
    health: Looks | None
    """None where it was never looked at."""
    delayed: Sequence[DelayedSource]
    """What of it is tried less often."""
    yields: Yield | None
    """What the pages of its site give."""


@of_backend
async def sources(backend: Backend) -> list[SourceHealth]:
    """The sources in the order of the settings, then those that commands added."""
    state = await backend.state()
    known = KnownSources(backend.settings.sources)
    found = await known.all(state) if state else known.configured
    health = {looks.source: looks for looks in await sources_health(state)} if state else {}
    workers = await workers_health(state) if state else []
    by_site = {found.site: found for found in await yields(state)} if state else {}
    delayed = [delayed for worker in workers if not worker.silent for delayed in worker.delayed]
    return [
        SourceHealth(
            setting=source,
            origin=SETTINGS if id in known.configured else ADDED,
            health=health.get(id),
            delayed=[each for each in delayed if each.source == id],
            yields=by_site.get(site_of(host_of(source.url))),
        )
        for id, source in found.items()
    ]
