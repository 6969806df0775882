"""The demo shows what it promises, and finds what the sample stories say."""

from __future__ import annotations

import json
import re
from contextlib import suppress

import httpx
import pytest

from agents.stages import STAGES
from tests.command_line import LONGEST_CALL, CommandLine
from tests.waiting import wait_until
from tests.warm_start import call


def test_the_demo_finds_and_alerts_exactly_what_the_stories_hold(command_line: CommandLine) -> None:
    # It compares the alerts with the story data itself and exits 1 on any difference.
    shown = command_line.run("demo").stdout
    for part in (
        "stage",
        "articles",
        "alliances announced",
        "alerts received",
        "signature verified",
        "Search:",
        "demo --keep",
    ):
        assert part in shown


def test_a_demo_that_is_kept_serves_its_page_where_it_says(command_line: CommandLine) -> None:
    def alliances_on_the_page() -> int:
        found = re.search(r"The page: (\S+)", command_line.log("data").read_text("utf-8"))
        return httpx.get(found[1], trust_env=False, timeout=LONGEST_CALL).text.count("<article") if found else 0

    with command_line.running("demo", "--keep"):
        wait_until(lambda: alliances_on_the_page() > 0, LONGEST_CALL)


def test_status_sees_a_demo_that_is_kept_running_and_that_it_ended(command_line: CommandLine) -> None:
    def stages_at_work() -> set[str]:
        done = call(["--data-dir", "data", "status", "--json"], command_line.home, seconds=LONGEST_CALL)
        return {stage for worker in json.loads(done.stdout)["workers"] for stage in worker["stages"]}

    def all_at_work() -> bool:
        with suppress(json.JSONDecodeError):  # nothing is told while the demo makes its data directory
            return stages_at_work() == set(STAGES)
        return False

    with command_line.running("demo", "--keep"):
        wait_until(all_at_work, LONGEST_CALL)
        command_line.run("--data-dir", "data", "status")
    assert stages_at_work() == set()


@pytest.mark.long
def test_the_demo_shows_the_same_on_kafka_and_elasticsearch(
    command_line: CommandLine, kafka_address: str, elasticsearch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")  # one line for each thing shown
    embedded = _shown(command_line.run("demo").stdout)
    on_servers = _shown(command_line.run("demo", "--bus", f"kafka://{kafka_address}", "--store", elasticsearch).stdout)
    assert on_servers == embedded
    assert len(embedded["articles"]) > 50
    assert len(embedded["alerts"]) == 15


def _shown(output: str) -> dict[str, list[str]]:
    """The articles and alliances that a demo lists, and how many alerts and hits there are.

    That the alerts are the right ones is checked by the demo itself. Which of two reports of an alliance came first,
    and so what the alert says, the alliance's id and the order of its members, is chance on any carrier.
    """
    listed, _, search = output.partition("Search: ")
    parts = re.split(r"─ (?:\d+ )?(.*?) ─+", listed)
    shown = {name: text.splitlines() for name, text in zip(parts[1::2], parts[2::2], strict=False)}
    return {
        "articles": sorted(line.rstrip() for line in shown["articles"]),
        "alliances": sorted(_words(line) for line in shown["alliances announced"] if not line.startswith((" ", "─"))),
        "alerts": [line.split()[0] for line in shown["alerts received by the webhook"] if "signature" in line],
        "search": [line for line in search.splitlines() if " found, " in line],
    }


def _words(line: str) -> str:
    return " ".join(sorted(re.split(r"[,:]? +", line)))
