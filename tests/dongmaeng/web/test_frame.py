"""What every page has: menu, languages, light and dark, words on failures."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from dongmaeng import web
from dongmaeng.backend.backend import Backend
from dongmaeng.fault import Fault
from dongmaeng.settings import Settings
from dongmaeng.web.app import make_app
from dongmaeng.web.links import day, quoted, safe_url
from search.alliances import BadCursor
from search.store import StoreUnavailable
from search.vocabulary import vocabulary


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with Backend(Settings(data_dir=tmp_path)) as backend:
        yield make_app(backend)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as made:
        yield made


async def test_the_language_is_korean_until_a_plain_link_chooses_another_which_is_kept(
    client: httpx.AsyncClient,
) -> None:
    first = await client.get("/?q=a%26b")
    assert '<html lang="ko"' in first.text
    assert 'href="?q=a%26b&amp;language=en"' in first.text
    assert '<html lang="en"' in (await client.get("/?language=en")).text
    assert '<html lang="en"' in (await client.get("/")).text
    assert '<html lang="ko"' in (await client.get("/?language=ko")).text
    assert '<html lang="ko"' in (await client.get("/")).text


def test_no_text_stands_twice() -> None:
    tables = [tomllib.loads(file.read_text("utf-8")) for file in (Path(web.__file__).parent / "texts").glob("*.toml")]
    names = [(table, name) for words in (vocabulary(), *tables) for table, rows in words.items() for name in rows]
    assert len(names) == len(set(names)) > 500


async def test_light_and_dark_follow_the_system_until_chosen_and_again_afterwards(client: httpx.AsyncClient) -> None:
    assert "data-theme" not in (await client.get("/")).text
    assert 'data-theme="dark"' in (await client.get("/?theme=dark")).text
    assert 'data-theme="dark"' in (await client.get("/")).text
    await client.get("/?theme=auto")
    assert "data-theme" not in (await client.get("/")).text


async def test_no_page_holds_script_or_style_of_its_own(client: httpx.AsyncClient) -> None:
    text = (await client.get("/")).text
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Fault("the store is away"), 503, "지금은 저장소나 클러스터를 쓸 수 없습니다"),
        (StoreUnavailable("gone <b>"), 503, "gone &lt;b&gt;"),
        (BadCursor("'x' is no cursor of an answer"), 400, "목록을 처음부터 다시 열어 주세요."),
        (Fault("no such message", usage=True), 400, "no such message"),
        (RuntimeError("a secret of the inside"), 500, "페이지를 만들지 못했습니다"),
    ],
)
async def test_a_failure_is_told_with_what_to_do_and_without_the_inside(
    app: FastAPI, client: httpx.AsyncClient, error: Exception, status: int, words: str
) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise error

    answer = await client.get("/broken")
    assert answer.status_code == status
    assert words in answer.text
    assert "a secret of the inside" not in answer.text
    assert "Traceback" not in answer.text


async def test_programs_are_told_of_failures_in_their_form(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(app.state.backend, "store", broken)
    answer = await client.get("/api/v1/alliances")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Internal Server Error"
    assert "a secret of the inside" not in answer.text
    assert (await client.get("/api/v1/nowhere")).json()["status"] == 404


async def test_what_is_not_there_is_said_in_both_languages(client: httpx.AsyncClient) -> None:
    assert "페이지를 찾을 수 없습니다" in (await client.get("/nowhere")).text
    english = await client.get("/nowhere?language=en")
    assert english.status_code == 404
    assert "There is no such page" in english.text


async def test_only_known_words_are_said_of_what_was_done(client: httpx.AsyncClient) -> None:
    assert "call this number" not in (await client.get("/", params={"done": "call this number"})).text


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://news.example/1?a=b", True),
        ("http://[::1]:8080/x", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example/1", False),
        ("https://bank.example@evil.example/", False),
        ("https:\\\\evil.example", False),
        ("https://", False),
        ("https://[broken", False),
        ("https://news.example:port/", False),
        ("", False),
        (None, False),
    ],
)
def test_only_open_addresses_of_the_web_are_linked(url: str | None, linked: bool) -> None:
    assert safe_url(url) == (url if linked else "")


def test_an_id_is_one_part_of_a_path() -> None:
    assert quoted("가/나?다#라&'\"") == "%EA%B0%80%2F%EB%82%98%3F%EB%8B%A4%23%EB%9D%BC%26%27%22"
    assert day(None) == ""
