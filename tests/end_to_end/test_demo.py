"""The demo shows what it promises, and finds what the sample stories say."""

from __future__ import annotations

from tests.command_line import CommandLine


def test_the_demo_finds_and_alerts_exactly_what_the_stories_hold(command_line: CommandLine) -> None:
    # It compares the alerts with the story data itself and exits 1 on any difference.
    shown = command_line.run("demo").stdout
    for part in ("stage", "articles", "alliances announced", "alerts received", "signature verified", "Search:"):
        assert part in shown
