"""A data directory as a service leaves it behind after many stories: store, journal and state.

A few thousand stories are read and made documents of; the rest are those again under other ids, times and pieces of
text, so that the tables and indexes are as large and as scattered as they would be, in a tenth of the time.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from agents.clean.copies.known_article import FINGERPRINTS, known_of
from agents.clean.copies.memory import COPY_WINDOW, CopyMemory, RememberedText
from agents.clean.copies.signature import KEPT, keywords, sign
from agents.stages import STAGES
from benchmarks.invented_news import stories
from benchmarks.kept import kept
from search.embedded.document import Document, document_of
from search.embedded.store import EmbeddedStore
from topics.buffered import BufferedState, Documents, Key
from topics.catalogue import TOPICS
from topics.embedded.documents import RUN
from topics.embedded.journal import Journal
from topics.handling import Entry, entry_of
from topics.records import Page, TaggedArticle, now

MADE_FROM = (
    *("benchmarks/grow_fill.py", "benchmarks/invented_news.py"),
    *("topics/embedded/schema.sql", "topics/embedded/documents.py"),
    *(f"search/embedded/{name}" for name in ("schema.sql", "articles.py", "document.py", "packed.py")),
    *(f"agents/clean/copies/{name}.py" for name in ("memory", "signature")),
)
"""What decides what is written."""
_READ = 2_000  # stories that the others are made of
_PART = 10_000  # stories of which records and state are made at a time
_JOURNALED = 60_000
"""Of the latest stories, how many have their records in the journal: two days of a story every three seconds."""


def filled(size: int) -> Path:
    """The data directory with so many stories; filled once and kept for later runs."""
    return kept(f"grown-{size}", MADE_FROM, lambda folder: _fill(folder / "dongmaeng.sqlite", size))


def _fill(file: Path, size: int) -> None:
    originals = list(stories(_READ))
    ids = [secrets.token_hex(8) for _ in range(size)]
    journal = Journal(file)
    journal.connection.pragma("synchronous", "off")
    asyncio.run(_fill_store(file, originals, ids))
    for numbers in _parts(range(max(0, size - _JOURNALED), size)):
        journal.append(_records(originals, ids, numbers))
    for numbers in _parts(range(size), RUN // 10):
        journal.store(asyncio.run(_state(originals, ids, numbers)), set())
    journal.commit([], dict.fromkeys(STAGES, journal.end(list(TOPICS))))
    journal.close()


def _parts(numbers: range, part: int = _PART) -> Iterator[range]:
    return (numbers[start : start + part] for start in range(0, len(numbers), part))


async def _fill_store(file: Path, originals: Sequence[TaggedArticle], ids: Sequence[str]) -> None:
    documents = [document_of(original) for original in originals]
    store = EmbeddedStore(file)
    for numbers in _parts(range(len(ids))):
        await store.write_documents([_as_another(documents[number % _READ], ids[number]) for number in numbers])
    await store.close()


def _as_another(document: Document, id: str) -> Document:
    return replace(document, id=id, source_id=id, record=document.record.replace(document.id, id))


def _records(originals: Sequence[TaggedArticle], ids: Sequence[str], numbers: range) -> Iterator[Entry]:
    """The records of stories on their way, the page first."""
    for number in numbers:
        tagged, id = originals[number % _READ], ids[number]
        article = tagged.article
        page = Page(id=article.id, url=article.url, final_url=article.url, text=article.body, title=article.title)
        for record in (page, article, tagged):
            entry = entry_of(record)
            yield replace(entry, key=id, value=entry.value.replace(article.id.encode(), id.encode()))


async def _state(originals: Sequence[TaggedArticle], ids: Sequence[str], numbers: range) -> Documents:
    """What the stages that read pages keep of stories; each has pieces that no other has."""
    state, memory, expires = BufferedState(_Nothing()), CopyMemory(), now() + COPY_WINDOW
    signatures = [sign(original.article.body) for original in originals]
    for number in numbers:
        article, id, signature = originals[number % _READ].article, ids[number], signatures[number % _READ]
        text = RememberedText(
            id=id,
            signature=signature.pack(),
            size=signature.size,
            keywords=keywords(article.title, article.body),
            group=id,
        )
        await memory.remember(text, expires, state)
        await memory.put_under({secrets.token_hex(6): () for _ in range(KEPT + 1)}, id, expires, state)
        await state.put(FINGERPRINTS, id, known_of(article, id, by_own_site=False).document())
    return dict(sorted(state.documents.items()))


class _Nothing:
    """A state in which nothing is."""

    async def read(self, space: str, key: str) -> str | None:
        return None

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        return {}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        return []
