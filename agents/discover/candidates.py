"""The stories of a look that were not named before, or were edited since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.discover.contents import Item
from agents.discover.look import Look
from agents.discover.seen import Named, is_new_elsewhere, named_before, note_edit
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.urls import article_id, is_front_page
from topics.records import Again, Candidate, Quiet
from topics.state import State

_MOST_CONSIDERED = 5_000
"""Items of one look that are compared with those seen, the newest first."""

_MOST_EDITED = 10
"""Stories of one look that may all have been edited; where more of them are most, the source stamps all that it names
with the moment, which tells of no edit."""


async def new_candidates(
    look: Look, source: SourceSetting, settings: DiscoverSettings, state: State, moment: datetime, *, first: bool
) -> list[Candidate]:
    """The stories not seen before, which now count as seen, and behind them those that their own site says were edited.

    In the order of the source, or the newest of too many. Those to be read `again` are none of the new ones.
    """
    expires = moment + timedelta(days=settings.remember_days)
    met: set[str] = set()
    new: list[Candidate] = []
    edited: list[tuple[Item, Candidate, Named]] = []
    items = look.items
    if len(items) > settings.max_items:
        oldest = datetime.min.replace(tzinfo=UTC)
        items = sorted(items, key=lambda item: item.freshness or oldest, reverse=True)[:_MOST_CONSIDERED]
    for item in items:
        id = article_id(item.url)
        if id in met or is_front_page(item.url) or _is_archive(item, settings, moment):
            continue
        met.add(id)
        candidate = _candidate(item, source, settings, moment, first)
        if source.speaks_for(item.url):
            wants_date = candidate.quiet is Quiet.UNDATED
            known = await named_before(item, id, wants_date, state, expires, moment)
            taken = known is None
            if known is not None and known.tells_edit(item.changed, moment, settings.edits_a_day):
                edited.append((item, candidate.model_copy(update={"again": Again.UPDATED}), known))
        else:
            taken = await is_new_elsewhere(id, state, expires)
        if taken:
            new.append(candidate)
            if len(new) == settings.max_items:
                look.validators = {}  # or the next look would be told that nothing is new
                break
    if len(edited) > max(_MOST_EDITED, len(met) // 2):
        return new
    for item, candidate, known in edited:
        await note_edit(item, candidate.id, known, state, expires, moment)
    return [*new, *(candidate for _, candidate, _ in edited)]


def _is_archive(item: Item, settings: DiscoverSettings, moment: datetime) -> bool:
    return (
        item.archived and item.freshness is not None and moment - item.freshness > timedelta(days=settings.sitemap_days)
    )


def _candidate(
    item: Item, source: SourceSetting, settings: DiscoverSettings, moment: datetime, first_look: bool
) -> Candidate:
    old_before = None
    if settings.quiet_after_days is not None:
        old_before = moment - timedelta(days=settings.quiet_after_days)
    return Candidate(
        id=article_id(item.url),
        url=item.url,
        source=source.id,
        sites=source.speaks_for_sites,
        title=item.title,
        summary=item.summary,
        published=item.published,
        seen=moment,
        disclosure=item.disclosure,
        quiet=_quiet(item, old_before, first_look),
        old_before=old_before,
    )


def _quiet(item: Item, old_before: datetime | None, first_look: bool) -> Quiet | None:
    """Why the item may not alert; what a plain sitemap already held at the first look may be of any age."""
    if old_before is None:
        return None
    if item.freshness is None:
        return Quiet.UNDATED if item.archived and first_look else None
    return Quiet.OLD if item.freshness < old_before else None
