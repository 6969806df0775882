"""How to reach Elasticsearch; apart from the client, which is loaded only where it is used."""

from __future__ import annotations

import ssl
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from search.elastic.definition import Definition


class ElasticSettings(BaseModel):
    """How to reach Elasticsearch, beside its address in `store`."""

    model_config = ConfigDict(extra="forbid")

    api_key: SecretStr | None = Field(None, description="An API key, encoded as Elasticsearch shows it.")
    username: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = Field(None, description="The certificate authority that the server's certificate is of.")
    prefix: str = Field("dongmaeng", pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$", description="How the index names start.")
    shards: int = Field(1, ge=1, le=64, description="Primary shards of the articles; a change needs a rebuild.")
    replicas: int = Field(1, ge=0, le=5, description="Copies of each shard, as far as there are nodes.")

    @field_validator("ca_file")
    @classmethod
    def _certificate(cls, file: Path | None) -> Path | None:
        if file is not None:
            try:
                ssl.create_default_context(cafile=file)
            except ssl.SSLError:
                raise ValueError("must be a file with certificates in PEM: it holds none") from None
            except OSError as error:
                raise ValueError(f"must be a file with certificates in PEM: {error.strerror or error}") from None
        return file

    @model_validator(mode="after")
    def _one_way_in(self) -> ElasticSettings:
        if self.api_key and (self.username or self.password):
            raise ValueError("either an api_key or a username with a password, not both")
        if bool(self.username) != bool(self.password):
            raise ValueError("a username needs a password and a password a username")
        return self

    @property
    def definition(self) -> Definition:
        """The indices that are so called and cut."""
        return Definition(self.prefix, self.shards, self.replicas)
