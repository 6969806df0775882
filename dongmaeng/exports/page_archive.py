"""The pages that are kept, as an archive for other programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from dongmaeng.backend.backend import Backend
from dongmaeng.backend.opening import reachable
from dongmaeng.exports.warc_file import WarcWriter
from dongmaeng.intake.selection import Selection
from topics.catalogue import PAGES
from topics.codec import Undecodable, decode
from topics.records import Page, now


@dataclass(slots=True)
class Archived:
    """What came of an export so far."""

    pages: int = 0
    passed: int = 0
    """Pages of hosts that are not wanted."""
    unreadable: int = 0
    """Records that are no pages."""


async def page_archive(
    backend: Backend, wanted: Selection, since: float | None, until: float | None, archived: Archived
) -> AsyncIterator[bytes]:
    """The bytes of a WARC file of the pages written in a span of time (Unix times), a page at a time.

    Raises `NoWarc`, and `Fault` where the cluster is away.
    """
    writer = WarcWriter()
    yield writer.begin(now())
    async with backend.operations() as operations:
        with reachable(backend.settings):
            async for stored in operations.between(PAGES, since, until):
                try:
                    page = decode(PAGES, stored.value)
                except Undecodable:
                    archived.unreadable += 1
                    continue
                assert isinstance(page, Page)
                if wanted.refuses_address(page.final_url):
                    archived.passed += 1
                    continue
                archived.pages += 1
                yield writer.page(page, str(stored.place))
