"""Commands reach the processes of a data directory, and those alone."""

from __future__ import annotations

import asyncio
import socket
import stat
from pathlib import Path

import pytest

from dongmaeng.control import answering, ask


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A data directory with a longer name than that of a socket may be."""
    return tmp_path / ("가람" * 30) / "data"


def modes(folder: Path) -> list[int]:
    return [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()]


async def asked(data_dir: Path, question: str = "how") -> dict[str, str]:
    return await asyncio.to_thread(ask, data_dir, question)


async def test_each_process_answers_by_its_name(deep: Path) -> None:
    async def well() -> str:
        return "well"

    async def ill() -> str:
        return "ill"

    assert await asked(deep) == {}
    async with answering(deep, "one", {"how": well}), answering(deep, "other", {"how": ill}):
        assert await asked(deep) == {"one": "well", "other": "ill"}
        assert modes(deep) == [0o600, 0o600]
        assert await asked(deep, "what") == {"one": "", "other": ""}
    assert await asked(deep) == {}
    assert modes(deep) == []


async def test_what_a_killed_process_left_is_no_process_and_goes(deep: Path) -> None:
    async def well() -> str:
        return "well"

    async with answering(deep, "run", {"how": well}):
        (deep / "run.socket").rename(deep / "old.socket")
        left = socket.socket(socket.AF_UNIX)
    left.close()
    assert await asked(deep) == {}
    assert not (deep / "old.socket").exists()


async def test_whoever_says_nothing_or_nonsense_stands_in_nobodys_way(tmp_path: Path) -> None:
    async def well() -> str:
        return "well"

    async with answering(tmp_path, "run", {"how": well}):
        silent = await asyncio.open_unix_connection(str(tmp_path / "run.socket"))
        noisy = await asyncio.open_unix_connection(str(tmp_path / "run.socket"))
        noisy[1].write(b"\xff" * 300_000 + b"\n")
        assert await asked(tmp_path) == {"run": "well"}
        assert await noisy[0].read() == b""
        for _, writer in (silent, noisy):
            writer.close()


async def test_where_no_socket_can_be_made_all_else_goes_on(tmp_path: Path) -> None:
    async def well() -> str:
        return "well"

    (tmp_path / "run.socket").mkdir()
    async with answering(tmp_path, "run", {"how": well}):
        assert await asked(tmp_path) == {}
