"""Edits of invented stories: newer texts of articles, as the tag stage would report them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from tests.agents.resolve.scenarios import PARTIES, scenario
from tests.agents.resolve.stories import mention
from topics.records import Mention, Report, Status


def first_texts(rng: random.Random) -> list[Report]:
    """Reports of a few deals in the order of their fetch: one text an article, each in words of its own."""
    firsts = {one.article_id: one for one in reversed(scenario(rng))}
    told = sorted(firsts.values(), key=lambda one: one.fetched)
    return [
        one.model_copy(
            update={
                "mentions": [m.model_copy(update={"evidence": m.evidence + " " * (n + 1)}) for m in one.mentions],
            }
        )
        for n, one in enumerate(told)
    ]


def edition(before: Report, *mentions: Mention, hours: float = 1) -> Report:
    """A newer text of an article, fetched so many hours after the one before."""
    return before.model_copy(
        update={
            "mentions": list(mentions),
            "fetched": before.fetched + timedelta(hours=hours),
            "replaces": before.fetched,
        }
    )


def undone(first: Report, edited: Report, hours: float = 1) -> Report:
    """The first text once more, fetched after an edit of it."""
    return edition(edited, *first.mentions, hours=hours)


def edited(rng: random.Random, before: Report) -> Report:
    """Any edit: other words, a party more or less, a plan for a deal, another deal, or nothing of it any longer."""
    first, *rest = before.mentions or [mention("누리통신 동해식품")]
    names = [member.name for member in first.members]
    others = [name for name in PARTIES if name not in names]
    match rng.randint(0, 5):
        case 0:
            mentions = [first.model_copy(update={"evidence": f"고친 문장 {rng.randint(0, 9)}"}), *rest]
        case 1 if others:
            more = mention(f"{' '.join(names)} {rng.choice(others)}").members
            mentions = [first.model_copy(update={"members": more}), *rest]
        case 2 if len(names) > 2:
            mentions = [first.model_copy(update={"members": first.members[:-1]}), *rest]
        case 3 if first.status is Status.ANNOUNCED:
            mentions = [first.model_copy(update={"status": Status.PLANNED}), *rest]
        case 4:
            mentions = list(rng.choice(scenario(rng)).mentions)
        case _:
            mentions = rest
    return edition(before, *mentions, hours=rng.choice([1, 3, 9, 24]))


def with_edits(rng: random.Random, reports: Sequence[Report]) -> list[Report]:
    """The reports with newer texts of some of the articles, in the order of their fetch."""
    newest = {one.article_id: one for one in reports}
    told = list(reports)
    for _ in range(rng.randint(1, 3)):
        one = edited(rng, newest[rng.choice(sorted(newest))])
        newest[one.article_id] = one
        told.append(one)
    return sorted(told, key=lambda one: one.fetched)
