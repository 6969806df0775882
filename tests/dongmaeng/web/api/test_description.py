"""The description of the API, the page that shows it, and the pages that tell of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from dongmaeng.backend.backend import Backend
from dongmaeng.settings import Settings
from dongmaeng.web.api.problems import KINDS, ProblemShape
from dongmaeng.web.app import make_app
from tests.dongmaeng.web.api.description import DESCRIBED

DOCS = Path(__file__).parents[4] / "docs" / "api.md"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with Backend(Settings(data_dir=tmp_path)) as backend:
        yield make_app(backend)


@pytest.fixture
async def page(app: FastAPI) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get("/api/v1/docs")


def operations() -> list[str]:
    return [f"{method.upper()} {path}" for path, methods in DESCRIBED["paths"].items() for method in methods]


def test_the_documentation_names_every_path() -> None:
    named = set(re.findall(r"`((?:GET|POST|DELETE) /[^`?]*)[`?]", DOCS.read_text("utf-8")))
    assert named == set(operations())


def test_every_parameter_and_field_of_a_body_is_explained() -> None:
    silent = [
        f"{method} {path} {parameter['name']}"
        for path, methods in DESCRIBED["paths"].items()
        for method, operation in methods.items()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and not parameter.get("description")
    ]
    assert not silent


def test_errors_are_described_as_problems_only() -> None:
    assert ProblemShape.__name__ in DESCRIBED["components"]["schemas"]
    for methods in DESCRIBED["paths"].values():
        for operation in methods.values():
            errors = {s: told for s, told in operation["responses"].items() if s >= "400" and s != "421"}
            assert "422" not in errors
            assert all(list(told["content"]) == ["application/problem+json"] for told in errors.values())


async def test_the_page_shows_every_path_and_every_kind_of_problem(page: httpx.Response) -> None:
    assert page.status_code == 200
    for operation in operations():
        method, path = operation.split()
        assert f"{method} /api/v1{path}" in page.text
    source = (Path(__file__).parents[4] / "dongmaeng/web/api/problems.py").read_text("utf-8")
    kinds = re.findall(r'KINDS \+ "([a-z-]+)"', source)
    assert KINDS == "/api/v1/docs#"
    assert len(kinds) > 2
    assert all(f'id="{kind}"' in page.text for kind in kinds)
