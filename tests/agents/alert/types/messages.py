"""Payloads of every event, of invented companies, also such as a hostile outlet would like, and targets on loopback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from hypothesis import strategies as st

from agents.alert.endpoints import Event
from agents.alert.language import Language
from agents.alert.payload import payload
from agents.alert.types import Outgoing, Target
from tests.agents.alert.samples import AT, alliance, members
from tests.agents.alert.types.services import TOKEN
from topics.records import Source

EVENTS = [*get_args(Event), "digest", "dongmaeng.test"]
KEY = "T0AAAAAAA/B0BBBBBBB/cccccccccccccccc"

NASTY = [
    "@everyone", "@here", "<!channel>", "<@U012AB3CD>", "<@123456789012345678>", "@durov", "#속보", "/start", "$USDX",
    "https://evil.example/a?b=c", "evil.example", "www.evil.example", "tg://user?id=1", "[누르세요](https://evil.example)",
    "<https://evil.example|기사>", "*굵게*", "_기울임_", "~취소~", "`코드`", "```", "||숨김||", "> 인용", "- 목록", "# 제목",
    ":bomb:", "<t:1700000000>", "<b>굵게</b>", "<script>alert(1)</script>", "&amp;", "{{ 7 * 7 }}", "{count}", "\u202e", "\u200b",
    "\x00", "\r\nBcc: all@evil.example\r\n", "\ud83d", "😀" * 40, "가" * 700, "![그림](https://evil.example/x.png)", "\\", "\\*",
]  # fmt: skip
hostile_text = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=40)), max_size=8).map(" ".join)


def an_alliance(number: int = 1, *, text: str = "", parties: int = 2, articles: int = 1, **what: Any) -> dict[str, Any]:
    """The data of one alliance as receivers are sent it; `text` stands in all that an outlet writes."""
    names = [f"{name}{text}" for name in ("가람전자", "나래통신", *(f"다솔{n}" for n in range(parties - 2)))]
    sources = [
        Source(
            article_id=f"a{n}",
            url=f"https://news.example/{number}/{n}",
            title=f"가람전자, 나래통신과 손잡다 {text}",
            publisher=f"한빛일보{text}",
            published=AT,
        )
        for n in range(1, articles + 1)
    ]
    told = alliance(
        id=f"alliance-{number}",
        members=members(*names[:parties]),
        evidence=f"가람전자는 나래통신과 업무협약을 맺었다고 밝혔다 {text}",
        purpose=text or None,
        articles=sources,
    ).model_copy(update=what)
    assert told.change is not None
    return dict(json.loads(payload(told, told.change))["data"])


def payload_of(event: str, *, text: str = "", alliances: int = 3, **what: Any) -> str:
    """What a `standard` endpoint would be sent of an event."""
    data: dict[str, Any]
    if event.startswith("alliance."):
        data = an_alliance(text=text, **what)
    elif event == "digest":
        told = [an_alliance(n, text=text, **what) for n in range(alliances)]
        data = {"from": AT.isoformat(), "until": AT.isoformat(), "alliances": told}
    elif event.startswith("service."):
        data = {"troubles": [f"단계 clean이 밀려 있음 {text}"]}
    elif event.startswith("source."):
        data = {
            "source": f"https://news.example/rss{text}",
            "publisher": f"한빛일보{text}",
            "fault": text or "refused",
            "detail": f"forbidden {text}",
            "since": AT.isoformat(),
        }
    else:
        data = {"endpoint": f"desk{text}", "shown": "slack at hooks.slack.com", "reason": text, "since": AT.isoformat()}
    return json.dumps({"type": event, "timestamp": AT.isoformat(), "data": data})


def target(type: str, base: str = "https://services.example", **what: Any) -> Target:
    """An endpoint of a type behind an address of which the last part is its secret."""
    address = {"telegram": f"{base}/telegram", "ntfy": f"{base}/ntfy/alliances-of-the-desk"}
    given: dict[str, Any] = {
        "address": address.get(type, f"{base}/{type}/{KEY}"),
        "secrets": (TOKEN,) if type == "telegram" else (),
        "to": ("-100200300",) if type == "telegram" else (),
        "sender": "",
        "template": None,
        **what,
    }
    return Target(**given)


def outgoing(
    type: str,
    base: str = "https://services.example",
    *,
    event: str = "alliance.announced",
    payload: str | None = None,
    thread: str | None = None,
    language: Language = Language.KOREAN,
    **what: Any,
) -> Outgoing:
    given = target(type, base, language=language, **what)
    return Outgoing("msg_1", event, AT, payload or payload_of(event), given, thread)


def a_file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file
