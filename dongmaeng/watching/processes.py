"""What the processes below this one use: the workers, which are replaced all the time, and the page."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Used:
    """What all processes of a kind use together."""

    processes: int
    memory: int
    """Bytes in memory; what they share is counted for each."""


@dataclass(frozen=True, slots=True)
class Below:
    """The processes below this one."""

    page: Used
    workers: Used
    seconds: float
    """Of processor time, with that of all processes that have ended: it only grows."""


def add_processes(registry: CollectorRegistry) -> None:
    """Tell what this process uses, and what those below it do."""
    ProcessCollector(registry=registry)
    registry.register(_Below())


class _Below(Collector):
    """Looks at the processes below this one when it is asked."""

    def collect(self) -> Iterator[Metric]:
        below = processes_below()
        processes = GaugeMetricFamily(
            "dongmaeng_child_processes", "Processes below this one: those that read, and the page.", labels=["kind"]
        )
        memory = GaugeMetricFamily(
            "dongmaeng_child_memory_bytes", "Memory of the processes below this one.", labels=["kind"]
        )
        for kind, used in (("workers", below.workers), ("page", below.page)):
            processes.add_metric([kind], used.processes)
            memory.add_metric([kind], used.memory)
        yield processes
        yield memory
        yield CounterMetricFamily(
            "dongmaeng_child_cpu_seconds",
            "Processor time of all processes below this one, also of those that ended.",
            value=below.seconds,
        )


def processes_below(process: int | None = None) -> Below:
    """What the processes below one use now, by default below this; without Linux' /proc nothing is known of them."""
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = own.ru_utime + own.ru_stime
    page, workers, seconds = [0, 0], [0, 0], ended
    for below in _below(process or os.getpid()):
        try:
            # Behind the name, which may hold anything, from the third field of proc(5) on.
            fields = (_PROC / str(below) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            is_page = b"dongmaeng.web" in (_PROC / str(below) / "cmdline").read_bytes()
        except OSError:  # it has ended since
            continue
        seconds += sum(map(int, fields[11:15])) / _TICK  # its own, and that of those it has waited for
        kind = page if is_page else workers
        kind[0] += 1
        kind[1] += int(fields[21]) * _PAGE
    return Below(Used(*page), Used(*workers), seconds)


def _below(process: int) -> Iterator[int]:
    """The processes below one, however deep: workers are started by a fork server."""
    for file in _PROC.glob(f"{process}/task/*/children"):
        try:
            found = [int(child) for child in file.read_text("ascii").split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from _below(child)
