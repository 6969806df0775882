"""What an import has done so far, in one line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from dongmaeng.intake.importing import Importing

REFRESH = 0.25  # seconds between two looks


class ImportProgress:
    """Looks on while an import runs: its own items alone, whatever else is carried meanwhile."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._importing: Importing | None = None

    @contextmanager
    def watch(self, importing: Importing) -> Iterator[None]:
        """Show how far the import is, on a terminal alone."""
        self._importing = importing
        if not self._console.is_terminal:
            yield
            return
        ended = threading.Event()
        bar = Progress(
            TaskProgressColumn(), BarColumn(20), TextColumn("{task.description}"), TimeElapsedColumn(),
            console=self._console, auto_refresh=False,
        )  # fmt: skip
        looking = threading.Thread(target=self._look, args=(bar, importing, ended), daemon=True)
        with bar:
            looking.start()
            try:
                yield
            finally:
                ended.set()
                looking.join()

    def summary(self) -> dict[str, int | dict[str, int]]:
        """What came of it; that of an import that was resumed tells of the whole of it."""
        if self._importing is None:
            return {"imported": 0}
        resumed = {"resumed": self._importing.resumed} if self._importing.resumed else {}
        return self._importing.ledger.summary() | resumed

    def told(self) -> str:
        """The same for people."""
        parts = []
        for name, told in self.summary().items():
            if isinstance(told, dict):
                reasons = ", ".join(f"{n} {reason}" for reason, n in told.items())
                parts.append(f"{sum(told.values())} {name} ({reasons})")
            else:
                parts.append(f"{told} {name}" if name != "resumed" else f"{told} of them before")
        return ", ".join(parts)

    def _look(self, bar: Progress, importing: Importing, ended: threading.Event) -> None:
        task = bar.add_task("", total=1.0)
        last = False
        while not last:
            last = ended.wait(REFRESH)
            bar.update(task, completed=importing.share, description=_line(importing))
            bar.refresh()


def _line(importing: Importing) -> str:
    ledger = importing.ledger
    parts = [f"{ledger.imported:,} handed over", f"{importing.following.under_way:,} under way"]
    if passed := sum(ledger.passed.values()):
        parts.append(f"{passed:,} passed over")
    if ledger.unreadable:
        parts.append(f"{ledger.unreadable:,} unreadable")
    return ", ".join(parts)
