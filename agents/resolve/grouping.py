"""Which claims belong together where all that is known comes at once; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from agents.resolve.claims import Claim, in_reading_order
from agents.resolve.decide import place
from agents.resolve.decisions import Decisions
from agents.resolve.entry import Entry, claims_in
from agents.resolve.groups import Groups
from agents.resolve.matches import Matches
from agents.resolve.matching import far_apart
from agents.resolve.partial import is_part


def settled(
    entries: Sequence[Entry],
    added: Sequence[Claim],
    matches: Matches,
    decisions: Decisions,
    redated: Collection[str] = (),
    loosened: Collection[str] = (),
) -> list[Entry]:
    """The entries as they are where all their claims come at once, after the ones `added` were put to them; pure.

    Where people decided, all claims come anew, since decisions hold exact ones together or apart, too; so do those of
    an entry with claims that are of another day or text now (`redated`), or that lost one which may have held others
    together (`loosened`: those that stayed); else the loose ones that may fit elsewhere now. An entry that keeps none
    of its claims is missing; one that is made of claims that fit nowhere has the id of its first claim.
    """
    anew = _all_of(entries, {*redated, *loosened})
    decided = decisions.concern(entries)
    coming = claims_in(entries) if decided else unsettled(entries, [*added, *anew], matches)
    if not decided and not anew and _all_stay(coming, entries, matches):
        return [entry.model_copy() for entry in entries]
    coming = list({claim.id: claim for claim in [*coming, *anew]}.values())
    ids = {claim.id for claim in coming}
    groups = []
    for entry in entries:
        kept = [claim for claim in entry.claims if claim.id not in ids]
        if kept:
            groups.append(entry.model_copy(update={"claims": kept}))
    return _with_ids(group(coming, matches, decisions, groups), entries, {*redated, *(claim.id for claim in added)})


def _all_stay(coming: Sequence[Claim], entries: Sequence[Entry], matches: Matches) -> bool:
    """Whether loose claims need not be put anew: each matches a firm claim of its entry, and none of any other."""
    firm = {entry.id: [claim for claim in entry.claims if not claim.is_loose] for entry in entries}
    homes = {claim.id: entry.id for entry in entries for claim in entry.claims}
    return all(
        claim.is_loose
        and matches.any_of(claim, firm[homes[claim.id]])
        and not any(matches.any_of(claim, others) for id, others in firm.items() if id != homes[claim.id])
        for claim in coming
    )


def _all_of(entries: Iterable[Entry], ids: Collection[str]) -> list[Claim]:
    """All claims of the entries that hold some of those: what they held together may fall apart."""
    return [claim for one in entries if any(c.id in ids for c in one.claims) for claim in one.claims]


def unsettled(entries: Iterable[Entry], added: Sequence[Claim], matches: Matches) -> list[Claim]:
    """The claims whose place may be another after claims were added.

    Loose ones that match those, also by way of others; but what matches a firm claim of its entry depends on firm
    claims alone. And all that match a firm claim of another entry only since an added one bears the two out.
    """
    entries = list(entries)
    anchored: list[Claim] = []
    adrift: list[Claim] = []
    for entry in entries:
        firm = [claim for claim in entry.claims if not claim.is_loose]
        for claim in entry.claims:
            if claim.is_loose:
                (anchored if matches.any_of(claim, firm) else adrift).append(claim)
    new = {claim.id for claim in added}
    firmly_added = [claim for claim in added if not claim.is_loose]
    found = [claim for claim in anchored if claim.id in new or matches.any_of(claim, firmly_added)]
    known = {claim.id for claim in [*found, *adrift]}
    found += [claim for claim in _borne_out_by(added, entries, matches) if claim.id not in known]
    reached = [*found, *added]
    while reached and adrift:
        reached = [claim for claim in adrift if claim.id in new or matches.any_of(claim, reached)]
        found += reached
        ids = {claim.id for claim in reached}
        adrift = [claim for claim in adrift if claim.id not in ids]
    return found


def _borne_out_by(added: Sequence[Claim], entries: Sequence[Entry], matches: Matches) -> Iterator[Claim]:
    """The claims that match a firm one of another entry beside the added claims, and did not before them."""
    bearing = [claim for claim in added if claim.tells_parties]
    parts = {c.id for c in claims_in(entries) if any(_may_be_part(c, whole) for whole in bearing)}
    if not parts:
        return
    new = {claim.id for claim in added}
    before = [claim for claim in matches.bearing if claim.id not in new]
    firm = [(entry, claim) for entry in entries for claim in entry.claims if not claim.is_loose]
    firm_parts = [(entry, claim) for entry, claim in firm if claim.id in parts]
    for entry in entries:
        for claim in entry.claims:
            tied = [one for home, one in firm_parts if home is not entry and _may_be_part(one, claim)]
            if claim.id in parts:
                tied += [one for home, one in firm if home is not entry and _may_be_part(claim, one)]
            if any(matches.of(claim, one) and not matches.beside(before, claim, one) for one in tied):
                yield claim


def _may_be_part(small: Claim, large: Claim) -> bool:
    """Whether one account may tell a part of the deal that another tells."""
    return len(small.base) < len(large.base) and not far_apart(small, large) and is_part(small, large)


def group(claims: Iterable[Claim], matches: Matches, decisions: Decisions, groups: Iterable[Entry] = ()) -> list[Entry]:
    """Put claims together, to groups that are there or new ones: the firm, the loose that fit those, the rest; pure."""
    found = Groups(groups)

    def put(claim: Claim, *, firmly: bool) -> bool:
        near = list(found) if claim.name or decisions.held else found.near(claim)
        placed = place(claim, near, matches, decisions, firmly=firmly)
        if placed.entry is None:
            return False
        found.put(placed.entry, placed.joined(claim))
        for other in placed.absorbed:
            found.put(placed.entry, *placed.brought(other, claim))
            found.dissolve(other)
        return True

    adrift = []
    for claim in in_reading_order(claims):
        if claim.is_loose:
            adrift.append(claim)
        elif not put(claim, firmly=False):
            found.found(Entry(id=claim.id, claims=[claim.put_to(None, None)]))
    adrift = [claim for claim in adrift if not put(claim, firmly=True)]
    for claim in adrift:
        if not put(claim, firmly=False):
            found.found(Entry(id=claim.id, claims=[claim.put_to(None, None)]))
    return list(found)


def _with_ids(groups: list[Entry], entries: Sequence[Entry], fresh: Collection[str]) -> list[Entry]:
    """New groups are given the id of an entry with which they share the most claims, of as many the surest ones.

    What is new or of another day now goes, what was together with it stays.
    """
    homes = {claim.id: number for number, one in enumerate(groups) for claim in one.claims}
    claims = [(entry.id, claim) for entry in entries for claim in in_reading_order(entry.claims)]
    stay = Counter((id, homes[claim.id]) for id, claim in claims if claim.id not in fresh)
    go = Counter((id, homes[claim.id]) for id, claim in claims if claim.id in fresh)
    known = {entry.id: entry for entry in entries}
    taken = known.keys() & {one.id for one in groups}
    for (id, number), _ in [*stay.most_common(), *go.most_common()]:
        if id not in taken and groups[number].id not in known:
            groups[number].id, groups[number].changes = id, known[id].changes
            taken.add(id)
    return groups
