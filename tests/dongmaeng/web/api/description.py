"""The description of the API, made once for all tests: it takes a second or more."""

from __future__ import annotations

from starlette.datastructures import State

from dongmaeng.web.api.app import make_api

DESCRIBED = make_api(State()).openapi()
