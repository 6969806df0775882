"""How much processor time commands take that do little, as many times that of importing typer alone.

    python -m benchmarks.start [--runs 7]

The figure `starts within bounds` is the share of commands within theirs. A ratio and not seconds, since a busy machine
makes both slower; importing typer alone takes 0.05 s.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import show_figure, show_table
from dongmaeng.connections import make_store
from dongmaeng.settings import Settings
from topics.records import Article, TaggedArticle

PROGRAM = "import sys; sys.argv[0] = 'dongmaeng'; from dongmaeng.cli import main; main()"
LITTLE, SEARCH = 6.0, 12.0
"""0.3 and 0.6 seconds, where typer takes 0.05."""


@dataclass(frozen=True, slots=True)
class Start:
    """A call, and how many times the import of typer it may take."""

    arguments: Sequence[str]
    bound: float
    completes: str = ""
    """What was typed, where the call is a shell's that completes it."""


STARTS = (
    Start(["--version"], LITTLE),
    Start(["--help"], LITTLE),
    Start([], LITTLE, "dongmaeng al"),
    Start([], LITTLE, "dongmaeng alliances --ki"),
    Start([], LITTLE, "dongmaeng search --order r"),
    Start(["search", "협력"], SEARCH),
)


def main() -> None:
    """Measure each call and print the figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_store_one(Settings(data_dir=Path(folder) / "data")))
        bare = seconds(["-c", "import typer"], Path(folder), {}, runs)
        rows = []
        for start in STARTS:
            ratio = seconds(["-c", PROGRAM, *start.arguments], Path(folder), _shell(start.completes), runs) / bare
            rows.append((start.completes or " ".join(start.arguments), ratio, start.bound))
    show_table(("call", "times typer", "at most"), rows)
    within = sum(ratio <= bound for _, ratio, bound in rows)
    show_figure("starts within bounds", within / len(rows), f"importing typer took {bare:.3f} s")


async def _store_one(settings: Settings) -> None:
    """A store with one article, which the search finds."""
    settings.data_dir.mkdir(mode=0o700)
    store = make_store(settings)
    url = "https://news.example/1"
    article = Article(
        id="a", url=url, canonical_url=url, title="가람전자와 나래통신의 협력", body="두 회사가 협력한다."
    )
    await store.write([TaggedArticle(article=article)])
    await store.close()


def seconds(arguments: Sequence[str], folder: Path, environment: dict[str, str], runs: int) -> float:
    """The processor time of a call, the least of some: what else runs on the machine only adds to it."""
    taken = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        called = os.environ | environment
        subprocess.run([sys.executable, *arguments], cwd=folder, env=called, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def _shell(typed: str) -> dict[str, str]:
    if not typed:
        return {}
    place = str(len(typed.split(" ")) - 1)
    return {"_DONGMAENG_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": place}


if __name__ == "__main__":
    main()
