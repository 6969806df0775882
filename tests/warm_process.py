"""The process that calls of the command line are forked from, as `warm_start` asks."""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from multiprocessing import connection, forkserver, util
from resource import RLIM_INFINITY, RLIMIT_FSIZE, setrlimit
from typing import Any, NoReturn

import dongmaeng.cli
from agents.pipeline import PRELOAD
from dongmaeng.cli.commands import COMMANDS, command

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
WITH_WORKERS = frozenset({"demo", "import", "index", "read", "run", "sources", "web"})
"""Commands that start workers; another one's would load everything anew."""


def _serve(requests: socket.socket) -> None:
    """Fork for each request and tell how it ended; returns in the process of a call, ready to run it."""
    calls: dict[int, tuple[int, int]] = {}  # by the descriptor of the process: its id, and where its end is told
    while True:
        for ready in connection.wait([requests, *calls]):
            if isinstance(ready, int):
                pid, answer = calls.pop(ready)
                _tell(answer, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                os.close(answer)
                os.close(ready)
                continue
            message, streams, _, _ = socket.recv_fds(requests, LONGEST_REQUEST, 3)
            if not message:
                os._exit(0)
            *outputs, answer = streams
            if (pid := os.fork()) == 0:
                for number in (answer, *calls, *(told for _, told in calls.values())):
                    os.close(number)
                requests.close()
                return _make_ready(json.loads(message), outputs)
            for output in outputs:
                os.close(output)
            _tell(answer, pid)
            calls[os.pidfd_open(pid)] = pid, answer


def _tell(answer: int, number: int) -> None:
    with suppress(BrokenPipeError):  # whoever started it may be gone
        os.write(answer, f"{number}\n".encode())


def _make_ready(request: dict[str, Any], outputs: Sequence[int]) -> None:
    for number, output in enumerate(outputs, 1):
        os.dup2(output, number)
        os.close(output)
    os.chdir(request["folder"])
    sys.path[0] = request["folder"]
    sys.argv[1:] = request["arguments"]
    limit_files(request["largest_file"])
    if not WITH_WORKERS.isdisjoint(request["arguments"]):
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


def _run() -> int:
    """The exit code of the call."""
    try:
        runpy.run_module(PROGRAM, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is not None and not isinstance(end.code, int):
            raise
        return end.code or 0
    return 0


def _end(code: int) -> NoReturn:
    """Do in its order what any program does at its end, but leave the modules to the system with all other memory.

    Taking them down touches most of what the processes share, which took more time than most calls.
    """
    threading._shutdown()
    atexit._run_exitfuncs()
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def limit_files(largest_file: int) -> None:
    """Let this process make no file larger than so many bytes, for now."""
    setrlimit(RLIMIT_FSIZE, (largest_file, RLIM_INFINITY))


if __name__ == "__main__":
    for each in COMMANDS:
        command(each)
    for module in LOADED_LATER:
        import_module(module)
    gc.collect()
    gc.freeze()  # no call looks through all this for garbage when it ends, which took most of its time
    _serve(socket.socket(fileno=int(sys.argv[1])))
    _end(_run())
