"""What each type sends of one announcement and of one digest, to be read by people; `python -m` of this file writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agents.alert.language import Language
from agents.alert.types import TYPES, RequestType
from tests.agents.alert.types.messages import an_alliance, outgoing, payload_of
from tests.agents.alert.types.services import SERVICES
from topics.records import Kind, Status

FILE = Path(__file__).parent / "snapshots.json"


def body(type: str, event: str, payload: str, language: Language) -> Any:
    kind = TYPES[type]
    assert isinstance(kind, RequestType)
    given = {
        "event": event,
        "payload": payload,
        "language": language,
        "page": "https://desk.example",
        "asked": "kind:mou",
    }
    return json.loads(kind.request(outgoing(type, **given)).content)


def digest() -> str:
    told = [an_alliance(1), an_alliance(2, status=Status.DENIED, kind=Kind.JOINT_VENTURE)]
    return json.dumps(
        {"data": {"from": "2024-03-04T08:30:00+09:00", "until": "2024-03-05T08:30:00+09:00", "alliances": told}}
    )


def sent(type: str) -> dict[str, Any]:
    announced = payload_of("alliance.announced", articles=3)
    return {
        "announced": body(type, "alliance.announced", announced, Language.KOREAN),
        "digest": body(type, "digest", digest(), Language.ENGLISH),
    }


@pytest.mark.parametrize("type", SERVICES)
def test_what_is_sent_is_what_was_read(type: str) -> None:
    assert sent(type) == json.loads(FILE.read_text("utf-8"))[type]


if __name__ == "__main__":
    FILE.write_text(json.dumps({type: sent(type) for type in SERVICES}, ensure_ascii=False, indent=1) + "\n", "utf-8")
