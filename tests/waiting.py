"""Waiting for what another process brings about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Return once it is true; fails where that takes too long."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to rest"
        time.sleep(0.25)


def wait_until_same(given: Callable[[], T], expected: T, seconds: float) -> None:
    """Return once it gives what is expected; fails with the difference where that takes too long."""
    deadline = time.monotonic() + seconds
    while (found := given()) != expected and time.monotonic() < deadline:
        time.sleep(0.25)
    assert found == expected
