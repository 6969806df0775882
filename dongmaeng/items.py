"""What the command line is given to read: page files, text files, folders of them, URLs and JSONL items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from agents.urls import article_id
from topics.records import SEOUL, Page, Quiet

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
TEXT_SUFFIXES = (".txt", ".text")
LARGEST_FILE = 64 << 20  # bytes: the reader sets aside what is far smaller; this only bounds what is loaded


class UnreadableItem(ValueError):
    """An item that is no item: says which file and line, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read, or why it cannot be."""

    id: str
    page: Page | None
    fault: str = ""


class JsonItem(BaseModel):
    """A line of an items file."""

    model_config = ConfigDict(extra="ignore")

    id: str
    url: str | None = None
    title: str | None = None
    published: datetime | None = None
    path: str | None = None
    html: str | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _one_body(self) -> JsonItem:
        if sum(body is not None for body in (self.path, self.html, self.text)) != 1:
            raise ValueError('needs exactly one of "path", "html" and "text"')
        return self


def is_url(target: str) -> bool:
    return target.startswith(("http://", "https://"))


def items_of(targets: Iterable[str], *, quiet: Quiet | None = None) -> Iterator[Item]:
    """The items of files, folders and items files, in order; raises `FileNotFoundError` before any is read."""
    paths = [Path(target) for target in targets]
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file or folder")
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.suffix.lower() in PAGE_SUFFIXES + TEXT_SUFFIXES):
                yield _file_item(file, quiet)
        elif path.suffix.lower() in (".jsonl", ".ndjson"):
            yield from _json_items(path, quiet)
        else:
            yield _file_item(path, quiet)


def _json_items(path: Path, quiet: Quiet | None) -> Iterator[Item]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            where = f"{path.name} line {number}"
            try:
                item = JsonItem.model_validate(json.loads(line))
                yield Item(item.id, _page(item, path.parent, quiet))
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(str(part) for part in first["loc"])
                yield Item(_id_of(line) or where, None, f"{where}: {field + ': ' if field else ''}{first['msg']}")
            except (OSError, ValueError, RecursionError) as error:
                yield Item(_id_of(line) or where, None, f"{where}: {error}")


def _id_of(line: bytes) -> str | None:
    try:
        found = json.loads(line).get("id")
    except (ValueError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def _page(item: JsonItem, folder: Path, quiet: Quiet | None) -> Page:
    url = item.url or f"item:{quote(item.id, safe='')}"
    body, text = b"", item.text
    if item.path is not None:
        file = folder / item.path
        body, text = _load(file)
    elif item.html is not None:
        body = item.html.encode("utf-8", "surrogatepass")
    return Page(
        id=article_id(url),
        source_id=item.id,
        url=url,
        final_url=url,
        body=body,
        text=text,
        title=item.title,
        published=seoul_time(item.published) if item.published else None,
        headers={"content-type": "text/html; charset=utf-8"} if item.html is not None else {},
        quiet=quiet,
    )


def _file_item(file: Path, quiet: Quiet | None) -> Item:
    url = f"item:{quote(file.name, safe='')}"
    try:
        body, text = _load(file)
    except (OSError, ValueError) as error:
        return Item(file.name, None, f"{file}: {error}")
    page = Page(id=article_id(url), source_id=file.name, url=url, final_url=url, body=body, text=text, quiet=quiet)
    return Item(file.name, page)


def _load(file: Path) -> tuple[bytes, str | None]:
    """The bytes of a page file, or the text of a text file."""
    size = file.stat().st_size
    if size > LARGEST_FILE:
        raise UnreadableItem(f"{size} bytes is more than the {LARGEST_FILE} that are read")
    body = file.read_bytes()
    if file.suffix.lower() not in TEXT_SUFFIXES:
        return body, None
    try:
        return b"", body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return b"", body.decode("cp949", "replace")


def seoul_time(moment: datetime) -> datetime:
    """The moment in Seoul; one without a zone was meant so."""
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
