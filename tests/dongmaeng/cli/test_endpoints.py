"""Endpoints that people add, look at and take away, with and without a running service."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.alert.known import KnownEndpoints
from agents.http_client import HttpClient
from agents.pipeline import alerting
from dongmaeng.cli.app import app
from dongmaeng.decide import registry_stages
from dongmaeng.demo import Receiver
from dongmaeng.fault import Fault
from dongmaeng.hand_over import carry
from dongmaeng.instance import instance_lock
from dongmaeng.settings import Settings
from tests.agents.resolve.stories import mention, report
from topics.embedded.journal import Journal
from topics.records import Kind, Report

CHAT = ("alerts", "add", "chat", "--url", "https://chat.example/in", "--secret-env", "CHAT_SECRET")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def run_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


def refused(*arguments: str) -> str:
    with pytest.raises(Fault) as fault:
        CliRunner().invoke(app, list(arguments), catch_exceptions=False, standalone_mode=False)
    return str(fault.value)


def test_an_endpoint_is_added_shown_and_removed() -> None:
    assert "no endpoint" in run("alerts", "list")
    assert run_json(*CHAT, "--filter", "org:KT", "--digest", "daily 08:30") == {"endpoint": "chat", "applied": True}
    [found] = run_json("alerts", "list")
    assert (found["shown"], found["filter"], found["digest"]) == ("standard at chat.example", "org:KT", "daily 08:30")
    assert found["set"] == "added"
    assert "org:KT; daily 08:30" in run("alerts", "list")
    run_json(*CHAT)
    assert run_json("alerts", "list")[0]["filter"] == ""
    run("alerts", "remove", "chat")
    assert run_json("alerts", "list") == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--filter", "firm:KT"), "filter: there is no field"),
        (("--type", "pigeon"), "type must be one of"),
        (("--event", "alliance.guessed"), "--event"),
        (("--quiet-hours", "always"), "quiet_hours"),
        (("--least-score", "3"), "--least-score"),
        (("--url-env", "CHAT_URL"), "only one of url"),
        (("--watch", "missing.txt"), "missing.txt cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_option(options: tuple[str, ...], message: str) -> None:
    assert message in refused(*CHAT, *options)
    assert run_json("alerts", "list") == []


def test_the_settings_file_wins_and_is_left_alone() -> None:
    Path("dongmaeng.toml").write_text(
        '[[endpoints]]\nid = "chat"\nurl = "https://desk.example"\nsecret_env = "DESK_SECRET"\n', "utf-8"
    )
    assert "wins" in refused(*CHAT)
    assert "settings file" in refused("alerts", "remove", "chat")
    assert [one["set"] for one in run_json("alerts", "list")] == ["settings"]


def test_a_running_service_takes_up_what_is_added() -> None:
    run_json(*CHAT)
    with instance_lock(Path("data"), "run"):
        assert run_json("alerts", "remove", "chat")["applied"] is False
    journal = Journal(Path("data/dongmaeng.sqlite"), readonly=True)
    try:
        assert [json.loads(entry.value)["kind"] for entry, _ in journal.tail("commands", 10)] == ["add", "remove"]
    finally:
        journal.close()


def test_what_was_added_is_exported_as_settings_that_can_be_read() -> None:
    Path("watched.txt").write_text("누리통신\n030200\n", "utf-8")
    run(*CHAT, "--event", "alliance.ended", "--watch", "watched.txt")
    exported = run("alerts", "export")
    assert tomllib.loads(exported)["endpoints"][0]["organisations"] == ["누리통신", "030200"]
    Path("dongmaeng.toml").write_text(exported, "utf-8")
    [found] = run_json("alerts", "list")
    assert (found["set"], found["events"], found["organisations"]) == (
        "settings",
        ["alliance.ended"],
        ["누리통신", "030200"],
    )


REPORTS = [
    report("a", mention("누리통신 동해식품", date="2024-03-04")),
    report("b", mention("새봄중공업 한솔대", kind=Kind.JOINT_VENTURE), day=2),
]


def test_a_preview_says_what_an_endpoint_would_have_been_told() -> None:
    Path("data").mkdir()
    asyncio.run(carry(Settings(data_dir=Path("data")), REPORTS, registry_stages))
    run(*CHAT, "--filter", "kind:mou")
    [told] = run_json("alerts", "preview", "chat", "--since", "2024-01-01")
    assert (told["event"], sorted(told["members"])) == ("alliance.announced", ["누리통신", "동해식품"])
    assert len(run_json("alerts", "preview", "--filter", "-org:누리통신", "--since", "2024-01-01")) == 1
    assert run_json("alerts", "preview", "chat", "--since", "2025-01-01") == []
    assert "누리통신" in run("alerts", "preview", "chat", "--since", "2024-01-01")
    assert "either an endpoint or --filter" in refused("alerts", "preview")
    assert "no such endpoint" in refused("alerts", "preview", "nobody")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that has been sent one alert and refused another."""
    with Receiver() as receiver:
        monkeypatch.setenv("CHAT_SECRET", receiver.secret)
        run("alerts", "add", "chat", "--url", receiver.url, "--secret-env", "CHAT_SECRET", "--allow-private")
        asyncio.run(_deliver(REPORTS))
        yield receiver


async def _deliver(reports: Sequence[Report]) -> None:
    """Run the registry and the alerts over reports."""
    settings = Settings(data_dir=Path("data"))
    async with HttpClient(user_agent="Dongmaeng test") as http:
        await carry(
            settings,
            reports,
            lambda store: [
                *registry_stages(store),
                *alerting(http, KnownEndpoints(settings.endpoints, settings.alerts)),
            ],
        )


def test_messages_are_listed_with_their_companies_and_logged(told: Receiver) -> None:
    first, second = run_json("alerts")
    assert sorted(first["companies"]) == ["누리통신", "동해식품"]
    assert (first["status"], first["last_status"]) == ("delivered", 200)
    assert "새봄중공업" in run("alerts")
    logged = run_json("alerts", "log", second["id"])
    assert [attempt["status"] for attempt in logged["log"]] == [200]
    assert "status 200" in run("alerts", "log", second["id"])
    assert "no such message" in refused("alerts", "log", "msg_nothing")
    assert run_json("alerts", "show", "chat")["messages"] == {"delivered": 2}


def test_a_paused_endpoint_is_shown_and_gets_what_was_held_when_it_is_resumed(told: Receiver) -> None:
    run("alerts", "pause", "chat")
    assert run_json("alerts", "list")[0]["standing"] == "paused"
    assert "by hand" in run("alerts", "list")
    asyncio.run(_deliver([report("c", mention("가람전자 나래건설", date="2024-03-08"), day=4)]))
    assert run_json("alerts", "show", "chat")["messages"] == {"delivered": 2, "held": 1}
    run("alerts", "resume", "chat")
    asyncio.run(_deliver([]))
    assert run_json("alerts", "show", "chat")["messages"] == {"delivered": 3}
    assert run_json("alerts", "list")[0]["standing"] == "open"


def test_a_message_is_sent_once_more_under_its_id(told: Receiver) -> None:
    id = run_json("alerts")[0]["id"]
    assert run_json("alerts", "resend", id) == {"applied": True}
    asyncio.run(_deliver([]))
    assert [delivery.id for delivery in told.acknowledged].count(id) == 2
    assert "either messages or --since" in refused("alerts", "resend")
    assert "no such message" in refused("alerts", "resend", "msg_nothing")


def test_settings_that_are_old_are_named_and_still_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dongmaeng.toml").write_text(
        '[[endpoints]]\nid = "desk"\nurl = "https://desk.example"\nsecret_env = "DESK"\norganisations = ["가람전자"]\n',
        "utf-8",
    )
    monkeypatch.setenv("DESK", "whsec_" + "YWJj" * 8)
    checked = CliRunner().invoke(app, ["config", "check"], catch_exceptions=False)
    assert checked.exit_code == 0
    assert "organisations is old" in checked.stderr
    assert run_json("alerts", "list")[0]["organisations"] == ["가람전자"]
