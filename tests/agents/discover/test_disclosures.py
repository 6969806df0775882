"""Disclosures and Naver's search as sources, against servers of ours that answer as theirs are documented."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from agents.discover.discover import discover_stage
from agents.discover.health import source_health
from agents.discover.known import KnownSources
from agents.discover.services import accounts
from agents.discover.sources import SourceSetting
from agents.fetch.fetch import fetch_stage
from agents.http_client import HttpClient
from agents.urls import article_id
from agents.workers import InlineWorkers
from tests.fakes import MemoryState, run_one
from tests.loopback import Asked, Reply, Site
from tests.opendart_service import KEY, OpenDartService, page_of_document
from topics.outcome import Done, Drop, Outcome, Quarantine, Retry
from topics.records import SEOUL, Candidate, Page, Poll

SEEN = datetime(2026, 11, 30, 10, 30, tzinfo=SEOUL)
VIEWER = "https://dart.fss.or.kr/dsaf001/main.do?rcpNo="
VOLUNTARY = "기타경영사항(자율공시)"
TIE = page_of_document([("1. 제목", "나래소프트와의 업무협약 체결"), ("2. 주요내용", "공동 개발")])


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield http


@pytest.fixture
def service(site: Site) -> OpenDartService:
    return OpenDartService(site)


class Reader:
    """Looks at one source and fetches what it names, at a time that a test moves."""

    def __init__(self, source: SourceSetting, http: HttpClient) -> None:
        self.source = source
        self.moment = SEEN
        self.state = MemoryState(lambda: self.moment)
        known = KnownSources([source])
        clock = lambda: self.moment  # noqa: E731
        self._discover = discover_stage(known, http, InlineWorkers(), clock=clock)
        self._fetch = fetch_stage(http, account_of=accounts(known, http, clock))

    async def outcome(self) -> Outcome:
        self.moment = (await source_health(self.state, self.source.url)).next or self.moment
        return await run_one(self._discover, Poll(source=self.source.id), self.state)

    async def look(self) -> list[Candidate]:
        outcome = await self.outcome()
        assert isinstance(outcome, Done), outcome
        return [output for output in outcome.outputs if isinstance(output, Candidate)]

    async def fetch(self, candidate: Candidate) -> Outcome:
        return await run_one(self._fetch, candidate, self.state)

    async def page(self, candidate: Candidate) -> Page:
        outcome = await self.fetch(candidate)
        assert isinstance(outcome, Done), outcome
        (page,) = outcome.outputs
        assert isinstance(page, Page)
        return page


@pytest.fixture
def reader(service: OpenDartService, http: HttpClient, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("DART_KEY", KEY)
    return Reader(opendart(service), http)


def opendart(service: OpenDartService, **fields: object) -> SourceSetting:
    return SourceSetting.model_validate({"kind": "opendart", "url": service.address, "key_env": "DART_KEY", **fields})


async def test_what_is_of_use_is_named_once(reader: Reader, service: OpenDartService) -> None:
    service.file("가람전자", VOLUNTARY, "20261130900001", "I")
    service.file("가람전자", "단일판매ㆍ공급계약체결", "20261130900002", "I")
    service.file("나래소프트", "주요사항보고서(유상증자결정)", "20261130000003")
    service.file("나래소프트", VOLUNTARY, "20261120900009", "I")
    found = await reader.look()
    assert {candidate.url for candidate in found} == {f"{VIEWER}20261130900001", f"{VIEWER}20261130000003"}
    assert all(candidate.quiet is None and candidate.published is not None for candidate in found)
    assert await reader.look() == []
    service.file("다온홀딩스", VOLUNTARY, "20261130900004", "I")
    assert [candidate.url for candidate in await reader.look()] == [f"{VIEWER}20261130900004"]


async def test_all_pages_of_a_long_list_are_read(reader: Reader, service: OpenDartService) -> None:
    for number in range(250):
        service.file(f"회사{number}", VOLUNTARY, f"20261130{900000 + number}", "I")
    assert len(await reader.look()) == 250


async def test_the_days_of_a_pause_are_caught_up(reader: Reader, service: OpenDartService) -> None:
    service.file("가람전자", VOLUNTARY, "20261130900001", "I")
    await reader.look()
    service.file("가람전자", VOLUNTARY, "20261130900008", "I")
    service.file("나래소프트", VOLUNTARY, "20261201900001", "I")
    reader.moment += timedelta(days=2)
    health = await source_health(reader.state, reader.source.url)
    health.next = reader.moment
    await reader.state.put("sources", reader.source.id, health.model_dump(mode="json"))
    assert {candidate.url[-14:] for candidate in await reader.look()} == {"20261130900008", "20261201900001"}


async def test_a_document_becomes_a_page(reader: Reader, service: OpenDartService) -> None:
    service.file("가람전자(주)", VOLUNTARY, "20261130900001", "I")
    service.documents["20261130900001"] = TIE
    (candidate,) = await reader.look()
    page = await reader.page(candidate)
    assert page.text == "가람전자는 30일 나래소프트와 업무협약을 체결했다고 공시했다.\n공동 개발"
    assert (page.id, page.url, page.by_own_site) == (article_id(candidate.url), candidate.url, True)


async def test_a_decision_becomes_a_page(reader: Reader, service: OpenDartService) -> None:
    service.file("가람전자", "주요사항보고서(타법인주식및출자증권양수결정)", "20261130000007")
    row = {
        "corp_code": "00123456",
        "iscmp_cmpnm": "나래소프트",
        "dlptn_cmpnm": "다온홀딩스",
        "inhdtl_inhprc": "5,000,000,000",
    }
    (candidate,) = await reader.look()
    outcome = await reader.fetch(candidate)
    assert isinstance(outcome, Retry)
    assert outcome.reason == "facts not there yet"
    service.decided["otcprStkInvscrInhDecsn"] = [{**row, "rcept_no": "20261130000007"}]
    page = await reader.page(candidate)
    assert page.text is not None
    assert page.text.startswith("가람전자는 30일 다온홀딩스로부터 나래소프트 주식을 50억원에 양수하기로")


async def test_a_correction_is_a_new_version_of_what_it_corrects(reader: Reader, service: OpenDartService) -> None:
    service.file("가람전자", VOLUNTARY, "20261130900001", "I")
    service.documents["20261130900001"] = TIE
    (first,) = await reader.look()
    before = await reader.page(first)
    service.file("가람전자", f"[기재정정]{VOLUNTARY}", "20261130900005", "I")
    service.documents["20261130900005"] = page_of_document(
        [("2. 정정대상 공시서류의 최초제출일", "2026년 11월 30일"), ("1. 제목", "다온소프트와의 업무협약 체결")]
    )
    (second,) = await reader.look()
    after = await reader.page(second)
    assert (after.id, after.url) == (before.id, before.url)
    assert after.text != before.text


async def test_a_correction_of_what_nobody_saw_stands_by_itself(reader: Reader, service: OpenDartService) -> None:
    service.file("가람전자", f"[기재정정]{VOLUNTARY}", "20261130900005", "I")
    service.documents["20261130900005"] = TIE
    (candidate,) = await reader.look()
    assert (await reader.page(candidate)).url == candidate.url


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("010", "key refused"),
        ("020", "daily limit reached"),
        ("800", "closed for maintenance"),
        ("900", "request refused"),
    ],
)
async def test_an_error_of_the_service_is_a_failure_with_its_reason(
    reader: Reader, service: OpenDartService, status: str, reason: str
) -> None:
    service.status = status
    outcome = await reader.outcome()
    assert isinstance(outcome, Retry)
    assert outcome.reason == reason
    assert KEY not in repr(await source_health(reader.state, reader.source.url))


async def test_a_days_requests_are_never_exceeded(
    service: OpenDartService, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DART_KEY", KEY)
    reader = Reader(opendart(service, requests_per_day=3), http)
    await reader.look()
    outcome = await reader.outcome()
    assert isinstance(outcome, Retry)
    assert outcome.reason == "daily limit reached"
    assert outcome.after is not None
    midnight = datetime(2026, 12, 1, tzinfo=SEOUL)
    assert reader.moment + timedelta(seconds=outcome.after) >= midnight
    assert len(service.site.asked) == 3


async def test_documents_of_no_use_end_with_their_reason(reader: Reader, service: OpenDartService) -> None:
    for number, document in enumerate((page_of_document([("1. 제목", "본점 이전")]), b"PK\x03\x04broken")):
        receipt = f"2026113090000{number}"
        service.file("가람전자", VOLUNTARY, receipt, "I")
        service.documents[receipt] = document
    service.file("가람전자", VOLUNTARY, "20261130900009", "I")
    useless, broken, gone = [await reader.fetch(candidate) for candidate in await reader.look()]
    assert isinstance(useless, Drop)
    assert useless.reason == "speaks of no tie"
    assert isinstance(broken, Quarantine)
    assert isinstance(gone, Drop)
    assert gone.reason == "gone"


async def test_entries_that_lack_something_are_passed_over(reader: Reader, service: OpenDartService) -> None:
    service.file("가람전자", VOLUNTARY, "20261130900001", "I")
    broken = {"group": "I", "rcept_dt": "20261130", "report_nm": VOLUNTARY, "corp_code": "x"}
    service.filed += [broken, {**broken, "rcept_no": "../../etc", "corp_name": "가", "corp_code": "1"}]
    assert len(await reader.look()) == 1


def naver(site: Site, **fields: object) -> SourceSetting:
    keys = {"key_env": "NAVER_ID", "secret_env": "NAVER_SECRET"}
    words = ["업무협약", "가람전자"]
    return SourceSetting.model_validate(
        {"kind": "naver", "url": f"{site.url}/news.json", "words": words, **keys, **fields}
    )


async def test_naver_is_asked_for_each_word(site: Site, http: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVER_ID", "id-of-ours")
    monkeypatch.setenv("NAVER_SECRET", "secret-of-ours")
    when = "Mon, 30 Nov 2026 10:00:00 +0900"

    def answer(asked: Asked) -> Reply:
        items = [
            {"title": "<b>가람전자</b>, 나래소프트와 협약", "originallink": "https://byeol.example/news/12345", "link": "https://n.news.naver.example/1", "description": "공동 개발", "pubDate": when},
            {"title": "링크 없는 항목"},
            "no entry",
        ]  # fmt: skip
        return Reply(200, json.dumps({"items": items}).encode())

    site.answers["/news.json"] = answer
    reader = Reader(naver(site), http)
    (candidate,) = await reader.look()
    assert (candidate.url, candidate.title) == ("https://byeol.example/news/12345", "가람전자, 나래소프트와 협약")
    assert candidate.published == datetime(2026, 11, 30, 10, tzinfo=SEOUL)
    assert not candidate.sites
    assert [asked.headers["x-naver-client-id"] for asked in site.asked] == ["id-of-ours"] * 2
    held = repr(await source_health(reader.state, reader.source.url))
    assert "secret-of-ours" not in held
    assert "id-of-ours" not in held


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"items": null}', b"[" * 5_000])
async def test_a_malformed_answer_of_naver_is_a_failure(
    site: Site, http: HttpClient, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setenv("NAVER_ID", "1")
    monkeypatch.setenv("NAVER_SECRET", "2")
    site.answers["/news.json"] = Reply(200, body)
    outcome = await Reader(naver(site), http).outcome()
    assert isinstance(outcome, Retry)
    assert outcome.reason == "malformed answer"


async def test_a_missing_key_is_named(
    service: OpenDartService, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DART_KEY", raising=False)
    outcome = await Reader(opendart(service), http).outcome()
    assert isinstance(outcome, Retry)
    assert outcome.reason == "key missing"
    with pytest.raises(LookupError, match="DART_KEY"):
        opendart(service).keys()["key"]()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"kind": "opendart"}, "needs key_env or key_file"),
        ({"kind": "naver", "key_env": "A", "secret_env": "B"}, "needs words"),
        ({"kind": "feed", "url": "https://byeol.example/rss", "key_env": "A"}, "takes no key"),
        ({"kind": "opendart", "key_env": "A", "key_file": "b"}, "not both"),
        ({"kind": "opendart", "key_env": "A", "words": ["협약"]}, "takes no words"),
    ],
)
def test_settings_that_do_not_fit_the_kind_are_refused(fields: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        SourceSetting.model_validate(fields)


def test_services_have_an_address_of_their_own() -> None:
    assert SourceSetting.model_validate({"kind": "opendart", "key_env": "A"}).url.startswith("https://opendart.")
