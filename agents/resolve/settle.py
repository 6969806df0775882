"""Puts claims where they fit best of all that is known by now, wherever they were put when they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from agents.resolve.claims import Claim, in_reading_order
from agents.resolve.decide import Touched, place, untied
from agents.resolve.decisions import Decisions
from agents.resolve.ends import has_ended
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry, begun
from agents.resolve.matches import Matches
from agents.resolve.matching import match_of
from agents.resolve.partial import is_part
from agents.resolve.parting import Announcement, announcements, heir, let_ids_follow
from topics.records import Change, ChangeKind, Quiet, Status, stable_id

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
        more += await registry.candidates([claim for claim in moving if claim.id not in asked], decisions)
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
    _move(groups, entries, touched, {claim.id for claim in redated}, at, by)


def claims_in(entries: Iterable[Entry]) -> list[Claim]:
    """All claims of some entries."""
    return [claim for entry in entries for claim in entry.claims]


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
    parts = {c.id for c in claims_in(entries) if any(is_part(c, whole) for whole in bearing)}
    if not parts:
        return
    new = {claim.id for claim in added}
    before = [claim for claim in matches.bearing if claim.id not in new]
    firm = [(entry, claim) for entry in entries for claim in entry.claims if not claim.is_loose]
    firm_parts = [(entry, claim) for entry, claim in firm if claim.id in parts]
    for entry in entries:
        for claim in entry.claims:
            tied = [one for home, one in firm_parts if home is not entry and is_part(one, claim)]
            if claim.id in parts:
                tied += [one for home, one in firm if home is not entry and is_part(claim, one)]
            if any(matches.of(claim, one) and not match_of(claim, one, before) for one in tied):
                yield claim


def group(claims: Iterable[Claim], matches: Matches, decisions: Decisions, groups: Iterable[Entry] = ()) -> list[Entry]:
    """Put claims together, to groups that are there or new ones: the firm, the loose that fit those, the rest; pure."""
    found = list(groups)

    def put(claim: Claim, *, firmly: bool) -> bool:
        placed = place(claim, found, matches, decisions, firmly=firmly)
        if placed.entry is None:
            return False
        placed.entry.claims.append(placed.joined(claim))
        for other in placed.absorbed:
            placed.entry.claims += placed.brought(other, claim)
        gone = {id(other) for other in placed.absorbed}
        found[:] = [one for one in found if id(one) not in gone]
        return True

    adrift = []
    for claim in in_reading_order(claims):
        if claim.is_loose:
            adrift.append(claim)
        elif not put(claim, firmly=False):
            found.append(Entry(id=claim.id, claims=[untied(claim)]))
    adrift = [claim for claim in adrift if not put(claim, firmly=True)]
    for claim in adrift:
        if not put(claim, firmly=False):
            found.append(Entry(id=claim.id, claims=[untied(claim)]))
    return found


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


def _move(
    groups: Sequence[Entry],
    entries: Mapping[str, Entry],
    touched: dict[str, Touched],
    redated: Collection[str],
    at: datetime,
    by: str,
) -> None:
    """Make entries hold the claims that they are settled with; `touched` then has all that changes.

    What was told of claims is told: it goes with them, but for what was told of others too, and an entry that keeps
    none leads on to another. One that moves since it is of another day is new where it comes to.
    """
    homes = {claim.id: one.id for one in groups for claim in one.claims}
    if all(homes[claim.id] == entry.id for entry in entries.values() for claim in entry.claims):
        return
    moved = {c.id for entry in entries.values() for c in entry.claims if c.id in redated and homes[c.id] != entry.id}
    added = {claim.id for target in touched.values() for claim in target.added}
    fresh = added | moved
    news = {one.id for one in groups if any(claim.is_news for claim in one.claims)}
    told_of = {entry.id: announcements(entry, fresh) for entry in entries.values()}
    announced = {claim.id: told_of[entry.id] for entry in entries.values() for claim in entry.claims}
    told = {claim.id: _told_of(claim, entry, entry.id in news) for entry in entries.values() for claim in entry.claims}
    left = {entry.id: Counter(homes[claim.id] for claim in entry.claims) for entry in entries.values()}
    for one in groups:
        known = [claim for claim in one.claims if claim.id not in fresh]
        if one.id not in entries:
            carried = _distinct(change for claim in known for change in told[claim.id])
            one.changes = carried
            target = touched[one.id] = Touched(one, is_new=not known, revised=bool(known))
            _take_as_told(target, known, announced, fresh, at)
            if known and not (_is_news_of(one, fresh) or target.untold or one.changes):
                one.changes = _begun(one, at)
            continue
        entry = entries[one.id]
        held, kept = {claim.id for claim in entry.claims}, {claim.id for claim in one.claims}
        if held == kept:
            continue
        target = touched.setdefault(entry.id, Touched(entry, known_articles=entry.articles))
        target.revised = True
        entry.claims = one.claims
        come = [change for claim in known if claim.id not in held for change in told[claim.id]]
        entry.changes = _distinct([*entry.changes, *come])
        _take_as_told(target, [claim for claim in known if claim.id not in held], announced, fresh, at)
        if held - kept - added:
            entry.changes.append(_moved(entry, held - kept, at, by))
    for id in entries.keys() - {one.id for one in groups}:
        home = heir(entries[id], homes, fresh) or left[id].most_common(1)[0][0]
        to = entries.get(home)
        gone = touched.pop(id, None) or Touched(entries[id], known_articles=entries[id].articles)
        if to is not None:
            touched.setdefault(home, Touched(to, known_articles=to.articles))
        touched[home].take_over(gone)
    for target in touched.values():
        target.added = [claim for claim in target.entry.claims if claim.id in fresh]
        staying = {claim.id for claim in target.entry.claims} - moved
        target.repeated = [claim for claim in target.repeated if claim.id in staying]


def _is_news_of(entry: Entry, claims: Collection[str]) -> bool:
    """Whether one of some claims announces an entry."""
    return any(claim.is_news and claim.id in claims for claim in entry.claims)


def _take_as_told(
    target: Touched,
    come: Iterable[Claim],
    announced: Mapping[str, Sequence[Announcement]],
    fresh: Collection[str],
    at: datetime,
) -> None:
    """Note that the news which come to an entry were announced where they come from, or that they never were.

    What a `fresh` claim announces is its own news, whatever comes to it: the report tells it.
    """
    entry = target.entry
    news = [claim for claim in come if claim.is_news]
    if not news or entry.has(ChangeKind.ANNOUNCED) or _is_news_of(entry, fresh):
        return
    telling = [one.change.quiet for claim in news for one in announced[claim.id] if one.tells_of(news)]
    if not telling and not has_ended(entry.claims):
        target.untold = True
        return
    quiet = None if None in telling else next(iter(telling), None)
    entry.changes = _distinct([*entry.changes, *_begun(entry, at, quiet)])


def _begun(entry: Entry, at: datetime, quiet: Quiet | None = None) -> list[Change]:
    """The first changes of an entry of what was told already, without those that it has."""
    return [change for change in begun(entry.id, entry, at, quiet) if not entry.has(change.change)]


def _told_of(claim: Claim, entry: Entry, is_news_still: bool) -> list[Change]:
    """The changes of an entry that a claim made and that must not be told again.

    `is_news_still`: the entry keeps claims that are news, for which it was announced.
    """
    made = {
        ChangeKind.ANNOUNCED: claim.is_news and not is_news_still,
        ChangeKind.JOINED: claim.tells_joining,
        ChangeKind.ENDED: claim.status is Status.ENDED,
        ChangeKind.DENIED: claim.status is Status.DENIED,
    }
    return [change for change in entry.changes if change.article_id == claim.article_id and made.get(change.change)]


def _distinct(changes: Iterable[Change]) -> list[Change]:
    return sorted({change.id: change for change in changes}.values(), key=lambda change: change.at)


def _moved(entry: Entry, claims: Iterable[str], at: datetime, by: str) -> Change:
    id = stable_id(entry.id, ChangeKind.MOVED, by, *sorted(claims))
    return Change(id=id, change=ChangeKind.MOVED, at=at, article_id=by)
