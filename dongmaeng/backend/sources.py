"""The sources that are known, with how the last looks went, for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping

from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.watched_sources import WatchedSource, watched_sources


@of_backend
async def known_sources(backend: Backend) -> Mapping[str, SourceSetting]:
    """All sources by id, those of the settings first."""
    state = await backend.state()
    known = KnownSources(backend.settings.sources)
    return await known.all(state) if state else known.configured


@of_backend
async def sources(backend: Backend) -> list[WatchedSource]:
    """The sources in the order of the settings, then those that commands added."""
    return await watched_sources(await backend.state(), KnownSources(backend.settings.sources))
