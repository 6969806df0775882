"""Takes an edited article into the registry: its accounts take the place of those that its text before gave."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agents.resolve.claims import Claim
from agents.resolve.decide import Touched
from agents.resolve.edits import paired, standing_last
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry
from agents.resolve.rereading import standing_for
from agents.resolve.texts import KnownText
from topics.records import Report

Touch = Callable[[Entry], Touched]


async def take_edition(
    report: Report, claims: Sequence[Claim], text: KnownText | None, registry: Registry, touch: Touch
) -> list[Claim]:
    """The claims of a report that are still to be put somewhere, after it was held against the article's `text` before.

    An account of the newer text takes the place of the one that it stands for, and one that nothing stands for is
    withdrawn. An older text that comes late adds nothing but since when the article tells what it tells.
    """
    if text is None or not (text.is_older_than(report) or text.is_newer_than(report)):
        return list(claims)
    known = [
        (entry, held)
        for entry in await registry.telling(report.article_id)
        for held in entry.claims
        if held.article_id == report.article_id
    ]
    if text.is_newer_than(report):
        return _of_older_text(claims, known, touch)
    return _of_newer_text(claims, known, touch)


def _of_newer_text(claims: Sequence[Claim], known: Sequence[tuple[Entry, Claim]], touch: Touch) -> list[Claim]:
    held = {claim.id for _, claim in known}
    kept = {claim.id for claim in claims}
    leaving = [(entry, claim) for entry, claim in known if claim.id not in kept]
    stands_for = paired([claim for _, claim in leaving], [claim for claim in claims if claim.id not in held])
    for entry, old in leaving:
        if (new := stands_for.get(old.id)) is not None:
            touch(entry).edit(old, standing_for(new, old))
        elif not old.withdrawn:
            touch(entry).withdraw(old)
    put = {claim.id for claim in stands_for.values()}
    return [claim for claim in claims if claim.id not in put]


def _of_older_text(claims: Sequence[Claim], known: Sequence[tuple[Entry, Claim]], touch: Touch) -> list[Claim]:
    live = {claim.id: (entry, claim) for entry, claim in known if not claim.withdrawn}
    others = [claim for claim in claims if claim.id not in live]
    for id, now in paired(others, [claim for _, claim in live.values()]).items():
        before = next(claim for claim in others if claim.id == id)
        touch(live[now.id][0]).read_back(standing_for(now, before))
    return [claim for claim in claims if claim.id in live]


def forget_withdrawn(touched: Touched, *, loosens: bool) -> None:
    """Leave out what no article tells any longer, where others tell of the alliance.

    `loosens`: what it held together may fall apart.
    """
    entry = touched.entry
    standing = standing_last(entry.claims)
    if len(standing) < len(entry.claims):
        entry.claims = standing
        touched.revised = True
        touched.loosened = touched.loosened or loosens
