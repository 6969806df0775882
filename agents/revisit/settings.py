"""The settings of the revisit stage."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class RevisitSettings(BaseModel):
    """When stories that speak of a tie are looked at again."""

    model_config = ConfigDict(extra="forbid")

    hours: list[Annotated[float, Field(gt=0, le=168)]] = Field(
        default_factory=lambda: [1.0, 3.0, 9.0, 24.0],
        max_length=24,
        description="Hours after it was read at which a story that speaks of a tie is looked at again; [] for never.",
    )
