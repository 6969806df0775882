"""Says at the end of a run how many tests it left out: where processes run them, nobody else does."""

from __future__ import annotations

from typing import Any

import pytest

_LEFT_OUT = "left out"


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        counts = getattr(item.config, "workeroutput", {})
        counts[_LEFT_OUT] = counts.get(_LEFT_OUT, 0) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Count for pytest what a process left out; each process has collected all."""
    reporter = node.config.pluginmanager.get_plugin("terminalreporter")
    reporter.stats["deselected"] = [node] * getattr(node, "workeroutput", {}).get(_LEFT_OUT, 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.option.markexpr and (left_out := terminalreporter.stats.get("deselected")):
        chosen = config.option.markexpr
        terminalreporter.write_line(f"tests left out by -m {chosen!r}: {len(left_out)}; `make test-all` runs all")
