"""`/endpoints` and `/deliveries`: who is told what, and what became of each message."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from agents.alert.deliveries import DeliveryStatus
from agents.alert.endpoints import Event
from agents.alert.language import Language
from agents.alert.times import AT_ONCE
from dongmaeng.backend import endpoints as told
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.endpoints import (
    check_variables,
    endpoint_of,
    known_endpoint,
    known_endpoints,
    message,
    message_counts,
    sent,
)
from dongmaeng.backend.writes import add_endpoint, order, resend
from dongmaeng.shapes.applied import OrderedShape, ResentShape
from dongmaeng.shapes.endpoints import DeliveryLogShape, DeliveryShape, EndpointShape, PreviewShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.cursors import cursor_at, place_at
from dongmaeng.web.api.declared import NOT_FOUND, ON_READS
from dongmaeng.web.api.parameters import LONGEST_ID, MOST_AT_ONCE, Cursor, Id, Moment, Parameters
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.filters import since_of
from search.alliances import BadCursor
from topics.records import CommandKind

router = APIRouter(tags=["alerts"])

MONTH = "30d"

Text = Annotated[str, StringConstraints(max_length=2_000)]


class EndpointWish(BaseModel):
    """An endpoint to set up. Secrets and files stand where the service runs: here are the names of variables alone."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=100, pattern=r"^[^/\s]+$")
    type: Text = "standard"
    url: Text | None = None
    url_env: Text | None = None
    secret_env: Text | None = None
    to: list[Text] = Field([], max_length=100)
    sender: Text = ""
    username: Text = ""
    events: list[Event] | None = None
    filter: Text = ""
    organisations: list[Text] = Field([], max_length=1_000)
    least_score: float = Field(0.0, ge=0.0, le=1.0)
    quiet_hours: Text = ""
    digest: Text = AT_ONCE
    language: Language = Language.KOREAN
    allow_private: bool = False

    def given(self) -> dict[str, Any]:
        """What was given, as the settings file would have it."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


class EndpointDetailShape(EndpointShape):
    """An endpoint with how many of its messages stand where."""

    messages: dict[DeliveryStatus, int]


class DeliveryParameters(Parameters):
    """Which messages."""

    endpoint: str | None = Field(None, max_length=100, description="Only those to this endpoint.")
    status: list[DeliveryStatus] = Field([], description="Only those that stand so.")
    limit: int = Field(100, ge=1, le=MOST_AT_ONCE, description="How many at most.")
    cursor: Cursor = None


class DeliveriesShape(BaseModel):
    """Messages to the endpoints, the latest first."""

    total: int
    deliveries: list[DeliveryShape]
    next: str | None
    """The cursor of what follows; null where nothing does."""


class PreviewParameters(Parameters):
    """Since when."""

    since: Moment = MONTH


class ResendWish(BaseModel):
    """Messages to be sent once more: these, or all that ended unsent since a moment."""

    model_config = ConfigDict(extra="forbid")

    messages: list[Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]] = Field([], max_length=1_000)
    since: AwareDatetime | None = None
    endpoint: str = Field("", max_length=100, description="Only those to this endpoint.")


@router.get("/endpoints", response_model=list[EndpointShape], responses=ON_READS)
async def list_endpoints(request: Request, backend: TheBackend) -> Response:
    """The endpoints, with what each is told, where it is set and how it stands; never an address or a secret."""
    return answer(request, [EndpointShape.of(one) for one in (await known_endpoints(backend)).values()])


@router.post("/endpoints", response_model=OrderedShape)
async def put_endpoint(request: Request, backend: TheBackend, wish: EndpointWish) -> Response:
    """Set up an endpoint, or put this one in place of another that was added under its id."""
    given = wish.given()
    check_variables(given, backend.settings.web.token_env)
    return answer(request, OrderedShape.of(wish.id, await add_endpoint(backend, endpoint_of(given))))


@router.get("/endpoints/{id}", response_model=EndpointDetailShape, responses={**ON_READS, **NOT_FOUND})
async def get_endpoint(request: Request, backend: TheBackend, id: Id) -> Response:
    """One endpoint, and what became of its messages."""
    known = EndpointShape.of(await known_endpoint(backend, id))
    return answer(request, EndpointDetailShape(**dict(known), messages=await message_counts(backend, id)))


@router.delete("/endpoints/{id}", response_model=OrderedShape, responses=NOT_FOUND)
async def remove_endpoint(request: Request, backend: TheBackend, id: Id) -> Response:
    """Forget an endpoint that was added; its messages under way end as `disabled`."""
    return await _ordered(request, backend, CommandKind.REMOVE, id)


@router.post("/endpoints/{id}/pause", response_model=OrderedShape, responses=NOT_FOUND)
async def pause_endpoint(request: Request, backend: TheBackend, id: Id) -> Response:
    """Hold the messages of an endpoint until it is resumed."""
    return await _ordered(request, backend, CommandKind.PAUSE, id)


@router.post("/endpoints/{id}/resume", response_model=OrderedShape, responses=NOT_FOUND)
async def resume_endpoint(request: Request, backend: TheBackend, id: Id) -> Response:
    """Send the messages of an endpoint again, first what was held."""
    return await _ordered(request, backend, CommandKind.RESUME, id)


@router.post("/endpoints/{id}/test", response_model=DeliveryShape, responses=NOT_FOUND)
async def test_endpoint(request: Request, backend: TheBackend, id: Id) -> Response:
    """Send one signed test event and say what the endpoint answered."""
    return answer(request, DeliveryShape.of(await told.test(backend, (await known_endpoint(backend, id)).endpoint)))


@router.get("/endpoints/{id}/preview", response_model=list[PreviewShape], responses={**ON_READS, **NOT_FOUND})
async def preview_endpoint(
    request: Request, backend: TheBackend, id: Id, asked: Annotated[PreviewParameters, Query()]
) -> Response:
    """What an endpoint would have been told of what is stored, the latest first."""
    since = since_of(asked.since, MONTH)
    messages = await told.preview(backend, (await known_endpoint(backend, id)).endpoint, since)
    return answer(request, [PreviewShape.of(one) for one in messages])


@router.get("/deliveries", response_model=DeliveriesShape, responses=ON_READS)
async def list_deliveries(
    request: Request, backend: TheBackend, asked: Annotated[DeliveryParameters, Query()]
) -> Response:
    """The messages to the endpoints, the latest first, with what became of each."""
    found = [
        one
        for one in reversed(await sent(backend))
        if asked.endpoint in (None, one.endpoint) and (not asked.status or one.status in asked.status)
    ]
    question = (asked.endpoint, *asked.status)
    start = 0
    if asked.cursor is not None:
        last = place_at(asked.cursor, *question)
        start = next((number for number, one in enumerate(found, 1) if one.id == last), -1)
        if start < 0:
            raise BadCursor(asked.cursor)
    page = found[start : start + asked.limit]
    more = start + len(page) < len(found)
    shape = DeliveriesShape(
        total=len(found),
        deliveries=[DeliveryShape.of(one) for one in page],
        next=cursor_at(page[-1].id, *question) if more else None,
    )
    return answer(request, shape)


@router.post("/deliveries/resend", response_model=ResentShape, responses=NOT_FOUND)
async def resend_deliveries(request: Request, backend: TheBackend, wish: ResendWish) -> Response:
    """Send messages once more under their ids: those named, or all that ended unsent since a moment."""
    done = await resend(backend, wish.messages, since=wish.since, endpoint=wish.endpoint)
    return answer(request, ResentShape.of(done))


@router.get("/deliveries/{id}", response_model=DeliveryLogShape, responses={**ON_READS, **NOT_FOUND})
async def get_delivery(request: Request, backend: TheBackend, id: Id) -> Response:
    """One message with every attempt: when, status, seconds, error, how the answer began."""
    return answer(request, DeliveryLogShape.of(await message(backend, id)))


@router.post("/deliveries/{id}/resend", response_model=ResentShape, responses=NOT_FOUND)
async def resend_delivery(request: Request, backend: TheBackend, id: Id) -> Response:
    """Send one message once more under its id."""
    return answer(request, ResentShape.of(await resend(backend, [id])))


async def _ordered(request: Request, backend: Backend, kind: CommandKind, id: str) -> Response:
    return answer(request, OrderedShape.of(id, await order(backend, kind, id)))
