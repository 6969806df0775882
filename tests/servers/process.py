"""A server process with a folder of its own, a log that is kept, and a wait until it answers."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

READY_TIME = 120.0  # seconds: a server on a busy machine has taken fifty
STOP_TIME = 30.0  # seconds before a server that does not stop is killed


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def accepts(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody listens on a port."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((host, port)) == 0


def wait_until_accepts(address: str) -> None:
    """Wait until somebody listens on host:port; raises `RuntimeError`."""
    host, _, port = address.rpartition(":")
    deadline = time.monotonic() + READY_TIME
    while not accepts(int(port), host):
        if time.monotonic() > deadline:
            raise RuntimeError(f"nobody listens on {address}")
        time.sleep(0.1)


class ServerProcess:
    """Starts, stops, kills and starts again one server."""

    def __init__(self, command: Sequence[str], log: Path, port: int) -> None:
        self.log = log
        self._command = list(command)
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until its port accepts; raises `RuntimeError` with the end of its log."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + READY_TIME
        while not accepts(self._port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text('utf-8', 'replace')[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask the server to stop and wait for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server at once, as a crash does."""
        self._end(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(STOP_TIME)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
