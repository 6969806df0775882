"""Is every rule of reading noticed? Each row is taken away, each guard put off, each number moved a step.

    python -m benchmarks.rules [--json FILE] [--only TEXT]

A change is noticed where an example of the row is then read otherwise, or a labelled story is. The figure `changes
noticed` counts those that are; the others are printed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

from agents.clean.story.article import read_page
from benchmarks.changes import Change, all_changes
from benchmarks.examples import article_of, reading_of, split
from benchmarks.figures import show_figure
from benchmarks.quality import OWN
from dongmaeng.intake.targets import items_of
from topics.outcome import Ending
from topics.records import Article

CORES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change and the first text that is read otherwise by it; None where none is."""

    change: str
    noticed_by: str | None


@dataclass(slots=True)
class Readings:
    """What is read from the labelled stories, as the rules stand."""

    stories: list[tuple[str, Article]] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)


READINGS = Readings()


def labelled_stories() -> Iterator[tuple[str, Article]]:
    """The labelled stories as articles, those that are refused left out."""
    for folder in (OWN, *(path.parent for path in sorted(OWN.glob("*/stories.jsonl")))):
        for item in items_of([str(folder / "stories.jsonl")]):
            try:
                if item.page is not None:
                    yield f"{folder.name}/{item.id}", read_page(item.page)
            except Ending:
                continue


def noticed(change: Change) -> Outcome:
    """Whether anything is read otherwise by a change: its examples first, then the labelled stories it may touch."""
    expected = [(text, reading_of(article_of(text))) for text, _ in map(split, change.examples)]
    with change.made():
        for text, reading in expected:
            if reading_of(article_of(text)) != reading:
                return Outcome(change.name, text)
        for id, article in READINGS.stories if change.touches_stories else ():
            if change.may_touch(f"{article.title}\n{article.body}") and reading_of(article) != READINGS.read[id]:
                return Outcome(change.name, id)
    return Outcome(change.name, None)


def measure(changes: Sequence[Change], progress: Callable[[int, int], None]) -> list[Outcome]:
    """Try each change, on two cores; `progress` hears how many are done of how many."""
    READINGS.stories[:] = labelled_stories()
    READINGS.read.update((id, reading_of(article)) for id, article in READINGS.stories)
    found = []
    with _changes_in_children(changes) as pool:
        for outcome in pool.map(_noticed_at, range(len(changes)), chunksize=8):
            found.append(outcome)
            progress(len(found), len(changes))
    return found


_CHANGES: list[Change] = []


@contextmanager
def _changes_in_children(changes: Sequence[Change]) -> Iterator[ProcessPoolExecutor]:
    _CHANGES[:] = changes  # children are forked with them: changes hold tables that cannot be sent
    with ProcessPoolExecutor(CORES, mp_context=get_context("fork")) as pool:
        yield pool


def _noticed_at(index: int) -> Outcome:
    return noticed(_CHANGES[index])


def main() -> None:
    options = argparse.ArgumentParser(description="Is every rule of reading noticed?")
    options.add_argument("--json", type=Path, help="write each change and what noticed it")
    options.add_argument("--only", default="", help="only changes whose name holds this text")
    given = options.parse_args()
    changes = [change for change in all_changes() if given.only in change.name]
    began = time.monotonic()
    outcomes = measure(changes, _show_progress)
    print(file=sys.stderr)
    unnoticed = [outcome.change for outcome in outcomes if outcome.noticed_by is None]
    for name in unnoticed:
        print(f"not noticed: {name}")
    if given.json:
        given.json.write_text(json.dumps([asdict(o) for o in outcomes], ensure_ascii=False, indent=1) + "\n", "utf-8")
    seen = len(outcomes) - len(unnoticed)
    note = f"{seen}/{len(outcomes)} changes, {time.monotonic() - began:.0f} s"
    show_figure("changes noticed", seen / len(outcomes) if outcomes else 1.0, note)


def _show_progress(done: int, of: int) -> None:
    print(f"\r{done}/{of}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
