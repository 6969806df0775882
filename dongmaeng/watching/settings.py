"""Where a process tells how it is to programs that watch it."""

from __future__ import annotations

from urllib.parse import urlsplit

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


class TracesSettings(BaseModel):
    """The way of each story, told to a collector of OpenTelemetry."""

    model_config = ConfigDict(extra="forbid")

    endpoint: str = Field("", description="The collector's address for OTLP over HTTP; empty: nothing is traced.")
    share: float = Field(1.0, gt=0, le=1, description="The share of the stories that are traced.")

    @field_validator("endpoint")
    @classmethod
    def _endpoint(cls, endpoint: str) -> str:
        if not endpoint:
            return endpoint
        wrong = ValueError("must be http(s)://host:port or http(s)://host:port/path, without a password or a query")
        try:
            parts = urlsplit(endpoint)
            _ = parts.port
        except ValueError:
            raise wrong from None
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or "@" in parts.netloc
            or parts.query
            or parts.fragment
        ):
            raise wrong
        return endpoint if parts.path.strip("/") else f"{endpoint.rstrip('/')}/v1/traces"
