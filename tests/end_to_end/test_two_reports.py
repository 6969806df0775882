"""Two reports of one deal, in either order: one alliance, one alert; what they tell in passing alerts nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dongmaeng.demo import Receiver
from tests.command_line import SHARED, CommandLine

OWN = Path(__file__).parent / "stories"
SEEDS = SHARED / "seeds"


def names(members: list[dict[str, Any]]) -> set[str]:
    return {member["name"] for member in members}


def changes(alliance: dict[str, Any]) -> list[str]:
    return [change["change"] for change in alliance["changes"]]


@pytest.mark.parametrize("order", [1, -1], ids=["as published", "reversed"])
def test_two_reports_of_our_own(command_line: CommandLine, receiver: Receiver, order: int) -> None:
    files = [str(OWN / "first_report.txt"), str(OWN / "second_report.txt")][::order]
    lines = command_line.json_lines("read", *files)
    for line in lines:
        assert "국회" not in line["article"]["body"]
        assert "공유합니다" not in line["article"]["body"]
        assert "손을 맞잡다" not in line["article"]["body"]
    command_line.json("import", *files, "--alerts")
    found = command_line.json("alliances")
    [new] = [a for a in found if "announced" in changes(a)]
    assert names(new["members"]) == {"한빛전자", "누리통신", "가온텔레콤"}
    assert (new["kind"], new["date"]) == ("mou", "2026-03-03")
    assert len(new["articles"]) == 2
    [team] = [a for a in found if a["name"] == "로봇 한마당"]
    assert team["kind"] == "consortium"
    founders, joiners = {"누리통신", "두레중공업", "새솔대", "한국로봇기술연구원"}, {"한빛전자", "가온텔레콤"}
    assert names(team["members"]) == founders | joiners
    assert "joined" in changes(team)
    [swap] = [a for a in found if a["kind"] == "equity_swap"]
    assert names(swap["members"]) == {"다온통신", "미르전자"}
    assert changes(swap) == ["background"]
    [alert] = receiver.deliveries
    assert alert.verified
    assert alert.event == "alliance.announced"
    [related] = alert.payload["data"]["related"]
    assert related["name"] == "로봇 한마당"
    assert names(related["joined"]) == joiners


@pytest.mark.skipif(not SEEDS.exists(), reason="the two seed stories are not beside the project")
@pytest.mark.parametrize("order", [1, -1], ids=["as named", "reversed"])
@pytest.mark.parametrize("pattern", ["*.txt", "rendered/*.html"], ids=["texts", "pages"])
def test_the_two_seed_stories(command_line: CommandLine, receiver: Receiver, pattern: str, order: int) -> None:
    files = sorted(str(path) for path in SEEDS.glob(pattern))[::order]
    command_line.json("import", *files, "--alerts")
    found = command_line.json("alliances")
    [new] = [a for a in found if "announced" in changes(a)]
    assert names(new["members"]) == {"LG전자", "KT", "LG유플러스"}
    assert (new["kind"], new["date"]) == ("mou", "2020-06-03")
    assert len(new["articles"]) == 2
    [team] = [a for a in found if a["name"] == "AI 원팀"]
    assert team["kind"] == "consortium"
    assert len(team["members"]) == 7
    assert names(team["members"]) >= {"KT", "LG전자", "LG유플러스"}
    assert "joined" in changes(team)
    background = [names(a["members"]) for a in found if changes(a) == ["background"]]
    assert {"삼성전자", "SK텔레콤", "카카오"} in background
    [swap] = [a for a in found if a["kind"] == "equity_swap"]
    assert names(swap["members"]) == {"SK텔레콤", "카카오"}
    assert changes(swap) == ["background"]
    [alert] = receiver.deliveries
    assert alert.verified
    [related] = alert.payload["data"]["related"]
    assert related["name"] == "AI 원팀"
    assert names(related["joined"]) == {"LG전자", "LG유플러스"}


def test_importing_again_changes_and_alerts_nothing(command_line: CommandLine, receiver: Receiver) -> None:
    files = [str(OWN / "first_report.txt"), str(OWN / "second_report.txt")]
    command_line.json("import", *files, "--alerts")
    before = command_line.json("alliances")
    command_line.json("import", *files, "--alerts")
    assert command_line.json("alliances") == before
    assert len(receiver.deliveries) == 1


def test_an_import_alerts_nobody_unless_asked(command_line: CommandLine, receiver: Receiver) -> None:
    command_line.json("import", str(OWN / "first_report.txt"))
    assert [a for a in command_line.json("alliances") if "announced" in changes(a)]
    assert not receiver.deliveries
