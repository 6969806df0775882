"""How fast an archive is imported, as many times as the same pages are as files, and in how much memory.

    python -m benchmarks.archive [--mb 100] [--full]

Invented Korean pages of 60 to 120 kB are imported by `dongmaeng import` from a folder and from a WARC file like those
of CC-NEWS, each into a data directory of its own; `--full` takes 1 GB of them. The figure `WARC to files` is the pages
a second of the one to those of the other, `memory stays flat` the peak of the first quarter to the highest
of the others.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.crawled_pages import LARGEST, SMALLEST, write_files, write_warc
from benchmarks.figures import show_figure, show_table

MEGABYTES, FULL = 100, 1_000
LOOK_EVERY = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Imported:
    """One import as it went."""

    name: str
    pages: int
    seconds: float
    memory: Sequence[float]
    """The peaks (MB) of the importing process in each quarter of the time."""

    @property
    def speed(self) -> float:
        return self.pages / self.seconds


def main() -> None:
    """Import both and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mb", type=int, default=MEGABYTES, help="uncompressed megabytes of pages")
    parser.add_argument("--full", action="store_true", help=f"{FULL} MB")
    arguments = parser.parse_args()
    count = (FULL if arguments.full else arguments.mb) * 1_000_000 * 2 // (SMALLEST + LARGEST)
    with tempfile.TemporaryDirectory() as home:
        folder, archive = Path(home) / "pages", Path(home) / "pages.warc.gz"
        size = write_files(folder, count)
        write_warc(archive, count)
        runs = [import_of(name, given, Path(home), count) for name, given in (("files", folder), ("WARC", archive))]
        show_table(
            ("from", "pages", "seconds", "pages a second", "peak MB a quarter"),
            [(r.name, r.pages, r.seconds, r.speed, ", ".join(f"{m:.0f}" for m in r.memory)) for r in runs],
        )
    files, warc = runs
    told = f"{count} pages, {size / 1e6:.0f} MB; {warc.speed:.1f} and {files.speed:.1f} pages a second"
    show_figure("WARC to files", warc.speed / files.speed, told)
    peaks = ", ".join(f"{memory:.0f}" for memory in warc.memory)
    show_figure("memory stays flat", warc.memory[0] / max(warc.memory[1:]), f"peaks of the quarters {peaks} MB")


def import_of(name: str, given: Path, home: Path, count: int) -> Imported:
    """Import what is given into a data directory of its own; raises where not every page was imported."""
    began = time.monotonic()
    command = [sys.executable, "-m", "dongmaeng", "--data-dir", str(home / name), "import", str(given), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home)
    memory: list[float] = []
    while process.poll() is None:
        memory.append(_resident(process.pid))
        time.sleep(LOOK_EVERY)
    seconds = time.monotonic() - began
    summary = json.loads(process.communicate()[0])
    if summary["imported"] != count or set(summary) - {"imported", "passed over"}:
        raise RuntimeError(f"{name}: expected {count} pages in the store: {summary}")
    bounds = [len(memory) * quarter // 4 for quarter in range(5)]
    return Imported(name, count, seconds, [max(memory[a:b], default=0.0) for a, b in pairwise(bounds)])


def _resident(pid: int) -> float:
    """Megabytes that a process has in memory."""
    try:
        told = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1_000 for line in told.splitlines() if line.startswith("VmRSS:")), 0.0)


if __name__ == "__main__":
    main()
