"""`dongmaeng why` on stories of every fate, on the embedded default and on Kafka with Elasticsearch."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
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
    ways: dict[str, dict[str, Any]] = field(default_factory=dict)

    def way(self, fate: str) -> dict[str, Any]:
        if fate not in self.ways:
            self.ways[fate] = self.command_line.json("why", self.urls[fate])
        return self.ways[fate]

    def stop(self, fate: str, stage: str) -> dict[str, Any]:
        """The one thing that a stage did with the story."""
        (stop,) = [stop for stop in self.way(fate)["way"] if stop["stage"] == stage]
        return dict(stop)

    def stages(self, fate: str) -> list[str]:
        return [stop["stage"] for stop in self.way(fate)["way"]]


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
    [fetch] = [stage for stage in command_line.json("topics") if stage["stage"] == "fetch"]
    return fetch["done"] + sum(fetch["dropped"].values()) == stories and command_line.has_handled_all()


READ = ["discover", "fetch", "clean", "tag"]
ENDS = {
    "alerted": ("alerted", [*READ, "resolve", "index", "deliver"]),
    "merged": ("known", [*READ, "resolve", "index", "alert"]),
    "old": ("quiet", [*READ, "resolve", "index", "alert"]),
    "rumour": ("passing", [*READ, "resolve", "index", "alert"]),
    "treaty": ("no news", [*READ, "index"]),
    "copy": ("known", [*READ, "resolve", "index", "alert"]),
    "dropped": ("dropped", ["discover", "fetch", "clean"]),
    "robots": ("dropped", ["discover", "fetch"]),
    "unwanted": ("unwanted", [*READ, "resolve", "index", "alert"]),
}
"""What comes of a story of each fate, and the stages that its way leads over."""


@pytest.mark.parametrize("fate", ENDS)
def test_each_is_told_on_one_screen_and_in_full_as_json(asked: Asked, fate: str) -> None:
    lines = asked.command_line.run("why", asked.urls[fate]).stdout.splitlines()
    assert len(lines) <= LINES
    assert max(map(_columns, lines)) <= COLUMNS
    way = asked.way(fate)
    outcome, stages = ENDS[fate]
    assert (way["outcome"], asked.stages(fate)) == (outcome, stages)
    assert lines[0] == way["title"]
    assert lines[1] == f"{article_id(asked.urls[fate])}  {asked.urls[fate]}"
    assert lines[2].startswith(f"{outcome}: ")
    assert [line.split()[0] for line in lines[3:] if line[:1].isalpha()] == stages


@pytest.mark.parametrize("fate", ENDS)
def test_each_says_who_named_it_and_when(asked: Asked, fate: str) -> None:
    named = asked.stop(fate, "discover")
    assert named["source"] == asked.urls[fate].replace(PATH, "/rss.xml")
    assert datetime.fromisoformat(named["at"]) > days_ago(1)


def test_the_alerted_says_how_it_was_read_and_to_whom_it_was_sent(asked: Asked) -> None:
    assert asked.stop("alerted", "fetch")["status"] == 200
    article = asked.stop("alerted", "clean")["article"]
    assert article["title"] == asked.way("alerted")["title"]
    assert article["rules"]["published"] == "meta: article:published_time"
    (mention,) = asked.stop("alerted", "tag")["mentions"]
    assert (mention["status"], mention["new"]) == ("announced", True)
    assert mention["rule"]
    (change,) = asked.stop("alerted", "resolve")["changes"]
    assert (change["change"], change["quiet"], change["members"]) == ("announced", None, ["가람로봇", "도담물류"])
    sent = asked.stop("alerted", "deliver")
    assert (sent["endpoint"], sent["event"], sent["outcome"]) == ("desk", "alliance.announced", "delivered")


@pytest.mark.parametrize("fate", ["merged", "copy"])
def test_what_joined_a_known_alliance_says_which_and_by_what(asked: Asked, fate: str) -> None:
    known, joined = asked.stop("alerted", "resolve"), asked.stop(fate, "resolve")
    assert joined["alliance"] == known["alliance"]
    assert [change["change"] for change in joined["changes"]] == ["corroborated"]
    (account,) = joined["accounts"]
    assert account["joined_by"] == "same parties"
    assert account["joined_to"] == asked.way("alerted")["article_id"]
    assert account["rule"] == asked.stop(fate, "tag")["mentions"][0]["rule"]
    assert asked.stop(fate, "alert")["reason"] == "nobody subscribed"


def test_a_copy_says_of_what(asked: Asked) -> None:
    cleaned = asked.stop("copy", "clean")
    assert (cleaned["article"]["copy_kind"], cleaned["article"]["group"]) == (
        "syndicated",
        asked.way("alerted")["article_id"],
    )
    assert any(asked.urls["alerted"] in line for line in cleaned["more"])


def test_the_old_says_that_it_is_old_at_every_stage(asked: Asked) -> None:
    assert any("quiet: old" in line for line in asked.stop("old", "clean")["more"])
    assert [change["quiet"] for change in asked.stop("old", "resolve")["changes"]] == ["old"]
    assert asked.stop("old", "alert")["reason"] == "quiet: old"


def test_a_rumour_says_so_and_by_which_rule(asked: Asked) -> None:
    (mention,) = asked.stop("rumour", "tag")["mentions"]
    assert (mention["status"], mention["new"]) == ("rumoured", False)
    assert "rumoured" in asked.way("rumour")["why"]
    assert asked.stop("rumour", "alert")["reason"] == "background"


def test_a_treaty_of_governments_says_which_words_led_to_nothing(asked: Asked) -> None:
    tagged = asked.stop("treaty", "tag")
    assert tagged["mentions"] == []
    assert "양해각서" in " ".join(tagged["more"])


def test_what_is_no_story_or_not_allowed_says_who_refused_it_and_why(asked: Asked) -> None:
    dropped, refused = asked.stop("dropped", "clean"), asked.stop("robots", "fetch")
    assert (dropped["outcome"], dropped["reason"]) == ("dropped", "obituary")
    assert (refused["outcome"], refused["reason"]) == ("dropped", "robots")
    assert refused["detail"] == asked.urls["robots"].replace(PATH, "/robots.txt")


def test_what_no_endpoint_wanted_says_what_each_asks_for(asked: Asked) -> None:
    unwanted = asked.stop("unwanted", "alert")
    assert (unwanted["change"], unwanted["detail"]) == ("announced", "desk wants mou, partnership")
    assert unwanted["detail"] in asked.way("unwanted")["why"]


def test_it_is_found_by_its_article_id_too(asked: Asked) -> None:
    for fate in ("merged", "robots"):
        way = asked.way(fate)
        again = asked.command_line.json("why", way["article_id"])
        assert again["way"] == way["way"]


def test_what_is_not_known_says_where_it_was_looked_for(asked: Asked) -> None:
    told = asked.command_line.run("why", "https://news.example/none", code=1)
    assert "nothing is known of https://news.example/none" in told.stderr
    assert "the topics of" in told.stderr
    assert "the store" in told.stderr
    assert told.stdout == ""


def test_the_silent_are_listed_with_their_reasons(asked: Asked) -> None:
    silent = asked.command_line.json("why", "--silent", "--since", "2d")
    assert silent["read"] == len(asked.urls) - 2  # a page without a story and one that was not fetched are no stories
    reasons = {story["article_id"]: " ".join(story["reasons"]) for story in silent["stories"]}
    ids = {fate: asked.way(fate)["article_id"] for fate in ("rumour", "treaty")}
    assert set(reasons) == set(ids.values())
    assert "rumoured" in reasons[ids["rumour"]]
    assert "양해각서" in reasons[ids["treaty"]]
    told = asked.command_line.run("why", "--silent", "--since", "2d").stdout
    assert all(id in told for id in ids.values())
    assert asked.command_line.json("why", "--silent", "--since", "2099-01-01")["stories"] == []


@pytest.mark.parametrize(
    "given",
    [(), ("--silent", "--since", "soon"), ("https://news.example/1", "--silent")],
    ids=["nothing", "no time", "both"],
)
def test_wrong_use_is_said(asked: Asked, given: tuple[str, ...]) -> None:
    asked.command_line.run("why", *given, code=2)
