"""What receivers read agrees with what they are sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from agents.alert import endpoints
from agents.alert.events import EVENTS
from dongmaeng.receivers.documents import documents
from dongmaeng.receivers.examples import examples

DOCS = Path(__file__).resolve().parents[3] / "docs"
MADE = documents(DOCS / "verify")


@pytest.mark.parametrize("name", MADE)
def test_the_documents_are_those_of_the_models(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == MADE[name], "call `python -m dongmaeng.receivers docs`"


@pytest.mark.parametrize("name", examples())
def test_an_example_has_the_shape_of_its_event(name: str) -> None:
    event = examples()[name]
    assert event["type"] == name
    EVENTS.validate_python(event)


def test_every_event_that_can_be_asked_for_has_an_example() -> None:
    assert set(get_args(endpoints.Event)) <= set(examples())


def test_every_reference_of_the_asyncapi_file_leads_somewhere() -> None:
    document = json.loads(MADE["asyncapi.json"])
    found = list(_references(document))
    assert found
    for reference in found:
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
