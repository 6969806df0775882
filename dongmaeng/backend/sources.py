"""The sources that are known, with how the last looks went, for whoever asks."""

from __future__ import annotations

from agents.discover.known import KnownSources
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.watched_sources import WatchedSource, watched_sources


@of_backend
async def sources(backend: Backend) -> list[WatchedSource]:
    """The sources in the order of the settings, then those that commands added."""
    return await watched_sources(await backend.state(), KnownSources(backend.settings.sources))
