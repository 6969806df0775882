"""One instance a data directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InUse(RuntimeError):
    """Another process holds the data directory."""


@contextmanager
def instance_lock(data_dir: Path, task: str) -> Iterator[None]:
    """Hold the data directory for a task (`run`, `import`); raises `InUse` that says which process has it.

    The lock is the kernel's and goes with the process, however it ends.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise InUse(f"{data_dir} is in use by {holder}; stop it or give another --data-dir") from error
        file.truncate(0)
        file.write(f"`dongmaeng {task}`, process {os.getpid()}")
        file.flush()
        yield
        file.truncate(0)
