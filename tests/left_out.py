"""Leaves out of a run the files of other parts, and says at its end how many tests were left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

_LEFT_OUT = "left out"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", help="K/N: of the files with tests only each N-th, from the K-th on")


@pytest.hookimpl(trylast=True)  # behind -m
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not (part := config.getoption("--part")):
        return
    mine = files_of(part, {item.path for item in items})
    config.hook.pytest_deselected(items=[item for item in items if item.path not in mine])
    items[:] = [item for item in items if item.path in mine]


def files_of(part: str, files: set[Path]) -> set[Path]:
    """Those of `files` that are in `part`; raises UsageError if that is not K/N."""
    number, _, parts = part.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        raise pytest.UsageError(f"--part {part}: expected K/N with K from 1 to N, as 1/3")
    return set(sorted(files)[int(number) - 1 :: int(parts)])


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
