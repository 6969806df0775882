"""How fast an archive is imported, as many times as the same pages are as files, and in how much memory.

    python -m benchmarks.archive [--mb 100] [--full]

Invented Korean pages of 60 to 120 kB are imported by `dongmaeng import` from a folder and from a WARC file like those
of CC-NEWS, each into a data directory of its own, both at once, so that what else the machine does delays both;
`--full` takes 1 GB of them. The figure `WARC to files` is how many pages of the one were read, to those of the other,
when the first import ended; `memory stays flat` the peak of the first half of the time to that of the second.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.crawled_pages import LARGEST, SMALLEST, write_files, write_warc
from benchmarks.figures import show_figure, show_table
from topics.embedded.journal import Journal

MEGABYTES, FULL = 100, 1_000
LOOK_EVERY = 0.2  # seconds between two looks at the memory


class Import:
    """One import on its way."""

    def __init__(self, name: str, given: Path, home: Path) -> None:
        self.name = name
        self.database = home / name / "dongmaeng.sqlite"
        command = [sys.executable, "-m", "dongmaeng", "--data-dir", str(home / name), "import", str(given), "--json"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home)
        self.began = time.monotonic()
        self.seconds = 0.0
        self.memory: list[float] = []
        """Of the importing process, in MB, from the beginning to the end."""

    @property
    def runs(self) -> bool:
        """Whether it goes on; looks at its memory."""
        if self.process.poll() is None:
            self.memory.append(_resident(self.process.pid))
            return True
        self.seconds = self.seconds or time.monotonic() - self.began
        return False

    @property
    def read(self) -> int:
        """How many pages are read, and in the store but for the last of them."""
        journal = Journal(self.database, readonly=True)
        try:
            tallies = journal.progress.tallies()
            return tallies["tag"].done if "tag" in tallies else 0
        finally:
            journal.close()

    @property
    def quarters(self) -> list[float]:
        """The peaks of the memory in each quarter of the time."""
        bounds = [len(self.memory) * quarter // 4 for quarter in range(5)]
        return [max(self.memory[a:b], default=0.0) for a, b in pairwise(bounds)]

    def check(self, count: int) -> None:
        """Raise where not every page was imported."""
        summary = json.loads(self.process.communicate()[0])
        if summary["imported"] != count or set(summary) - {"imported", "passed over"}:
            raise RuntimeError(f"{self.name}: expected {count} pages in the store: {summary}")


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
        both = Import("files", folder, Path(home)), Import("WARC", archive, Path(home))
        while all(looked(both)):
            time.sleep(LOOK_EVERY)
        read = {one.name: one.read for one in both}
        while any(looked(both)):
            time.sleep(LOOK_EVERY)
        for one in both:
            one.check(count)
    show_table(
        ("from", "pages", "when the first ended", "seconds", "peak MB a quarter"),
        [(i.name, count, read[i.name], i.seconds, ", ".join(f"{mb:.0f}" for mb in i.quarters)) for i in both],
    )
    told = f"{count} pages, {size / 1e6:.0f} MB; {read['WARC']} and {read['files']} when the first ended"
    show_figure("WARC to files", read["WARC"] / read["files"], told)
    warc = both[1]
    peaks = ", ".join(f"{mb:.0f}" for mb in warc.quarters)
    show_figure(
        "memory stays flat", max(warc.quarters[:2]) / max(warc.quarters[2:]), f"peaks of the quarters {peaks} MB"
    )


def looked(imports: Sequence[Import]) -> list[bool]:
    """Which of them go on, after a look at the memory of each."""
    return [one.runs for one in imports]


def _resident(pid: int) -> float:
    """Megabytes that a process has in memory."""
    try:
        told = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1_000 for line in told.splitlines() if line.startswith("VmRSS:")), 0.0)


if __name__ == "__main__":
    main()
