"""`/events`: alliances as they are written, as server-sent events."""

from __future__ import annotations

from functools import partial
from typing import Annotated, cast

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from dongmaeng.web.api.declared import other
from dongmaeng.web.api.parameters import AllianceFilters, Cursor
from dongmaeng.web.api.problems import unavailable
from dongmaeng.web.event_stream import EVENT_STREAM, EventStream
from dongmaeng.web.filters import LONGEST_CURSOR, alliance_query, filters_of
from dongmaeng.web.live import Live, TooManyReaders

router = APIRouter(tags=["alliances"])


class EventParameters(AllianceFilters):
    """Which alliances, and since when."""

    after: Cursor = None


@router.get("/events", response_class=EventStream, responses=other(EVENT_STREAM, "Events, until one side ends them."))
async def stream_events(
    request: Request,
    asked: Annotated[EventParameters, Query()],
    last_event_id: Annotated[str | None, Header(max_length=LONGEST_CURSOR)] = None,
) -> Response:
    """Each alliance as it is written, imported ones too, from now on or from behind `Last-Event-ID` or `after`.

    An event is `alliance`; its `id` is the cursor behind it and its `data` a JSON object of `change`, what happened
    last, and `alliance`.
    """
    live = cast(Live, request.app.state.live)
    query = alliance_query(request.query_params) if filters_of(request.query_params).asked else None
    try:
        reader = await live.open(last_event_id or asked.after, query)
    except TooManyReaders:
        raise unavailable("as many streams are open as there may be") from None
    return EventStream(live.events(reader), reader.ended, partial(live.close, reader))
