"""What is searched for on the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dongmaeng.cli.app import app
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.search.conftest import stories


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that holds the invented stories."""
    folder = tmp_path_factory.mktemp("home")

    async def fill() -> None:
        store = EmbeddedStore(Settings(data_dir=folder).database)
        await store.write(stories())
        await store.close()

    asyncio.run(fill())
    return folder


def search(home: Path, *arguments: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--data-dir", str(home), "search", *arguments], catch_exceptions=False)
    assert done.exit_code == exit_code
    return done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("-로봇 합작법인",),
        ("-로봇 합작법인", "--limit", "50"),
        ("--limit", "50", "-로봇 합작법인"),
        ("--", "-로봇 합작법인"),
        ("-org:KT 합작법인", "--order", "time"),
        ('-"로봇 투자" 합작법인', "--fold"),
    ],
)
def test_a_query_may_begin_with_what_it_excludes(home: Path, arguments: tuple[str, ...]) -> None:
    found = json.loads(search(home, "--json", *arguments)) if "--" not in arguments else None
    assert search(home, *arguments).startswith("4 found")
    assert found is None or found["total"] == 4


@pytest.mark.parametrize("arguments", [("협약", "--limits", "3"), ("협약", "--limit", "-3"), ("협약", "-정부")])
def test_what_is_no_query_is_still_refused(home: Path, arguments: tuple[str, ...]) -> None:
    search(home, *arguments, exit_code=2)


def test_help_is_no_query(home: Path) -> None:
    assert "Usage" in search(home, "--help")


def test_a_slip_of_a_key_is_told(home: Path) -> None:
    said = search(home, "가람모타스 배터리")
    assert "0 found" in said
    assert "did you mean: 가람모터스 배터리" in said
    told = json.loads(search(home, "가람모타스 배터리", "--json"))
    assert told["suggestion"] == "가람모터스 배터리"
    assert not told["partial"]


def test_articles_with_most_of_the_words_are_told_as_such(home: Path) -> None:
    said = search(home, "회원이 늘어난 산학연 협의체 원팀은 어디인가")
    assert "none has all of these words; 1 with most of them" in said
    assert json.loads(search(home, "회원이 늘어난 산학연 협의체 원팀은 어디인가", "--json"))["partial"]
