"""What strangers wrote is shown as text: nothing of it runs, links elsewhere than http(s), or breaks a page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import httpx
import pytest
from lxml import html

from agents.resolve.claims import Claim
from agents.resolve.entry import Entry
from agents.resolve.picture import describe
from dongmaeng.service import make_store
from tests.dongmaeng.web.conftest import Reader
from tests.dongmaeng.web.filled import settings_of
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import (
    SEOUL,
    Activity,
    ActivityTold,
    Article,
    Change,
    ChangeKind,
    Duration,
    Identifiers,
    Kind,
    Member,
    Mention,
    Organisation,
    Person,
    Product,
    Role,
    Signatory,
    Status,
    Step,
    TaggedArticle,
    Tie,
    Venture,
)

SCRIPTS = "<script>alert(1)</script>"
BREAKS_OUT = "\"'><img src=x onerror=alert(1)><svg/onload=alert(2)>"
TEMPLATE = "{{ 7 * 7 }}{% raw %}${7*7}"
TURNED = "\u202egnp.exe\x00\x1b[31m"
TEXTS = [SCRIPTS, BREAKS_OUT, TEMPLATE, TURNED, "</title></textarea></style>--><plaintext>", "javascript:alert(1)"]
URLS = [
    "javascript:alert(1)//http://paper.example/",
    "data:text/html,<script>alert(1)</script>",
    " jAvAsCrIpT:alert(1)",
    'https://paper.example/"onmouseover="alert(1)',
    "https://user@evil.example/",
    "//evil.example/x",
]
CASES = [*((text, "https://paper.example/1") for text in TEXTS), *(("가람", url) for url in URLS)]


@pytest.fixture(params=CASES, ids=[f"case {number}" for number in range(len(CASES))])
async def hostile(request: pytest.FixtureRequest, tmp_path: Path, reader_of: Reader) -> httpx.AsyncClient:
    """A browser on the pages of a service whose every field a stranger wrote."""
    text, url = request.param
    settings = settings_of(tmp_path)
    store = make_store(settings)
    entry = Entry(id="deal", claims=[_claim(text, url)], changes=[_change(text)])
    async with EmbeddedCarrier(settings.database, []) as carrier:
        await carrier.state.put("alliances", "deal", entry.model_dump(mode="json"))
    await store.write([_tagged(text, url)])
    await store.write_alliances([describe(entry)])
    await store.close()
    return await reader_of(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?language=en",
        "/cards/deal",
        "/alliances/deal",
        "/alliances/deal?language=en",
        "/companies/one",
        "/companies/one/compare?with=two",
        "/search?q=%ED%98%91%EC%95%BD",
        "/articles/article",
        "/articles/article?language=en",
    ],
)
async def test_nothing_of_it_runs(hostile: httpx.AsyncClient, path: str) -> None:
    answer = await hostile.get(path)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert "가람" in page.text_content()
    assert all(one.get("src", "").startswith("/static/") and not one.text for one in page.iter("script"))
    assert not page.xpath(
        "//img | //iframe | //object | //embed | //plaintext | //style | //base | //main//svg[@onload]"
    )
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in ("href", "src", "action", "formaction"):
                assert value.startswith(("/", "?", "#", "https://paper.example/")), value
                assert not value.startswith("//")
    assert "49" not in page.text_content().replace("%", "")
    assert len(page.xpath("//main")) == 1 or path.startswith("/cards")


@pytest.mark.parametrize("text", TEXTS)
async def test_what_a_reader_types_is_shown_as_text(tmp_path: Path, reader_of: Reader, text: str) -> None:
    reader = await reader_of(tmp_path)
    for path, name in (
        ("/", "company"),
        ("/", "since"),
        ("/", "kind"),
        ("/search", "q"),
        ("/search", "order"),
        ("/companies", "q"),
        ("/", "done"),
        ("/", "language"),
    ):
        answer = await reader.get(path, params={name: text})
        assert answer.status_code in (200, 400, 404)
        page = html.fromstring(answer.text)
        assert all(one.get("src", "").startswith("/static/") for one in page.iter("script"))
        assert not page.xpath("//img | //*[@onload] | //*[@onerror]")


def _members(text: str) -> list[Member]:
    known = Identifiers(corp_code="00000001", stock_code="000001", english_name=text, listed=True)
    return [
        Member(id="one", name=f"가람{text}", identifiers=known, came="named"),
        Member(id="two", name=f"나래{text}", role=Role.HOST, came=text),
    ]


def _tie(text: str) -> Tie:
    return Tie(
        activities=[ActivityTold(activity=Activity.TRAINING, said=text, rule=text)],
        term=Duration(months=3, said=text, rule=text),
        venture=Venture(name=text, what=text, capital=text, said=text),
        signatories=[Signatory(name=text, role=text, organisation=text, said=text)],
    )


def _said(text: str) -> dict[str, object]:
    return {
        "status": Status.ANNOUNCED,
        "new": True,
        "kind": Kind.MOU,
        "name": f"누비{text}",
        "members": _members(text),
        "evidence": f"가람{text}와 나래{text}가 업무협약을 맺었다고 밝혔다.",
        "date": "2026-11-02",
        "rule": text,
        "purpose": text,
        "amounts": [text],
        "stakes": [text],
        "score": 0.5,
        "reasons": [f"+0.10 {text}"],
        "tie": _tie(text),
        "parties": 2,
    }


def _claim(text: str, url: str) -> Claim:
    return Claim.model_validate(
        {
            **_said(text),
            "id": "claim",
            "article_id": "article",
            "url": url,
            "title": f"업무협약 {text}",
            "publisher": text,
            "published": _moment(),
            "fetched": _moment(),
            "joined_by": text,
            "joined_to": text,
            "quiet": None,
        }
    )


def _change(text: str) -> Change:
    return Change(
        id="change",
        change=ChangeKind.ANNOUNCED,
        at=_moment(),
        article_id="article",
        members=_members(text),
        merged=[text],
    )


def _tagged(text: str, url: str) -> TaggedArticle:
    body = f"가람{text}와 나래{text}가 업무협약을 맺었다고 밝혔다.\n{text} 협약"
    return TaggedArticle(
        article=Article(
            id="article",
            url=url,
            canonical_url=url,
            title=f"업무협약 {text}",
            subtitle=text,
            body=body,
            captions=[text],
            authors=[text],
            publisher=text,
            section=text,
            published=_moment(),
            fetched=_moment(),
        ),
        organisations=[Organisation(id="one", name=f"가람{text}", kind=text, spans=[(0, 2 + len(text))])],
        people=[Person(name=text, organisation=text, role=text)],
        products=[Product(name=text)],
        mentions=[Mention.model_validate(_said(text))],
        steps=[Step(did=text, rule=text, text=text, sentence=text, was=text)],
    )


def _moment() -> datetime:
    return datetime(2026, 11, 2, 9, tzinfo=SEOUL)
