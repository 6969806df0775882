"""State that survives, in Elasticsearch by id: a `Backing` that workers on several machines share.

Elasticsearch changes one document at a time. Several are written in one step by a transaction:

1. Every document is marked with what it is to become, if it is still as it was read.
2. The writer's log, a document of its own, is set to "committed". This is the step.
3. What the marks say is put in their place.

A mark counts from the moment its log says "committed", whoever reads it, whether or not step 3 was reached; a mark
whose log says otherwise counts nothing. Whoever meets a mark that is not decided waits a moment and then sets that log
to "given up", after which its writer cannot commit any more. Every write names the sequence number that it replaces,
so that none that comes late, from a frozen worker or a slow line, can undo what came after; for the same reason a
deleted document leaves an empty one for a while.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import secrets
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from search.elastic.by_id import LONGEST_ID, ById, Found, Replacement
from search.elastic.client import connect
from search.elastic.settings import ElasticSettings
from topics.buffered import Documents, Key, Write

LOGS = "transactions"
"""The space of the writers' logs, which no state is kept in."""
PATIENCE = 1.0  # seconds, up to twice that: a transaction takes some hundredths, on a busy server tenths
LOOK = 0.02  # seconds between looks at a transaction that is under way
GONE = 3600.0  # seconds that a deleted document leaves an empty one: longer than any request can be under way
CLOSING = 2.0  # seconds that a server may take that is perhaps away


class Fate(Enum):
    """What became of a transaction, as far as its log says."""

    COMMITTED = "committed"
    OPEN = "open"
    OVER = "over"
    """Given up, or put in place long ago."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The transaction that a document is marked by."""

    writer: str
    number: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a key holds, and the document that says so."""

    found: Found
    write: Write | None
    undecided: Mark | None = None

    @property
    def text(self) -> str | None:
        """The text where there is one that has not expired."""
        if self.write is None or (self.write[1] is not None and self.write[1] <= time.time()):
            return None
        return self.write[0]


class ElasticState:
    """State documents shared by all who use one Elasticsearch; for `patient`, `trouble` and errors see `ById`."""

    def __init__(self, documents: ById) -> None:
        self._documents = documents
        self._writing = asyncio.Lock()
        self._log: Found | None = None

    @classmethod
    def at(cls, url: str, settings: ElasticSettings, *, patient: bool = False) -> ElasticState:
        """The state at an address; nothing is sent before the first call."""
        return cls(ById(connect(url, settings), settings.definition, "state", patient=patient))

    @property
    def trouble(self) -> str:
        return self._documents.trouble

    async def read(self, space: str, key: str) -> str | None:
        return (await self._look([(space, key)]))[space, key].text

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        held = await self._look(keys)
        return {key: text for key, one in held.items() if (text := one.text) is not None}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        query = {"bool": {"filter": [{"term": {"space": space}}, {"prefix": {"key": prefix}}]}}
        found = [one async for one in self._documents.search(query)]
        marked = await self._look([_key(one) for one in found if _mark(one)])
        held = (marked.get(_key(one)) or Held(one, _write(one.source)) for one in found)
        return [(_key(one.found)[1], text) for one in held if one.found.source and (text := one.text) is not None]

    async def write(self, documents: Documents, created: set[Key], expected: Mapping[Key, str]) -> bool:
        keys = sorted({*documents, *created, *expected})
        patience: dict[Mark, float] = {}
        async with self._writing:
            while True:
                held = await self._look(keys)
                if undecided := {one.undecided for one in held.values() if one.undecided}:
                    await self._decide(undecided, patience)
                    continue
                if any(held[key].text is not None for key in created):
                    return False
                if any(held[key].text != text for key, text in expected.items()):
                    return False
                if await self._replace(held, documents):
                    return True

    async def forget_expired(self) -> int:
        """Delete what has expired; how many documents."""
        query = {"range": {"expires": {"lte": time.time()}}}
        gone = [Replacement(one, None) async for one in self._documents.search(query) if not _mark(one)]
        return sum(one is not None for one in await self._documents.replace(gone))

    async def close(self) -> None:
        """Let go of the connection."""
        log, self._log = self._log, None
        try:
            if log is not None:
                await asyncio.wait_for(self._end_log(log), CLOSING)
        except TimeoutError:
            pass  # it is small, and nobody's mark names it
        finally:
            await self._documents.close()

    async def _look(self, keys: Iterable[Key]) -> dict[Key, Held]:
        """What keys hold now; nothing is written."""
        held: dict[Key, Held] = {}
        left: dict[Key, tuple[int, int] | None] = dict.fromkeys(keys)
        while left:
            found = dict(zip(left, await self._documents.get([_id(*key) for key in left]), strict=True))
            marks = {key: mark for key, one in found.items() if (mark := _mark(one)) and one.last != left[key]}
            logs = await self._logs({mark.writer for mark in marks.values()})
            for key, one in found.items():
                mark = marks.get(key)
                fate = _fate(logs[mark.writer], mark.number) if mark else None
                if fate is Fate.OVER:  # for good if the mark is still there: it may have been put in place meanwhile
                    left[key] = one.last
                    continue
                source = one.source or {}
                write = _write(source["next"] if fate is Fate.COMMITTED else source)
                held[key] = Held(one, write, mark if fate is Fate.OPEN else None)
                del left[key]
        return held

    async def _decide(self, undecided: Iterable[Mark], patience: dict[Mark, float]) -> None:
        """Wait for transactions under way, and give up those that take too long."""
        moment = time.monotonic()
        late = [m for m in undecided if patience.setdefault(m, moment + PATIENCE * random.uniform(1, 2)) <= moment]
        logs = await self._logs({mark.writer for mark in late})
        open_now = [mark for mark in late if _fate(logs[mark.writer], mark.number) is Fate.OPEN]
        if open_now:
            await self._documents.replace([_log_entry(logs[mark.writer], mark, committed=False) for mark in open_now])
        else:
            await asyncio.sleep(LOOK)

    async def _replace(self, held: dict[Key, Held], documents: Documents) -> bool:
        """Write documents if all is still as it is held; False where it was tried in vain."""
        if all(write is None and held[key].write is None for key, write in documents.items()):
            return True
        if len(held) == 1:
            [(key, write)] = documents.items()
            return await self._replace_one(key, held[key], write)
        try:
            return await self._replace_together(held, documents)
        except BaseException:
            self._log = None  # what became of the transaction is not known: others will decide it
            raise

    async def _replace_one(self, key: Key, held: Held, write: Write | None) -> bool:
        once = secrets.token_hex(8)
        [done] = await self._documents.replace([Replacement(held.found, _source(key, write) | {"once": once})])
        if done is None:  # it may be ours, and only the reply was lost
            [now] = await self._documents.get([held.found.id])
            return (now.source or {}).get("once") == once
        return True

    async def _replace_together(self, held: dict[Key, Held], documents: Documents) -> bool:
        if self._log is None or "log" not in (self._log.source or {}):  # somebody removed it
            self._log = await self._begin_log()
        mark = Mark(self._log.id, _number(self._log) + 1)
        marked = await self._mark(held, documents, mark)
        if len(marked) < len(held) or not await self._commit(mark):
            await self._give_up(mark)
            await self._put(marked, {key: one.write for key, one in held.items()})
            return False
        await self._put(marked, {key: documents.get(key, one.write) for key, one in held.items()})
        return True

    async def _mark(self, held: dict[Key, Held], documents: Documents, mark: Mark) -> dict[Key, Found]:
        """Mark documents with what they are to become; those where it succeeded."""
        replacements = [
            Replacement(
                one.found,
                _source(key, one.write) | {"next": _text(documents.get(key, one.write)) | _mark_fields(mark)},
            )
            for key, one in held.items()
        ]
        marked = dict(zip(held, await self._documents.replace(replacements), strict=True))
        lost = [key for key, one in marked.items() if one is None]
        for key, one in zip(lost, await self._documents.get([_id(*key) for key in lost]), strict=True):
            marked[key] = one if _mark(one) == mark else None  # it may be ours, and only the reply was lost
        return {key: one for key, one in marked.items() if one is not None}

    async def _put(self, marked: dict[Key, Found], writes: Mapping[Key, Write | None]) -> None:
        """Put documents in the place of marks; those that others have replaced are right already."""
        await self._documents.replace([Replacement(one, _source(key, writes[key])) for key, one in marked.items()])

    async def _begin_log(self) -> Found:
        id = _id(LOGS, secrets.token_hex(8))
        [done] = await self._documents.replace([_log_entry(Found(id), Mark(id, 0), committed=False)])
        return done or (await self._documents.get([id]))[0]

    async def _end_log(self, log: Found) -> None:
        await self._documents.replace([Replacement(log, _source((LOGS, _log_key(log.id)), None))])

    async def _commit(self, mark: Mark) -> bool:
        assert self._log is not None
        [done] = await self._documents.replace([_log_entry(self._log, mark, committed=True)])
        self._log = done or (await self._documents.get([mark.writer]))[0]
        return _fate(self._log, mark.number) is Fate.COMMITTED

    async def _give_up(self, mark: Mark) -> None:
        """Use up the number, so that a mark of it that comes late counts nothing."""
        assert self._log is not None
        if _fate(self._log, mark.number) is Fate.OPEN:
            [done] = await self._documents.replace([_log_entry(self._log, mark, committed=False)])
            self._log = done or (await self._documents.get([mark.writer]))[0]

    async def _logs(self, writers: set[str]) -> dict[str, Found]:
        return {one.id: one for one in await self._documents.get(sorted(writers))} if writers else {}


def _id(space: str, key: str) -> str:
    id = f"{space}/{key}"
    return id if len(id.encode("utf-8", "replace")) <= LONGEST_ID else hashlib.sha256(id.encode()).hexdigest()


def _key(found: Found) -> Key:
    assert found.source is not None
    return found.source["space"], found.source["key"]


def _source(key: Key, write: Write | None) -> dict[str, Any]:
    return {"space": key[0], "key": key[1], **_text(write)}


def _text(write: Write | None) -> dict[str, Any]:
    if write is None:
        return {"expires": time.time() + GONE}
    return {"text": write[0]} if write[1] is None else {"text": write[0], "expires": write[1]}


def _write(source: Mapping[str, Any] | None) -> Write | None:
    return (source["text"], source.get("expires")) if source and "text" in source else None


def _mark(found: Found) -> Mark | None:
    following = (found.source or {}).get("next")
    return Mark(following["writer"], following["number"]) if following else None


def _mark_fields(mark: Mark) -> dict[str, Any]:
    return {"writer": mark.writer, "number": mark.number}


def _log_entry(log: Found, mark: Mark, *, committed: bool) -> Replacement:
    """The log of a writer with a transaction decided."""
    state = {"number": mark.number, "committed": committed}
    return Replacement(log, {"space": LOGS, "key": _log_key(mark.writer), "log": state})


def _log_key(writer: str) -> str:
    return writer.removeprefix(f"{LOGS}/")


def _number(log: Found) -> int:
    return int((log.source or {})["log"]["number"])


def _fate(log: Found, number: int) -> Fate:
    if "log" not in (log.source or {}):  # its writer has stopped in order
        return Fate.OVER
    if number == _number(log) + 1:
        return Fate.OPEN
    if number == _number(log) and (log.source or {})["log"]["committed"]:
        return Fate.COMMITTED
    return Fate.OVER
