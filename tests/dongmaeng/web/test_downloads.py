"""Files, feeds and the calendar, as a browser and a reader of feeds ask for them."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import httpx
import networkx
import openpyxl
import pytest
from fastapi import FastAPI
from icalendar import Calendar

from dongmaeng.backend.backend import Backend
from dongmaeng.exports.files import alliances_of
from dongmaeng.exports.formats import OF_ALLIANCES, OF_GRAPH, OF_SEARCH, Format
from dongmaeng.settings import Settings, WebSettings
from dongmaeng.shapes.alliances import AllianceShape
from dongmaeng.web.app import make_app
from dongmaeng.web.downloads import alliances, answers
from search.embedded.store import EmbeddedStore
from tests.dongmaeng.exports.alliances import NOON, alliance
from topics.records import Alliance, Article, Change, ChangeKind, Kind, Member, Status, TaggedArticle

PUBLIC = "https://dongmaeng.example"
KNOWN = [
    alliance(0),
    alliance(1, kind=Kind.JOINT_VENTURE),
    alliance(2, status=Status.PLANNED, date="2026-04-01"),
    alliance(3, status=Status.PLANNED, date="2026-05"),
]


def story(number: int) -> TaggedArticle:
    url = f"https://news.example.com/s{number}"
    article = Article(
        id=f"s{number}",
        url=url,
        canonical_url=url,
        title=f"=가람전자 로봇 {number}",
        body="가람전자는 로봇을 만든다.",
        published=NOON + timedelta(hours=number),
        fetched=NOON + timedelta(days=1),
    )
    return TaggedArticle(article=article)


@pytest.fixture
async def backend(tmp_path: Path) -> AsyncIterator[Backend]:
    settings = Settings(data_dir=tmp_path, web=WebSettings(public_url=PUBLIC))
    store = EmbeddedStore(settings.database)
    await store.write_alliances(KNOWN)
    await store.write([story(number) for number in range(3)])
    await store.close()
    async with Backend(settings) as opened:
        yield opened


@pytest.fixture
def app(backend: Backend) -> FastAPI:
    return make_app(backend)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


ADDRESSES = [
    *(f"/alliances.{format}" for format in OF_ALLIANCES),
    *(f"/companies/가람전자.{format}" for format in OF_ALLIANCES),
    *(f"/search.{format}?q=로봇" for format in OF_SEARCH),
    *(f"/graph.{format}" for format in OF_GRAPH),
]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_form_is_there_and_its_head_says_the_same(client: httpx.AsyncClient, address: str) -> None:
    answer, head = await client.get(address), await client.head(address)
    assert answer.status_code == head.status_code == 200
    assert answer.content
    assert head.content == b""
    format = Format(address.partition("?")[0].rpartition(".")[2])
    assert answer.headers["content-type"] == format.media_type
    for name in ("content-type", "content-disposition", "etag", "last-modified"):
        assert answer.headers.get(name) == head.headers.get(name), name


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_service_that_knows_nothing_gives_files_without_anything(tmp_path: Path, address: str) -> None:
    async with Backend(Settings(data_dir=tmp_path)) as backend:
        transport = httpx.ASGITransport(make_app(backend))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            assert (await client.get(address)).status_code == 200


async def test_lines_are_what_json_says(client: httpx.AsyncClient) -> None:
    lines = (await client.get("/alliances.jsonl")).text.splitlines()
    assert [json.loads(line) for line in lines] == [AllianceShape.of(one).as_json() for one in reversed(KNOWN)]


async def test_a_file_has_a_name_by_which_it_is_found_again(client: httpx.AsyncClient) -> None:
    of_all = (await client.get("/alliances.csv")).headers["content-disposition"]
    assert of_all.startswith('attachment; filename="dongmaeng-alliances-20')
    of_one = (await client.get("/companies/가람전자.xlsx")).headers["content-disposition"]
    assert "filename*=UTF-8''dongmaeng-%EA%B0%80%EB%9E%8C%EC%A0%84%EC%9E%90-alliances-20" in of_one
    assert of_one.isascii()
    broken = (await client.get('/companies/a"%09;b%2f..%2fc.csv')).headers["content-disposition"]
    assert not set('\t;/"') & set(broken.partition("filename*=UTF-8''")[2])


async def test_filters_are_those_of_the_pages(client: httpx.AsyncClient) -> None:
    assert [row["id"] for row in rows(await client.get("/alliances.csv?kind=joint_venture"))] == ["a00001"]
    assert [row["id"] for row in rows(await client.get("/alliances.csv?status=planned&limit=1"))] == ["a00003"]
    assert rows(await client.get("/alliances.csv?since=2026-03-03")) == []
    members = rows(await client.get("/alliances.csv?rows=members&company=가람전자"))
    assert [row["member"] for row in members] == ["가람전자", "나래통신"]


async def test_a_company_has_its_own_files_whatever_its_id_holds(backend: Backend, client: httpx.AsyncClient) -> None:
    odd = Member(id="s.oil/a b.atom", name="에스오일")
    writing = EmbeddedStore(backend.settings.database)
    await writing.write_alliances([alliance(9, members=[odd, Member(id="x", name="엑스")])])
    await writing.close()
    (row,) = rows(await client.get("/companies/s.oil%2Fa%20b.atom.csv"))
    assert row["id"] == "a00009"
    read = feedparser.parse((await client.get("/companies/s.oil%2Fa%20b.atom.atom")).content)
    assert read.feed.title == "에스오일 동맹 소식"
    assert read.feed.links[0].href == f"{PUBLIC}/companies/s.oil%2Fa%20b.atom.atom"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/alliances.pdf", 400, "csv, xlsx"),
        ("/graph.atom", 400, "graphml, gexf"),
        ("/alliances.csv?kind=marriage", 400, "kind: takes one of mou"),
        ("/alliances.csv?limit=0", 400, "limit: takes a number from 1"),
        ("/alliances.csv?rows=edges", 400, "rows: takes one of alliances, members"),
        ("/alliances.atom?limit=501", 400, "limit: takes a number from 1 to 500"),
        ("/graph.csv?company=a&company=b", 400, "company: stands once only"),
        ("/search.csv", 400, "q: takes what is searched for"),
        ("/search.csv?q=가&order=best", 400, "order: takes one of relevance, time"),
        ("/search.csv?q=after:soon", 400, "after"),
        (f"/search.csv?q={'가' * 1001}", 400, "at most 1000 characters"),
    ],
)
async def test_what_cannot_be_had_is_said_with_the_parameter(
    client: httpx.AsyncClient, address: str, status: int, said: str
) -> None:
    answer = await client.get(address)
    assert answer.status_code == status
    assert said in answer.text
    assert "content-disposition" not in answer.headers


async def test_parquet_names_what_to_install(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("pyarrow")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for answer in (await client.get("/alliances.parquet"), await client.head("/alliances.parquet")):
        assert answer.status_code == 501
    assert "pip install" in (await client.get("/alliances.parquet")).text


async def test_feeds_are_of_the_address_under_which_people_reach_the_page(client: httpx.AsyncClient) -> None:
    read = feedparser.parse((await client.get("/alliances.atom?kind=mou&since=2026")).content)
    assert read.feed.title == "동맹 소식 (mou, 2026)"
    (self_link,) = [link for link in read.feed.links if link.rel == "self"]
    assert self_link.href == f"{PUBLIC}/alliances.atom?kind=mou&since=2026"
    assert read.entries[0].link == f"{PUBLIC}/alliances/a00003"
    english = feedparser.parse((await client.get("/alliances.rss?language=en")).content)
    assert english.feed.title == "Alliances"
    found = feedparser.parse((await client.get("/search.atom?q=로봇")).content)
    assert [entry.title for entry in found.entries] == ["=가람전자 로봇 2", "=가람전자 로봇 1", "=가람전자 로봇 0"]


@pytest.mark.parametrize("address", ["/alliances.atom", "/alliances.rss", "/alliances.json", "/alliances.ics"])
async def test_what_has_not_changed_is_not_sent_again(
    backend: Backend, client: httpx.AsyncClient, address: str
) -> None:
    first = await client.get(address)
    tag, day = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"if-none-match": tag}, {"if-none-match": f'"x", W/{tag}'}, {"if-modified-since": day}):
        again = await client.get(address, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for headers in ({"if-none-match": '"x"', "if-modified-since": day}, {"if-modified-since": "yesterday"}):
        assert (await client.get(address, headers=headers)).status_code == 200
    changed = later(KNOWN[2])
    writing = EmbeddedStore(backend.settings.database)
    await writing.write_alliances([changed])
    await writing.close()
    answer = await client.get(address, headers={"if-none-match": tag, "if-modified-since": day})
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


def later(known: Alliance) -> Alliance:
    change = Change(id="later", change=ChangeKind.CHANGED, at=NOON + timedelta(days=2), article_id="r2")
    return known.model_copy(update={"changes": [*known.changes, change], "date": "2026-04-02"})


async def test_the_calendar_holds_what_is_planned_for_a_day(client: httpx.AsyncClient) -> None:
    answer = await client.get("/alliances.ics")
    assert [str(event["uid"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")] == ["a00002@dongmaeng"]
    assert Calendar.from_ical((await client.get("/companies/가람전자.ics")).content).walk("VEVENT") == []


async def test_the_graph_is_whole(client: httpx.AsyncClient) -> None:
    graph = networkx.read_gexf(io.BytesIO((await client.get("/graph.gexf")).content))
    members = {member.id for one in KNOWN for member in one.members}
    assert set(graph) == members
    assert graph.edges["가람전자", "나래통신"]["start"] == "2026-03-02"
    around = networkx.read_graphml(io.BytesIO((await client.get("/graph.graphml?company=가람전자")).content))
    assert set(around) == {"가람전자", "나래통신"}
    book = openpyxl.load_workbook(io.BytesIO((await client.get("/graph.xlsx")).content))
    assert book["nodes"].max_row == len(members) + 1


async def test_what_a_search_finds_is_a_table(client: httpx.AsyncClient) -> None:
    found = rows(await client.get("/search.csv?q=로봇&order=time"))
    assert [row["article_id"] for row in found] == ["s2", "s1", "s0"]
    assert found[0]["title"] == "'=가람전자 로봇 2"
    assert rows(await client.get("/search.csv?q=로봇 우주선 감자 고래")) == []


async def test_a_file_is_sent_as_it_is_made(backend: Backend, app: FastAPI) -> None:
    writing = EmbeddedStore(backend.settings.database)
    await writing.write_alliances([alliance(number) for number in range(10, 1_500)])
    await writing.close()
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope("/alliances.csv"), asyncio.Event().wait, send)
    parts = [len(message.get("body", b"")) for message in sent if message["type"] == "http.response.body"]
    assert max(parts) < sum(parts) / 5


async def test_for_its_head_alone_no_file_is_made(
    backend: Backend, app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = EmbeddedStore(backend.settings.database)
    await writing.write_alliances([alliance(number) for number in range(10, 1_500)])
    await writing.close()
    asked: list[int] = []

    async def counted(*given: Any) -> AsyncIterator[Any]:
        async for some in alliances_of(*given):
            asked.append(len(some))
            yield some

    monkeypatch.setattr(alliances, "alliances_of", counted)
    head = await client.head("/alliances.csv")
    assert (head.status_code, len(asked), app.state.files_under_way) == (200, 1, 0)
    assert "content-length" not in head.headers
    await client.get("/alliances.csv")
    assert len(asked) > 2


async def test_files_that_are_given_up_make_room_for_others(app: FastAPI, client: httpx.AsyncClient) -> None:
    for _ in range(9):
        begun = asyncio.Event()

        async def send(message: Any, begun: asyncio.Event = begun) -> None:
            if message["type"] == "http.response.body":
                begun.set()
                await asyncio.sleep(60)  # nobody takes it

        async def leave(begun: asyncio.Event = begun) -> dict[str, Any]:
            await begun.wait()
            return {"type": "http.disconnect"}

        await app(scope("/alliances.csv"), leave, send)
    assert rows(await client.get("/alliances.csv"))


async def test_a_reader_who_takes_nothing_is_given_up(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LONGEST_SEND_SECONDS", 0.05)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    await app(scope("/alliances.csv"), asyncio.Event().wait, send)
    assert app.state.files_under_way == 0


async def test_of_too_many_files_at_once_some_wait(app: FastAPI, client: httpx.AsyncClient) -> None:
    begun = asyncio.Event()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            begun.set()
            await asyncio.sleep(60)  # a reader who takes nothing

    slow = [asyncio.create_task(app(scope("/alliances.csv"), asyncio.Event().wait, send)) for _ in range(4)]
    await begun.wait()
    while app.state.files_under_way < 4:
        await asyncio.sleep(0.01)
    answer = await client.get("/alliances.csv")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert (await client.get("/alliances.atom")).status_code == 200
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    assert rows(await client.get("/alliances.csv"))


def scope(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "http_version": "1.1",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
    }
