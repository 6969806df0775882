"""The command line: its JSON is a contract, its errors say what to do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dongmaeng.demo import DemoSite, Receiver
from tests.command_line import CommandLine

OWN = Path(__file__).parent / "stories"
DEAL = "한빛전자는 누리통신과 돌봄 로봇 사업을 위한 업무협약을 체결했다고 3일 밝혔다. 두 회사는 시제품을 함께 만든다."


def items(home: Path, *items: dict[str, str]) -> str:
    path = home / "items.jsonl"
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), "utf-8")
    return str(path)


def test_read_gives_a_line_an_item_in_order_with_every_field_of_the_contract(command_line: CommandLine) -> None:
    file = items(
        command_line.home,
        {"id": "deal", "title": "한빛전자, 누리통신과 맞손", "published": "2026-03-03T10:00:00+09:00", "text": DEAL},
        {"id": "empty", "html": "<html><body></body></html>"},
        {"id": "broken"},
    )
    deal, empty, broken = command_line.json_lines("read", file)
    assert [line["id"] for line in (deal, empty, broken)] == ["deal", "empty", "broken"]
    assert [line["outcome"] for line in (deal, empty, broken)] == ["done", "dropped", "quarantined"]
    assert "items.jsonl line 3" in broken["reason"]
    assert empty["article"] is None
    contract = (
        "url canonical_url title subtitle body authors publisher section published updated captions language paid"
    )
    assert set(contract.split()) <= set(deal["article"])
    assert deal["article"]["published"] == "2026-03-03T10:00:00+09:00"
    [mention] = deal["mentions"]
    assert (mention["status"], mention["new"], mention["kind"], mention["date"]) == (
        "announced",
        True,
        "mou",
        "2026-03-03",
    )
    assert [m["name"] for m in mention["members"]] == ["한빛전자", "누리통신"]
    assert mention["evidence"] in deal["article"]["body"]
    for organisation in deal["organisations"]:
        for start, end in organisation["spans"]:
            assert 0 <= start < end <= len(deal["article"]["body"])


def test_the_smallest_memory_that_the_settings_allow_is_enough_to_read(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Set by the environment, so that it is a program of its own: a fork of one that has loaded all is larger.
    monkeypatch.setenv("DONGMAENG_WORKERS__MEMORY_MB", "256")
    [deal] = command_line.json_lines("read", items(command_line.home, {"id": "deal", "text": DEAL}))
    assert deal["outcome"] == "done"
    assert deal["mentions"]


def test_what_was_imported_is_found_with_highlights(command_line: CommandLine) -> None:
    file = items(command_line.home, {"id": "deal", "title": "한빛전자, 누리통신과 맞손", "text": DEAL})
    command_line.json("import", file)
    found = command_line.json("search", "업무협약 org:누리통신")
    assert found["total"] == 1
    [hit] = found["hits"]
    assert set(hit) >= {"source_id", "article_id", "title", "url", "published", "score", "highlights"}
    assert hit["source_id"] == "deal"
    assert any("<em>업무협약" in highlight for highlight in hit["highlights"])
    assert command_line.json("search", "업무협약 -로봇")["hits"] == []


@pytest.mark.parametrize("command", ["search 동맹", "alliances", "alerts", "topics", "quarantine", "sources"])
def test_an_empty_data_directory_has_nothing_to_show(command_line: CommandLine, command: str) -> None:
    found = command_line.json(*command.split())
    assert found == [] or (found["total"], found["hits"]) == (0, [])


def test_a_wrong_query_is_an_error_with_its_position(command_line: CommandLine) -> None:
    done = command_line.run("search", '"업무협약', code=2)
    assert "at character 1" in done.stderr


def test_a_missing_file_a_wrong_setting_and_a_wrong_option_exit_2(command_line: CommandLine) -> None:
    assert "none.jsonl" in command_line.run("read", "none.jsonl", code=2).stderr
    command_line.configure("journal_max_mb = 'many'\n")
    done = command_line.run("config", "check", code=2)
    assert "dongmaeng.toml line 1: journal_max_mb" in done.stderr
    command_line.run("search", code=2)


@pytest.mark.parametrize(
    "command", [["topics", "create"], ["topics", "check"], ["state", "check"], ["state", "accept"]]
)
def test_what_is_for_a_cluster_says_so_where_there_is_none(command_line: CommandLine, command: list[str]) -> None:
    assert 'bus = "kafka://' in command_line.run(*command, code=2).stderr


def test_init_writes_settings_that_pass_the_check_and_never_overwrites(command_line: CommandLine) -> None:
    command_line.run("init")
    checked = command_line.json("config", "check")
    assert checked["ok"]
    assert checked["sources"] >= 30
    before = (command_line.home / "dongmaeng.toml").read_bytes()
    assert "is there already" in command_line.run("init", code=2).stderr
    assert (command_line.home / "dongmaeng.toml").read_bytes() == before


def test_an_endpoint_whose_secret_is_not_set_is_named(command_line: CommandLine) -> None:
    command_line.configure(
        '[[endpoints]]\nid = "desk"\nurl = "https://example.com/hook"\nsecret_env = "NOT_SET_HERE"\n'
    )
    assert "NOT_SET_HERE" in command_line.run("config", "check", code=2).stderr


def test_a_test_alert_is_signed_and_its_answer_reported(command_line: CommandLine, receiver: Receiver) -> None:
    assert command_line.json("alerts", "test", "test")["status"] == "delivered"
    assert receiver.deliveries[0].verified
    receiver.fail_next(1)
    assert "503" in command_line.run("alerts", "test", "test", code=1).stderr


def test_a_private_webhook_is_refused_unless_allowed(command_line: CommandLine, receiver: Receiver) -> None:
    command_line.configure("")
    done = command_line.run("alerts", "test", receiver.url, code=2)
    assert "--allow-private" in done.stderr
    assert not receiver.deliveries


def service_settings(site: DemoSite) -> str:
    sources = "".join(f'[[sources]]\nurl = "{url}"\ninterval = 1.0\n' for url in site.sources)
    return f"allow_private_addresses = true\n[discover]\nmin_interval = 1.0\n[fetch]\nhost_delay = 0\n{sources}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_service_stops_cleanly_and_a_second_one_is_refused(
    command_line: CommandLine, number: signal.Signals
) -> None:
    with DemoSite() as site:
        command_line.configure(service_settings(site))
        with command_line.beside("run") as service:
            service.wait_for("running")
            refused = command_line.run("run", code=1)
            assert f"process {service.process.pid}" in refused.stderr
            service.process.send_signal(number)
            assert service.ended() == 0
        assert json.loads(service.errors.splitlines()[-1])["event"] == "stopped"
    positions = command_line.json("topics")
    assert {position["stage"] for position in positions} >= {"discover", "fetch", "clean", "tag", "resolve", "index"}


def test_a_second_ctrl_c_ends_the_service_at_once(command_line: CommandLine) -> None:
    with DemoSite(poison=True) as site:
        command_line.configure(service_settings(site))
        with command_line.beside("run") as service:
            service.wait_for("quarantined")  # by now the page that drips for fifteen seconds is in flight
            service.process.send_signal(signal.SIGINT)
            service.wait_for("stopping: finishing what is in flight; once more to stop at once")
            service.process.send_signal(signal.SIGINT)
            assert service.ended() == 130


def test_running_without_a_source_says_what_to_do(command_line: CommandLine) -> None:
    assert "dongmaeng init" in command_line.run("run", code=2).stderr


def test_output_to_a_closed_pipe_ends_quietly(command_line: CommandLine) -> None:
    file = items(command_line.home, *({"id": str(n), "text": DEAL} for n in range(50)))
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "dongmaeng", "read", file, "--json"],
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""
