"""A Jinja2 file of one's own, for any service that no type is for: what it makes is posted to the address.

The name of the file says what it makes: `….json`, `….html`, `….xml` or `….txt`, with `.j2` or `.jinja` behind it if one
likes. HTML and XML are escaped by themselves; in JSON a text is put with `| tojson`, and what is made must be JSON. The
file sees `id`, `event`, `created`, `payload` (`{"type", "timestamp", "data"}`), `message` (the message in words:
`label`, `headline`, `paragraphs`, `links`), `language` and `page`. It is filled in a process of its own, which sees no
file and no variable of ours and ends when it takes too long, too much memory or makes too much.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agents.alert.types import rendering
from agents.alert.types.contract import Answer, Fate, HttpType, Outgoing, Request
from agents.alert.types.showing import told
from agents.http_client import HttpClient

_CONTENT_TYPES = {
    ".json": "application/json; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_TEMPLATE_SUFFIXES = (".j2", ".jinja", ".jinja2")
_ESCAPED = (".html", ".xml")
_MOST_TEMPLATE = 100_000
"""Bytes of a template."""

_SECONDS = 10.0
"""For a process to start, to fill the template and to end; its own processor time is limited to less."""


class Template(HttpType):
    name = "template"
    takes = frozenset({"template", "secret"})
    needs = frozenset({"url", "template"})

    def fault(self, *, to: Sequence[str], sender: str, template: Path | None) -> str | None:
        if template is not None and _made(template) not in _CONTENT_TYPES:
            return f"the name of the template must end in {', '.join(_CONTENT_TYPES)}"
        return None

    async def send(self, outgoing: Outgoing, http: HttpClient) -> Answer:
        template = outgoing.target.template
        assert template is not None
        try:
            with template.open("rb") as opened:
                source = opened.read(_MOST_TEMPLATE + 1).decode()
        except (OSError, UnicodeDecodeError):
            return Answer(Fate.PAUSED, error=f"{template.name} cannot be read")
        if len(source.encode()) > _MOST_TEMPLATE:
            return Answer(Fate.PAUSED, error=f"{template.name} is too long")
        filled = await _filled(source, outgoing)
        if isinstance(filled, Answer):
            return filled
        if _made(template) == ".json" and not _is_json(filled):
            return Answer(Fate.DEAD, error=f"{template.name} did not make JSON")
        headers = {"content-type": _CONTENT_TYPES[_made(template)]}
        if outgoing.target.secrets:
            headers["authorization"] = f"Bearer {outgoing.target.secrets[0]}"
        return await self.post(Request(outgoing.target.address, filled.encode(), headers), outgoing.target, http)


def _made(template: Path) -> str:
    """What a template makes, by its name: `.json`, …"""
    name = template.name
    for suffix in _TEMPLATE_SUFFIXES:
        name = name.removesuffix(suffix)
    return Path(name).suffix.lower()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


async def _filled(source: str, outgoing: Outgoing) -> str | Answer:
    """The filled template, or why there is none."""
    target = outgoing.target
    assert target.template is not None
    work = {
        "source": source,
        "escaped": _made(target.template) in _ESCAPED,
        "values": {
            "id": outgoing.id,
            "event": outgoing.event,
            "created": outgoing.created.isoformat(),
            "payload": _payload(outgoing.payload),
            "message": asdict(told(outgoing)),
            "language": target.language,
            "page": target.page,
        },
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        rendering.__file__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
    )
    try:
        async with asyncio.timeout(_SECONDS):
            out, _ = await process.communicate(json.dumps(work).encode())
    except TimeoutError:
        return Answer(Fate.DEAD, error=f"{target.template.name} takes too long")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return _outcome(process.returncode, out, target.template.name)


def _outcome(status: int | None, out: bytes, name: str) -> str | Answer:
    text = out.decode("utf-8", "replace")
    match status:
        case rendering.MADE:
            return text
        case rendering.WRONG_TEMPLATE:
            return Answer(Fate.PAUSED, error=f"{name}: {text}")
        case rendering.TOO_LONG:
            return Answer(Fate.DEAD, error=f"{name} makes more than {rendering.MOST_BYTES} bytes")
        case rendering.FAILED:
            return Answer(Fate.DEAD, error=f"{name}: {text}")
        case _:
            return Answer(Fate.DEAD, error=f"{name} takes too much time or memory")


def _payload(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}
