"""The service as the page beside it sees it: asked by its socket in the data directory, so that one listener serves."""

from __future__ import annotations

import asyncio
from pathlib import Path

from dongmaeng.control import Answer, ask_process
from dongmaeng.watching.told import HEALTHZ, LONGEST_ANSWER, METRICS, READYZ, Told, Watched, ask

_QUESTION = "watch "


def answers_of(watched: Watched) -> dict[str, Answer]:
    """What a process answers on its socket to those who watch it."""

    def answer_of(path: str) -> Answer:
        async def answer() -> str:
            return (await ask(watched, path)).as_line()

        return answer

    return {_QUESTION + path: answer_of(path) for path in (HEALTHZ, READYZ, METRICS)}


class AskedService:
    """A service that another process watches; `process`: its name in the data directory."""

    def __init__(self, data_dir: Path, process: str) -> None:
        self._data_dir = data_dir
        self._process = process
        self._asking: dict[str, asyncio.Task[Told]] = {}

    async def healthz(self) -> Told:
        return await self._once(HEALTHZ, "healthy")

    async def readyz(self) -> Told:
        return await self._once(READYZ, "ready")

    async def metrics(self) -> Told:
        return await self._once(METRICS, "metrics")

    async def _once(self, path: str, word: str) -> Told:
        """Ask for all who want the same at once."""
        if path not in self._asking:
            self._asking[path] = asyncio.create_task(self._ask(path, word))
            self._asking[path].add_done_callback(lambda _: self._asking.pop(path))
        return await asyncio.shield(self._asking[path])

    async def _ask(self, path: str, word: str) -> Told:
        question = _QUESTION + path
        line = await asyncio.to_thread(ask_process, self._data_dir, self._process, question, LONGEST_ANSWER)
        try:
            return Told.from_line(line)
        except (ValueError, TypeError):
            return Told.of(word, ["the service does not answer"])
