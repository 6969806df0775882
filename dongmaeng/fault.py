"""A failure that the user can do something about."""

from __future__ import annotations


class Fault(Exception):
    """A failure that the user can do something about; the message says what."""

    def __init__(self, message: str, *, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage


class NotFound(Fault):
    """There is nothing under the name that was given; the message says where to look."""

    def __init__(self, message: str, *, usage: bool = True) -> None:
        super().__init__(message, usage=usage)
