"""What every request has at hand."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from dongmaeng.backend.backend import Backend


def _backend(request: Request) -> Backend:
    return cast(Backend, request.app.state.backend)


TheBackend = Annotated[Backend, Depends(_backend)]
