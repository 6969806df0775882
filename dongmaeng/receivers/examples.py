"""An example of every event, of invented companies."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, get_args

from agents.alert.endpoints import Event
from agents.alert.payload import korean_time, payload
from agents.source_faults import fault_named
from topics.records import (
    SEOUL,
    Activity,
    ActivityTold,
    Alliance,
    Change,
    ChangeKind,
    CountryTold,
    Duration,
    Identifiers,
    Kind,
    Matter,
    Member,
    Revision,
    Signatory,
    Source,
    Status,
    Tie,
)

AT = datetime(2026, 3, 9, 10, 2, tzinfo=SEOUL)
_LATER = AT + timedelta(days=1)
_DAY = "2026-03-09"
_MEMBERS = [
    Member(
        id="00990001",
        name="누리통신",
        since=_DAY,
        identifiers=Identifiers(
            corp_code="00990001", stock_code="990010", english_name="Nuri Telecom Co., Ltd.", listed=True
        ),
    ),
    Member(id="org-donghae", name="동해식품", since=_DAY),
]
_JOINER = Member(id="org-hanbyeol", name="한별전자", since="2026-03-10")
_SENTENCE = "누리통신은 동해식품과 냉동 물류 자동화를 위한 업무협약을 9일 체결했다."
_FIRST = Source(
    article_id="a1",
    url="https://news.example/economy/1001",
    title="누리통신-동해식품, 냉동 물류 자동화 업무협약",
    publisher="한빛일보",
    published=AT,
    evidence=_SENTENCE,
)
_SECOND = Source(
    article_id="a2",
    url="https://daily.example/1002",
    title="한별전자도 누리통신 물류 동맹에 합류",
    publisher="가온경제",
    published=_LATER,
    evidence="한별전자가 누리통신과 동해식품의 물류 동맹에 합류했다.",
)
_CONCLUDED = Revision(matter=Matter.STATUS, before=Status.PLANNED, after=Status.ANNOUNCED)
_STATUS = {ChangeKind.ENDED: Status.ENDED, ChangeKind.DENIED: Status.DENIED}


def examples() -> dict[str, dict[str, Any]]:
    """An event of each name, as a receiver is sent it."""
    told = [name.removeprefix("alliance.") for name in get_args(Event) if name.startswith("alliance.")]
    found = {f"alliance.{kind}": _alliance_event(ChangeKind(kind)) for kind in told}
    for name in ("paused", "recovered"):
        reason = "HTTP status 404" if name == "paused" else "resumed"
        data = {
            "endpoint": "desk",
            "shown": "slack at hooks.slack.com",
            "reason": reason,
            "since": korean_time(AT),
        }
        found[f"endpoint.{name}"] = {
            "type": f"endpoint.{name}",
            "timestamp": korean_time(AT),
            "data": data,
        }
    for name, trouble in (
        ("standing", "clean has not moved for 320 s, 41 records behind"),
        ("quarantined", "2 records were set aside at tag: too slow"),
        ("disk", "the disk of the data directory is full"),
    ):
        found[f"service.{name}"] = {
            "type": f"service.{name}",
            "timestamp": korean_time(AT),
            "data": {"troubles": [trouble]},
        }
    found |= _source_events()
    found["digest"] = {
        "type": "digest",
        "timestamp": korean_time(_LATER),
        "data": {
            "from": korean_time(AT),
            "until": korean_time(_LATER),
            "alliances": [
                _alliance_event(ChangeKind.JOINED)["data"]
                | {"events": ["alliance.announced", "alliance.joined"], "company": _MEMBERS[0].name}
            ],
        },
    }
    found["dongmaeng.test"] = {"type": "dongmaeng.test", "timestamp": korean_time(AT), "data": {"endpoint": "desk"}}
    return found


def _source_events() -> dict[str, dict[str, Any]]:
    silent = {"expected": 31.4, "longest_pause": 50_400}
    told: tuple[tuple[str, str, str | None, dict[str, Any]], ...] = (
        ("silent", "silent", None, silent),
        ("blocked", "refused", "forbidden, HTTP status 403, 7 looks in a row", {}),
        ("changed", "fallen", "pages with a body 98 % → 35 %, their letters 1210 → 340", {"site": "paper.example"}),
        ("recovered", "silent", None, {"over": "source.silent"}),
    )
    found = {}
    for name, wrong, detail, more in told:
        fault = fault_named(wrong)
        advice = {} if name == "recovered" else {"what_to_do": fault.todo["en"]}
        found[f"source.{name}"] = {
            "type": f"source.{name}",
            "timestamp": korean_time(_LATER),
            "data": {
                "source": "https://paper.example/rss/economy.xml",
                "publisher": "한빛일보",
                "site": None,
                "since": korean_time(AT),
                "fault": wrong,
                "reason": fault.wrong["en"],
                "detail": detail,
                **more,
                **advice,
            },
        }
    return found


def _alliance_event(kind: ChangeKind) -> dict[str, Any]:
    first = kind is ChangeKind.ANNOUNCED
    joined = kind is ChangeKind.JOINED
    concerned = _MEMBERS if first else [_JOINER] if joined else []
    article = _FIRST if first else _SECOND
    at = AT if first else _LATER
    change = Change(
        id=f"change-{kind}",
        change=kind,
        at=at,
        article_id=article.article_id,
        members=concerned,
        revised=[_CONCLUDED] if kind is ChangeKind.CHANGED else [],
        merged=["9b04d7e2615a8c3f"] if kind is ChangeKind.MERGED else [],
    )
    alliance = Alliance(
        id="3f1c9d0a5b7e2468",
        kind=Kind.MOU,
        members=[*_MEMBERS, _JOINER] if joined else _MEMBERS,
        status=_STATUS.get(kind, Status.ANNOUNCED),
        date=_DAY,
        first_seen=AT,
        articles=[_FIRST] if first else [_FIRST, _SECOND],
        change=change,
        evidence=_SENTENCE,
        independent_publishers=1 if first else 2,
        purpose="냉동 물류 자동화",
        score=0.95,
        reasons=["+0.20 a sentence of the text tells it firmly"],
        tie=Tie(
            activities=[ActivityTold(activity=Activity.RESEARCH_AND_DEVELOPMENT)],
            countries=[CountryTold(member="00990001", country="KR")],
            term=Duration(said="3년", months=36),
            signatories=[Signatory(name="김하늘", role="대표", organisation="누리통신")],
        ),
    )
    found: dict[str, Any] = json.loads(payload(alliance, change))
    return found
