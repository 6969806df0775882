"""Logs: what cannot be written stops nothing."""

from __future__ import annotations

import io
import json
import sys

import pytest
import structlog

from dongmaeng.log import configure_log


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("info", "json")
    structlog.get_logger().info("dropped", reason="쓸데없음")
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["level"], told["reason"]) == ("dropped", "info", "쓸데없음")


def test_a_full_disk_or_a_closed_pipe_behind_the_log_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    configure_log("info", "json")
    closed = io.StringIO()
    closed.close()
    for broken in (FullDisk(), closed):
        monkeypatch.setattr(sys, "stderr", broken)
        structlog.get_logger().warning("quarantined", stage="fetch")


def test_the_log_follows_standard_error_where_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    configure_log("info", "json")
    elsewhere = io.StringIO()
    monkeypatch.setattr(sys, "stderr", elsewhere)
    structlog.get_logger().warning("quarantined", stage="fetch")
    assert "quarantined" in elsewhere.getvalue()
