"""Where a process tells how it is to programs that watch it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from dongmaeng.web.settings import listen_of


class MetricsSettings(BaseModel):
    """Health and metrics, for an orchestrator and for Prometheus."""

    model_config = ConfigDict(extra="forbid")

    listen: str = Field(
        "", description="host:port where /healthz, /readyz and /metrics are served beside the page; empty: nowhere."
    )

    @field_validator("listen")
    @classmethod
    def _listen(cls, listen: str) -> str:
        if listen:
            listen_of(listen)
        return listen
