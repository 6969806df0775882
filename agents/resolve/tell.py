"""The changes that a report makes of an alliance, and which of them are still owed to the webhooks; pure.

An announcement, a joining and an end are told aloud once. Told quietly they stay owed, unless a person or a replay
asked for the quiet: the first live account that is itself news of them tells them, under an id of its own. What became
of an alliance that was announced aloud is in `follow_up`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.resolve.claims import Claim
from agents.resolve.decide import Touched
from agents.resolve.due import about, ends_as_news, founders, in_time, joining_first
from agents.resolve.edits import of_article, revisions_of
from agents.resolve.ends import denials, has_ended, is_denied, standing
from agents.resolve.entry import TOLD_ALOUD, Entry
from agents.resolve.follow_up import (
    announced_aloud,
    merged,
    merged_ids,
    passed_over,
    revised,
    revisions,
    told_of,
    with_told,
)
from agents.resolve.picture import describe
from agents.resolve.publishers import ENOUGH, independent, seen
from agents.resolve.rates import Allowance
from topics.records import Alliance, Change, ChangeKind, Member, Quiet, Report, Status, stable_id

MOST_NOTES = 400
"""Changes of one alliance beyond which what only notes another account is left out."""

MOST_CHANGES = 1_000
"""Changes of one alliance beyond which only what comes a few times at most is told: none has so many members."""

_ALWAYS = (ChangeKind.ANNOUNCED, ChangeKind.DENIED, ChangeKind.ENDED, ChangeKind.MERGED)


def changes(
    touched: Touched, whole: Alliance, report: Report, allowance: Allowance, *, confirmed: bool = False
) -> list[Change]:
    """What a report that may tell something of an entry changes in it, in the order in which it is told.

    `whole`: the entry as it is now. `confirmed`: a person bears the alliance out, so that nothing of it is held.
    """
    return _Teller(touched, whole, report, allowance, confirmed).changes()


def noted(touched: Touched, report: Report) -> list[Change]:
    """What is noted of an edit, and told to nobody: how the article tells it otherwise, or that it tells it no longer.

    What that changes of the alliance is told by `changes`, as if other accounts had changed it.
    """
    entry, by = touched.entry, report.article_id
    if not touched.before or len(entry.changes) >= MOST_CHANGES:
        return []
    after = list(of_article(entry.claims, by))
    revised = revisions_of(touched.before, after) if after else []
    if after and not revised:
        return []
    kind = ChangeKind.EDITED if after else ChangeKind.WITHDRAWN
    id = stable_id(entry.id, kind, by, report.fetched.isoformat())
    return [Change(id=id, change=kind, at=report.fetched, article_id=by, quiet=report.quiet, revised=revised)]


@dataclass(slots=True)
class _Teller:
    touched: Touched
    whole: Alliance
    report: Report
    allowance: Allowance
    confirmed: bool

    @property
    def entry(self) -> Entry:
        return self.touched.entry

    @property
    def quiet(self) -> Quiet | None:
        return Quiet.DECIDED if self.entry.dismissed else self.report.quiet

    @property
    def again(self) -> list[Claim]:
        """What the report tells that may tell what is owed: of a live one also what was known already."""
        return [*self.touched.added, *self.touched.repeated] if self.report.quiet is None else []

    def changes(self) -> list[Change]:
        entry, added, whole = self.entry, self.touched.added, self.whole
        news = bool(added or self.touched.absorbed)
        made: list[Change] = []
        if news or self.again or self.touched.untold:
            made += [*self._announced(), *self._joined()]
        # An end may come to hold because others were moved away that spoke against it.
        made = [with_told(change, entry, whole) for change in [*made, *self._ended(), *self._followed_up()]]
        if news and not made:
            edition = [claim.id for claim in added] if self.report.article_id in self.touched.known_articles else []
            quiet = Quiet.HELD if self.quiet is None and entry.holds(ChangeKind.ANNOUNCED) else self.quiet
            made = [self._change(ChangeKind.CORROBORATED, (), quiet, self.report.article_id, *sorted(edition))]
        told = {held.id for held in entry.changes}
        new = {change.id: change for change in made if change.id not in told}
        return _within_bounds(list(new.values()), len(entry.changes))

    def _announced(self) -> Iterable[Change]:
        entry, touched, kind = self.entry, self.touched, ChangeKind.ANNOUNCED
        if not entry.has(kind):
            if touched.untold:
                news = [claim for claim in entry.claims if claim.is_news]
                live = any(claim.quiet is None for claim in news)
                otherwise = None if live else min(news, key=seen).quiet
                members = founders(entry, self.whole.members)
                yield from self._aloud(kind, members, standing(entry.claims), otherwise=otherwise)
            elif any(claim.is_news for claim in touched.added):
                yield from self._aloud(kind, founders(entry, self.whole.members), standing(entry.claims))
            elif touched.is_new and not ends_as_news(entry):
                joining = joining_first(touched)
                before = [member for member in self.whole.members if member.id not in joining]
                yield self._change(ChangeKind.BACKGROUND, before, self.quiet)
        elif entry.owes(kind):
            news = [claim for claim in entry.claims if claim.is_news]
            if in_time([claim for claim in self.again if claim.is_news], news):
                yield from self._aloud(kind, founders(entry, self.whole.members), standing(entry.claims))

    def _joined(self) -> Iterable[Change]:
        entry = self.entry
        joining = [claim for claim in entry.claims if claim.tells_joining]
        again = [claim for claim in self.again if claim.tells_joining]
        new, owed = joining_first(self.touched), entry.owed_joiners
        now = {id for id in owed if in_time(about(again, id), about(joining, id))}
        for ids in (new - owed, now):
            if ids:
                members = [member for member in self.whole.members if member.id in ids]
                tellers = [claim for claim in joining if any(member.id in ids for member in claim.joining)]
                yield from self._aloud(ChangeKind.JOINED, members, tellers, *sorted(ids))

    def _ended(self) -> Iterable[Change]:
        entry, kind = self.entry, ChangeKind.ENDED
        ends = [claim for claim in entry.claims if claim.status is Status.ENDED]
        told = [claim for claim in self.touched.added if claim.status is Status.ENDED]
        if ends and not has_ended(entry.claims):
            if told and not entry.has(kind):
                yield self._change(ChangeKind.DISPUTED, (), self.quiet, self.report.article_id)
        elif not entry.has(kind):
            if ends_as_news(entry):
                # Other accounts may show an end to be news that came before them.
                live = any(claim.quiet is None for claim in ends)
                otherwise = None if live else min(ends, key=seen).quiet
                yield from self._aloud(kind, self.whole.members, ends, otherwise=otherwise)
        elif entry.owes(kind) and in_time([claim for claim in self.again if claim.status is Status.ENDED], ends):
            yield from self._aloud(kind, self.whole.members, ends)

    def _followed_up(self) -> Iterable[Change]:
        """What became of an alliance that was announced aloud before this report."""
        entry, at, by = self.entry, self.report.fetched, self.report.article_id
        if entry.dismissed:
            return
        if self.quiet is not None:
            yield from self._disputed_denial()
            yield from () if self.quiet.stays_owed else passed_over(entry, self.whole, at, by, self.quiet)
            return
        if (new := revisions(entry, self.whole)) and self._may_be_told(standing(entry.claims)):
            yield revised(entry, new, at, by)
        yield from self._denied()
        if (ids := merged_ids(entry)) and self._may_be_told(standing(entry.claims)):
            yield merged(entry, ids, at, by)

    def _denied(self) -> Iterable[Change]:
        entry, denying, told = self.entry, denials(self.entry.claims), told_of(self.entry)
        yield from self._disputed_denial()
        known = entry.has(ChangeKind.DENIED) or (told is not None and told.status is Status.DENIED)
        if self.whole.status is not Status.DENIED or known or not announced_aloud(entry):
            return
        denying = denying or [claim for claim in entry.claims if claim.status is Status.DENIED]  # the news edited away
        if any(claim.quiet is None for claim in denying) and self._may_be_told(denying):
            yield self._change(ChangeKind.DENIED, self.whole.members, None)

    def _disputed_denial(self) -> Iterable[Change]:
        entry = self.entry
        told = {claim.id for claim in denials(entry.claims)}.intersection(claim.id for claim in self.touched.added)
        if told and not is_denied(entry.claims) and not entry.has(ChangeKind.DENIED):
            yield self._change(ChangeKind.DISPUTED, (), self.quiet, self.report.article_id)

    def _aloud(
        self,
        kind: ChangeKind,
        members: Sequence[Member],
        tellers: Collection[Claim],
        *what: str,
        otherwise: Quiet | None = None,
    ) -> Iterable[Change]:
        """A change that is told aloud where the report is live and nothing holds it; nothing where it is held again.

        `tellers`: the claims that bear it out. `otherwise`: why it is quiet although the report is not.
        """
        quiet = self.quiet or otherwise
        if quiet is None and not self._borne_out(kind, tellers):
            quiet = Quiet.HELD
            if self.entry.holds(kind):
                return
        yield self._change(kind, members, quiet, *what)

    def _borne_out(self, kind: ChangeKind, tellers: Collection[Claim]) -> bool:
        if self.confirmed or len(independent(tellers)) >= ENOUGH:
            return True
        return not self.entry.holds(kind) and self.allowance.take()

    def _may_be_told(self, tellers: Collection[Claim]) -> bool:
        """Whether what became of an alliance may be told now; it waits for the next account otherwise."""
        return self.confirmed or len(independent(tellers)) >= ENOUGH or self.allowance.take()

    def _change(self, kind: ChangeKind, members: Sequence[Member], quiet: Quiet | None, *what: str) -> Change:
        at, by = self.report.fetched, self.report.article_id
        return new_change(self.entry, kind, members, at, by, quiet, *what)


def new_change(
    entry: Entry, kind: ChangeKind, members: Sequence[Member], at: datetime, by: str, quiet: Quiet | None, *what: str
) -> Change:
    """A change of an entry; one that was told quietly before has an id of its own when it is told again."""
    id = stable_id(entry.id, kind, *what)
    if any(change.id == id for change in entry.changes) and kind in TOLD_ALOUD:
        id = stable_id(id, quiet or "told")
    return Change(id=id, change=kind, at=at, article_id=by, members=list(members), quiet=quiet)


def let_go(entry: Entry, at: datetime, by: str) -> list[Change]:
    """What was held of an entry, as a person has it told; empty where nothing was."""
    made, whole = [], describe(entry)
    for kind in TOLD_ALOUD:
        if entry.holds(kind):
            ids = entry.owed_joiners if kind is ChangeKind.JOINED else {member.id for member in whole.members}
            members = [member for member in whole.members if member.id in ids]
            if kind is ChangeKind.ANNOUNCED:
                members = founders(entry, members)
            what = sorted(ids) if kind is ChangeKind.JOINED else []
            made.append(with_told(new_change(entry, kind, members, at, by, None, *what), entry, whole))
    return made


def _within_bounds(made: Sequence[Change], held: int) -> list[Change]:
    if held >= MOST_CHANGES:
        return [change for change in made if change.change in _ALWAYS]
    if held >= MOST_NOTES:
        return [change for change in made if change.change in (*TOLD_ALOUD, *_ALWAYS, ChangeKind.CHANGED)]
    return list(made)
