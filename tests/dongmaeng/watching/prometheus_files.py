"""The dashboard and the alert rules, and Prometheus' own checks of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

DEPLOY = Path(__file__).parents[3] / "deploy"
RULES = DEPLOY / "prometheus" / "dongmaeng.rules.yml"
RULE_TESTS = DEPLOY / "prometheus" / "dongmaeng.rules.test.yml"
DASHBOARD = DEPLOY / "grafana" / "dongmaeng.json"
DOCS = Path(__file__).parents[3] / "docs" / "watch.md"

NAME = re.compile(r"\b(?:dongmaeng|process)_[a-z_]+")


def promtool(*args: str | Path, stdin: str | None = None) -> None:
    """Run Prometheus' own check; skipped where it is not installed, which is a failure in CI."""
    program = shutil.which("promtool")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("promtool is missing: install Debian's package prometheus")
        pytest.skip("promtool (Debian's package prometheus) is not installed")
    ran = subprocess.run([program, *map(str, args)], input=stdin, capture_output=True, text=True, cwd=RULES.parent)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert not ran.stderr.strip(), ran.stderr


def rules() -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"]:
        yield from group["rules"]


def queries() -> list[str]:
    """What the dashboard asks for."""
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    asked += [annotation["expr"] for annotation in dashboard["annotations"]["list"]]
    return asked + [variable["definition"] for variable in dashboard["templating"]["list"] if "definition" in variable]


def names() -> set[str]:
    """The metrics that rules and dashboard ask for."""
    return {name for text in [*queries(), *(rule["expr"] for rule in rules())] for name in NAME.findall(text)}
