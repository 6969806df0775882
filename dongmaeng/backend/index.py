"""Whether what articles are found by is as this version makes it."""

from __future__ import annotations

from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.settings import EMBEDDED

OLD_ANALYSIS = "articles are found by the analysis of another version"


@of_backend
async def needs_rebuild(backend: Backend) -> bool:
    """Whether some articles of the embedded store are found by another analysis than the present one."""
    if backend.settings.store != EMBEDDED:
        return False
    from search.embedded.store import EmbeddedStore

    store = await backend.store()
    return isinstance(store, EmbeddedStore) and await store.needs_rebuild()
