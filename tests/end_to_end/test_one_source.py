"""What one source cannot do to the alerts, on both carriers: use one up, make or hush one, flood; nor can a replay."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest

from agents.resolve.rates import MOST_OF_SITE
from dongmaeng.demo import Receiver
from dongmaeng.service import append
from dongmaeng.settings import load_settings
from tests.agents.resolve.stories import mention, report
from tests.command_line import CommandLine
from tests.servers.stores import drop_indices, new_settings
from tests.waiting import wait_until
from topics.records import Kind, Mention, Report, Status, now

SETTLE = 90.0  # seconds for the service to come to rest on a busy machine

NO_SOURCE = "http://127.0.0.1:9/feed"
"""Where nobody answers: the service does not run without a source."""

DEAL = (
    "한빛전자는 {day}일 누리통신과 돌봄 로봇 사업을 위한 업무협약을 체결했다고 밝혔다. 두 회사는 시제품을 함께 만든다."
)
OTHER = "가온텔레콤은 {day}일 두레중공업과 스마트 조선소 구축을 위한 업무협약을 체결했다고 밝혔다."


@pytest.fixture(params=["embedded", pytest.param("cluster", marks=pytest.mark.long)])
def service(request: pytest.FixtureRequest, command_line: CommandLine) -> Iterator[CommandLine]:
    """The command line on SQLite alone, and on Kafka with Elasticsearch."""
    if request.param == "embedded":
        command_line.configure(f'[[sources]]\nurl = "{NO_SOURCE}"\n')
        yield command_line
        return
    kafka, elastic = request.getfixturevalue("kafka_address"), request.getfixturevalue("elasticsearch")
    settings = new_settings()
    command_line.configure(
        f'bus = "kafka://{kafka}"\nstore = "{elastic}"\n[kafka]\nprefix = "test-{secrets.token_hex(4)}."\n'
        f'[elastic]\nprefix = "{settings.prefix}"\n'
    )
    command_line.run("topics", "create")
    command_line.run("index", "create")
    yield command_line
    drop_indices(elastic, settings)


@pytest.fixture
def desk(service: CommandLine) -> Iterator[Receiver]:
    """A webhook endpoint for announcements, joinings and ends."""
    with Receiver() as receiver:
        endpoint(service, "desk", receiver)
        yield receiver


def endpoint(service: CommandLine, id: str, receiver: Receiver) -> None:
    """Add an endpoint to the settings."""
    before = (service.home / "dongmaeng.toml").read_text("utf-8")
    events = json.dumps([f"alliance.{event}" for event in ("announced", "joined", "corroborated", "ended")])
    service.configure(
        f'{before}[[endpoints]]\nid = "{id}"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\n'
        f"allow_private = true\nevents = {events}\n"
    )


def carry(service: CommandLine, *items: dict[str, str], alerts: bool) -> None:
    """Carry items through the whole pipeline."""
    lines = [json.dumps({"published": "2026-03-03T10:00:00+09:00", **item}, ensure_ascii=False) for item in items]
    (service.home / "items.jsonl").write_text("\n".join(lines), "utf-8")
    service.run("import", "items.jsonl", *(["--alerts"] if alerts else []))


def events(receiver: Receiver) -> list[str]:
    return [delivery.event for delivery in receiver.acknowledged]


@pytest.mark.parametrize("service", ["embedded"], indirect=True)  # on a cluster: test_hostile_sources.py
def test_what_was_back_filled_is_announced_by_the_first_live_account_once(service: CommandLine, desk: Receiver) -> None:
    carry(service, {"id": "filled", "text": DEAL.format(day=3)}, alerts=False)
    assert events(desk) == []
    for id in ("live", "later"):
        carry(service, {"id": id, "text": f"{DEAL.format(day=3)} {id}의 소식이다."}, alerts=True)
    assert events(desk) == ["alliance.announced", "alliance.corroborated"]
    [alliance] = service.json("alliances")
    assert [(c["change"], c["quiet"]) for c in alliance["changes"]] == [
        ("announced", "imported"),
        ("announced", None),
        ("corroborated", None),
    ]


START = now() - timedelta(hours=1)


def told(article: str, said: Mention, site: str, minute: int = 0) -> Report:
    """A live report of now, from a feed of the site it was fetched from."""
    moment = START + timedelta(minutes=minute)
    one = report(article, said, site=site, source=f"https://{site}/rss")
    return one.model_copy(update={"published": moment, "fetched": moment})


def run_reports(service: CommandLine, reports: Sequence[Report], finished: Callable[[], bool]) -> None:
    """Let a running service take in reports, until something holds."""
    data = service.home / "data"
    data.mkdir(exist_ok=True)
    settings = load_settings(service.home / "dongmaeng.toml", {"data_dir": data})
    stages = "" if settings.kafka_servers is None else "resolve,index,alert,deliver,manage"
    asyncio.run(append(settings, reports))
    with service.service(stages):
        wait_until(finished, SETTLE)


@pytest.mark.parametrize("service", ["embedded"], indirect=True)  # on a cluster: test_hostile_sources.py
def test_an_end_that_one_publisher_makes_up_is_no_event(service: CommandLine, desk: Receiver) -> None:
    deal = mention("한빛전자 누리통신", kind=Kind.JOINT_VENTURE)
    end = mention("한빛전자 누리통신", Status.ENDED, kind=Kind.JOINT_VENTURE)
    reports = [
        told("a", deal, "garam.example"),
        told("b", deal, "naru.example", 1),
        told("x", end, "moa.example", 2),
        told("c", deal, "saebyeok.example", 3),
    ]
    run_reports(service, reports, lambda: len(events(desk)) >= 3)
    assert Counter(events(desk)) == {"alliance.announced": 1, "alliance.corroborated": 2}
    [alliance] = service.json("alliances")
    assert (alliance["status"], alliance["disputed"], alliance["independent_publishers"]) == ("announced", True, 3)
    assert {d.payload["data"]["independent_publishers"] for d in desk.acknowledged} == {1, 2, 3}
    run_reports(service, [told("y", end, "garam.example", 4)], lambda: "alliance.ended" in events(desk))
    [alliance] = service.json("alliances")
    assert (alliance["status"], alliance["disputed"]) == ("ended", False)


def test_a_flood_of_one_source_is_held_until_a_person_lets_it_go(service: CommandLine, desk: Receiver) -> None:
    flood = [told(f"x{n}", mention(f"회사{n:03} 상대{n:03}"), "moa.example") for n in range(MOST_OF_SITE + 2)]
    honest = told("h", mention("한빛전자 누리통신"), "garam.example", 1)
    run_reports(service, [*flood, honest], lambda: len(events(desk)) > MOST_OF_SITE)
    assert events(desk) == ["alliance.announced"] * (MOST_OF_SITE + 1)
    held, other = service.json("alliances", "--held")
    assert service.run("alliances", "confirm", held["id"]).stdout
    run_reports(service, [], lambda: len(events(desk)) > MOST_OF_SITE + 1)
    assert desk.acknowledged[-1].payload["data"]["id"] == held["id"]
    assert [alliance["id"] for alliance in service.json("alliances", "--held")] == [other["id"]]
    assert "nothing of it is held" in service.run("alliances", "confirm", held["id"], code=2).stderr
