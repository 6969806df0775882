"""Calls of the command line in processes forked from one that has imported it: an import costs more than most calls.

Each call has a process, a folder, arguments and streams of its own, begins at `__main__` and ends as any program does;
the fork server of its workers is its own too.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, partial
from multiprocessing import connection
from pathlib import Path
from resource import RLIM_INFINITY
from typing import IO, Any, Protocol

from tests.warm_process import PROGRAM, limit_files

ROOT = Path(__file__).resolve().parents[1]


def call(arguments: Sequence[str], folder: Path, *, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end; raises `subprocess.TimeoutExpired`."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
    ):
        called = start(arguments, folder, out=out, errors=errors)
        try:
            code = called.wait(seconds)
        except subprocess.TimeoutExpired:
            called.kill()
            raise
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess([PROGRAM, *arguments], code, out.read(), errors.read())


def start(
    arguments: Sequence[str], folder: Path, *, out: IO[Any], errors: IO[Any], largest_file: int = RLIM_INFINITY
) -> Started:
    """Start the command line and leave it to itself; `largest_file`: the bytes that a file of its may have for now."""
    if sys.platform != "linux" or _environment() != _ENVIRONMENT:
        # Other systems' libraries do not bear a fork, and modules may have read the environment.
        command = [sys.executable, "-m", PROGRAM, *arguments]
        limit = partial(limit_files, largest_file)
        return subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, preexec_fn=limit
        )
    request = {"arguments": arguments, "folder": str(folder), "largest_file": largest_file}
    return _Warm.of_this_process().start(request, out, errors)


class Started(Protocol):
    """What `subprocess.Popen` gives of a process."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | Any: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, number: int, /) -> None: ...

    def kill(self) -> None: ...


class _Forked:
    """A process whose parent tells its end over a socket, since it is no child of this one."""

    def __init__(self, arguments: Sequence[str], answers: socket.socket) -> None:
        self._arguments, self._answers, self._lines = arguments, answers, answers.makefile()
        self.pid = int(self._lines.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0.0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not connection.wait([self._answers], timeout):
                raise subprocess.TimeoutExpired([PROGRAM, *self._arguments], timeout or 0.0)
            self.returncode = int(self._lines.readline())
            self._lines.close()
            self._answers.close()
        return self.returncode

    def send_signal(self, number: int, /) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


_ENVIRONMENT = _environment()
"""What tests find, before one of them sets something for itself."""


class _Warm:
    """The process that forks; it ends when this one does."""

    def __init__(self) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.warm_process", str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=_ENVIRONMENT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )

    @classmethod
    @cache
    def of_this_process(cls) -> _Warm:
        return cls()

    def start(self, request: dict[str, Any], out: IO[Any], errors: IO[Any]) -> _Forked:
        answers, theirs = socket.socketpair()
        with theirs:
            message = json.dumps(request).encode()
            socket.send_fds(self._requests, [message], [out.fileno(), errors.fileno(), theirs.fileno()])
        return _Forked(request["arguments"], answers)
