from __future__ import annotations

import asyncio
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.command_line import CommandLine
from tests.dongmaeng.graph.invented import alliance_of, invented_alliances
from topics.records import Alliance, Member


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def fill(home: Path, alliances: list[Alliance]) -> None:
    async def write() -> None:
        store = EmbeddedStore(Settings(data_dir=home / "data").database)
        await store.write_alliances(alliances)
        await store.close()

    (home / "data").mkdir(mode=0o700)
    asyncio.run(write())


def test_the_map_is_told_in_words_that_fit_a_narrow_terminal(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(line.home, invented_alliances(40, 200))
    told = line.json("--data-dir", "data", "map")
    for columns in (60, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        text = line.run("--data-dir", "data", "map").stdout
        assert told["hubs"][0]["name"] in text
        assert told["bridges"][0]["name"] in text
        assert all(
            sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in row) <= columns for row in text.splitlines()
        )
    some = line.json("--data-dir", "data", "map", "--kind", "mou", "--company", told["hubs"][0]["id"])
    assert 0 < some["alliances"] < told["alliances"]


def test_the_picture_in_a_file_is_xml_whatever_names_it_has(line: CommandLine) -> None:
    names = ("가람<전자>&\x0b", "나래\x00'\"</svg>")
    fill(line.home, [alliance_of("1", [Member(id=f"m{n}", name=name) for n, name in enumerate(names)])])
    line.run("--data-dir", "data", "map", "--svg", "map.svg")
    picture = ElementTree.parse(line.home / "map.svg").getroot()
    titles = [title.text for title in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert any(title and title.startswith("가람<전자>&") for title in titles)


def test_nothing_is_known_yet(line: CommandLine) -> None:
    assert "No alliance" in line.run("--data-dir", "data", "map").stdout


@pytest.mark.parametrize("asked", [("map",), ("export", "graph")])
def test_a_store_that_is_away_is_an_error_that_says_so(line: CommandLine, asked: tuple[str, ...]) -> None:
    away = line.run("--store", "http://127.0.0.1:9", *asked, code=1)
    assert away.stderr == "dongmaeng: the store http://127.0.0.1:9 cannot be used: Elasticsearch cannot be reached\n"
