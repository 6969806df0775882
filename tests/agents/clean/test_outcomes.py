"""What reading knows better of a page is counted for its site, and an import counts for nobody."""

from __future__ import annotations

import pytest

from agents.clean.clean import clean_stage
from agents.page_outcomes import FETCHED_SPACE, READ_SPACE, OutcomeCounter, PageOutcome, outcomes
from agents.workers import InlineWorkers
from tests.fakes import MemoryState, run_one
from topics.records import Page, now, stable_id

SITE = "saebyeok.example"
STORY = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "다온중공업은 30일 노을솔루션과 물류 자동화 설비를 함께 개발하기로 하는 업무협약을 맺었다고 밝혔다.",
        "두 회사는 내년 상반기까지 시제품을 만들어 평택 공장에서 시험할 계획이다.",
        "다온중공업 관계자는 앞으로 국내외 물류센터에 설비를 공급하겠다고 말했다.",
    )
)
FREE = f"<html><head><title>다온중공업 협약</title></head><body><article>{STORY}</article></body></html>"
PAID = FREE.replace(
    "</head>",
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"다온중공업 협약",'
    '"isAccessibleForFree":false}</script></head>',
)
GONE = "<html><head><title>페이지를 찾을 수 없습니다</title></head><body><p>요청하신 기사를 찾을 수 없습니다.</p></body></html>"
CONSENT = "<html><head><title>쿠키 사용 동의 안내</title></head><body><p>쿠키 사용에 동의해 주세요.</p></body></html>"
BLOCKED = "<html><head><title>Just a moment...</title></head><body><p>Verify you are human.</p></body></html>"


async def read(markup: str, number: int, state: MemoryState, source: str = f"https://{SITE}/rss") -> None:
    url = f"https://{SITE}/news/{number}"
    fetched = now()
    page = Page(
        id=stable_id(url), url=url, final_url=url, body=markup.encode(), fetched=fetched, source=source,
        headers={"content-type": "text/html; charset=utf-8"},
    )  # fmt: skip
    if source:
        await OutcomeCounter(FETCHED_SPACE).count(SITE, PageOutcome.FETCHED, fetched, state)
    await run_one(clean_stage(InlineWorkers()), page, state)


@pytest.mark.parametrize(
    ("markup", "outcome"),
    [
        (FREE, PageOutcome.FETCHED),
        (PAID, PageOutcome.PAYWALLED),
        (GONE, PageOutcome.GONE),
        (CONSENT, PageOutcome.CONSENT),
        (BLOCKED, PageOutcome.BLOCKED),
        ("<html><body></body></html>", PageOutcome.FETCHED),
    ],
)
async def test_what_a_page_turned_out_to_be_counts_in_place_of_fetched(markup: str, outcome: PageOutcome) -> None:
    state = MemoryState()
    await read(FREE, 1, state)
    await read(markup.replace("협약", "협약식"), 2, state)
    (found,) = await outcomes(state)
    assert found.outcomes == [PageOutcome.FETCHED, outcome]


async def test_site_in_order_costs_no_document_and_recovers_with_one() -> None:
    state = MemoryState()
    await read(FREE, 1, state)
    assert [key async for key in state.scan(READ_SPACE)] == []
    await read(CONSENT, 2, state)
    for number in range(3, 6):
        await read(FREE.replace("30일", f"{number}일"), number, state)
    (found,) = await outcomes(state)
    assert found.outcomes[1:] == [PageOutcome.CONSENT, *[PageOutcome.FETCHED] * 3]
    assert found.run == 3


async def test_import_counts_for_nobody() -> None:
    state = MemoryState()
    for number, markup in enumerate((FREE, GONE, BLOCKED)):
        await read(markup, number, state, source="")
    assert await outcomes(state) == []
    assert [key async for key in state.scan(READ_SPACE)] == []
