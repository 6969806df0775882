"""Calls of the command line in processes forked from one that has imported it: an import costs more than most calls.

Each call has a process, a folder, arguments and streams of its own, begins at `__main__` and ends as any program does;
the fork server of its workers is its own too.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from itertools import pairwise
from multiprocessing import connection, forkserver, util
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, setrlimit
from typing import IO, Any, Protocol

import dongmaeng.cli
from agents.pipeline import PRELOAD
from dongmaeng.cli.commands import COMMANDS, command

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = dongmaeng.cli.__name__.partition(".")[0]
LONGEST_REQUEST = 64 << 10  # bytes
LOADED_LATER = (
    "dongmaeng.cli.demonstration",
    "dongmaeng.backend.why",
    "dongmaeng.shapes.stories",
    "dongmaeng.web.serving",
    *PRELOAD,
)
"""What commands and their workers load when they are called, with all that this loads: most of the program."""


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
        limit = partial(_limit, largest_file)
        return subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, preexec_fn=limit
        )
    request = {"arguments": arguments, "folder": str(folder), "largest_file": largest_file}
    return _Warm.of_this_process().start(request, out, errors)


def _limit(largest_file: int) -> None:
    setrlimit(RLIMIT_FSIZE, (largest_file, RLIM_INFINITY))


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
            command = [sys.executable, "-m", "tests.warm_start", str(theirs.fileno())]
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


def _serve(requests: socket.socket) -> None:
    """Fork for each request; returns in the process of a call, ready to run it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that end are nobody's concern here
    while True:
        message, streams, _, _ = socket.recv_fds(requests, LONGEST_REQUEST, 3)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            break
        for stream in streams:
            os.close(stream)
    requests.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *outputs, answer = streams
    pid = os.fork()
    if pid:
        os.write(answer, f"{pid}\n".encode())
        os.write(answer, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
        os._exit(0)
    os.close(answer)
    for number, output in enumerate(outputs, 1):
        os.dup2(output, number)
        os.close(output)
    request = json.loads(message)
    os.chdir(request["folder"])
    sys.path[0] = request["folder"]
    sys.argv[1:] = request["arguments"]
    _limit(request["largest_file"])
    _start_fork_server()


def _start_fork_server() -> None:
    """Start what workers will be forked from while this process has one thread and all that it would load."""
    started_anew, util.spawnv_passfds = util.spawnv_passfds, _forked_here
    forkserver.ensure_running()
    util.spawnv_passfds = started_anew


def _forked_here(_: str, arguments: Sequence[str], passed: Sequence[int]) -> int:
    """As `multiprocessing.util.spawnv_passfds`, for a program that Python is told to run by `-c`."""
    if pid := os.fork():
        return pid
    try:
        kept = sorted((0, 1, 2, *passed))
        for below, above in pairwise((*kept, os.sysconf("SC_OPEN_MAX"))):
            os.closerange(below + 1, above)
        exec(arguments[-1], {})
    finally:
        os._exit(0)


if __name__ == "__main__":
    for each in COMMANDS:
        command(each)
    for module in LOADED_LATER:
        import_module(module)
    gc.collect()
    gc.freeze()  # no call looks through all this for garbage when it ends, which took most of its time
    _serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module(PROGRAM, run_name="__main__", alter_sys=True)
