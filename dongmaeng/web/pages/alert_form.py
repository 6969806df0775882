"""`/alerts/new`: setting up an endpoint by a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from agents.alert.endpoints import Event
from agents.alert.types import TYPES
from agents.alert.wording import words_of
from dongmaeng.backend import endpoints, writes
from dongmaeng.backend.endpoints import WrongEndpoint, check_variables
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import go_to, language_of, render

router = APIRouter()

FORM_TYPES = tuple(name for name in TYPES if name != "template")
"""A template is a file of the machine, which only who is on it may name."""

_MOST_FIELDS = 60
_BEGINNING: Mapping[str, Any] = {"type": "standard", "events": ["alliance.announced"], "language": "ko"}

_TEXTS = (
    "id",
    "type",
    "url",
    "url_env",
    "secret_env",
    "to",
    "sender",
    "username",
    "filter",
    "organisations",
    "least_score",
    "quiet_hours",
    "digest",
    "language",
)


@router.get("/alerts/new")
async def new(request: Request, filter: str = "") -> HTMLResponse:
    """The empty form; `filter`, a query, is filled in."""
    return _form(request, {**_BEGINNING, "filter": filter})


@router.post("/alerts/new")
async def add(request: Request, backend: TheBackend) -> Response:
    """Set the endpoint up, or show the form again with what is wrong."""
    async with request.form(max_fields=_MOST_FIELDS, max_files=0) as form:
        entered = _entered(form)
    try:
        check_variables(entered, backend.settings.web.token_env)
        endpoint = endpoints.endpoint_of(_described(entered))
        applied = await writes.add_endpoint(backend, endpoint)
    except WrongEndpoint as wrong:
        return _form(request, entered, wrong)
    return go_to("/alerts", "endpoint_added" if applied.applied else "taken_up")


def _entered(form: FormData) -> dict[str, Any]:
    """What was entered, by the names of an endpoint's fields."""
    entered: dict[str, Any] = {name: str(form.get(name, "")).strip() for name in _TEXTS}
    entered["events"] = [str(event) for event in form.getlist("events")]
    entered["allow_private"] = "allow_private" in form
    return entered


def _described(entered: Mapping[str, Any]) -> dict[str, Any]:
    """The endpoint that was entered, without what was left empty."""
    given = {**entered, "to": _several(entered["to"]), "organisations": _several(entered["organisations"])}
    return {name: value for name, value in given.items() if value not in ("", [])}


def _several(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[\n,]", text) if part.strip()]


def _form(request: Request, entered: Mapping[str, Any], wrong: WrongEndpoint | None = None) -> HTMLResponse:
    names = (*_TEXTS, "allow_private")
    field, reason = _place(wrong) if wrong else ("", "")
    is_named = field in (*names, "events")
    return render(
        request,
        "alert_form.html",
        status=400 if wrong else 200,
        entered={name: entered.get(name, "") for name in names},
        events=[(event, event in entered["events"]) for event in get_args(Event)],
        errors={name: reason if name == field else "" for name in (*names, "events")},
        wrong="" if is_named else reason,
        types=FORM_TYPES,
        words=words_of(language_of(request)),
    )


def _place(wrong: WrongEndpoint) -> tuple[str, str]:
    """The field that is wrong and why; some reasons begin with the name of the field."""
    if wrong.field:
        return wrong.field, wrong.reason
    name, _, reason = wrong.reason.partition(": ")
    return (name, reason) if name.isidentifier() and reason else ("", wrong.reason)
