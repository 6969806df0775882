"""Which alliances that part from one another an announcement told that is out; pure.

An announcement is of the account that made it. It tells other accounts, too, that name no party beside those it named
and say nothing else of the deal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.resolve.claims import Claim
from agents.resolve.entry import Entry
from agents.resolve.matching import WINDOW, same_kind
from agents.resolve.partial import differ
from agents.resolve.parties import shared
from topics.records import Change, ChangeKind


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement that was told of an entry, be it quietly."""

    change: Change
    accounts: Sequence[Claim]
    """The news of the article that made it, as far as the entry still has it."""

    def tells(self, claim: Claim) -> bool:
        """Whether it told what an account announces."""
        if any(claim.id == account.id for account in self.accounts):
            return True
        named = shared(claim.base, self.change.members) == len(claim.base)
        return named and all(_alike(claim, account) for account in self.accounts)

    def tells_of(self, claims: Iterable[Claim]) -> bool:
        """Whether it told what one of some accounts announces."""
        return any(self.tells(claim) for claim in claims if claim.is_news)


def announcements(entry: Entry, fresh: Collection[str]) -> list[Announcement]:
    """What was announced of an entry; `fresh`: the ids of claims of which nothing was told yet."""
    known = [claim for claim in entry.claims if claim.is_news and claim.id not in fresh]
    return [
        Announcement(change, [claim for claim in known if claim.article_id == change.article_id])
        for change in entry.changes
        if change.change is ChangeKind.ANNOUNCED
    ]


def let_ids_follow(groups: Sequence[Entry], entries: Mapping[str, Entry], fresh: Collection[str]) -> None:
    """Give an id under which something was announced to the group that holds its accounts.

    The group that had it, of which nothing was told then, becomes a new one: the id of its first claim stands for the
    one that it is to get.
    """
    homes = {claim.id: one for one in groups for claim in one.claims}
    for one in groups:
        entry = entries.get(one.id)
        told = announcements(entry, fresh) if entry is not None else []
        if entry is None or not told or any(a.tells_of(one.claims) for a in told):
            continue
        heirs = [homes[account.id] for announcement in told for account in announcement.accounts]
        if heirs:
            one.id, one.changes = one.claims[0].id, []
            if heirs[0].id not in entries:
                heirs[0].id, heirs[0].changes = entry.id, entry.changes


def heir(entry: Entry, homes: Mapping[str, str], fresh: Collection[str]) -> str | None:
    """The id of the entry that holds the accounts by which another one was announced."""
    told = announcements(entry, fresh)
    return next((homes[account.id] for announcement in told for account in announcement.accounts), None)


def _alike(a: Claim, b: Claim) -> bool:
    """Whether two accounts say nothing of a deal that tells it from the other's."""
    apart = a.signed is not None and b.signed is not None and a.signed.gap(b.signed) > WINDOW
    return same_kind(a.kind, b.kind) and not differ(a, b) and not apart
