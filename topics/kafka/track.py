"""How far one partition is taken and handled, whatever order and repeats records arrive in."""

from __future__ import annotations

from enum import Enum


class Fit(Enum):
    """How a record that arrives fits to those before it."""

    NEXT = "next"
    REPEAT = "repeat"
    """It was taken before."""
    GAP = "gap"
    """Records before it have not arrived: they were passed over, or are there no more."""


class Track:
    """The offsets of one partition while it is assigned to this worker."""

    def __init__(self, start: int) -> None:
        """`start` is the group's position, the first offset that is not yet handled."""
        self.next = start
        """The offset to be taken next."""
        self.position = start
        """All offsets before this one are handled."""
        self._handled: set[int] = set()
        self._holes: dict[int, int] = {}

    @property
    def open(self) -> int:
        """How many records are taken and not yet part of the position; holes count."""
        return self.next - self.position

    def fit(self, offset: int) -> Fit:
        if offset == self.next:
            return Fit.NEXT
        return Fit.REPEAT if offset < self.next else Fit.GAP

    def take(self, offset: int) -> None:
        """The record is on its way to be handled; those between it and the last one do not exist."""
        if offset < self.next:
            raise ValueError(f"{offset} was taken before")
        if offset > self.next:
            self._holes[self.next] = offset
        self.next = offset + 1
        self._advance()

    def handled(self, offset: int) -> None:
        """The record is handled and all it led to is safe."""
        if self.position <= offset < self.next:
            self._handled.add(offset)
            self._advance()

    def _advance(self) -> None:
        while True:
            if self.position in self._handled:
                self._handled.remove(self.position)
                self.position += 1
            elif self.position in self._holes:
                self.position = self._holes.pop(self.position)
            else:
                return
