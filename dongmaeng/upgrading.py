"""Bringing a data directory into the layout of this version, while nothing runs on it."""

from __future__ import annotations

from contextlib import closing

import apsw

from dongmaeng.instance import instance_lock
from dongmaeng.settings import EMBEDDED, Settings
from search.embedded.file import StoreFile
from search.embedded.upgrade import upgrade
from topics.embedded.journal import Journal
from topics.embedded.upgrade import SCHEMA


def upgrade_data(settings: Settings) -> tuple[int | None, int]:
    """Bring the database into the present layout; the version that it had, None where there is none, and has now.

    Raises `InUse`, `NewerSchema` and `apsw.Error`.
    """
    if not settings.database.exists():
        return None, SCHEMA
    with instance_lock(settings.data_dir, "upgrade"):
        with closing(apsw.Connection(str(settings.database), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
            before: int = connection.pragma("user_version")
        Journal(settings.database).close()
        if settings.store == EMBEDDED:
            file = StoreFile(settings.database, upgrade=upgrade)
            file.open()
            file.close()
    return before, SCHEMA
