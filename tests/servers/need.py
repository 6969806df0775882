"""Servers that a test needs: where one cannot be had, the test is skipped and says so, or fails where CI=true."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers.java import Absent


@contextmanager
def needed(server: str) -> Iterator[None]:
    """Skip visibly where what runs inside finds that the server is `Absent`; raise it where the tests must be whole."""
    try:
        yield
    except Absent as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no {server}: {reason}")
