"""`dongmaeng gazetteer`: look up, add, check and update names."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from agents.tag.names.gazetteer import gazetteer
from agents.tag.names.user_files import COMPANIES_FILE, use_files
from dongmaeng.cli.app import app
from dongmaeng.fault import Fault
from tests.agents.tag.names.test_opendart import item, packed
from tests.loopback import Reply, Site, loopback_site

KEY = "a-key-of-my-own"


@pytest.fixture(autouse=True)
def _shipped_names_afterwards() -> Iterator[None]:
    yield
    use_files(None)


def run(home: Path, *arguments: str, code: int = 0, **env: str) -> Result:
    done = CliRunner().invoke(app, ["--data-dir", str(home), *arguments], catch_exceptions=False, env=env)
    assert done.exit_code == code
    return done


def run_json(home: Path, *arguments: str, **env: str) -> Any:
    return json.loads(run(home, *arguments, "--json", **env).stdout)


def test_show_gives_the_spellings_of_a_name_and_their_table(tmp_path: Path) -> None:
    (known,) = [known for known in run_json(tmp_path, "gazetteer", "show", "케이티") if known["name"] == "KT"]
    assert known["table"] == "companies.tsv"
    assert "한국통신" in {spelling["spelling"] for spelling in known["spellings"]}
    assert "companies.tsv" in run(tmp_path, "gazetteer", "show", "KT").stdout
    with pytest.raises(Fault, match="gazetteer add"):
        run(tmp_path, "gazetteer", "show", "무지개곳간")


def test_add_writes_a_row_and_says_how_to_tag_anew(tmp_path: Path) -> None:
    said = run(tmp_path, "gazetteer", "add", "무지개곳간", "--kind", "association", "--alias", "무곳").stdout
    assert "gazetteer retag 무지개곳간" in said
    (known,) = run_json(tmp_path, "gazetteer", "show", "무곳")
    assert (known["name"], known["kind"], known["table"]) == ("무지개곳간", "association", "names.tsv")
    assert run_json(tmp_path, "gazetteer", "check")["faults"] == []
    assert run_json(tmp_path, "gazetteer", "add", "협력")["warnings"]
    with pytest.raises(Fault, match="no such kind"):
        run(tmp_path, "gazetteer", "add", "누리방", "--kind", "shop")


def test_stored_stories_with_a_name_are_tagged_anew_when_asked(tmp_path: Path) -> None:
    def import_story(id: str, text: str) -> None:
        item = {"id": id, "title": id, "text": text, "published": "2024-05-16T09:00:00+09:00"}
        items = tmp_path / f"{id}.jsonl"
        items.write_text(json.dumps(item, ensure_ascii=False) + "\n", "utf-8")
        run(tmp_path, "import", str(items))

    def named() -> int:
        return int(run_json(tmp_path, "search", "org:무지개곳간")["total"])

    assert run_json(tmp_path, "gazetteer", "retag", "무지개곳간") == {"retagged": 0}
    import_story("first", "날씨가 좋은 날 무지개곳간 앞에 사람들이 줄을 섰다. 모두 즐거워했다.")
    run(tmp_path, "gazetteer", "add", "무지개곳간", "--alias", "무곳")
    assert named() == 0
    assert run_json(tmp_path, "gazetteer", "retag", "무곳") == {"retagged": 1}
    import_story("second", "강가에서 열린 장터에 사람들이 모였다. 비가 왔지만 모두 웃었다.")  # takes up what waits
    assert named() == 1


def test_check_names_the_wrong_rows_and_fails(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="no such file"):
        run(tmp_path, "gazetteer", "check")
    table = tmp_path / "mine.tsv"
    table.write_text("name\tkind\tspellings\tfrom\tuntil\tflags\n새싹\tcompny\t\t\t\t\n", "utf-8")
    assert "mine.tsv:2: no such kind" in run(tmp_path, "gazetteer", "check", str(table), code=1).stdout


async def updated(home: Path, site: Site, *arguments: str, key: str = KEY) -> Result:
    url = site.url + "/api/corpCode.xml"
    env = {"OPENDART_API_KEY": key, "DONGMAENG_ALLOW_PRIVATE_ADDRESSES": "true"}
    return await asyncio.to_thread(lambda: run(home, "gazetteer", "update", "--url", url, *arguments, **env))


async def test_update_gets_the_list_with_the_key_and_puts_it_before_the_shipped_one(tmp_path: Path) -> None:
    items = "".join(item(f"무지개곳간{n}홀딩스") for n in range(1200)) + item("두루미전자랜드", "000123")
    async with loopback_site() as site:
        site.answers["/api/corpCode.xml"] = Reply(200, packed(f"<result>{items}</result>"))
        done = json.loads((await updated(tmp_path, site, "--json")).stdout)
        assert site.asked[0].path == f"/api/corpCode.xml?crtfc_key={KEY}"
    assert done["companies"] == 1201
    use_files(tmp_path)
    assert gazetteer().meanings("두루미전자랜드")
    assert gazetteer().meanings("KT")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(200, b"<result><status>010</status><message>bad key</message></result>"), "010: bad key"),
        (Reply(500, b""), "answered 500"),
        (Reply(200, packed("<result></result>")), "only 0 companies"),
        (Reply(200, f"<result><status>1</status><message>{KEY}</message></result>".encode()), "1: …"),
    ],
)
async def test_a_failed_update_says_why_and_leaves_what_was(tmp_path: Path, reply: Reply, reason: str) -> None:
    async with loopback_site() as site:
        site.answers["/api/corpCode.xml"] = reply
        with pytest.raises(Fault, match=reason) as failure:
            await updated(tmp_path, site)
    assert KEY not in str(failure.value)
    assert not (tmp_path / COMPANIES_FILE).exists()


async def test_an_update_needs_a_key(tmp_path: Path) -> None:
    async with loopback_site() as site:
        with pytest.raises(Fault, match="OPENDART_API_KEY is not set"):
            await updated(tmp_path, site, key="")
        assert site.asked == []
