"""Values that are kept outside the settings, most of them secrets: in an environment variable or a file."""

from __future__ import annotations

import os
from pathlib import Path

_MOST_BYTES = 10_000
"""Bytes read of such a file."""


def looked_up(variable: str | None, file: Path | None) -> str:
    """The value of an environment variable, or else the text of a file; raises `LookupError` where there is none."""
    if variable is not None:
        value = os.environ.get(variable, "")
        if not value:
            raise LookupError(f"environment variable {variable} is not set")
        return value
    assert file is not None
    try:
        with file.open("rb") as opened:
            text = opened.read(_MOST_BYTES).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LookupError(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'no text'}") from None
    if not text:
        raise LookupError(f"{file} is empty")
    return text


def place(variable: str | None, file: Path | None) -> str:
    """Where a value is looked up, for people."""
    return f"environment variable {variable}" if variable is not None else str(file)
