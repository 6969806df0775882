"""Lists of feeds, taken in as sources and given out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.discover.sources import SourceSetting
from agents.urls import loggable
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.offers import without_scheme
from dongmaeng.backend.source_writes import OrderedSource, add_sources, source_of
from dongmaeng.backend.sources import known_sources
from dongmaeng.fault import WrongField
from dongmaeng.opml import FeedList, is_exportable, write_opml
from topics.records import now


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the feeds of a list."""

    added: Sequence[SourceSetting]
    applied: Sequence[OrderedSource]
    """For each that was added; empty where nothing was to be."""
    watched: Sequence[str]
    """Addresses that are sources already."""
    refused: Sequence[tuple[str, str]]
    """Addresses that cannot be added, with the reason."""
    left: int
    """Feeds beyond as many as are read of a list."""


@of_backend
async def take_in(backend: Backend, listed: FeedList, *, dry_run: bool = False) -> TakenIn:
    """Watch the feeds of a list that are not watched already; with `dry_run` say only what would be."""
    known = {without_scheme(source.url) for source in (await known_sources(backend)).values()}
    added: list[SourceSetting] = []
    watched: list[str] = []
    refused: list[tuple[str, str]] = []
    for feed in listed.feeds:
        try:
            setting = source_of({"url": feed.url, "publisher": feed.title, "section": feed.category})
        except WrongField as wrong:
            refused.append((feed.url, wrong.reason))
            continue
        if without_scheme(setting.url) in known:
            watched.append(setting.url)
        elif loggable(setting.url) != setting.url:
            refused.append((setting.url, "holds a secret: put it under [[sources]] in the settings file"))
        else:
            known.add(without_scheme(setting.url))
            added.append(setting)
    applied = await add_sources(backend, added) if added and not dry_run else []
    return TakenIn(added, applied, watched, refused, listed.left)


@of_backend
async def given_out(backend: Backend, *, secrets: bool) -> tuple[str, list[SourceSetting]]:
    """The sources as OPML, and those that were left out: of a form that no reader reads, or with a secret."""
    sources = list((await known_sources(backend)).values())
    told = [source for source in sources if is_exportable(source, secrets=secrets)]
    return write_opml(told, now()), [source for source in sources if not is_exportable(source, secrets=secrets)]
