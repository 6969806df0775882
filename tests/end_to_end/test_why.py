"""`dongmaeng why` on stories of every fate, on the embedded default and on Kafka with Elasticsearch."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from agents.urls import article_id
from dongmaeng.demo import Receiver
from tests.command_line import CommandLine
from tests.end_to_end.homes import PATH, Outlets, home, signing_story
from tests.end_to_end.outlet import Answer, days_ago, signing_retold
from tests.waiting import wait_until

__all__ = ["home"]

SETTLE = 120.0  # seconds for the service to come to rest on a busy machine
LINES, COLUMNS = 24, 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A service that has read one story of each fate, and where each stands."""

    command_line: CommandLine
    urls: dict[str, str]

    def screen(self, fate: str) -> list[str]:
        """What is told for people; it must fit a screen."""
        lines = self.command_line.run("why", self.urls[fate]).stdout.splitlines()
        print("\n".join(lines))
        assert len(lines) <= LINES
        assert max(map(_columns, lines)) <= COLUMNS
        return lines

    def way(self, fate: str) -> dict[str, Any]:
        way: dict[str, Any] = self.command_line.json("why", self.urls[fate])
        return way

    def stop(self, fate: str, stage: str) -> dict[str, Any]:
        """The one thing that a stage did with the story."""
        (stop,) = [stop for stop in self.way(fate)["way"] if stop["stage"] == stage]
        return dict(stop)


def _columns(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in line)


@pytest.fixture(scope="module")
def asked(home: tuple[CommandLine, str]) -> Iterator[Asked]:
    """One service that reads a story of each fate."""
    command_line, cluster = home
    now = days_ago(0)
    with ExitStack() as stack:
        outlets, received = Outlets(stack), stack.enter_context(Receiver())
        alerted = outlets.with_story("가람로봇", "도담물류", published=now)
        old = outlets.with_story("푸른제약", "초롱바이오", published=days_ago(40))
        merged, rumour, treaty, copy, dropped, robots, unwanted = (outlets.open() for _ in range(7))
        title, sentences = signing_retold(now, "가람로봇", "도담물류")
        merged.story(PATH, title, *sentences, outlet="한낮일보", published=now)
        rumour.story(
            PATH,
            "큰솔화학·아라중공업 합작설",
            "㈜큰솔화학이 ㈜아라중공업과 합작법인을 설립할 것이라는 소문이 업계에 돌고 있다.",
            "두 회사는 아직 아무 말도 하지 않았다.",
            "업계는 결과를 지켜보고 있다.",
            published=now,
        )
        treaty.story(
            PATH,
            "한국·체코, 원전 협력 양해각서",
            f"한국 정부와 체코 정부는 {now.day}일 프라하에서 원전 협력 양해각서를 체결했다고 밝혔다.",
            "양국 장관은 앞으로도 자주 만나기로 했다.",
            "두 나라의 교역은 해마다 늘고 있다.",
            published=now,
        )
        copy.story(PATH, *signing_story("가람로봇", "도담물류"), outlet="저녁신문", published=now)
        dropped.story(
            PATH,
            "[부고] 홍길동씨 부친상",
            "홍길동씨 부친상 = 29일 새벽병원 장례식장, 발인 31일 오전 9시.",
            published=now,
        )
        robots.story(PATH, *signing_story("별빛게임", "달무리방송"), published=now)
        robots.answers["/robots.txt"] = Answer(body="User-agent: *\nDisallow: /news/\n")
        unwanted.story(
            PATH,
            "라온화학·미르소재, 합작법인 설립",
            f"㈜라온화학은 ㈜미르소재와 합작법인을 설립하는 계약을 체결했다고 {now.day}일 밝혔다.",
            "두 회사는 내년 봄에 공장을 짓기 시작한다.",
            "투자 금액은 밝히지 않았다.",
            published=now,
        )
        named = {
            "alerted": alerted,
            "old": old,
            "rumour": rumour,
            "treaty": treaty,
            "dropped": dropped,
            "robots": robots,
            "unwanted": unwanted,
        }
        later = {"merged": merged, "copy": copy}
        command_line.configure(
            f"allow_private_addresses = true\n{cluster}[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 1\n"
            + "".join(f'[[sources]]\nurl = "{outlet.feed}"\ninterval = 1\n' for outlet in outlets.made)
            + f'[[endpoints]]\nid = "desk"\nurl = "{received.url}"\nsecret = "{received.secret}"\n'
            'allow_private = true\nkinds = ["mou", "partnership"]\n'
        )
        with command_line.service():
            for outlet in named.values():
                outlet.lists((outlet.url + PATH, now if outlet is not old else days_ago(40)))
            wait_until(lambda: bool(received.acknowledged), SETTLE)
            for outlet in later.values():
                outlet.lists((outlet.url + PATH, now))
            urls = {fate: outlet.url + PATH for fate, outlet in (named | later).items()}
            wait_until(lambda: _at_rest(command_line, len(urls)), SETTLE)
        yield Asked(command_line, urls)


def _at_rest(command_line: CommandLine, stories: int) -> bool:
    """Whether all stories came to an end."""
    stages = {stage["stage"]: stage for stage in command_line.json("topics")}
    fetched = stages["fetch"]["done"] + sum(stages["fetch"]["dropped"].values())
    return fetched == stories and all(stage["lag"] == 0 for name, stage in stages.items() if name != "discover")


FATES = ["alerted", "merged", "old", "rumour", "treaty", "copy", "dropped", "robots", "unwanted"]


@pytest.mark.parametrize("fate", FATES)
def test_each_fits_a_screen_and_says_who_named_it(asked: Asked, fate: str) -> None:
    lines = asked.screen(fate)
    assert asked.urls[fate] in lines[1]
    way = asked.way(fate)
    assert way["article_id"] == article_id(asked.urls[fate])
    named = asked.stop(fate, "discover")
    assert named["source"] == asked.urls[fate].replace(PATH, "/rss.xml")
    assert named["at"]


@pytest.mark.parametrize(
    ("fate", "outcome"),
    [
        ("alerted", "alerted"),
        ("merged", "known"),
        ("old", "quiet"),
        ("rumour", "passing"),
        ("treaty", "no news"),
        ("copy", "known"),
        ("dropped", "dropped"),
        ("robots", "dropped"),
        ("unwanted", "unwanted"),
    ],
)
def test_what_came_of_each(asked: Asked, fate: str, outcome: str) -> None:
    assert asked.way(fate)["outcome"] == outcome
