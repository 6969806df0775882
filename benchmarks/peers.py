"""What a benchmark needs that a plain installation has not: who lacks it is told how to get it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.java import Absent

WITHOUT = 2
"""The exit code of a benchmark that lacks something, as of a wrong call."""


@contextmanager
def needed() -> Iterator[None]:
    """End the process where a package that is imported inside, or a server that is started, cannot be had."""
    try:
        yield
    except ModuleNotFoundError as error:
        _give_up(f"{error.name} is not installed; install what the benchmarks need: pip install -e '.[benchmarks]'")
    except Absent as error:
        _give_up(f"a server cannot be started here: {error}")


def _give_up(why: str) -> None:
    print(why, file=sys.stderr)
    raise SystemExit(WITHOUT)
