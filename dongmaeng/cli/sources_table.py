"""The sources as a table that fits the terminal: a line each, and below it what is wrong and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dongmaeng.times import minute

if TYPE_CHECKING:
    from dongmaeng.shapes.source_parts import DelayedShape, DelayShape, OutcomesShape, TroubleShape, YieldShape
    from dongmaeng.shapes.sources import SourceShape

_WIDE = 76
"""Columns from which on there is room for what became of pages."""

_REFUSED = ("blocked", "consent", "robots")
_STYLES = {"failing": "red", "silent": "red", "empty": "red", "refused": "red", "fallen": "yellow", "delayed": "yellow"}
_UNITS = ((timedelta(weeks=1), "w"), (timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m"))
_ADVISED_ALONE = ("delayed", "elsewhere")
"""Advice that belongs to no trouble."""


def summary(rows: Sequence[SourceShape]) -> Text:
    """How many stand how."""
    count = Counter(row.standing for row in rows)
    told = ", ".join(f"{number} {standing}" for standing, number in count.most_common())
    return Text.assemble((f"{len(rows)} source{'s' * (len(rows) != 1)}", "bold"), f": {told}" if told else "")


def sources_table(rows: Sequence[SourceShape], moment: datetime, width: int) -> Table:
    """A line a source: last new story, next look, stories a day, delay, yield, and pages refused or paid for."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("source", overflow="fold", ratio=1)
    for name in ("last new", "next look", "stories a day", "delay p50/p95", "yield"):
        table.add_column(name.replace(" ", "\n", 1), justify="right", no_wrap=True, vertical="top")
    if wide := width >= _WIDE:
        table.add_column("pages\nrefused", justify="right", no_wrap=True)
        table.add_column("\npaid", justify="right", no_wrap=True)
    table.expand = True
    for row in rows:
        cells: list[str | Text] = [
            Text(row.url.split("//", 1)[-1].removeprefix("www."), _STYLES.get(row.standing, "")),
            ago(row.last_new, moment),
            _due(row.next, moment) if row.enabled else row.standing,
            _rate(row.stories_a_day),
            _delay(row.delay),
            _yield(row.yield_),
        ]
        if wide:
            cells += [_share(row.outcomes, *_REFUSED), _share(row.outcomes, "paywalled")]
        table.add_row(*cells)
    return table


def details(row: SourceShape) -> Iterator[RenderableType]:
    """What is wrong with a source, since when, and what to do; nothing where all is well."""
    lines: list[Text] = []
    if row.failures and not any(trouble.kind == "failing" for trouble in row.troubles):
        last = f", last {minute(row.last_error_at)}" if row.last_error_at else ""
        lines.append(Text(f"{row.last_error}, {row.failures} failures{last}"))
    lines += [_trouble(trouble) for trouble in row.troubles]
    lines += [_delayed(delayed) for delayed in row.delayed]
    told = {trouble.fault for trouble in row.troubles}
    advice = [Text(_todo(name), "italic") for name in row.advice if name not in told]
    if lines or advice:
        name = " ".join(filter(None, (row.url.split("//", 1)[-1], row.publisher, row.section)))
        yield Text.assemble((name, "bold"), f"  {row.standing}")
        yield from (Padding(line, (0, 0, 0, 2)) for line in (*lines, *advice))


def view(rows: Sequence[SourceShape], moment: datetime, width: int) -> Group:
    """All of it."""
    told = [line for row in rows for line in details(row)]
    return Group(summary(rows), sources_table(rows, moment, width), *([Text(), *told] if told else []))


def ago(then: datetime | None, moment: datetime) -> str:
    """How long ago something was, in the largest unit of which there are two."""
    return _span(moment - then) if then else ""


def _due(then: datetime | None, moment: datetime) -> str:
    if then is None:
        return ""
    return _span(then - moment) if then > moment else "now"


def _span(span: timedelta) -> str:
    for unit, letter in _UNITS:
        if span >= 2 * unit:
            return f"{span // unit}{letter}"
    return f"{max(0, round(span.total_seconds()))}s"


def _rate(stories: float | None) -> str:
    return "" if stories is None else f"{stories:.1f}" if stories < 10 else f"{stories:.0f}"


def _delay(delay: DelayShape | None) -> str:
    return f"{_span(timedelta(seconds=delay.p50))}/{_span(timedelta(seconds=delay.p95))}" if delay else ""


def _yield(found: YieldShape | None) -> Text:
    """The share of recent pages with a body; red where they give less than usual."""
    return Text(f"{found.share:.0%}", "bold red" if found.fallen else "") if found else Text()


def _share(outcomes: OutcomesShape | None, *names: str) -> str:
    if outcomes is None or not outcomes.pages:
        return ""
    share = sum(outcomes.counts.get(name, 0) for name in names) / outcomes.pages
    return f"{share:.0%}" if share else ""


def _trouble(trouble: TroubleShape) -> Text:
    told = Text.assemble((trouble.reason, "yellow"), f" since {minute(trouble.since)}")
    if trouble.detail:
        told.append(f": {trouble.detail}")
    if trouble.expected is not None and trouble.longest_pause is not None:
        pause = _span(timedelta(seconds=trouble.longest_pause))
        told.append(f": some {trouble.expected:.0f} stories were expected, its longest pause was {pause}")
    return told.append(f". {trouble.what_to_do}")


def _delayed(delayed: DelayedShape) -> Text:
    """What of a source is tried less often, and why."""
    return Text(f"{delayed.what} at {delayed.host}: {delayed.reason} {delayed.endings}×, next {minute(delayed.next)}")


def _todo(name: str) -> str:
    from agents.source_faults import fault_named

    return fault_named(name).todo["en"]
