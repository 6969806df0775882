"""Sample alliances, endpoints and deliveries."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from agents.alert.endpoints import Endpoint
from topics.records import (
    SEOUL,
    Alliance,
    Change,
    ChangeKind,
    Delivery,
    Kind,
    Member,
    RelatedChange,
    Source,
    Status,
)

AT = datetime(2024, 3, 4, 9, 3, tzinfo=SEOUL)
SECRET = "whsec_" + base64.b64encode(b"a key of thirty-two bytes, there").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"another key as long as the first").decode()


def endpoint(url: str = "https://hooks.example/in", **what: Any) -> Endpoint:
    return Endpoint.model_validate(
        {"id": "main", "url": url, "secret": SECRET, "allow_private": url.startswith("http:"), **what}
    )


def members(*names: str) -> list[Member]:
    return [Member(id=f"org-{name}", name=name, since="2024-03-04") for name in names]


def alliance(kind: ChangeKind = ChangeKind.ANNOUNCED, **what: Any) -> Alliance:
    parties = members("누리통신", "동해식품")
    change = Change(id=f"change-{kind}", change=kind, at=AT, article_id="a1", members=parties)
    facts: dict[str, Any] = {
        "id": "alliance-1",
        "kind": Kind.MOU,
        "members": parties,
        "status": Status.ANNOUNCED,
        "date": "2024-03-04",
        "first_seen": AT,
        "articles": [
            Source(
                article_id="a1",
                url="https://news.example/a1",
                title="누리통신-동해식품, 업무협약",
                publisher="한빛일보",
                published=AT,
                evidence="두 회사는 업무협약을 체결했다",
            )
        ],
        "changes": [change],
        "change": change,
        "evidence": "두 회사는 업무협약을 체결했다",
        "related": [
            RelatedChange(
                alliance_id="alliance-2",
                name="새물결 연대",
                kind=Kind.CONSORTIUM,
                change=ChangeKind.JOINED,
                members=members("한별전자", "누리통신"),
                joined=members("누리통신"),
            )
        ],
    }
    return Alliance.model_validate({**facts, **what})


def delivery(id: str = "msg_1", endpoint: str = "main", payload: str = '{"type":"alliance.announced"}') -> Delivery:
    return Delivery(id=id, endpoint=endpoint, event="alliance.announced", created=AT, payload=payload)
