"""What address is asked, on the last line of a terminal while a command waits for sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text


@contextmanager
def asking(out: Console) -> Iterator[Callable[[str], None]]:
    """Show the address that the function is told; nothing where `out` is no terminal."""
    from agents.urls import loggable

    if not out.is_terminal:
        yield lambda _: None
        return
    with out.status("") as status:
        yield lambda url: status.update(Text(loggable(url), no_wrap=True, overflow="ellipsis"))
