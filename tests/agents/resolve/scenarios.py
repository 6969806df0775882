"""Everything that papers and people may tell of a few deals in a few weeks, at random."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from agents.resolve.decisions import all_decisions
from agents.resolve.resolve import resolve_stage
from tests.agents.resolve.stories import START, mention, registry, report
from tests.fakes import MemoryState, run_one
from topics.outcome import Done
from topics.records import Alliance, ChangeKind, Decision, DecisionKind, Kind, Mention, Quiet, Report, Status

PARTIES = ["누리통신", "동해식품", "한별전자", "새봄중공업", "해오름전자", "한솔대"]
KINDS = [Kind.MOU, Kind.PARTNERSHIP, Kind.JOINT_VENTURE, Kind.CONSORTIUM]


def scenario(rng: random.Random) -> list[Report]:
    """Reports of one to three deals: rumours, partial accounts, joiners, results, ends, edits and things beside."""
    told: list[Report] = []
    for _ in range(rng.randint(1, 3)):
        deal = _Deal(rng)
        for _ in range(rng.randint(1, 4)):
            one, day = deal.account()
            beside = [_beside(rng)] if rng.random() < 0.2 else []
            told.append(report(f"a{len(told)}", one, *beside, day=day + len(told) / 1000))
            if rng.random() < 0.15:
                told.append(_edited(told[-1]))
    return told


class _Deal:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.kind = rng.choice(KINDS)
        self.parties = rng.sample(PARTIES, rng.choice([2, 2, 3, 3, 4]))
        self.day = rng.choice([0, 0, 1, 2, 20, 40])
        self.iso = (START + timedelta(days=self.day)).date().isoformat()
        self.name = "새물결 연대" if rng.random() < 0.2 else None

    def account(self) -> tuple[Mention, float]:
        """What one article says of it, and the day on which it does."""
        rng, all_of_them = self.rng, self.parties
        match rng.choices(range(9), [7, 2, 2, 2, 2, 3, 2, 2, 2])[0]:
            case 0:
                return self._told(all_of_them, date=rng.choice([self.iso, None])), self.day + rng.choice([0, 0.3, 1])
            case 1:
                some = rng.sample(all_of_them, max(2, len(all_of_them) - 1))
                counted = rng.choice([None, len(all_of_them)])
                evidence = ", ".join(all_of_them) + " 모두" if rng.random() < 0.3 else ""
                return self._told(some, parties=counted, evidence=evidence), self.day + rng.choice([0, 0.3])
            case 2:
                return self._told(all_of_them, Status.PLANNED, date=self.iso), self.day - rng.choice([0, 1, 3])
            case 3:
                doubt = rng.choice([Status.RUMOURED, Status.DENIED])
                return self._told(all_of_them, doubt), self.day - rng.choice([1, 5, 9])
            case 4:
                joiner = rng.choice([party for party in PARTIES if party not in all_of_them])
                return self._told([*all_of_them, joiner], joining=joiner), self.day + rng.choice([3, 6])
            case 5:
                date = rng.choice([self.iso, self.iso[:7], self.iso[:4], None])
                return self._told(all_of_them, Status.BACKGROUND, date=date), self.day + rng.choice([1, 8, 15, 30])
            case 6:
                return self._told(all_of_them, Status.ENDED), self.day + rng.choice([10, 13])
            case 7:
                return self._told(all_of_them, Status.DENIED), self.day + rng.choice([0.5, 2, 8])
            case _:
                other = START + timedelta(days=self.day + rng.choice([1, 3]))
                return self._told(all_of_them, date=other.date().isoformat()), self.day + rng.choice([1, 4])

    def _told(
        self,
        members: Sequence[str],
        status: Status = Status.ANNOUNCED,
        *,
        date: str | None = None,
        evidence: str = "",
        joining: str = "",
        parties: int | None = None,
    ) -> Mention:
        rng = self.rng
        return mention(
            " ".join(rng.sample(members, len(members))),
            status,
            kind=self.kind,
            name=self.name,
            date=date,
            evidence=evidence,
            joining=joining,
            parties=parties,
            hosts=rng.choice(["", "", members[0]]),
            score=rng.choice([None, 0.5, 0.9]),
            amounts=rng.choice([[], ["300억원"]]),
        )


def _beside(rng: random.Random) -> Mention:
    """Something else that the same article tells, perhaps of one party only."""
    status = rng.choice([Status.ANNOUNCED, Status.BACKGROUND, Status.RUMOURED])
    return mention(
        " ".join(rng.sample(PARTIES, rng.choice([1, 2]))), status, kind=rng.choice([Kind.MOU, Kind.EQUITY_SWAP])
    )


def _edited(told: Report) -> Report:
    mentions = [one.model_copy(update={"evidence": "고친 문장", "amounts": ["3억원"]}) for one in told.mentions]
    return told.model_copy(update={"mentions": mentions, "fetched": told.fetched + timedelta(hours=1)})


def quietly(rng: random.Random, reports: Sequence[Report]) -> list[Report]:
    """The reports as back-filled and live ones, some of them without a date; all that an article tells is alike."""
    kinds = [None, None, None, Quiet.IMPORTED, Quiet.OLD, Quiet.UNDATED]
    quiet = {report.article_id: rng.choice(kinds) for report in reports}
    return [
        one.model_copy(
            update={
                "quiet": quiet[one.article_id],
                "published": None if quiet[one.article_id] is Quiet.UNDATED else one.published,
            }
        )
        for one in reports
    ]


def lifted(rng: random.Random, quiet: Sequence[Report], dated: Sequence[Report]) -> list[Report]:
    """Some of the reports whose quiet may be lifted, once more without it and with their dates."""
    return [
        as_dated.model_copy(update={"fetched": one.fetched + timedelta(hours=2)})
        for one, as_dated in zip(quiet, dated, strict=True)
        if one.quiet in (Quiet.OLD, Quiet.UNDATED) and rng.random() < 0.5
    ]


async def a_decision(rng: random.Random, state: MemoryState, step: int) -> Report | None:
    """A decision about what the registry holds, or one that takes another back; None where it holds nothing."""
    found = await registry(state)
    if not found:
        return None
    one = rng.choice(found)
    articles = sorted({source.article_id for source in one.articles})
    held = [decision.id for decision in await all_decisions(state) if not decision.undone]
    chance = rng.random()
    if chance < 0.2 and held:
        made = Decision(id=f"undo-{step}", kind=DecisionKind.UNDO, undoes=rng.choice(held))
    elif chance < 0.5 and len(articles) > 1:
        moved = rng.sample(articles, rng.randint(1, len(articles) - 1))
        made = Decision(id=f"d{step}", kind=DecisionKind.SPLIT, alliances=[one.id], articles=moved)
    elif chance < 0.8 and len(found) > 1:
        made = Decision(id=f"d{step}", kind=DecisionKind.MERGE, alliances=[a.id for a in rng.sample(found, 2)])
    else:
        made = Decision(id=f"d{step}", kind=DecisionKind.DISMISS, alliances=[one.id])
    at = START + timedelta(days=60, minutes=step)
    return Report(article_id=made.id, url="", fetched=at, decision=made, quiet=Quiet.DECIDED)


async def decide_something(rng: random.Random, state: MemoryState, step: int) -> list[Alliance]:
    """Take a decision about what the registry holds, or take one back; the records that it makes."""
    record = await a_decision(rng, state, step)
    if record is None or record.decision is None:
        return []
    outcome = await run_one(resolve_stage(), record, state)
    made_records = outcome.outputs if isinstance(outcome, Done) else []
    made_changes = {one.change.change for one in made_records if isinstance(one, Alliance) and one.change is not None}
    assert made_changes <= ({ChangeKind.MERGED} if record.decision.kind is DecisionKind.MERGE else set())
    return [one for one in made_records if isinstance(one, Alliance)]
