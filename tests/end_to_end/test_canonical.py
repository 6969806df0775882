"""A page that states another's address as its own: the other's article stays, is found, and is alerted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product

import pytest

from agents.urls import article_id
from dongmaeng.demo import Receiver
from tests.command_line import CommandLine

OTHER = "{first}는 3일 새 공장의 첫 삽을 떴다고 밝혔다. 공장은 내후년에 문을 열며 그때까지 일할 사람을 뽑는다."
SIGNED = (
    "{first}는 3일 서울 중구 본사에서 {second}과 돌봄 로봇 사업을 위한 업무협약(MOU)을 체결했다고 밝혔다. "
    "두 회사는 올해 안에 첫 로봇을 내놓을 계획이다."
)

ATTACKS = {
    "two blogs of one host": ("https://narae.tistory.com/{n}", "https://dasol.tistory.com/{n}"),
    "two owners of one service": ("https://narae.cafe24.com/view/{n}", "https://dasol.cafe24.com/view/{n}"),
    "a portal's blog": ("https://n.news.naver.com/article/018/{n}", "https://blog.naver.com/dasol/{n}"),
    "addresses of numbers": ("http://192.0.2.1/news/{n}", "http://198.51.2.1/news/{n}"),
    "another port": ("http://www.gaon.example/news/{n}", "http://www.gaon.example:8080/news/{n}"),
    "another host of the site": ("https://www.gaon.example/news/{n}", "https://blog.gaon.example/news/{n}"),
    "a mobile page": ("https://www.narae.example/news/{n}", "https://m.narae.example/news/{n}"),
    "another page of the host": ("https://www.dasol.example/news/{n}", "https://www.dasol.example/news/{n}?page=2"),
}
"""Addresses of a victim and of a page that states them."""

NAMES = re.findall(r"\w+", "해솔 미리내 한결 가온 라온 벼리 아라 차오름 새봄 누리 도담 마루 소담 예솔 큰솔 바름")
DEALS = [(f"{name}전자", f"{NAMES[at - 3]}통신") for at, name in enumerate(NAMES)]


def story(url: str, title: str, text: str, stated: str) -> dict[str, str]:
    markup = (
        f"<html lang='ko'><head><title>{title}</title><meta property='og:type' content='article'>"
        f"<link rel='canonical' href='{stated}'><meta property='og:url' content='{stated}'>"
        "<meta property='article:published_time' content='2026-03-03T14:00:00+09:00'></head>"
        f"<body><div id='articleBody'><p>{text}</p></div></body></html>"
    )
    return {"id": url, "url": url, "html": markup}


def stories() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The articles of the victims, each about a deal of its own, and the pages that state their addresses.

    Half of those tell something else, half the same.
    """
    victims, attackers = [], []
    for number, (attack, same) in enumerate(product(ATTACKS.values(), (False, True))):
        victim, attacker = (address.format(n=51_000 + number) for address in attack)
        first, second = DEALS[number]
        told = f"{first}, {second}과 로봇 업무협약", SIGNED.format(first=first, second=second)
        victims.append(story(victim, *told, victim))
        attackers.append(
            story(attacker, *(told if same else (f"{first} 새 공장 첫 삽", OTHER.format(first=first))), victim)
        )
    return victims, attackers


@pytest.fixture(params=["embedded"])
def carriers(request: pytest.FixtureRequest) -> str:
    """Settings of what carries the records and where stories are found."""
    return {"embedded": ""}[request.param]


@pytest.fixture
def newsroom(command_line: CommandLine, carriers: str) -> Iterator[tuple[CommandLine, Receiver]]:
    with Receiver() as receiver:
        command_line.configure(
            f'{carriers}\n[[endpoints]]\nid = "test"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\n'
            "allow_private = true\n"
        )
        yield command_line, receiver


@pytest.mark.parametrize("order", ["victims first", "attackers first", "at once"])
def test_an_article_stays_findable_and_is_alerted_whoever_states_its_address(
    newsroom: tuple[CommandLine, Receiver], order: str
) -> None:
    command_line, receiver = newsroom
    victims, attackers = stories()
    imports = {
        "victims first": [victims, attackers],
        "attackers first": [attackers, victims],
        "at once": [[one for pair in zip(attackers, victims, strict=True) for one in pair]],
    }
    for number, batch in enumerate(imports[order]):
        file = command_line.home / f"{number}.jsonl"
        file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in batch), "utf-8")
        assert command_line.json("import", str(file), "--alerts")["imported"] == len(batch)
    hits = command_line.json("search", "업무협약", "--limit", "100")["hits"]
    sources = {hit["article_id"]: hit["source_id"] for hit in hits}
    assert [sources.get(article_id(victim["url"])) for victim in victims] == [victim["id"] for victim in victims]
    alerted = [sorted(m["name"] for m in alert.payload["data"]["members"]) for alert in receiver.deliveries]
    assert sorted(alerted) == sorted(map(sorted, DEALS))
