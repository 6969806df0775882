"""The dashboard and the alert rules are right, and ask for nothing that a service does not tell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from agents.stages import STAGES
from dongmaeng.watching.metrics import Metrics
from dongmaeng.watching.registry import make_registry, text_of
from tests.dongmaeng.watching.prometheus_files import (
    DASHBOARD,
    DOCS,
    RULE_TESTS,
    RULES,
    names,
    promtool,
    queries,
    rules,
)
from tests.dongmaeng.watching.stages import stage_named


def test_the_rules_are_right() -> None:
    promtool("check", "rules", "--lint=all", "--lint-fatal", RULES)


def test_each_alert_fires_when_it_should() -> None:
    promtool("test", "rules", RULE_TESTS)
    tested = RULE_TESTS.read_text("utf-8")
    assert [rule["alert"] for rule in rules() if "alert" in rule and f'"{rule["alert"]}"' not in tested] == []


def test_the_dashboard_asks_in_prometheus_own_language(tmp_path: Path) -> None:
    asked = [query for query in queries() if not query.startswith("label_values(")]
    given = [
        {"record": f"dashboard:{number}", "expr": query.replace("$__rate_interval", "5m")}
        for number, query in enumerate(asked)
    ]
    file = tmp_path / "dashboard.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": given}]}), "utf-8")
    promtool("check", "rules", file)


def test_panels_of_the_dashboard_do_not_lie_on_one_another() -> None:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    assert all(panel.get("description") for panel in panels if panel["type"] != "row")


def test_each_alert_says_what_to_do() -> None:
    headings = {
        line.lstrip("# ").strip().lower() for line in DOCS.read_text("utf-8").splitlines() if line.startswith("#")
    }
    for rule in rules():
        if "alert" in rule:
            file, _, anchor = rule["annotations"]["runbook"].partition("#")
            assert (file, anchor) == ("docs/watch.md", rule["alert"].lower())
            assert anchor in headings
            assert rule["labels"]["severity"] in ("critical", "warning")


def test_all_metrics_are_documented() -> None:
    documented = DOCS.read_text("utf-8")
    registry = make_registry()
    Metrics([stage_named(name) for name in STAGES], registry)
    measured = re.findall(r"^# TYPE (dongmaeng_\w+)", text_of(registry).body, re.MULTILINE)
    asked = {name.removesuffix("_bucket") for name in names() if name.startswith("dongmaeng_")}
    assert [name for name in {*measured, *asked} if f"`{name}`" not in documented] == []
