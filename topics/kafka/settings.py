"""How to reach a Kafka cluster and how its topics are cut; apart from the client, loaded only where it is used."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

ACCESS_FILES = ("ca_file", "certificate_file", "key_file", "key_password_file", "password_file")
"""Settings that name a file, relative to the settings file."""
OAUTHBEARER = "OAUTHBEARER"


class PartitionSettings(BaseModel):
    """Into how many partitions topics are divided: as many workers may share a stage that reads them."""

    model_config = ConfigDict(extra="forbid")

    stories: int = Field(6, ge=1, le=1000, description="Of candidates, pages, articles and tagged stories.")
    polls: int = Field(3, ge=1, le=1000, description="Of the looks at sources.")
    alerts: int = Field(3, ge=1, le=1000, description="Of alliances and deliveries.")

    @property
    def by_topic(self) -> dict[str, int]:
        """The number by the catalogue's name of the topic; all others stay as the catalogue says."""
        stories = dict.fromkeys(("candidates", "pages", "articles", "tagged"), self.stories)
        return stories | {"polls": self.polls, "alliances": self.alerts, "deliveries": self.alerts}


class KafkaSettings(BaseModel):
    """How the service uses a Kafka cluster."""

    model_config = ConfigDict(extra="forbid")

    prefix: str = Field(
        "dongmaeng.", pattern=r"^[A-Za-z0-9._-]{0,80}$", description="What the names of topics and groups begin with."
    )
    replication: int = Field(1, ge=1, le=9, description="Copies of each topic that `topics create` asks for.")
    partitions: PartitionSettings = Field(default_factory=PartitionSettings)
    retention_days: int = Field(
        14, ge=1, le=3650, description="So long a topic keeps its records at least, read or not; some keep 30 days."
    )
    standstill_seconds: float = Field(
        300.0, ge=30.0, description="A worker whose partition stands still that long ends with exit code 75."
    )
    client_id: str = Field(
        "dongmaeng",
        pattern=r"^[A-Za-z0-9._-]{1,80}$",
        description="How the clients name themselves to the brokers, for logs and quotas.",
    )
    rack: str = Field("", max_length=80, description="Where this machine stands: reads go to a replica in that rack.")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    ca_file: Path | None = Field(None, description="The authority that the brokers' certificates are of, in PEM.")
    certificate_file: Path | None = Field(None, description="A client certificate, in PEM.")
    key_file: Path | None = Field(None, description="Its key, where it does not stand in the same file.")
    key_password_env: str | None = Field(None, description="Environment variable with the password of the key.")
    key_password_file: Path | None = Field(None, description="File with that password, in its place.")
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] | None = None
    username: str | None = Field(None, description="The user; with OAUTHBEARER the client's id.")
    password_env: str | None = Field(None, description="Environment variable with the password or client's secret.")
    password_file: Path | None = Field(None, description="File with that password, in its place.")
    token_url: str | None = Field(None, description="Where OAUTHBEARER gets its tokens (client credentials).")
    token_scope: str = Field("", description="The scope that a token is asked for.")

    @property
    def has_tls(self) -> bool:
        return self.security_protocol in ("SSL", "SASL_SSL")

    @property
    def has_sasl(self) -> bool:
        return self.security_protocol.startswith("SASL_")

    @field_validator("ca_file")
    @classmethod
    def _authority(cls, file: Path | None) -> Path | None:
        if file is not None:
            try:
                ssl.create_default_context(cafile=file)
            except (OSError, ssl.SSLError) as error:
                raise ValueError(f"must be a file with certificates in PEM: {error.strerror or error}") from None
        return file

    @field_validator("token_url")
    @classmethod
    def _token_url(cls, url: str | None) -> str | None:
        if url is None:
            return url
        parts = urlsplit(url)
        if parts.username or parts.password or parts.query or not parts.hostname:
            raise ValueError("must be https://host/path, without a password or a query")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")):
            raise ValueError("must begin with https://, since the client's secret is sent there")
        return url

    @model_validator(mode="after")
    def _fit_together(self) -> KafkaSettings:
        for name in ("password", "key_password"):
            if getattr(self, f"{name}_env") is not None and getattr(self, f"{name}_file") is not None:
                raise ValueError(f"give only one of {name}_env and {name}_file")
        self._check_tls()
        self._check_sasl()
        return self

    def _check_tls(self) -> None:
        of_tls = ("ca_file", "certificate_file", "key_file", "key_password_env", "key_password_file")
        if not self.has_tls and (given := self._first_of(of_tls)):
            raise ValueError(f"{given} needs security_protocol SSL or SASL_SSL")
        if self.certificate_file is None and (given := self._first_of(of_tls[2:])):
            raise ValueError(f"{given} needs certificate_file, the certificate that the key is of")

    def _check_sasl(self) -> None:
        of_sasl = ("sasl_mechanism", "username", "password_env", "password_file", "token_url")
        if not self.has_sasl:
            if given := self._first_of(of_sasl):
                raise ValueError(f"{given} needs security_protocol SASL_SSL or SASL_PLAINTEXT")
            return
        if self.sasl_mechanism is None:
            raise ValueError(f"security_protocol {self.security_protocol} needs a sasl_mechanism")
        if self.username is None or (self.password_env is None and self.password_file is None):
            raise ValueError(f"sasl_mechanism {self.sasl_mechanism} needs a username and password_env or password_file")
        if (self.sasl_mechanism == OAUTHBEARER) != (self.token_url is not None):
            raise ValueError("sasl_mechanism OAUTHBEARER and token_url need one another")

    def _first_of(self, names: tuple[str, ...]) -> str | None:
        return next((name for name in names if getattr(self, name)), None)
