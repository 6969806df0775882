"""Items: what people give to be read, from a page file, a text file or a JSON object."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Any
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from agents.urls import article_id
from dongmaeng.times import seoul_time
from topics.records import Page, Quiet

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
TEXT_SUFFIXES = (".txt", ".text")
LARGEST_FILE = 64 << 20  # bytes: the reader sets aside what is far smaller; this only bounds what is loaded
FIRST_YEAR, LAST_YEAR = 1910, 9000
"""Before, clocks in Seoul went by the sun, seconds apart from all others."""

_HALF_OF_PAIR = re.compile("[\ud800-\udfff]")


class UnreadableItem(ValueError):
    """An item that is no item: says which file and line, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read, or why it cannot be."""

    id: str
    page: Page | None
    fault: str = ""


def _of_news(moment: datetime) -> datetime:
    """Refuse moments that no calendar of Seoul tells to the minute."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"is in no year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment


NewsMoment = Annotated[datetime, AfterValidator(_of_news)]
"""When a story was published."""


class JsonItem(BaseModel):
    """A line of an items file."""

    model_config = ConfigDict(extra="ignore")

    id: str
    url: str | None = None
    title: str | None = None
    published: NewsMoment | None = None
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


def items_of_lines(lines: Iterable[bytes], *, quiet: Quiet | None = None) -> Iterator[Item]:
    """The items of JSON lines that somebody sent, in order; none of them may name a file of this machine."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield item_of_line(line, f"line {number}", quiet, None)


def item_of_line(line: bytes, where: str, quiet: Quiet | None, folder: Path | None) -> Item:
    """The item of a line of JSON; the rest as for `item_of`."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Item(where, None, f"{where}: {error}")
    return item_of(value, where, quiet, folder)


def item_of(value: Any, where: str, quiet: Quiet | None, folder: Path | None = None) -> Item:
    """The item that a JSON value describes; `where` it stands is said of one that is wrong.

    `folder`: where its `path` begins; without one it may name no file.
    """
    try:
        value = _whole_characters(value)
        item = JsonItem.model_validate(value)
        return Item(item.id, _page(item, folder, quiet))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        message = str(first["msg"]).removeprefix("Value error, ")
        return Item(_id_of(value) or where, None, f"{where}: {field + ': ' if field else ''}{message}")
    except (OSError, ValueError, OverflowError, RecursionError) as error:
        return Item(_id_of(value) or where, None, f"{where}: {_without_number(error)}")


def _whole_characters(value: Any) -> Any:
    """The value with U+FFFD in place of each half of a surrogate pair, which no text outside JSON may have."""
    if isinstance(value, str):
        return _HALF_OF_PAIR.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_whole_characters(name): _whole_characters(inner) for name, inner in value.items()}
    return [_whole_characters(inner) for inner in value] if isinstance(value, list) else value


def _id_of(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _page(item: JsonItem, folder: Path | None, quiet: Quiet | None) -> Page:
    url = item.url or f"item:{quote(item.id, safe='')}"
    body, text = b"", item.text
    if item.path is not None:
        if folder is None:
            raise UnreadableItem("path: no file is read here; give html or text")
        absolute = Path(item.path).is_absolute()
        body, text = _load(folder / item.path, within=None if absolute else folder)
    elif item.html is not None:
        body = item.html.encode("utf-8")
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


def file_item(file: Path, quiet: Quiet | None, *, within: Path | None = None) -> Item:
    """The item that a page file or a text file is; `within`: the folder that a link must not lead out of."""
    name = _HALF_OF_PAIR.sub("\ufffd", file.name)  # a name in another encoding than the system's
    url = f"item:{quote(name, safe='')}"
    try:
        body, text = _load(file, within)
    except (OSError, ValueError) as error:
        return Item(name, None, f"{file}: {_without_number(error)}")
    page = Page(id=article_id(url), source_id=name, url=url, final_url=url, body=body, text=text, quiet=quiet)
    return Item(name, page)


def _load(file: Path, within: Path | None) -> tuple[bytes, str | None]:
    """The bytes of a page file, or the text of a text file; `within`: the folder that a link must not lead out of."""
    target = file.resolve(strict=True)
    if within is not None and not target.is_relative_to(within.resolve()):
        raise UnreadableItem("lies outside the folder; a list may name such a file by its absolute path")
    with open_regular(target) as opened:
        body = opened.read(LARGEST_FILE + 1)
    if len(body) > LARGEST_FILE:
        raise UnreadableItem(f"more than the {LARGEST_FILE} bytes that are read")
    if file.suffix.lower() not in TEXT_SUFFIXES:
        return body, None
    try:
        return b"", body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return b"", body.decode("cp949", "replace")


def open_regular(path: Path) -> IO[bytes]:
    """The file to read; raises `UnreadableItem` for a pipe or device, without waiting for it, else `OSError`."""
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise UnreadableItem("is no regular file")
    return os.fdopen(opened, "rb")


def _without_number(error: Exception) -> str:
    """What is wrong, without the number that the system gives it and the path that is told anyway."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
