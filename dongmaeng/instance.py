"""One instance a data directory, or on Kafka any number of workers."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from structlog.contextvars import bound_contextvars

from dongmaeng.fault import Fault
from dongmaeng.private_files import FILE_MODE, private_data_dir
from dongmaeng.settings import Settings

LOCK = "lock"
MOST_WORKERS = 256  # on one machine: more is a mistake
_LONGEST_HOLDER = 200  # characters: what `_hold` writes has some forty


_SERVICES = ("run", "demo")
"""Tasks whose process runs the stages for as long as it lives."""


class InUse(Fault):
    """Another process holds the data directory."""

    def __init__(self, message: str, holder: str = "") -> None:
        """`holder`: what it is, as the lock says."""
        super().__init__(message)
        self.holder = holder

    @property
    def by_service(self) -> bool:
        """Whether it is one that takes up what is handed over."""
        return self.holder.startswith(tuple(f"`dongmaeng {task}`" for task in _SERVICES))


class NoLock(Fault):
    """What lies in the place of a lock is none; the message says which file and what to do."""


@contextmanager
def instance_lock(data_dir: Path, task: str) -> Iterator[None]:
    """Hold the data directory for a task (`run`, `import`); raises `InUse` that says which process has it.

    No worker of a cluster has a place in it meanwhile. The lock is the kernel's and goes with the process, however it
    ends.
    """
    private_data_dir(data_dir)
    with _hold(data_dir / LOCK, data_dir, task):
        yield


@contextmanager
def data_lock(settings: Settings, task: str) -> Iterator[str]:
    """Hold the data directory, or on Kafka a worker's place in it; gives the worker's name, if any.

    Lines of the log name the worker meanwhile, or the task.
    """
    with ExitStack() as stack:
        worker = ""
        if settings.kafka_servers is None:
            stack.enter_context(instance_lock(settings.data_dir, task))
        else:
            worker = stack.enter_context(worker_lock(settings.data_dir, task))
        stack.enter_context(bound_contextvars(worker=worker or task))
        yield worker


def is_free(data_dir: Path) -> bool:
    """Whether no process holds the data directory."""
    try:
        with instance_lock(data_dir, "import"):
            return True
    except InUse:
        return False


@contextmanager
def worker_lock(data_dir: Path, task: str) -> Iterator[str]:
    """Hold the first free place for a worker beside others, and give its name on all machines.

    A worker that is started again takes a place that was there before, so that there are no more names than workers.
    """
    private_data_dir(data_dir)
    with _share(data_dir / LOCK, data_dir):
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
        with open(draft, "x", encoding="ascii") as out:  # never through a link that lies there
            out.write(secrets.token_hex(4))
        with suppress(FileExistsError):  # another worker was faster
            os.link(draft, file)
        draft.unlink()
    return file.read_text("ascii")


@contextmanager
def _hold(path: Path, data_dir: Path, task: str) -> Iterator[None]:
    with _open_lock(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _in_use(file, data_dir) from error
        file.truncate(0)
        file.write(f"`dongmaeng {task}`, process {os.getpid()}")
        with suppress(OSError):  # a full disk: who holds it is then not said
            file.flush()
        yield
        file.seek(0)
        with suppress(OSError):
            file.truncate(0)


@contextmanager
def _share(path: Path, data_dir: Path) -> Iterator[None]:
    """Keep others from holding the data directory alone, as one of several."""
    with _open_lock(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _in_use(file, data_dir) from error
        yield


def _in_use(file: TextIO, data_dir: Path) -> InUse:
    holder = file.read(_LONGEST_HOLDER).strip() or "another process"
    return InUse(f"{data_dir} is in use by {holder}; stop it or give another --data-dir", holder)


def _open_lock(path: Path) -> TextIO:
    """The lock file, which is made where it is missing; raises `NoLock` for a link, which may lead to any file."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        opened = os.open(path, flags, FILE_MODE)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise
        raise NoLock(f"{path} is a link or no file; it was left as it is, remove it") from None
    found = os.fstat(opened)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(opened)
        raise NoLock(f"{path} is another name of a file or no file; it was left as it is, remove it")
    return os.fdopen(opened, "r+", encoding="utf-8", errors="replace")
