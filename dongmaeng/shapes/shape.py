"""What the JSON shapes have in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A JSON shape: what `--json` prints and the API answers; fields are added, never renamed or removed."""

    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, serialize_by_alias=True, validate_by_name=True
    )

    def as_json(self) -> dict[str, Any]:
        """What JSON is made of."""
        return self.model_dump(mode="json")


def left_out(value: object) -> bool:
    """Whether a field is left out of JSON, where it is one that is only there where it says something."""
    return value is None
