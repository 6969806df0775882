"""However many alliances there are, few of them are in memory."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from dongmaeng.backend.backend import Backend
from dongmaeng.exports.files import alliance_writer, alliances_of
from dongmaeng.exports.formats import Format
from dongmaeng.exports.writer import written
from dongmaeng.settings import Settings
from search.alliances import AllianceQuery
from search.embedded.store import EmbeddedStore
from tests.dongmaeng.exports.alliances import alliance
from tests.dongmaeng.exports.files import PAGES

AT_ONCE = 250
"""Alliances that are read from the store at once: a quarter of what is usual, since what counts each piece of memory
makes everything several times as slow."""
FEW = 2 * AT_ONCE
"""As many as are read from the store while those before them are written."""
MANY = 2 * FEW


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data_dir=tmp_path_factory.mktemp("many"))
    asyncio.run(fill(EmbeddedStore(settings.database)))
    return settings


async def fill(store: EmbeddedStore) -> None:
    for start in range(0, MANY, 500):
        await store.write_alliances([alliance(number) for number in range(start, start + 500)])
    await store.close()


@pytest.mark.parametrize("format", [Format.CSV, Format.XLSX])
async def test_a_file_of_many_alliances_takes_no_more_memory_than_one_of_few(
    many: Settings, format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.store.MOST_ALLIANCES", AT_ONCE)
    async with Backend(many) as backend:
        await peak(backend, format, 100)  # what is imported and remembered once
        of_few = await peak(backend, format, FEW)
        assert await peak(backend, format, MANY) < 1.2 * of_few


async def peak(backend: Backend, format: Format, number: int) -> int:
    """The most memory that Python held while a file was made, in bytes."""
    tracemalloc.start()
    try:
        parts = written(alliance_writer(format, PAGES), alliances_of(backend, AllianceQuery(), number))
        assert await length(parts) > 50 * number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def length(parts: AsyncIterator[bytes]) -> int:
    return sum([len(part) async for part in parts])
