"""Whoever owns the registry, and whatever it remembers, the registry and its records are those of the state alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from agents.resolve.registry import resolve_report
from agents.resolve.resolve import resolve_stage
from benchmarks.grow_resolve import Texts
from tests.agents.resolve.editions import with_edits
from tests.agents.resolve.scenarios import a_decision, lifted, quietly, scenario
from tests.fakes import MemoryState, run_one
from topics.buffered import BufferedState, Documents, Key
from topics.outcome import Done, Drop, Later
from topics.records import Record, Report
from topics.remembered import Remembered
from topics.stage import Stage

SETS = 12

Registry = dict[Key, object]
"""What lies in the state, by space and key."""
Made = list[list[str]]
"""The records of each report."""
Choose = Callable[[random.Random, list[Stage]], Stage]
"""Which of the owners takes the next report; it starts them."""


class Written(Texts):
    """A backing of which all is known."""

    def __init__(self) -> None:
        super().__init__()
        self.written: Registry = {}

    def keep(self, documents: Documents) -> None:
        super().keep(documents)
        for key, write in documents.items():
            if write is None:
                self.written.pop(key, None)
            else:
                self.written[key] = json.loads(write[0])


def told(rng: random.Random) -> list[Report]:
    """Reports of a few deals: edited, some quiet, of which some come again, in any order."""
    dated = with_edits(rng, scenario(rng))
    quiet = quietly(rng, dated)
    reports = quiet + lifted(rng, quiet, dated)
    return rng.sample(reports, len(reports)) if rng.random() < 0.5 else reports


async def by_the_state(rng: random.Random, state: MemoryState) -> tuple[list[Report], Made]:
    """Reports with decisions about what they come to, and what each makes where there is no owner."""
    reports, made = list[Report](), Made()
    for step, report in enumerate(told(rng)):
        decision = await a_decision(rng, state, step) if rng.random() < 0.25 else None
        repeat = rng.choice(reports) if reports and rng.random() < 0.15 else None
        for one in (report, decision, repeat):
            if one is not None:
                reports.append(one)
                try:
                    made.append(_texts(await resolve_report(one, state)))
                except Drop:
                    made.append([])
    return reports, made


async def by_owners(rng: random.Random, reports: Sequence[Report], choose: Choose) -> tuple[Registry, Made]:
    """What lies in the state and what each report made, where owners take turns."""
    texts, owners, made = Written(), list[Stage](), Made()
    for report in reports:
        owner, state = choose(rng, owners), BufferedState(texts)
        outcome = await run_one(owner, report, state)
        made.append(_texts(outcome.outputs if isinstance(outcome, Done) else ()))
        texts.keep(state.documents)
    return texts.written, made


def _texts(records: Sequence[Record | Later]) -> list[str]:
    return [record.model_dump_json() for record in records if isinstance(record, Record)]


def each_anew(rng: random.Random, owners: list[Stage]) -> Stage:
    """A new owner for each report: nothing is remembered."""
    return resolve_stage()


def one_for_all(rng: random.Random, owners: list[Stage]) -> Stage:
    """One owner that remembers all."""
    owners[:] = owners or [resolve_stage()]
    return owners[0]


def in_turns(rng: random.Random, owners: list[Stage]) -> Stage:
    """Three owners, of which each does not know what the others wrote, and which are started anew at times."""
    owners[:] = owners or [resolve_stage() for _ in range(3)]
    if rng.random() < 0.1:
        owners[rng.randrange(3)] = resolve_stage()
    return rng.choice(owners)


def make_forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let owners remember a document or two."""
    monkeypatch.setattr("agents.resolve.resolve.Remembered", partial(Remembered, most=3_000))


@pytest.mark.parametrize("seed", range(SETS))
async def test_the_registry_of_owners_that_remember_is_that_of_the_state_alone(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = MemoryState()
    reports, made = await by_the_state(random.Random(seed), state)
    alone, made_alone = await by_owners(random.Random(seed), reports, each_anew)
    assert (made_alone, alone) == (made, {key: await state.get(*key) for key in alone})
    for choose in (one_for_all, in_turns):
        assert await by_owners(random.Random(seed), reports, choose) == (alone, made)
    make_forgetful(monkeypatch)
    assert await by_owners(random.Random(seed), reports, in_turns) == (alone, made)
