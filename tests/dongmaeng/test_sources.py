"""`dongmaeng sources check` and `learn`, as a user calls them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dongmaeng.cli.app import app
from dongmaeng.fault import Fault

MARKUP = """<html><head><title>가람전자, 새 공장 착공</title><meta property="og:type" content="article"></head><body>
<div class="zz-story"><p>가람전자가 15일 새 공장의 첫 삽을 떴다고 밝혔다. 공장은 내후년에 문을 연다.</p><p>회사는 새 공장에서 일할 사람 300명을 지역에서 뽑는다고 설명했다.</p><p>무단전재 및 재배포 금지</p></div></body></html>"""
RULES = '[[outlet]]\nname = "별빛신문"\nhosts = ["byeol.example"]\nbody = ["div.zz-story"]\n'


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "page.html"
    path.write_text(MARKUP, "utf-8")
    return path


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["sources", *arguments], catch_exceptions=False)
    assert done.exit_code == code
    return done.stdout


def test_check_shows_what_is_kept_and_what_is_dropped(page: Path) -> None:
    shown = run("check", str(page))
    assert "+ 가람전자가 15일" in shown
    assert "- 무단전재 및 재배포 금지" in shown


def test_check_tries_rules_of_ones_own(page: Path, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(RULES, "utf-8")
    url = "https://www.byeol.example/v/20240515001"
    told = json.loads(run("check", str(page), "--rules", "own.toml", "--url", url, "--json"))
    assert told["body_rule"] == "own.toml: div.zz-story"
    assert told["article"]["publisher"] == "별빛신문"


def test_check_of_a_page_that_is_no_article_fails(page: Path) -> None:
    page.write_text("<html><body></body></html>", "utf-8")
    assert "drop: no body" in run("check", str(page), code=1)


def test_wrong_rules_are_named(page: Path, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[[outlet]]\nname = 'x'\n", "utf-8")
    with pytest.raises(Fault, match=r"own.toml: outlet 1 \(x\): hosts"):
        run("check", str(page), "--rules", "own.toml")


def test_learn_prints_a_rule(page: Path) -> None:
    (entry,) = tomllib.loads(run("learn", str(page)))["outlet"]
    assert entry["body"] == ["div.zz-story"]
