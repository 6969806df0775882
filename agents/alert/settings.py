"""The settings of how messages are delivered."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

MINUTE, HOUR = 60.0, 3600.0
SCHEDULE = (5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
"""The example schedule of Standard Webhooks, which outlasts a weekend's outage."""


class AlertSettings(BaseModel):
    """How often and how long messages are tried."""

    model_config = ConfigDict(extra="forbid")

    schedule_seconds: list[Annotated[float, Field(gt=0)]] = Field(
        list(SCHEDULE),
        min_length=1,
        description="Seconds between two attempts to send a message, one after another; the last for ever.",
    )
    pause_after_days: float = Field(5.0, gt=0, description="An endpoint that fails for so long is paused.")
    give_up_days: float = Field(
        7.0, gt=0, description="A message that is refused for so long, of an endpoint that accepts others, is dead."
    )

    @model_validator(mode="after")
    def _check(self) -> AlertSettings:
        if self.give_up_days < self.pause_after_days:
            raise ValueError("give_up_days must be at least pause_after_days, or messages of a long outage are lost")
        return self
