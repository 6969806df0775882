"""A socket in the data directory, by which a command reaches the processes that use it.

Not a signal to the process that the lock names: where the directory is shared between containers, its number means
another process here.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import structlog

from dongmaeng.private_files import FILE_MODE, private_data_dir

log = structlog.get_logger(__name__)

LONGEST_ANSWER = 60.0
"""Seconds: a reload reads a file and appends some thousand orders."""

_LONGEST_QUESTION = 10.0
"""Seconds that whoever connects may take to say what is asked."""

_SUFFIX = ".socket"


Answer = Callable[[], Awaitable[str]]
"""What gives one line."""


@asynccontextmanager
async def answering(data_dir: Path, name: str, answers: Mapping[str, Answer]) -> AsyncIterator[None]:
    """Answer questions for as long as the context lasts; `name`: of this process in the directory.

    Where no socket can be made there, that is logged and all else goes on.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await asyncio.wait_for(reader.readline(), _LONGEST_QUESTION)
            if (answer := answers.get(asked.decode().strip())) is not None:
                writer.write((await answer()).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError, TimeoutError):
            pass  # who asked is gone, or asked something else
        finally:
            writer.close()

    try:
        private_data_dir(data_dir)
        listening = _listen(data_dir, name)
    except OSError as error:
        log.warning("commands cannot reach this process", questions=list(answers), cause=error.strerror)
        yield
        return
    server = await asyncio.start_unix_server(serve, sock=listening)
    try:
        yield
    finally:
        with suppress(OSError):
            (data_dir / (name + _SUFFIX)).unlink()
        server.close()


def ask(data_dir: Path, question: str) -> dict[str, str]:
    """What each process that uses the directory answers, by its name; empty where it does not answer in time."""
    found = sorted(file for file in data_dir.glob("*" + _SUFFIX) if file.is_socket())
    return {file.stem: answer for file in found if (answer := _ask(file, question)) is not None}


def ask_process(data_dir: Path, name: str, question: str, longest: float) -> str:
    """What one process answers; empty where it is gone or says nothing for so many seconds."""
    return _ask(data_dir / (name + _SUFFIX), question, longest) or ""


def _ask(file: Path, question: str, longest: float = LONGEST_ANSWER) -> str | None:
    """The answer of one process; None where it is gone."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(longest)
        try:
            with _short(file.parent) as folder:
                asking.connect(f"{folder}/{file.name}")
        except ConnectionRefusedError:  # it was killed
            file.unlink(missing_ok=True)
            return None
        except FileNotFoundError:
            return None
        except OSError:
            return ""
        try:
            asking.sendall(question.encode() + b"\n")
            with asking.makefile(encoding="utf-8") as answer:
                return answer.readline().strip()
        except (OSError, ValueError):
            return ""


def _listen(data_dir: Path, name: str) -> socket.socket:
    """A socket for this user alone, put in its place when it listens: one that refuses is of a process that is gone."""
    listening = socket.socket(socket.AF_UNIX)
    draft = f"{name}.{os.getpid()}"
    try:
        with _short(data_dir) as folder:
            listening.bind(f"{folder}/{draft}")
            try:
                os.chmod(data_dir / draft, FILE_MODE)
                listening.listen()
                os.replace(data_dir / draft, data_dir / (name + _SUFFIX))
            except BaseException:
                (data_dir / draft).unlink()
                raise
    except BaseException:
        listening.close()
        raise
    return listening


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Another name of a folder: that of a socket may have a hundred bytes only."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        short = f"/proc/self/fd/{opened}"
        yield short if os.path.isdir(short) else str(folder)
    finally:
        os.close(opened)
