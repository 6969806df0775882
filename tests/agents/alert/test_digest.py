"""A digest holds each alliance once, as it stands when the digest goes out, whatever arrives or crashes when."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import pytest

from agents.alert.deliveries import DeliveryStatus
from agents.alert.events import EVENTS
from agents.alert.settings import AlertSettings
from tests.agents.alert.desk import Crash, Desk, Sent, answer
from tests.agents.alert.samples import alliance, endpoint, members
from topics.records import SEOUL, Alliance, ChangeKind, CommandKind

DAILY = endpoint(digest="daily 18:30")  # at the beginning it is 18:00 in Seoul
HOURLY = endpoint(digest="hourly")
QUICK = AlertSettings(schedule_seconds=[1, 2, 5])
ANNOUNCED, ENDED = ChangeKind.ANNOUNCED, ChangeKind.ENDED


def told(number: int, kind: ChangeKind = ANNOUNCED, *parties: str, at: datetime | None = None) -> Alliance:
    """A change of one of many alliances."""
    found = alliance(kind)
    assert found.change is not None
    found.id, found.change.id = f"alliance-{number}", f"change-{number}-{kind}"
    found.members = members(*(parties or (f"가람{number}", f"나래{number}")))
    found.change.at = at or found.change.at
    return found


def digests(one: Desk) -> list[dict[str, dict[str, Any]]]:
    """What each accepted digest told, by alliance."""
    first: dict[str, Sent] = {}
    for sent in one.sent:
        assert sent.payload["type"] == "digest"
        assert first.setdefault(sent.id, sent).payload == sent.payload  # tried again, it is the same
    found = []
    for sent in first.values():
        entries = sent.payload["data"]["alliances"]
        found.append({entry["id"]: entry for entry in entries})
        assert len(found[-1]) == len(entries)
    return found


async def test_a_daily_digest_tells_all_that_was_new_once() -> None:
    one = Desk([DAILY])
    await one.run(told(1), told(2), told(1))
    assert one.sent == []
    assert {m.status for m in await one.messages()} == {DeliveryStatus.PENDING}
    await one.wait(hours=1)
    [digest] = digests(one)
    assert set(digest) == {"alliance-1", "alliance-2"}
    assert one.sent[0].at.astimezone(SEOUL).strftime("%H:%M") == "18:30"
    EVENTS.validate_python(one.sent[0].payload)
    assert {m.status for m in await one.messages() if m.alliance} == {DeliveryStatus.DELIVERED}
    await one.wait(days=3)
    assert len(one.sent) == 1  # nothing new, no digest
    await one.run(told(3))
    await one.wait(days=1)
    assert [set(digest) for digest in digests(one)] == [{"alliance-1", "alliance-2"}, {"alliance-3"}]


@pytest.mark.parametrize("end", [ENDED, ChangeKind.DENIED])
async def test_what_ends_or_is_denied_the_same_day_shows_so_though_nobody_asked_for_that(end: ChangeKind) -> None:
    one = Desk([DAILY])
    await one.run(told(1), told(2), told(1, end))
    await one.wait(hours=1)
    [digest] = digests(one)
    assert digest["alliance-1"]["change"]["change"] == end
    assert digest["alliance-1"]["events"] == ["alliance.announced", f"alliance.{end}"]
    assert digest["alliance-2"]["events"] == ["alliance.announced"]
    await one.run(told(2, end))  # what was told stays told: ends were not asked for
    await one.wait(days=2)
    assert len(one.sent) == 1


async def test_two_that_turned_out_to_be_one_are_told_once() -> None:
    one = Desk([DAILY])
    merged = told(1, ChangeKind.MERGED)
    assert merged.change is not None
    merged.change.merged = ["alliance-2"]
    await one.run(told(1), told(2), told(3), merged)
    await one.wait(hours=1)
    [digest] = digests(one)
    assert set(digest) == {"alliance-1", "alliance-3"}
    assert digest["alliance-1"]["change"]["merged"] == ["alliance-2"]
    assert {m.status for m in await one.messages() if m.alliance} == {DeliveryStatus.DELIVERED}


async def test_a_digest_groups_by_company() -> None:
    one = Desk([DAILY])
    await one.run(
        told(1, ANNOUNCED, "가람", "나래"), told(2, ANNOUNCED, "다솔", "라온"), told(3, ANNOUNCED, "미르", "가람")
    )
    await one.wait(hours=1)
    [sent] = one.sent
    assert [(e["company"], e["id"]) for e in sent.payload["data"]["alliances"]] == [
        ("가람", "alliance-1"),
        ("가람", "alliance-3"),
        ("다솔", "alliance-2"),
    ]


async def test_more_than_one_digest_takes_goes_in_another_right_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.alert.gathering.MOST_ALLIANCES", 3)
    one = Desk([HOURLY])
    await one.run(*(told(number) for number in range(8)))
    await one.wait(hours=2)
    assert sorted(len(digest) for digest in digests(one)) == [2, 3, 3]
    assert len({id for digest in digests(one) for id in digest}) == 8


async def test_a_digest_of_a_paused_endpoint_waits_and_then_tells_all() -> None:
    one = Desk([DAILY], answers={str(DAILY.url): [answer(404), answer()]})
    await one.run(told(1))
    await one.wait(hours=1)
    await one.run(told(2))
    await one.wait(days=3)
    assert len(one.sent) == 1
    await one.command(CommandKind.RESUME, "c1")
    await one.wait(minutes=10)
    assert [set(digest) for digest in digests(one)] == [{"alliance-1"}, {"alliance-2"}]
    assert {m.status for m in await one.messages() if m.alliance} == {DeliveryStatus.DELIVERED}


async def test_a_digest_that_is_refused_is_a_dead_letter_that_can_be_sent_again() -> None:
    one = Desk([DAILY], answers={str(DAILY.url): [answer(413), answer()]})
    await one.run(told(1))
    await one.wait(hours=1)
    [message] = [m for m in await one.messages() if m.alliance]
    assert (message.status, message.last_error) == (DeliveryStatus.DEAD, "HTTP status 413")
    await one.command(CommandKind.RESEND, "c1", endpoint="", since=one.sent[0].at)
    assert [sent.id for sent in one.sent] == [message.digest] * 2
    assert digests(one) == [{"alliance-1": one.sent[0].payload["data"]["alliances"][0]}]


async def test_a_clock_that_was_a_year_ahead_holds_no_digest_back_for_a_year() -> None:
    one = Desk([DAILY])
    began = one.now
    await one.until(began.replace(year=2027))
    await one.run(told(1))
    one.now = began
    [(_, entry)] = one.waiting  # the carriers bring forward what waits
    one.queue.append(entry)
    await one.run()
    assert [set(digest) for digest in digests(one)] == [{"alliance-1"}]


async def test_events_of_the_service_are_in_no_digest() -> None:
    watching = endpoint(digest="daily 18:30", events=["endpoint.paused"])
    other = endpoint("https://other.example/in", id="other")
    one = Desk([watching, other], answers={str(other.url): [answer(401)]})
    await one.run(told(1))
    assert [sent.payload["type"] for sent in one.sent] == ["alliance.announced", "endpoint.paused"]


@pytest.mark.parametrize("asked", [["alliance.announced"], ["alliance.announced", "alliance.ended"]])
@pytest.mark.parametrize("seed", range(15))
async def test_each_alliance_is_in_one_digest_as_it_stands_whatever_arrives_or_crashes_when(
    seed: int, asked: list[str]
) -> None:
    chance = random.Random(seed)
    own = endpoint(digest="daily 18:30", events=asked)
    one = Desk([own], QUICK, answers={str(own.url): [lambda s: answer(chance.choice((200, 500, 429)))(s)]})
    of_day, crashes = one.now, 8
    ended: list[set[str]] = []
    for day in range(3):
        numbers = [day * 10 + n for n in range(4)]
        lost = set(chance.sample(numbers, 2))
        for number in numbers:
            one.put(told(number, at=one.now), *([told(number, ENDED, at=one.now)] if number in lost else []))
        ended.append({f"alliance-{number}" for number in lost})
        while one.queue:
            firsts = [n for n, record in enumerate(one.records) if isinstance(record, Alliance)][:1]
            others = [n for n, record in enumerate(one.records) if not isinstance(record, Alliance)]
            crash = chance.choice((None, None, None, *Crash)) if crashes else None
            crashes -= crash is not None
            await one.step(chance.choice(firsts + others), crash)
        of_day = of_day.replace(day=of_day.day + 1)
        await one.until(of_day)
    await one.wait(days=2)
    found = digests(one)
    assert [set(digest) for digest in found] == [{f"alliance-{day * 10 + n}" for n in range(4)} for day in range(3)]
    for digest, lost_of_day in zip(found, ended, strict=True):
        assert {id for id, entry in digest.items() if entry["change"]["change"] == "ended"} == lost_of_day
    assert {m.status for m in await one.messages()} == {DeliveryStatus.DELIVERED}
