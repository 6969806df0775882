"""`/login` and `/logout`: a session for people, where the page is reached from other machines."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dongmaeng.web.errors import answer_of
from dongmaeng.web.guard import Guard
from dongmaeng.web.rendering import render
from dongmaeng.web.security import LOGIN, too_many

router = APIRouter()


@router.get(LOGIN)
async def login(request: Request, next: str = "/") -> Response:
    """The form that takes the token."""
    return render(request, "login.html", next=inside(next), wrong=False)


@router.post(LOGIN)
async def log_in(
    request: Request,
    token: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=4000)] = "/",
) -> Response:
    """Begin a session for who knows the token."""
    guard, client = _guard(request), str(request.client.host if request.client else "")
    if wait := guard.tries.wait(client):
        return answer_of(request, too_many(wait))
    if not guard.is_token(token.strip()):
        guard.tries.wrong(client)
        return render(request, "login.html", status=403, next=inside(next), wrong=True)
    answer = RedirectResponse(inside(next), 303)
    answer.set_cookie(guard.cookie, guard.sessions.begin(), httponly=True, samesite="strict", secure=guard.is_https)
    return answer


@router.post("/logout")
async def log_out(request: Request) -> Response:
    """End the session."""
    guard = _guard(request)
    if id := guard.session(request.headers):
        guard.sessions.end(id)
    answer = RedirectResponse(LOGIN, 303)
    answer.delete_cookie(guard.cookie, httponly=True, samesite="strict", secure=guard.is_https)
    return answer


def inside(path: str) -> str:
    """A path of this service to go to; the first page in place of an address elsewhere."""
    is_path = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_path else "/"


def _guard(request: Request) -> Guard:
    return cast(Guard, request.app.state.guard)
