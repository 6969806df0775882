"""What a registry finds by keys and days is what it finds where each account is held against all there are."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection

import pytest

from agents.resolve import grouping, matches, matching
from agents.resolve.claims import Claim
from agents.resolve.decisions import Decisions
from agents.resolve.entries import ALLIANCES_SPACE, Registry
from agents.resolve.entry import Entry
from benchmarks.told_deals import Mix, told
from tests.agents.resolve.editions import first_texts, with_edits
from tests.agents.resolve.scenarios import scenario
from tests.agents.resolve.stories import resolve_all
from tests.fakes import MemoryState
from topics.records import Report

FEW_NAMES = Mix("a few names for years", names=5, days=600)


def deals_of_a_few(rng: random.Random) -> list[Report]:
    return told(rng, FEW_NAMES, 30)


def with_edits_in_any_order(rng: random.Random) -> list[Report]:
    return with_edits(rng, first_texts(rng))


def scenario_in_any_order(rng: random.Random) -> list[Report]:
    reports = scenario(rng)
    return rng.sample(reports, len(reports))


async def outcome(reports: list[Report]) -> tuple[list[str], dict[str, object]]:
    """The records that reports make, and the entries that are left."""
    state = MemoryState()
    records = [record.model_dump_json() for record in await resolve_all(reports, state)]
    return records, {id: entry async for id, entry in state.scan(ALLIANCES_SPACE)}


def compare_all_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no days keep two accounts from being compared; how they did before is not remembered, nor how they do now."""
    held_against = matches._held_against.__wrapped__
    monkeypatch.setattr(matches, "_held_against", held_against)
    for module in (matching, grouping):
        monkeypatch.setattr(module, "far_apart", lambda *_: False)


def find_all_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let registries find all entries for each account."""

    async def all_entries(self: Registry, claims: Collection[Claim], decisions: Decisions) -> list[Entry]:
        return await self.entries([id async for id, _ in self._state.scan(ALLIANCES_SPACE)] if claims else [])

    monkeypatch.setattr(Registry, "candidates", all_entries)


@pytest.mark.parametrize("generated", [scenario_in_any_order, with_edits_in_any_order, deals_of_a_few])
def test_accounts_that_days_keep_apart_would_not_have_matched(
    generated: Callable[[random.Random], list[Report]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = [generated(random.Random(seed)) for seed in range(6)]
    found = [asyncio.run(outcome(reports)) for reports in sets]
    compare_all_days(monkeypatch)
    assert [asyncio.run(outcome(reports)) for reports in sets] == found


@pytest.mark.parametrize("generated", [scenario_in_any_order, deals_of_a_few])
def test_what_is_found_by_keys_and_days_is_what_is_found_among_all(
    generated: Callable[[random.Random], list[Report]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = [generated(random.Random(seed)) for seed in range(6)]
    found = [asyncio.run(outcome(reports)) for reports in sets]
    compare_all_days(monkeypatch)
    find_all_entries(monkeypatch)
    assert [asyncio.run(outcome(reports)) for reports in sets] == found
