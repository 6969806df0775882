"""Errors of libraries that are loaded only where they are used."""

from __future__ import annotations

import sys


def error_of(module: str, name: str) -> tuple[type[Exception], ...]:
    """The error of a module, to be caught; nothing where the module was never loaded, so that nobody raised it."""
    found = getattr(sys.modules.get(module), name, None)
    return (found,) if found is not None else ()
