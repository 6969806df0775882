"""The API answers as its description says, whatever is asked, over a filled data directory and over an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.dongmaeng.web.api.description import DESCRIBED
from tests.dongmaeng.web.background import served_beside
from tests.dongmaeng.web.filled import TOKEN, filled_in, settings_in

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
    missing_required_header,
]
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
EXAMPLES = 15
LONGEST = 120.0  # seconds: on a busy machine the first reading waits for its worker to start


def _can_be_wrong(operation: dict[str, Any]) -> bool:
    """Whether there is anything in a request that the description rules out; of a text it rules out nothing."""
    body = operation.get("requestBody", {}).get("content", {})
    return "parameters" in operation or "application/json" in body


UNENDING = "/events"
SENDS = "/endpoints/{id}/test"
"""Has a test of its own: a test event goes to wherever an endpoint is."""

OPERATIONS = [
    (path, method, mode)
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
    for mode in GenerationMode
    if path not in (UNENDING, SENDS) and (mode is GenerationMode.POSITIVE or _can_be_wrong(operation))
]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The API over a filled data directory and over an empty one."""
    folders = {name: tmp_path_factory.mktemp("api") for name in ("filled", "empty")}
    with (
        served_beside(filled_in(folders["filled"])) as filled,
        served_beside(settings_in(folders["empty"])) as empty,
    ):
        yield {"filled": f"{filled}/api/v1", "nothing written yet": f"{empty}/api/v1"}


@pytest.fixture(scope="module")
def described(addresses: dict[str, str]) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{addresses['filled']}/openapi.json", headers=HEADERS, timeout=LONGEST)


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_every_answer_is_as_the_description_says(
    addresses: dict[str, str], described: schemathesis.BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def ask(case: schemathesis.Case) -> None:
        for name, address in addresses.items():
            answer = case.call(base_url=address, headers=HEADERS, timeout=LONGEST)
            case.validate_response(answer, checks=CHECKS, headers=HEADERS)
            assert answer.status_code < 500, f"{name}: {answer.text}"

    ask()
