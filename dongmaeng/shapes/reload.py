"""What came of a reload, as JSON."""

from __future__ import annotations

from dongmaeng.reload import Reloaded
from dongmaeng.shapes.shape import Shape


class ReloadShape(Shape):
    """What a process did when it was told to read its settings again."""

    process: str
    took_over: list[str]
    """What is otherwise now, in words."""
    needs_restart: list[str]
    """The settings that are otherwise in the file than in force."""
    wrong: str
    """Why nothing was taken over, or not everywhere; empty where all went well."""

    @classmethod
    def of(cls, reloaded: Reloaded) -> ReloadShape:
        return cls(**reloaded.model_dump())
