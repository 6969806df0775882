"""`/explain` and `/items`: reading one page and telling why, and handing items to the service."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from agents.urls import article_id
from agents.workers import NoWorkers
from dongmaeng.backend.writes import add_items
from dongmaeng.items import Item, NewsMoment, item_of, items_of_lines
from dongmaeng.reading import read_item
from dongmaeng.shapes.applied import AddedItemsShape
from dongmaeng.shapes.explanations import ExplainedShape
from dongmaeng.times import seoul_time
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import problems
from dongmaeng.web.api.parameters import LONGEST_ID, Parameters
from dongmaeng.web.api.problems import Problem, unavailable, wrong_parameter
from dongmaeng.web.asked import TheBackend
from topics.records import Page, Quiet

router = APIRouter(tags=["reading"])

MOST_ITEMS = 1_000
LONGEST_URL = 2_000
LARGEST_PAGE = 2 << 20
"""Bytes: the largest news pages have half of it."""

MOST_WAITING = 8
"""Pages that wait for a process, the one at work included."""

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
LINE_TYPES = ("application/x-ndjson", "application/jsonl")
JSON = "application/json"

_at_work = asyncio.Semaphore(MOST_WAITING)


class PageParameters(Parameters):
    """What is known of the page beside its text; nothing is fetched from its address."""

    url: str | None = Field(None, min_length=1, max_length=LONGEST_URL, description="Whose rules hold for it.")
    title: str | None = Field(None, max_length=1_000, description="For a text that has none.")
    published: NewsMoment | None = Field(None, description="Without a zone in Asia/Seoul.")


class HandedItem(BaseModel):
    """An item as `import` reads it, but no file of the service's machine: one of `html` and `text`."""

    id: str = Field(min_length=1, max_length=LONGEST_ID)
    url: str | None = Field(None, max_length=LONGEST_URL)
    title: str | None = None
    published: datetime | None = None
    html: str | None = None
    text: str | None = None


def _takes(*media_types: str, **others: dict[str, Any]) -> dict[str, Any]:
    """That a path takes a body of these types, which is text."""
    content = others | {media: {"schema": {"type": "string"}} for media in media_types}
    return {"requestBody": {"required": True, "content": content}}


_ITEMS = {"type": "array", "items": HandedItem.model_json_schema(), "minItems": 1, "maxItems": MOST_ITEMS}


@router.post("/explain", response_model=ExplainedShape, responses=problems(415), openapi_extra=_takes(*PAGE_TYPES))
async def explain(request: Request, backend: TheBackend, asked: Annotated[PageParameters, Query()]) -> Response:
    """Read one page or text, store nothing, and say what is in it and what decided that."""
    media = _media_type(request, PAGE_TYPES)
    body = await request.body()
    if not body.strip() or len(body) > LARGEST_PAGE:
        raise wrong_parameter("body", f"is a page or a text of at most {LARGEST_PAGE} bytes")
    url = asked.url or "item:explained"
    page = Page(
        id=article_id(url),
        source_id="explained",
        url=url,
        final_url=url,
        body=b"" if media == "text/plain" else body,
        text=body.decode("utf-8", "replace") if media == "text/plain" else None,
        title=asked.title,
        published=seoul_time(asked.published) if asked.published else None,
        headers={"content-type": request.headers["content-type"]},
    )
    if _at_work.locked():
        raise unavailable("many pages wait to be read")
    async with _at_work:
        try:
            told = await read_item(
                Item("explained", page), await backend.workers(), backend.settings.data_dir, explained=True
            )
        except NoWorkers:
            raise unavailable("no process to read pages could be started") from None
    return answer(request, ExplainedShape.of_told(told))


@router.post(
    "/items",
    response_model=AddedItemsShape,
    status_code=202,
    responses=problems(415),
    openapi_extra=_takes(*LINE_TYPES, **{JSON: {"schema": _ITEMS}}),
)
async def hand_in_items(request: Request, backend: TheBackend) -> Response:
    """Hand items over as JSON lines or a JSON array, as `import` reads them but without `path`.

    The service reads them in its turn. Webhooks are not called for what is new in them. Safe to repeat.
    """
    media = _media_type(request, (*LINE_TYPES, JSON))
    body = await request.body()
    items = await asyncio.to_thread(_of_json if media == JSON else _of_lines, body)
    if not any(item.page for item in items):
        raise wrong_parameter("body", items[0].fault if items else "has no item")
    added = await add_items(backend, items)
    return answer(request, AddedItemsShape.of(added), 202)


def _of_lines(body: bytes) -> list[Item]:
    lines = body.split(b"\n")
    if sum(bool(line.strip()) for line in lines) > MOST_ITEMS:
        raise _too_many()
    return [_bounded(item) for item in items_of_lines(lines, quiet=Quiet.IMPORTED)]


def _of_json(body: bytes) -> list[Item]:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise wrong_parameter("body", "is no valid JSON") from None
    if not isinstance(values, list):
        values = [values]
    if len(values) > MOST_ITEMS:
        raise _too_many()
    return [_bounded(item_of(value, f"item {n}", Quiet.IMPORTED)) for n, value in enumerate(values, 1)]


def _too_many() -> Problem:
    return wrong_parameter("body", f"has at most {MOST_ITEMS} items; send them in parts")


def _bounded(item: Item) -> Item:
    """The item, or why it cannot be taken."""
    if item.page is not None and (len(item.id) > LONGEST_ID or len(item.page.url) > LONGEST_URL):
        return Item(item.id[:LONGEST_ID], None, "its id or url is too long")
    return item


def _media_type(request: Request, taken: tuple[str, ...]) -> str:
    """The type of the body; refuses one that is not taken."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in taken:
        raise Problem(415, f"Content-Type is one of {', '.join(taken)}")
    return media
