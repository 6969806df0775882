"""A failure that the user can do something about."""

from __future__ import annotations


class Fault(Exception):
    """A failure that the user can do something about; the message says what."""

    def __init__(self, message: str, *, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage
