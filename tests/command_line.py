"""The command line as a user calls it."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from resource import RLIM_INFINITY
from typing import Any

from tests.waiting import wait_until
from tests.warm_start import Started, call, start

LONGEST_STOP = 90.0
"""Seconds that a service may take to stop on a busy machine."""
LONGEST_CALL = 120.0  # seconds
SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"


class Background:
    """A command that goes on by itself, and what it says meanwhile."""

    def __init__(self, process: Started, out: Path, errors: Path) -> None:
        self.process, self._out, self._errors = process, out, errors

    @property
    def out(self) -> str:
        return self._out.read_text("utf-8")

    @property
    def errors(self) -> str:
        return self._errors.read_text("utf-8")

    def wait_for(self, event: str) -> None:
        """Return once its log tells of the event."""
        wait_until(lambda: f'"{event}"' in self.errors, LONGEST_CALL)

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(LONGEST_STOP)


class CommandLine:
    """Runs `dongmaeng` in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def configure(self, text: str) -> None:
        (self.home / "dongmaeng.toml").write_text(text, "utf-8")

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = call(arguments, self.home, seconds=LONGEST_CALL)
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done

    @contextmanager
    def beside(self, *arguments: str, largest_file: int = RLIM_INFINITY) -> Iterator[Background]:
        """A command that goes on meanwhile, for as long as the context lasts; `largest_file`: as `warm_start.start`."""
        out, errors = (self.home / f"{arguments[0]}.{name}" for name in ("out", "errors"))
        with out.open("wb") as told, errors.open("wb") as complained:
            process = start(arguments, self.home, out=told, errors=complained, largest_file=largest_file)
        try:
            yield Background(process, out, errors)
        finally:
            process.kill()
            process.wait()

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    def json_lines(self, *arguments: str) -> list[Any]:
        return [json.loads(line) for line in self.run(*arguments, "--json").stdout.splitlines()]

    def has_handled_all(self) -> bool:
        """Whether no story is on its way: none is behind a stage, and none waits to be tried again.

        Looks at sources go on for ever and do not count.
        """
        stages = [stage for stage in self.json("topics") if stage["stage"] != "discover"]
        return not any(stage["lag"] or stage["waiting"] for stage in stages)

    def log(self, data_dir: str) -> Path:
        """Where the services on a data directory write what they say."""
        return self.home / f"{data_dir}.log"

    @contextmanager
    def service(self, stages: str = "", data_dir: str = "data") -> Iterator[Started]:
        """`dongmaeng run` for as long as the context lasts; it must end in order unless the test killed it."""
        with self.running("run", *(["--stages", stages] if stages else []), data_dir=data_dir) as running:
            yield running

    @contextmanager
    def running(self, *arguments: str, data_dir: str = "data") -> Iterator[Started]:
        """A command that goes on until it is told to stop, as `service`."""
        log = self.log(data_dir)
        before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as out:
            running = start(["--data-dir", data_dir, *arguments], self.home, out=out, errors=out)
        try:
            yield running
            if running.poll() is None:
                running.send_signal(signal.SIGTERM)
                running.wait(LONGEST_STOP)
            said = log.read_bytes()[before:].decode()
            in_order = [0, -signal.SIGKILL]
            if not said:
                in_order.append(-signal.SIGTERM)  # nothing hears of a signal while Python itself starts
            assert running.returncode in in_order, f"{running.returncode}: {said[-3000:]}"
            assert "Task was destroyed" not in said, said[-3000:]  # what was opened is closed
        finally:
            running.kill()
            running.wait()
