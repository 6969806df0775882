"""What one source does to the others': nothing. All attacks meet one service on their own addresses at once.

On the embedded default, and on Kafka with Elasticsearch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from dongmaeng.demo import Receiver
from tests.command_line import CommandLine
from tests.end_to_end.homes import PATH, Outlets, home, signing_story
from tests.end_to_end.outlet import (
    Answer,
    days_ago,
    ending,
    ending_retold,
    signing,
    with_particle,
)
from tests.waiting import wait_until

__all__ = ["home"]

SETTLE = 120.0  # seconds for the service to come to rest on a busy machine
EVENTS = '["alliance.announced", "alliance.joined", "alliance.corroborated", "alliance.ended"]'

LISTED = [("가람로봇", "도담물류"), ("푸른제약", "초롱바이오"), ("큰솔화학", "아라중공업"), ("다온식품", "누리유통")]
"""Pairs that one article lists in a sentence before the papers tell of each."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What came of all attacks: the command line to ask, and what the webhooks received."""

    command_line: CommandLine
    received: Receiver

    def told(self, *parties: str) -> list[str]:
        """The events told of alliances with any of these parties, in order."""
        return [event for event, members in _told(self.received) if members & set(parties)]

    def alliance(self, *parties: str) -> dict[str, Any]:
        """The one alliance with any of these parties; it has exactly these."""
        every = self.command_line.json("alliances")
        (found,) = [one for one in every if {member["name"] for member in one["members"]} & set(parties)]
        assert {member["name"] for member in found["members"]} == set(parties)
        return dict(found)


def _told(receiver: Receiver) -> list[tuple[str, set[str]]]:
    return [
        (alert.event, {member["name"] for member in alert.payload["data"]["members"]})
        for alert in receiver.acknowledged
    ]


def _rest(reached: Callable[[], bool]) -> None:
    """Wait for what should happen; the tests say what is wrong where it does not."""
    with suppress(AssertionError):
        wait_until(reached, SETTLE)


@pytest.fixture(scope="module")
def aftermath(home: tuple[CommandLine, str]) -> Iterator[Aftermath]:
    """All attacks at once on one service, in steps: what an outsider does first, then what the outlets publish."""
    command_line, cluster = home
    now, long_ago = days_ago(0), days_ago(400)
    with ExitStack() as stack:
        outlets, received = Outlets(stack), stack.enter_context(Receiver())
        gossip = outlets.open()

        dated_old = outlets.with_story("해온전자", "다솔통신", published=now)
        undated = outlets.with_story("나루전자", "미리내통신")
        redirected = outlets.with_story("새길자동차", "한누리배터리", published=now)
        gossip.answers["/go"] = Answer(302, headers={"location": redirected.url + PATH})
        not_there = outlets.open()
        forbidden = outlets.open()
        forbidden.answers[PATH] = Answer(403)
        archived = outlets.with_story("온새미건설", "바른에너지", published=now)
        roundup = outlets.open()
        pairs = ", ".join(f"㈜{with_particle(one, '과', '와')} ㈜{other}" for one, other in LISTED)
        roundup.story(
            PATH,
            "오늘의 업무협약",
            f"{now.day}일 {with_particle(pairs, '이', '가')} 업무협약(MOU)을 체결했다고 밝혔다.",
            "업계에서는 이런 협력이 내년에도 이어질 것으로 보고 있다.",
            "전문가들은 경기 둔화에도 기업들이 함께 새 사업을 찾고 있다고 설명했다.",
            published=now,
        )
        lists = [outlets.with_story(*pair, published=now) for pair in LISTED]
        robbed_later = outlets.with_story("별빛게임", "달무리엔터테인먼트", published=now)
        robber = outlets.open(beside=True)
        robbed_before = outlets.with_story("여울은행", "이든카드", published=now)
        robber_first = outlets.open(beside=True)
        for thief, victim in ((robber, robbed_later), (robber_first, robbed_before)):
            thief.story(
                "/blog/1",
                "맛집 이야기",
                "우리 동네 맛집을 소개한다.",
                "국수가 아주 맛있다고 소문난 집이다.",
                "주말에는 줄이 길어서 오래 기다려야 한다.",
                published=now,
                canonical=victim.url + PATH,
            )
        endings = outlets.with_two_accounts("초원항공", "마루여행")
        title, told = ending(now, "초원항공", "마루여행")
        gossip.story("/end/1", title, *told, published=now)
        ended = outlets.with_two_accounts("솔빛조선", "해담해운")
        for outlet, tell in zip(ended, (ending, ending_retold), strict=True):
            title, told = tell(now, "솔빛조선", "해담해운")
            outlet.story("/end/1", title, *told, published=now)
        ahead = outlets.with_story("무지개렌터카", "다람쥐보험", published=now + timedelta(days=30))

        configured = f"allow_private_addresses = true\n{cluster}[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 1\n"
        configured += "".join(f'[[sources]]\nurl = "{outlet.feed}"\ninterval = 1\n' for outlet in outlets.made)
        command_line.configure(configured)
        items = command_line.home / "archive.jsonl"
        title, told = signing(now, "온새미건설", "바른에너지")
        item = {"id": "a", "title": title, "published": now.isoformat(), "text": "\n".join(told)}
        items.write_text(json.dumps(item), "utf-8")
        assert command_line.json("import", str(items))["imported"] == 1

        command_line.configure(configured + _endpoint("desk", received))
        with command_line.service():
            gossip.lists(
                *((outlet.url + PATH, long_ago) for outlet in (dated_old, undated, not_there, forbidden)),
                (f"{gossip.url}/go", long_ago),
            )
            for outlet in (roundup, robbed_later, *endings, *ended):
                outlet.lists((outlet.url + PATH, now))
            robber_first.lists((f"{robber_first.url}/blog/1", now))
            named = (dated_old, undated, redirected, not_there, forbidden, roundup, robbed_later, *endings, *ended)
            _rest(lambda: all(outlet.asked[PATH] for outlet in named) and robber_first.asked["/blog/1"] > 0)
            _rest(lambda: _counts(received, "초원항공") >= 2 and _counts(received, "솔빛조선") >= 2)
            _rest(lambda: _counts(received, "별빛게임") >= 1)
            not_there.story(PATH, *signing_story("한별소재", "미래금속"), published=now)
            forbidden.story(PATH, *signing_story("두레정보", "새암보안"), published=now)
            dated_old.lists((dated_old.url + PATH, None))
            for outlet in (undated, redirected, not_there, forbidden, archived, robbed_before, ahead, *lists):
                outlet.lists((outlet.url + PATH, now))
            robber.lists((f"{robber.url}/blog/1", now))
            gossip.lists((f"{gossip.url}/end/1", now))
            for outlet in ended:
                outlet.lists((f"{outlet.url}/end/1", now))
            expected = (
                "해온전자",
                "나루전자",
                "새길자동차",
                "한별소재",
                "두레정보",
                "온새미건설",
                "여울은행",
                "무지개렌터카",
                *(pair[0] for pair in LISTED),
            )
            _rest(lambda: all(_counts(received, party) for party in expected))
            _rest(
                lambda: (
                    _counts(received, "솔빛조선") >= 3 and gossip.asked["/end/1"] > 0 and robber.asked["/blog/1"] > 0
                )
            )
            _rest(command_line.has_handled_all)
        yield Aftermath(command_line, received)


def _endpoint(id: str, receiver: Receiver) -> str:
    return (
        f'[[endpoints]]\nid = "{id}"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\n'
        f"allow_private = true\nevents = {EVENTS}\n"
    )


def _counts(receiver: Receiver, party: str) -> int:
    return sum(party in members for _, members in _told(receiver))


ANNOUNCED = ["alliance.announced"]


def test_an_old_date_told_by_an_outsider_silences_nobody(aftermath: Aftermath) -> None:
    assert aftermath.told("해온전자", "다솔통신") == ANNOUNCED


def test_a_page_without_a_date_is_announced_once_its_own_feed_dates_it(aftermath: Aftermath) -> None:
    assert aftermath.told("나루전자", "미리내통신") == ANNOUNCED


def test_an_outsider_that_redirects_to_a_story_silences_nobody(aftermath: Aftermath) -> None:
    assert aftermath.told("새길자동차", "한누리배터리") == ANNOUNCED


def test_an_address_named_by_an_outsider_before_it_is_there_is_read_when_its_own_site_names_it(
    aftermath: Aftermath,
) -> None:
    assert aftermath.told("한별소재", "미래금속") == ANNOUNCED
    assert aftermath.told("두레정보", "새암보안") == ANNOUNCED


def test_what_was_back_filled_is_announced_by_the_first_live_account(aftermath: Aftermath) -> None:
    assert aftermath.told("온새미건설", "바른에너지") == ANNOUNCED
    assert len(aftermath.alliance("온새미건설", "바른에너지")["articles"]) == 2


@pytest.mark.parametrize("pair", LISTED, ids=[pair[0] for pair in LISTED])
def test_an_article_that_lists_pairs_swallows_none_of_them(aftermath: Aftermath, pair: tuple[str, str]) -> None:
    assert aftermath.told(*pair).count("alliance.announced") == 1
    aftermath.alliance(*pair)


def test_a_page_that_states_anothers_address_takes_nothing_from_it(aftermath: Aftermath) -> None:
    for parties, word in (
        (("별빛게임", "달무리엔터테인먼트"), "달무리엔터테인먼트"),
        (("여울은행", "이든카드"), "이든카드"),
    ):
        assert aftermath.told(*parties) == ANNOUNCED
        (hit,) = aftermath.command_line.json("search", word)["hits"]
        assert hit["url"].endswith(PATH)


def test_an_end_told_by_one_of_several_papers_is_disputed_and_alerts_nobody(aftermath: Aftermath) -> None:
    assert "alliance.ended" not in aftermath.told("초원항공", "마루여행")
    alliance = aftermath.alliance("초원항공", "마루여행")
    assert alliance["status"] == "announced"
    assert "disputed" in [change["change"] for change in alliance["changes"]]


def test_an_end_that_two_papers_tell_is_an_end(aftermath: Aftermath) -> None:
    assert aftermath.told("솔빛조선", "해담해운").count("alliance.ended") == 1
    assert aftermath.alliance("솔빛조선", "해담해운")["status"] == "ended"


def test_a_time_ahead_of_the_clock_is_not_believed(aftermath: Aftermath) -> None:
    assert aftermath.told("무지개렌터카", "다람쥐보험") == ANNOUNCED
    (hit,) = aftermath.command_line.json("search", "무지개렌터카")["hits"]
    assert hit["published"] is None or datetime.fromisoformat(hit["published"]) <= days_ago(-1)
