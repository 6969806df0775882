"""Merging, splitting and dismissing alliances from the command line, with and without a running service."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.index.index import index_stage
from agents.resolve.rates import MOST_OF_SITE
from agents.resolve.resolve import resolve_stage
from dongmaeng.cli.app import app
from dongmaeng.decide import decide, registry_stages
from dongmaeng.fault import Fault
from dongmaeng.hand_over import carry
from dongmaeng.instance import instance_lock
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.agents.resolve.stories import mention, report
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import Decision, DecisionKind, Identifiers, Kind, Status

REPORTS = [
    report("a", mention("누리통신 동해식품", date="2024-03-04")),
    report("b", mention("누리통신 동해식품 한별전자", date="2024-03-02"), day=1),
    report("c", mention("새봄중공업 한솔대", kind=Kind.JOINT_VENTURE), day=2),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data directory that knows two alliances, one of them from two articles that differ."""
    asyncio.run(carry(Settings(data_dir=tmp_path), REPORTS, registry_stages))
    return tmp_path


def run(home: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--data-dir", str(home), *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def run_json(home: Path, *arguments: str) -> Any:
    return json.loads(run(home, *arguments, "--json"))


def homes(home: Path) -> dict[str, str]:
    """The alliance of each article."""
    return {a["article_id"]: one["id"] for one in run_json(home, "alliances") for a in one["articles"]}


def test_show_says_by_what_each_account_joined(home: Path) -> None:
    id = homes(home)["a"]
    story = run_json(home, "alliances", "show", id)
    told = {account["article_id"]: (account["joined_by"], account["joined_to"]) for account in story["accounts"]}
    [(joined, first)] = [(article, to) for article, (by, to) in told.items() if by]
    assert told[first] == (None, None)
    number = list(told).index(first) + 1
    assert f"one alliance with {number} by: {told[joined][0]}" in run(home, "alliances", "show", id)


def test_show_sets_the_sources_side_by_side(home: Path) -> None:
    story = run_json(home, "alliances", "show", homes(home)["a"])
    assert [account["article_id"] for account in story["accounts"]] == ["a", "b"]
    assert [account["date"] for account in story["accounts"]] == ["2024-03-04", "2024-03-02"]
    differences = {d["matter"]: d["said"] for d in story["differences"]}
    assert differences == {
        "date": {"2024-03-04": ["a"], "2024-03-02": ["b"]},
        "member": {"한별전자": ["b"], "without 한별전자": ["a"]},
    }
    assert story["dismissed"] is False
    shown = run(home, "alliances", "show", homes(home)["a"])
    assert "Differences" in shown
    assert "2024-03-02 (2)" in shown
    assert "do not differ" in run(home, "alliances", "show", homes(home)["c"])


def test_merge_split_dismiss_and_undo(home: Path) -> None:
    before = homes(home)
    assert before["a"] == before["b"] != before["c"]
    assert run_json(home, "alliances", "merge", before["a"], before["c"])["applied"] is True
    assert set(homes(home).values()) == {before["a"]}

    split = run_json(home, "alliances", "split", before["a"], "c")
    after = homes(home)
    assert after["a"] == after["b"] == before["a"] != after["c"]
    story = run_json(home, "alliances", "show", after["c"])
    assert [d["decision"] for d in story["decisions"]] == ["split", "merge"]

    run(home, "alliances", "undo", split["decision"])
    assert set(homes(home).values()) == {before["a"]}

    dismissal = run_json(home, "alliances", "dismiss", before["a"])
    assert homes(home) == {}
    assert [one["id"] for one in run_json(home, "alliances", "--dismissed")] == [before["a"]]
    assert "Dismissed" in run(home, "alliances", "show", before["a"])
    run(home, "alliances", "undo", dismissal["decision"])
    assert set(homes(home)) == {"a", "b", "c"}
    decided = run_json(home, "alliances", "decisions")
    assert [(d["decision"], d["undone"]) for d in decided] == [("dismiss", True), ("split", True), ("merge", False)]
    assert "undone" in run(home, "alliances", "decisions")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "nope"], "no such alliance"),
        (["merge", "nope"], "at least two"),
        (["merge", "nope", "none"], "no such alliance"),
        (["split", "ID", "zz"], "no article of"),
        (["split", "ID", "a", "b"], "nothing would be left"),
        (["dismiss", "nope"], "no such alliance"),
        (["undo", "nope"], "no such decision"),
    ],
)
def test_wrong_decisions_are_refused_with_the_reason(home: Path, arguments: list[str], message: str) -> None:
    id = homes(home)["a"]
    with pytest.raises(Fault, match=message):
        run(home, "alliances", *(id if argument == "ID" else argument for argument in arguments))


@pytest.fixture
def flooded(tmp_path: Path) -> Path:
    """A data directory with one alliance more than a source may tell alone in a day."""
    reports = [
        report(f"x{n}", mention(f"회사{n:03} 상대{n:03}"), site="moa.example", source="https://moa.example/rss")
        for n in range(MOST_OF_SITE + 1)
    ]
    asyncio.run(carry(Settings(data_dir=tmp_path), reports, registry_stages))
    return tmp_path


def test_what_is_held_is_listed_with_its_reason_and_confirmed_once(flooded: Path) -> None:
    (held,) = run_json(flooded, "alliances", "--held")
    assert held["held"] is True
    assert [change["quiet"] for change in held["changes"]] == ["held"]
    for shown in (run(flooded, "alliances", "--held"), run(flooded, "alliances", "show", held["id"])):
        assert "Held: " in shown
        assert "1 independent publisher(s)" in shown
    decision = run_json(flooded, "alliances", "confirm", held["id"])
    assert decision["applied"] is True
    assert run_json(flooded, "alliances", "--held") == []
    assert "None is held" in run(flooded, "alliances", "--held")
    story = run_json(flooded, "alliances", "show", held["id"])
    assert [c["change"] for c in story["changes"]] == ["announced", "confirmed", "announced"]
    with pytest.raises(Fault, match="nothing of it is held"):
        run(flooded, "alliances", "confirm", held["id"])
    with pytest.raises(Fault, match="told already"):
        run(flooded, "alliances", "undo", decision["decision"])


def test_a_disputed_end_is_shown(home: Path) -> None:
    end = report("z", mention("누리통신 동해식품", Status.ENDED), day=5)
    asyncio.run(carry(Settings(data_dir=home), [end], registry_stages))
    story = run_json(home, "alliances", "show", homes(home)["a"])
    assert (story["status"], story["disputed"], story["independent_publishers"]) == ("announced", True, 2)
    assert "Disputed: " in run(home, "alliances", "show", homes(home)["a"])


def test_nothing_is_known_or_decided_yet(tmp_path: Path) -> None:
    assert run_json(tmp_path, "alliances", "decisions") == []
    assert "Nothing was decided" in run(tmp_path, "alliances", "decisions")
    with pytest.raises(Fault, match="no such alliance"):
        run(tmp_path, "alliances", "dismiss", "nope")


def test_a_running_service_takes_a_decision_up(home: Path) -> None:
    before = homes(home)
    settings = Settings(data_dir=home)
    decision = Decision(id="d", kind=DecisionKind.MERGE, alliances=[before["a"], before["c"]])

    async def serve() -> None:
        store = EmbeddedStore(settings.database)
        async with EmbeddedCarrier(settings.database, [resolve_stage(), index_stage(store)]) as carrier:
            running = asyncio.create_task(carrier.run())
            assert await asyncio.to_thread(decide, settings, decision) is False
            await carrier.idle()
            carrier.stop()
            await running
        await store.close()

    with instance_lock(home, "run"):
        asyncio.run(serve())
    assert set(homes(home).values()) == {before["a"]}


def test_alliances_are_listed_by_any_name_or_code_of_a_member(tmp_path: Path) -> None:
    coded = Identifiers(corp_code="00990001", stock_code="990010", english_name="Nuri Telecom Co., Ltd.", listed=True)
    told = mention("누리통신 동해식품", date="2024-03-04")
    first, *others = told.members
    told = told.model_copy(update={"members": [first.model_copy(update={"identifiers": coded}), *others]})
    asyncio.run(carry(Settings(data_dir=tmp_path), [report("a", told), REPORTS[2]], registry_stages))
    for org in ("990010", "00990001", "Nuri Telecom", "누리 통신"):
        (found,) = run_json(tmp_path, "alliances", "--org", org)
        assert [member["name"] for member in found["members"]] == ["누리통신", "동해식품"]
    assert found["members"][0]["identifiers"] == coded.model_dump()
    assert found["members"][1]["identifiers"] is None
    assert run_json(tmp_path, "alliances", "--org", "990011") == []
