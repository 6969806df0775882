"""What the articles of one alliance say of it, side by side, and where they differ; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agents.resolve.claims import Claim, Weight
from agents.resolve.dates import days_of
from agents.resolve.entry import Entry
from agents.resolve.figures import figure_key
from agents.resolve.names import stem
from agents.resolve.picture import in_order
from agents.resolve.ties import by_member, disputable
from topics.records import Role, Status


@dataclass(frozen=True, slots=True)
class Difference:
    """One matter on which articles do not agree."""

    matter: str
    """date, kind, name, status, host, amount, stake, activity, term, venture, capital, country, signatory or member."""
    said: dict[str, list[str]]
    """What is said, with the ids of the articles that say it; of a member, who is named and by whom it is left out."""


def accounts(entry: Entry) -> list[Claim]:
    """The weightiest claim of each article, in the order of publication."""
    best: dict[str, Claim] = {}
    for claim in in_order(entry.claims):
        held = best.get(claim.article_id)
        if held is None or claim.weight > held.weight:
            best[claim.article_id] = claim
    return list(best.values())


def differences(claims: Sequence[Claim]) -> list[Difference]:
    """Where accounts contradict one another.

    A date that is only less exact than another agrees with it; rumours, denials and later steps tell of other days.
    """
    firm = [claim for claim in claims if claim.weight > Weight.DOUBT and claim.status is not Status.ENDED]
    of_founding = [claim for claim in firm if not claim.joining]
    found = [
        _of("date", ((claim.date, claim) for claim in of_founding if claim.date)),
        _of("kind", ((claim.kind.value, claim) for claim in firm)),
        _of("name", ((claim.name, claim) for claim in firm if claim.name)),
        _of("status", ((claim.status.value, claim) for claim in claims)),
        _at_odds("host", ((_hosts(claim), claim) for claim in firm)),
        _at_odds("amount", (({figure_key(a): a for a in claim.amounts}, claim) for claim in of_founding)),
        _at_odds("stake", (({figure_key(s): s for s in claim.stakes}, claim) for claim in of_founding)),
        *_of_ties(of_founding),
        *_members(firm),
    ]
    return [difference for difference in found if difference is not None]


def _of_ties(claims: Sequence[Claim]) -> Iterator[Difference | None]:
    for matter in ("activity", "term", "venture", "capital"):
        given = [(dict(disputable(claim)).get(matter, {}), claim) for claim in claims]
        yield _at_odds(matter, given)
    of_members: dict[str, list[tuple[str | None, Claim]]] = {}
    for matter, said, claim in by_member(claims):
        of_members.setdefault(matter, []).append((said, claim))
    for matter, values in of_members.items():
        yield _of(matter, values)


def _of(matter: str, values: Iterable[tuple[str | None, Claim]]) -> Difference | None:
    said: dict[str, list[str]] = {}
    for value, claim in values:
        if value is not None:
            said.setdefault(value, []).append(claim.article_id)
    if len(said) < 2 or (matter == "date" and _agree(list(said))):
        return None
    return Difference(matter, said)


def _at_odds(matter: str, values: Iterable[tuple[dict[str, str], Claim]]) -> Difference | None:
    """What accounts give that have nothing in common; one that leaves some of it out agrees. Keys are compared."""
    given = [(of, claim) for of, claim in values if of]
    if all(a.keys() & b.keys() for a, _ in given for b, _ in given):
        return None
    return _of(matter, ((", ".join(of.values()), claim) for of, claim in given))


def _hosts(claim: Claim) -> dict[str, str]:
    return {stem(member): member.name for member in claim.members if member.role is Role.HOST}


def _agree(dates: Sequence[str]) -> bool:
    spans = [days for text in dates if (days := days_of(text)) is not None]
    return all(a.gap(b) == 0 for a in spans for b in spans)


def _members(claims: Sequence[Claim]) -> list[Difference]:
    """The members that some of the accounts with at least two parties leave out."""
    full = [claim for claim in claims if len(claim.members) >= 2]
    names: dict[str, str] = {}
    for claim in full:
        for member in claim.members:
            names.setdefault(stem(member), member.name)
    found = []
    for key, name in names.items():
        by = [claim.article_id for claim in full if any(stem(member) == key for member in claim.members)]
        without = [claim.article_id for claim in full if claim.article_id not in by]
        if without:
            found.append(Difference("member", {name: by, f"without {name}": without}))
    return found
