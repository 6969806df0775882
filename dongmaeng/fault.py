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


class WrongField(Fault):
    """Something that cannot be set up as it is described; names the field, and never shows a value."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason, usage=True)
        self.field = field
        self.reason = reason


class WrongSettings(Fault):
    """Settings that cannot be used: one line for each wrong one, with where it comes from and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, usage=True)
