"""Puts claims where they fit best of all that is known by now, wherever they were put when they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from agents.resolve.claims import Claim
from agents.resolve.decide import Touched
from agents.resolve.decisions import Decisions
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry, claims_in
from agents.resolve.grouping import settled, unsettled
from agents.resolve.matches import Matches
from agents.resolve.moving import move
from agents.resolve.parting import let_ids_follow

MOST_ROUNDS = 4
"""How often what lies near what may move is looked for: claims hardly ever hang on one another by more than two."""


async def settle(
    near: Mapping[str, Entry],
    touched: dict[str, Touched],
    registry: Registry,
    decisions: Decisions,
    at: datetime,
    by: str,
    put: Sequence[Claim] = (),
) -> None:
    """Settle the entries near claims that were added or put elsewhere; `touched` then has all that changes.

    `by`: the id of the article or decision that makes them change, at the moment `at`. `put`: known claims that were
    put elsewhere.
    """
    redated = [claim for target in touched.values() for claim in target.redated]
    loosened = [claim for target in touched.values() if target.loosened for claim in target.entry.claims]
    added = [claim for target in touched.values() for claim in target.added] + redated + list(put)
    gone = {entry.id for target in touched.values() for entry in target.absorbed}
    entries = {id: entry for id, entry in near.items() if id not in gone}
    entries |= {target.entry.id: target.entry for target in touched.values()}
    asked = {claim.id for claim in added}
    matches = Matches(claims_in(entries.values()))
    for _ in range(MOST_ROUNDS):
        more = await registry.decided_with(entries.values(), decisions) if decisions.held else []
        moving = [*unsettled(entries.values(), [*added, *loosened], matches), *loosened]
        coming = [claim for claim in moving if claim.id not in asked]
        more += await registry.candidates(coming, decisions)
        asked |= {claim.id for claim in moving}
        before = len(entries)
        entries = {entry.id: entry for entry in more if entry.id not in gone} | entries
        if len(entries) == before:
            break
        matches = Matches(claims_in(entries.values()))
    moved, freed = {claim.id for claim in redated}, {claim.id for claim in loosened}
    groups = settled(list(entries.values()), added, matches, decisions, moved, freed)
    fresh = {claim.id for target in touched.values() for claim in target.added} | {claim.id for claim in redated}
    let_ids_follow(groups, entries, fresh)
    taken = {*touched, *entries}
    for one in groups:
        if one.id not in entries:
            one.id = await registry.free_id(one.claims[0], taken)
            taken.add(one.id)
    move(groups, entries, touched, {claim.id for claim in redated}, at, by)
