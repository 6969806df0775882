"""What a failure is told as, and the exit code that it ends with."""

from __future__ import annotations

from dongmaeng.fault import Fault
from dongmaeng.loaded import error_of
from topics.kafka.errors import StateBehind, Unreachable

FAILED, WRONG_USE = 1, 2
STOPPED = 130
"""By Ctrl-C."""


def failure(error: Exception) -> tuple[str, int] | None:
    """The message and the exit code of a failure that people can do something about; None of a bug."""
    if isinstance(error, Fault):
        return str(error), WRONG_USE if error.usage else FAILED
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return str(error), WRONG_USE
    if isinstance(error, Unreachable):
        return f"the cluster cannot be used: {error}", FAILED
    if isinstance(error, (StateBehind, *_errors("search.elastic.by_id", "IndexGone"))):
        return str(error), FAILED
    if isinstance(error, _errors("dongmaeng.items", "UnreadableItem")):
        return str(error), WRONG_USE
    if isinstance(error, _errors("agents.workers", "NoWorkers")):
        return "no worker process could be started; the error above says why", FAILED
    other_version = (
        *_errors("topics.embedded.database", "OtherSchema"),
        *_errors("search.elastic.indices", "NewerIndex"),
    )
    if isinstance(error, other_version):
        return str(error), WRONG_USE
    return _of_database(error)


def _of_database(error: Exception) -> tuple[str, int] | None:
    if isinstance(error, _errors("apsw", "FullError", "IOError")):
        told = f"the data directory cannot be written ({error}); make room and call again, nothing handled is lost"
    elif isinstance(error, _errors("apsw", "CorruptError", "NotADBError")):
        told = f"the database in the data directory is damaged ({error}); restore it, or move it away to begin anew"
    elif isinstance(error, _errors("apsw", "Error")):
        told = f"the database in the data directory cannot be used: {error}"
    else:
        return None
    return told, FAILED


def _errors(module: str, *names: str) -> tuple[type[Exception], ...]:
    return tuple(error for name in names for error in error_of(module, name))
