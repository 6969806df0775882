"""The sources that are known, with all that the stages keep of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.clean.yields import Yield, yields
from agents.discover.health import SourceHealth, sources_health
from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from agents.page_outcomes import SiteOutcomes, outcomes
from agents.sites import site_of_url
from dongmaeng.backend.origins import ADDED, SETTINGS
from dongmaeng.health import DelayedSource, workers_health
from topics.state import State


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A source that is known, and all that is known of it."""

    setting: SourceSetting
    site: str
    """Whose pages it names: its own site, or one that its setting names where nothing of its own was ever read."""
    origin: str = SETTINGS
    """`settings`, which no command changes, or `added`."""
    health: SourceHealth | None = None
    """None where it was never looked at."""
    delayed: Sequence[DelayedSource] = ()
    """What of it is tried less often."""
    yields: Yield | None = None
    """What the pages of its site give."""
    outcomes: SiteOutcomes | None = None
    """What became of the last pages of its site."""


async def watched_sources(state: State | None, known: KnownSources) -> list[WatchedSource]:
    """The sources in the order of the settings, then those that commands added; without a state nothing is known."""
    if state is None:
        return [WatchedSource(setting, site_of_url(setting.url)) for setting in known.configured.values()]
    health = {looks.source: looks for looks in await sources_health(state)}
    given = {found.site: found for found in await yields(state)}
    became = {found.site: found for found in await outcomes(state)}
    delayed = [delayed for worker in await workers_health(state) if not worker.silent for delayed in worker.delayed]
    found = []
    for id, setting in (await known.all(state)).items():
        sites = [site_of_url(setting.url), *setting.sites]
        site = next((site for site in sites if site in given or site in became), sites[0])
        found.append(
            WatchedSource(
                setting=setting,
                site=site,
                origin=SETTINGS if id in known.configured else ADDED,
                health=health.get(id),
                delayed=[each for each in delayed if each.source == id],
                yields=given.get(site),
                outcomes=became.get(site),
            )
        )
    return found
