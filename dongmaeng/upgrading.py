"""Bringing a data directory into the layout of this version, while nothing runs on it."""

from __future__ import annotations

from contextlib import closing

import apsw

from dongmaeng.fault import Fault
from dongmaeng.instance import instance_lock, is_free
from dongmaeng.settings import EMBEDDED, Settings
from topics.embedded.upgrade import SCHEMA


def upgrade_data(settings: Settings) -> tuple[int | None, int]:
    """Bring the database into the present layout; the version that it had, None where there is none, and has now.

    Raises `InUse`, `NewerSchema` and `apsw.Error`.
    """
    from search.embedded.file import StoreFile
    from search.embedded.upgrade import upgrade
    from topics.embedded.journal import Journal

    if not settings.database.exists():
        return None, SCHEMA
    with instance_lock(settings.data_dir, "upgrade"):
        before = _version(settings)
        Journal(settings.database).close()
        if settings.store == EMBEDDED:
            file = StoreFile(settings.database, upgrade=upgrade)
            file.open()
            file.close()
    return before, SCHEMA


def refuse_beside_older(settings: Settings) -> None:
    """Raise `Fault` where another process uses a file of an earlier layout, which would be changed under it."""
    if settings.database.exists() and (found := _version(settings)) < SCHEMA and not is_free(settings.data_dir):
        raise Fault(
            f"{settings.database}: of version {found}, while this program writes {SCHEMA}, and a process of the "
            "earlier one runs: stop it and start it again with this one"
        )


def _version(settings: Settings) -> int:
    with closing(apsw.Connection(str(settings.database), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        found: int = connection.pragma("user_version")
        return found
