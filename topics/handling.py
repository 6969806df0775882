"""From what a stage says of a record to what the carrier must write: outputs, waiting, quarantine, counts, state."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from structlog.contextvars import bound_contextvars

from topics.buffered import BufferedState, Documents, Key, PendingState
from topics.catalogue import BY_RECORD, TOPICS, Topic
from topics.clock import CLOCK_STEP
from topics.codec import Undecodable, decode, encode
from topics.endings import ended, renamed
from topics.outcome import Done, Drop, Ending, Later, Outcome, Output, Quarantine, Retry
from topics.records import Quiet, Record, TaggedArticle
from topics.stage import Stage
from topics.subject import subject_of

log = structlog.get_logger(__name__)

RETRY_DELAYS = (1.0, 5.0, 30.0, 120.0, 600.0)  # seconds, where the stage does not say


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as stored, on its way to one stage."""

    topic: str
    key: str
    version: int
    value: bytes
    """JSON."""
    seq: int | None = None
    """Its place in the embedded journal; None for one that comes from the retries, and on other carriers."""
    retry: int | None = None
    """Its id among the retries of the embedded journal."""
    attempt: int = 0
    trace: str = ""
    """The step that wrote it, as W3C's `traceparent` names it; empty where nobody traces."""
    record: Record | None = field(default=None, compare=False, repr=False)
    """What it holds, where this process made it: whoever looks on need not decode it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry to be taken up again when it is due."""

    entry: Entry
    due: float
    """Unix time."""
    reason: str
    stage: str | None
    """None: to be appended to its topic for all its readers."""
    attempt: int
    since: float = field(default_factory=lambda: time.time())  # looked up late, so that a test can set the clock
    """Unix time by the clock that `due` is of, which may have been ahead."""

    def due_at(self, moment: float) -> float:
        """When it is due by the clock as it is now (Unix time)."""
        ahead = self.since - moment
        return self.due - ahead if ahead > CLOCK_STEP else self.due


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record kept aside, with the reason and the cause (a traceback where there is one)."""

    stage: str
    entry: Entry
    reason: str
    cause: str
    id: int = 0
    at: float = 0.0


@dataclass(slots=True)
class Effects:
    """All that the handling of one entry changes."""

    stage: str
    entry: Entry
    outcome: str
    reason: str = ""
    outputs: list[Entry] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    quarantined: Quarantined | None = None
    endings: list[Entry] = field(default_factory=list)
    """How the way of the record's story ended here, for people: written with the outputs, and counted as none."""
    documents: Documents = field(default_factory=dict)
    created: set[Key] = field(default_factory=set)
    """Documents that were absent when this handling began and must still be so."""

    @property
    def given(self) -> list[Entry]:
        """What this gives to topics, now or later."""
        return [*self.outputs, *(waiting.entry for waiting in self.waiting if waiting.stage is None)]

    @property
    def written(self) -> int:
        """How many records this gives to topics, now or later."""
        return len(self.given)


def entry_of(record: Record) -> Entry:
    """The record as it is stored."""
    return Entry(BY_RECORD[type(record)].name, record.key(), record.VERSION, encode(record), record=record)


def made_quiet(topic: Topic, entry: Entry) -> Entry | None:
    """The entry for another handling that alerts nobody; None where it is unreadable, and so in quarantine already."""
    try:
        record = decode(topic, entry.value)
    except Undecodable:
        return None
    told = record.article if isinstance(record, TaggedArticle) else record
    if hasattr(told, "quiet") and not (told.quiet and told.quiet.is_ordered):  # the first order says it best
        told.quiet = Quiet.REPLAYED
    return Entry(entry.topic, entry.key, record.VERSION, encode(record))


async def handle(stage: Stage, batch: Sequence[Entry], pending: PendingState) -> list[Effects]:
    """Run the stage over entries and say what each changes; never raises for what a record holds or a stage does.

    What it wrote to the state is added to what is pending. Where another handling created a document first, it runs
    again.
    """
    ended: list[Effects] = []
    while batch:
        again: list[Entry] = []
        for effect in await _try(stage, batch, BufferedState(pending)):
            if pending.add(effect.documents, effect.created):
                ended.append(effect)
            else:
                again.append(effect.entry)
        batch = again
    return ended


async def _try(stage: Stage, batch: Sequence[Entry], state: BufferedState) -> list[Effects]:
    effects: list[Effects] = []
    records: list[Record] = []
    readable: list[Entry] = []
    for entry in batch:
        try:
            records.append(decode(TOPICS[entry.topic], entry.value))
            readable.append(entry)
        except Undecodable as error:
            effects.append(set_aside(stage, entry, "unreadable record", str(error)))
    if records:
        with bound_contextvars(stage=stage.name, **(subject_of(records[0]) if len(records) == 1 else {})):
            outcomes = await stage.handle(records, state)
        handled = [
            _effect_named(stage, entry, record, outcome)
            for entry, record, outcome in zip(readable, records, outcomes, strict=True)
        ]
        for effect, record, outcome in zip(handled, records, outcomes, strict=True):
            effect.endings = endings_of(effect, record, outcome)
        if all(isinstance(outcome, Done | Ending) for outcome in outcomes):
            # What a bug left half-way is not written; what a batch wrote goes with its first record.
            handled[0].documents, handled[0].created = state.documents, state.created
        effects += handled
    return effects


def endings_of(effect: Effects, record: Record, outcome: Outcome) -> list[Entry]:
    """What is kept of how the record ended, where that is the end of its way or of its id."""
    match effect.outcome, outcome:
        case "done", Done(outputs):
            found = [one for output in outputs for one in renamed(effect.stage, record, output)]
        case ("dropped" | "quarantined") as how, _:
            found = ended(effect.stage, record, how, effect.reason, _detail(outcome))
        case _:
            return []
    return [entry_of(one) for one in found]


def set_aside(stage: Stage, entry: Entry, reason: str, cause: str) -> Effects:
    """The effects of putting an entry into quarantine."""
    log.warning("quarantined", stage=stage.name, key=entry.key, reason=reason)
    aside = Quarantined(stage.name, entry, reason, cause)
    return Effects(stage.name, entry, "quarantined", reason, quarantined=aside)


def _effect_named(stage: Stage, entry: Entry, record: Record, outcome: Outcome) -> Effects:
    """The effect of an outcome, of which lines of the log name the record."""
    if isinstance(outcome, Done):
        return _effect(stage, entry, outcome)  # it is not logged
    with bound_contextvars(**subject_of(record)):
        return _effect(stage, entry, outcome)


def _effect(stage: Stage, entry: Entry, outcome: Outcome) -> Effects:
    match outcome:
        case Done(outputs):
            effect = Effects(stage.name, entry, "done")
            try:
                for output in outputs:
                    _put(effect, output)
            except Exception as bug:  # a record without a key, or with text that no encoding has
                return _try_again(stage, entry, type(bug).__name__, None, True, bug)
            return effect
        case Drop(reason=reason):
            log.info("dropped", stage=stage.name, key=entry.key, reason=reason)
            return Effects(stage.name, entry, "dropped", reason)
        case Retry(reason=reason):
            return _try_again(stage, entry, reason, outcome.after, outcome.counts, outcome)
        case Quarantine(reason=reason):
            return set_aside(stage, entry, reason, _cause(outcome))
        case error:
            return _try_again(stage, entry, type(error).__name__, None, True, error)


def _put(effect: Effects, output: Output) -> None:
    if isinstance(output, Later):
        entry = entry_of(output.record)
        effect.waiting.append(Waiting(entry, output.due.timestamp(), "later", None, 0))
    else:
        effect.outputs.append(entry_of(output))


def _try_again(stage: Stage, entry: Entry, reason: str, after: float | None, counts: bool, error: Exception) -> Effects:
    attempt = entry.attempt + counts
    if attempt >= stage.tries:
        return set_aside(stage, entry, reason, _cause(error))
    if after is None:
        after = RETRY_DELAYS[min(max(attempt, 1), len(RETRY_DELAYS)) - 1] * random.uniform(0.8, 1.2)
    if not isinstance(error, Ending):
        log.warning("bug", stage=stage.name, key=entry.key, reason=reason, cause=_cause(error))
    told = log.debug if _is_polite(error) else log.info
    told("retried", stage=stage.name, key=entry.key, reason=reason, after=round(after, 1))
    waiting = Waiting(entry, time.time() + after, reason, stage.name, attempt)
    return Effects(stage.name, entry, "retried", reason, waiting=[waiting])


def _is_polite(error: Exception) -> bool:
    """Whether it only waits for its turn: nothing has failed."""
    return isinstance(error, Retry) and not error.counts and error.__cause__ is None


def _detail(outcome: Outcome) -> str:
    """What is special about the record, in a line."""
    error = outcome.__cause__ if isinstance(outcome, Ending) else outcome
    if not isinstance(error, Exception) or any(isinstance(part, Ending) for part in error.args):
        return ""  # nothing is known, or another process only handed the ending on
    text = str(error).partition("\n")[0]
    return text.encode("utf-8", "replace").decode()  # a message may quote what no encoding has


def _cause(error: BaseException) -> str:
    if isinstance(error, Ending) and error.__cause__ is None and error.__context__ is None:
        return "".join(traceback.format_exception_only(error))  # a traceback costs as much as ten records
    return "".join(traceback.format_exception(error))
