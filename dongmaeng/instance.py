"""One instance a data directory, or on Kafka any number of workers."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from dongmaeng.settings import Settings

MOST_WORKERS = 256  # on one machine: more is a mistake


class InUse(RuntimeError):
    """Another process holds the data directory."""


@contextmanager
def instance_lock(data_dir: Path, task: str) -> Iterator[None]:
    """Hold the data directory for a task (`run`, `import`); raises `InUse` that says which process has it.

    The lock is the kernel's and goes with the process, however it ends.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with _hold(data_dir / "lock", data_dir, task):
        yield


@contextmanager
def data_lock(settings: Settings, task: str) -> Iterator[str]:
    """Hold the data directory, or on Kafka a worker's place in it; gives the worker's name, if any."""
    if settings.kafka_servers is None:
        with instance_lock(settings.data_dir, task):
            yield ""
    else:
        with worker_lock(settings.data_dir, task) as worker:
            yield worker


@contextmanager
def worker_lock(data_dir: Path, task: str) -> Iterator[str]:
    """Hold the first free place for a worker beside others, and give its name on all machines.

    A worker that is started again takes a place that was there before, so that there are no more names than workers.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    for number in range(1, MOST_WORKERS + 1):
        with ExitStack() as stack:
            try:
                stack.enter_context(_hold(data_dir / f"worker-{number}.lock", data_dir, task))
            except InUse:
                continue
            yield f"{_name_of(data_dir)}-{number}"
            return
    raise InUse(f"{data_dir} is in use by {MOST_WORKERS} workers; stop one or give another --data-dir")


def _name_of(data_dir: Path) -> str:
    """A name that no other data directory has, on whatever machine."""
    file = data_dir / "name"
    if not file.exists():
        draft = data_dir / f"name.{os.getpid()}"
        draft.write_text(secrets.token_hex(4), "ascii")
        with suppress(FileExistsError):  # another worker was faster
            os.link(draft, file)
        draft.unlink()
    return file.read_text("ascii")


@contextmanager
def _hold(path: Path, data_dir: Path, task: str) -> Iterator[None]:
    with path.open("a+", encoding="utf-8") as file:
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
