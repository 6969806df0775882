"""The keys under which an alliance is kept and looked for by what its claims say; pure."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from itertools import combinations

from agents.resolve.claims import Claim, Said, Weight
from agents.resolve.matching import DOUBT_WINDOW, WEAK_WINDOW, WINDOW
from agents.resolve.names import Names, names_of, squash
from agents.resolve.parties import MOST_PAIRED, paired
from topics.records import stable_id

MOST_KEPT = 5_000
"""Sets of parties whose keys are kept at hand, in about 5 MB."""

MOST_SEARCHED = 1_000
"""Accounts whose keys are kept at hand, in about 5 MB: those that one report looks for, some times over."""


def new_id(claim: Claim) -> str:
    """The id of the alliance that a claim founds: by its initiative's name, else by its members and first article."""
    if claim.name:
        return stable_id("initiative", squash(claim.name))
    members = sorted(member.id for member in claim.members)
    return stable_id("alliance", claim.article_id, claim.kind, claim.date or "", *members)


def index_keys(claim: Claim) -> dict[str, int | None]:
    """The keys under which an alliance with this claim is found: its article, its name, each pair of its members.

    With each pair the last day (ordinal) of what claims the claim may match by it; None where that may be any.
    """
    keys = [article_key(claim.article_id), *([f"name:{squash(claim.name)}"] if claim.name else [])]
    members = paired(claim) or claim.members[:MOST_PAIRED]
    _, last = claim.span
    window = DOUBT_WINDOW if claim.weight is Weight.DOUBT else WINDOW
    pairs = dict.fromkeys(_pair_keys(names_of(members)), last + window)
    return {**dict.fromkeys(keys), **pairs, **dict.fromkeys(_single_keys(claim))}


def first_to_match(claim: Claim) -> int:
    """The first day (ordinal) of what claims a claim may match by a pair of its members."""
    first, _ = claim.span
    return first - (DOUBT_WINDOW if claim.weight is Weight.DOUBT else 0)


@lru_cache(maxsize=MOST_KEPT)
def _pair_keys(names: Names) -> list[str]:
    handles = [sorted(f"id:{id}" for id in names.ids), sorted(f"stem:{stem}" for stem in names.stems)]
    return [f"{x}|{y}" for kind in handles for x, y in combinations(kind, 2)]


def article_key(article_id: str) -> str:
    """The key under which the alliances that an article tells of are found."""
    return f"article:{article_id}"


def _single_keys(claim: Claim) -> list[str]:
    """Keys by member and day, for claims of one known party and those that may be the same deal as one."""
    if claim.name or claim.day is None:
        return []
    return [f"day:{claim.day.isoformat()}|{member.id}" for member in paired(claim)]


def search_keys(claim: Claim) -> list[str]:
    """The keys under which alliances that may be the same are looked for."""
    return _search_keys(claim.said)


@lru_cache(maxsize=MOST_SEARCHED)
def _search_keys(said: Said) -> list[str]:
    claim = said.claim
    keys = list(index_keys(claim))
    if not claim.name and claim.day is not None:
        around = range(-WINDOW, WINDOW + 1) if claim.joining else (-WEAK_WINDOW, WEAK_WINDOW)
        days = [claim.day + timedelta(days=n) for n in around if n]
        keys += [f"day:{day.isoformat()}|{member.id}" for day in days for member in paired(claim)]
    return keys
