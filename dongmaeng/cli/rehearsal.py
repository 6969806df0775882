"""What a replay would lead to, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dongmaeng.backend.replayed import Fate
from dongmaeng.shapes.rehearsal import RehearsalShape

_MOST_SHOWN = 20
"""Articles and alliances that are listed; `--json` has all."""


def told(found: RehearsalShape) -> Iterator[str]:
    """The lines that say it."""
    left_out = f" ({found.unreadable} unreadable ones left out)" if found.unreadable else ""
    yield f"A dry run: nothing is changed. {found.records} records of {found.topic}{left_out} would be handled again."
    for stage in found.stages:
        parts = [f"{stage.done} done"]
        for how, reasons in (
            ("dropped", stage.dropped),
            ("to be tried again", stage.retried),
            ("quarantined", stage.quarantined),
        ):
            parts += [f"{count} {how} ({reason})" for reason, count in reasons.items()]
        yield f"  {stage.stage}: {', '.join(parts)}"
    if found.handed:
        handed = ", ".join(f"{count} to {stage}" for stage, count in found.handed.items())
        yield f"  not tried here: {handed}; nobody is alerted"
    yield f"articles: {_counted(found.articles)}"
    yield from _some(
        [
            f"  {one.fate}: {one.title}  {', '.join(one.fields)}{_kinds(one.kinds_before, one.kinds)}  {one.url}"
            for one in found.changed_articles
        ]
    )
    yield f"alliances: {_counted(found.alliances)}"
    yield from _some(
        [
            f"  {one.fate}: {', '.join(one.members)}  {one.kind}  {', '.join(one.fields)}  {one.id}"
            for one in found.changed_alliances
        ]
    )


def _counted(counts: Mapping[Fate, int]) -> str:
    return ", ".join(f"{count} {fate}" for fate, count in counts.items() if count) or "none"


def _kinds(before: Sequence[str], after: Sequence[str]) -> str:
    if list(before) == list(after):
        return ""
    return f"  {', '.join(before) or 'no kind'} → {', '.join(after) or 'no kind'}"


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MOST_SHOWN]
    if len(lines) > _MOST_SHOWN:
        yield f"  … and {len(lines) - _MOST_SHOWN} more: --json has all"
