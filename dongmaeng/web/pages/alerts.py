"""`/alerts`: who is told what, what became of each message, and what can be done with both."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from agents.alert.deliveries import DeliveryState, DeliveryStatus
from agents.alert.wording import words_of
from dongmaeng.backend import endpoints, writes
from dongmaeng.shapes.endpoints import DeliveryLogShape, DeliveryShape, EndpointShape
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import go_to, language_of, render, with_parameter
from topics.records import CommandKind

router = APIRouter()

A_PAGE = 50
"""Messages that are shown at once."""

_ORDERS = {"pause": CommandKind.PAUSE, "resume": CommandKind.RESUME, "remove": CommandKind.REMOVE}

Id = Annotated[str, Form(min_length=1, max_length=200)]


@router.get("/alerts")
async def alerts(
    request: Request,
    backend: TheBackend,
    endpoint: str = "",
    status: str = "",
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """The endpoints, and the messages to them, the latest first: all, or those of an endpoint and status."""
    known = await endpoints.known_endpoints(backend)
    sent = list(reversed(await endpoints.sent(backend)))
    chosen = [one for one in sent if endpoint in ("", one.endpoint) and status in ("", one.status)]
    shown = chosen[skip : skip + A_PAGE]
    return render(
        request,
        "alerts.html",
        endpoints=[(EndpointShape.of(one), one.endpoint.asked) for one in known.values()],
        messages=[(DeliveryShape.of(one), one.alliance, can_be_resent(one)) for one in shown],
        all=len(sent),
        chosen=len(chosen),
        of_endpoint=endpoint,
        with_status=status,
        statuses=[kind.value for kind in DeliveryStatus],
        before=with_parameter(request, "skip", str(max(0, skip - A_PAGE) or "")) if skip else "",
        after=with_parameter(request, "skip", str(skip + A_PAGE)) if skip + A_PAGE < len(chosen) else "",
        words=words_of(language_of(request)),
    )


@router.get("/alerts/messages/{id}")
async def message(request: Request, backend: TheBackend, id: str) -> HTMLResponse:
    """One message, with each attempt to send it."""
    found = await endpoints.message(backend, id)
    return render(
        request,
        "alert_message.html",
        message=DeliveryLogShape.of(found),
        alliance=found.alliance,
        resendable=can_be_resent(found),
        words=words_of(language_of(request)),
    )


@router.post("/alerts/resend")
async def resend(backend: TheBackend, message: Id) -> RedirectResponse:
    """Send a message once more."""
    applied = await writes.resend(backend, [message])
    return go_to("/alerts", "resent" if applied.applied else "taken_up")


@router.post("/alerts/test")
async def send_test(request: Request, backend: TheBackend, endpoint: Id) -> HTMLResponse:
    """Send a test message, and show what was answered."""
    known = await endpoints.known_endpoint(backend, endpoint)
    answer = await endpoints.test(backend, known.endpoint)
    return render(
        request,
        "alert_message.html",
        message=DeliveryLogShape.of(answer),
        alliance="",
        resendable=False,
        words=words_of(language_of(request)),
    )


@router.post("/alerts/{order}")
async def order(backend: TheBackend, order: str, endpoint: Id) -> RedirectResponse:
    """Pause, resume or remove an endpoint."""
    if order not in _ORDERS:
        raise HTTPException(404)
    applied = await writes.order(backend, _ORDERS[order], endpoint)
    return go_to("/alerts", f"endpoint_{order}d" if applied.applied else "taken_up")


def can_be_resent(message: DeliveryState) -> bool:
    """Whether a person may want it sent once more: it is not under way by itself, and it is still known."""
    return message.can_be_resent and message.status is not DeliveryStatus.PENDING
