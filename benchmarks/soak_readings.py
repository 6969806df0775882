"""What a service that runs for hours uses, minute by minute, and whether it grows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import numpy as np
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.peers import needed

with needed():
    import psutil

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Use:
    """What a process and its descendants use."""

    main_mb: float
    """Resident memory of the main process."""
    workers_mb: float
    """What all other processes of the service have for themselves."""
    processes: int
    """All of them."""
    descriptors: int
    """Open files and sockets of the main process."""
    cpu_main: float
    """Seconds of processor time since the start."""
    cpu_workers: float
    """The same of the worker processes that live now."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is seen at one moment."""

    minutes: float
    """Since the first story."""
    stories: int
    """That have appeared."""
    told: int
    """Calls of the webhook for a new alliance."""
    lag: int
    """Records that stages have before them."""
    waiting: int
    """Records put off."""
    use: Use
    files: dict[str, int]
    """Bytes by kind of file."""
    scrapes: int
    """Of /metrics that were answered."""
    failed_scrapes: int
    series: int
    """Time series in the last of them."""

    def line(self) -> str:
        return json.dumps(asdict(self))


class Scraper:
    """Reads /metrics as Prometheus does."""

    def __init__(self, address: str | None) -> None:
        self.answered = 0
        self.failed = 0
        self.series = 0
        self._address = address

    async def scrape(self, client: httpx.AsyncClient) -> None:
        """Ask once, where there is somebody to ask; what does not answer in time is a failure."""
        if self._address is None:
            return
        try:
            answer = (await client.get(f"http://{self._address}/metrics")).raise_for_status()
            families = text_string_to_metric_families(answer.text)
            self.series = sum(len(family.samples) for family in families)
            self.answered += 1
        except (httpx.HTTPError, ValueError):
            self.failed += 1


def use_of(pid: int) -> Use:
    """What a process and its descendants use; those that end meanwhile are left out."""
    main = psutil.Process(pid)
    processes, memory, seconds = 1, 0, 0.0
    for child in main.children(recursive=True):
        try:
            memory += child.memory_full_info().uss
            seconds += _seconds(child)
        except psutil.Error:
            continue
        processes += 1
    own = main.memory_info().rss
    return Use(own / MB, memory / MB, processes, main.num_fds(), _seconds(main), seconds)


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def of_files(folder: Path) -> dict[str, int]:
    """Bytes below a folder by kind: the database, its log, and the folders of servers."""
    sizes: dict[str, int] = {}
    for file in folder.rglob("*"):
        try:
            if not file.is_symlink() and file.is_file():
                place = file.relative_to(folder)
                kind = place.parts[0] if place.parts[0] in ("kafka", "elasticsearch") else place.name
                sizes[kind] = sizes.get(kind, 0) + file.stat().st_size
        except FileNotFoundError:
            continue
    return sizes


def growth(minutes: Sequence[float], values: Sequence[float]) -> float:
    """The rise of a straight line through the second half, as a share of its mean there; 0 where nothing is."""
    half = len(values) // 2
    times, later = np.asarray(minutes[half:]), np.asarray(values[half:], dtype=float)
    if len(later) < 2 or not later.mean():
        return 0.0
    slope = np.polyfit(times, later, 1)[0]
    return float(slope * (times[-1] - times[0]) / later.mean())


def bytes_a_story(readings: Sequence[Reading]) -> tuple[float, float]:
    """What all files together grew by for a story in the first and in the second half."""
    first, middle, last = readings[0], readings[len(readings) // 2], readings[-1]

    def between(earlier: Reading, later: Reading) -> float:
        grown = sum(later.files.values()) - sum(earlier.files.values())
        return grown / max(1, later.stories - earlier.stories)

    return between(first, middle), between(middle, last)
