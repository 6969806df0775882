"""Calls of the command line in processes forked from one that has imported it: an import costs more than most calls.

Each call has a process, a folder, arguments and streams of its own, begins at `__main__` and ends as any program does.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

import dongmaeng.cli
from dongmaeng.cli.commands import COMMANDS, command

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = dongmaeng.cli.__name__.partition(".")[0]
LONGEST_REQUEST = 64 << 10  # bytes
LOADED_LATER = ("dongmaeng.cli.demonstration", "dongmaeng.backend.why", "dongmaeng.shapes.stories", "dongmaeng.web.app")
"""What commands load when they are called, with all that this loads: most of the program."""


def call(arguments: Sequence[str], folder: Path, *, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end; raises `subprocess.TimeoutExpired`."""
    if sys.platform != "linux" or _environment() != _Warm.of_this_process().environment:
        # Other systems' libraries do not bear a fork, and modules may have read the environment.
        return subprocess.run(
            [sys.executable, "-m", PROGRAM, *arguments],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
    return _Warm.of_this_process().call(arguments, folder, seconds)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


class _Warm:
    """The process that forks; it ends when this one does."""

    def __init__(self) -> None:
        self.environment = _environment()
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.warm_start", str(theirs.fileno())]
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])

    @classmethod
    @cache
    def of_this_process(cls) -> _Warm:
        return cls()

    def call(self, arguments: Sequence[str], folder: Path, seconds: float) -> subprocess.CompletedProcess[str]:
        answers, theirs = socket.socketpair()
        with (
            answers,
            tempfile.TemporaryFile("w+", encoding="utf-8") as out,
            tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        ):
            with theirs:
                request = json.dumps({"arguments": arguments, "folder": str(folder)}).encode()
                socket.send_fds(self._requests, [request], [out.fileno(), errors.fileno(), theirs.fileno()])
            answers.settimeout(seconds)
            with answers.makefile() as lines:
                pid = int(lines.readline())
                try:
                    code = int(lines.readline())
                except TimeoutError:
                    os.kill(pid, signal.SIGKILL)
                    raise subprocess.TimeoutExpired([PROGRAM, *arguments], seconds) from None
            out.seek(0)
            errors.seek(0)
            return subprocess.CompletedProcess([PROGRAM, *arguments], code, out.read(), errors.read())


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


if __name__ == "__main__":
    for each in COMMANDS:
        command(each)
    for module in LOADED_LATER:
        import_module(module)
    _serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module(PROGRAM, run_name="__main__", alter_sys=True)
