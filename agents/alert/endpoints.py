"""The webhooks to call, as the settings have them."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Collection, Iterable
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from topics.records import Alliance, Kind, stable_id

Event = Literal["alliance.announced", "alliance.joined", "alliance.corroborated", "alliance.ended"]
"""What can be subscribed to; what is only known from background is never sent."""

SECRET_PREFIX = "whsec_"

_SECRET_BYTES = (16, 256)
"""Bytes of key; Standard Webhooks asks for 24 to 64, but some receivers give shorter or longer ones."""


def _signing_secret(secret: SecretStr) -> SecretStr:
    """Refuse what cannot sign, without showing it."""
    text = secret.get_secret_value().removeprefix(SECRET_PREFIX)
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("no base64 secret (whsec_…)") from None
    least, most = _SECRET_BYTES
    if not least <= len(key) <= most:
        raise ValueError(f"the secret must be {least} to {most} bytes long")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_signing_secret)]


class Endpoint(BaseModel):
    """One webhook: where it is, how it is signed and what it wants to know.

    The secret stands in `secret` or in the environment variable named by `secret_env`. `old_secrets` sign too, so that
    a secret can be changed without losing a message: add the new one here, change it there, take the old one away.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=100)
    url: str
    secret: Secret | None = None
    secret_env: str | None = None
    old_secrets: tuple[Secret, ...] = ()
    events: tuple[Event, ...] = ("alliance.announced",)
    organisations: tuple[str, ...] = ()
    """Names or ids; only alliances with one of them as a member. Empty: all."""
    kinds: tuple[Kind, ...] = ()
    """Only alliances of these kinds. Empty: all."""
    enabled: bool = True
    allow_private: bool = False
    """Allow plain http and addresses inside the own network."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        try:
            parts = urlsplit(self.url)
            host, scheme = parts.hostname, parts.scheme
            _ = parts.port
        except ValueError:
            raise ValueError("url is no valid URL") from None
        if scheme not in ("http", "https") or not host:
            raise ValueError("url is no http(s) URL")
        if scheme == "http" and not self.allow_private:
            raise ValueError("url must be https unless allow_private is true")
        if parts.username or parts.password:
            raise ValueError("url must hold no user or password")
        if (self.secret is None) == (self.secret_env is None):
            raise ValueError("give either secret or secret_env")
        if self.secret_env is not None and self.secret_env in os.environ:
            _signing_secret(SecretStr(os.environ[self.secret_env]))
        return self

    def secrets(self) -> list[str]:
        """The secrets to sign with, the present one first; raises `LookupError` where the variable is not set."""
        current = self.secret
        if current is None:
            assert self.secret_env is not None
            value = os.environ.get(self.secret_env)
            if not value:
                raise LookupError(f"environment variable {self.secret_env} is not set")
            current = SecretStr(value)
        return [secret.get_secret_value() for secret in (current, *self.old_secrets)]

    @property
    def address(self) -> str:
        """A key of where messages go: another after the URL was changed."""
        return stable_id(self.url)

    def objection(self, event: str, alliance: Alliance) -> str | None:
        """What the endpoint asks for that this event of this alliance is not; None where it subscribed to it."""
        if not self.enabled:
            return "is not enabled"
        if event not in self.events:
            return f"wants {', '.join(self.events)}"
        if self.kinds and alliance.kind not in self.kinds:
            return f"wants {', '.join(self.kinds)}"
        parties = {text for member in alliance.members for text in (member.id, member.name)}
        if self.organisations and parties.isdisjoint(self.organisations):
            return f"wants {', '.join(self.organisations)}"
        return None


def private_hosts(endpoints: Iterable[Endpoint]) -> Collection[str]:
    """The hosts (`host:port`) that may have private addresses, for the HTTP client that delivers."""
    hosts = set()
    for endpoint in endpoints:
        if endpoint.allow_private:
            parts = urlsplit(endpoint.url)
            hosts.add(f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}")
    return frozenset(hosts)


def by_id(endpoints: Iterable[Endpoint]) -> dict[str, Endpoint]:
    """The endpoints by id; raises `ValueError` where two have the same."""
    found: dict[str, Endpoint] = {}
    for endpoint in endpoints:
        if endpoint.id in found:
            raise ValueError(f"two endpoints have the id {endpoint.id!r}")
        found[endpoint.id] = endpoint
    return found
