"""The endpoints: whom to tell what, in which form and when."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from agents.alert.language import Language
from agents.alert.times import AT_ONCE, Digest, QuietHours, digest, quiet_hours
from agents.alert.type_names import TYPE_NAMES
from agents.outside_values import looked_up, place
from search.query import QueryError, parse_query
from topics.records import Kind, stable_id

if TYPE_CHECKING:
    from agents.alert.types import MessageType, Target

Event = Literal[
    "alliance.announced",
    "alliance.joined",
    "alliance.corroborated",
    "alliance.changed",
    "alliance.denied",
    "alliance.ended",
    "alliance.merged",
    "endpoint.paused",
    "endpoint.recovered",
    "service.standing",
    "service.quarantined",
    "service.disk",
    "source.silent",
    "source.blocked",
    "source.changed",
    "source.recovered",
]
"""What can be subscribed to; what is only known from background is never sent."""

SECRET_PREFIX = "whsec_"

_SECRET_BYTES = (16, 256)
"""Bytes of key; Standard Webhooks asks for 24 to 64, but some receivers give shorter or longer ones."""

FILES = ("url_file", "secret_file", "watch", "template")
"""The fields that name files."""

_PLAIN = {"https": "http", "smtps": "smtp"}
"""What a scheme is called without encryption."""


def _check_key(text: str, where: str) -> None:
    """Refuse what cannot sign, without showing it; `where` it stands."""
    bare = text.removeprefix(SECRET_PREFIX)
    try:
        key = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{where}: no base64 secret (whsec_…)") from None
    least, most = _SECRET_BYTES
    if not least <= len(key) <= most:
        raise ValueError(f"{where}: must be {least} to {most} bytes long, in base64")


class Endpoint(BaseModel):
    """One endpoint: where it is, of which type, what it wants to know and when.

    A secret stands in `secret`, in the environment variable that `secret_env` names or in the file that `secret_file`
    names; an address likewise in `url`, `url_env` or `url_file`. `old_secrets` sign too, so that a secret can be
    changed without losing a message: add the new one here, change it there, take the old one away.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=100)
    type: str = "standard"
    url: str | None = None
    url_env: str | None = None
    url_file: Path | None = None
    secret: SecretStr | None = None
    secret_env: str | None = None
    secret_file: Path | None = None
    old_secrets: tuple[SecretStr, ...] = ()
    to: tuple[str, ...] = ()
    """The chat, channel or people, for types whose address does not say it."""
    sender: str = ""
    username: str = ""
    template: Path | None = None
    events: tuple[Event, ...] = ("alliance.announced",)
    filter: str = ""
    """A query that an alliance must answer, as for `search`. Empty: all."""
    watch: Path | None = None
    """A file of names, ids or stock codes, one a line; only alliances with one of them as a member."""
    organisations: tuple[str, ...] = ()
    """Names or ids; only alliances with one of them as a member. Empty: all. `filter` says the same with `org:`."""
    kinds: tuple[Kind, ...] = ()
    """Only alliances of these kinds. Empty: all. `filter` says the same with `kind:`."""
    least_score: float = Field(0.0, ge=0.0, le=1.0)
    quiet_hours: str = ""
    digest: str = AT_ONCE
    language: Language = Language.KOREAN
    enabled: bool = True
    allow_private: bool = False
    """Allow unencrypted addresses, and those inside the own network."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.type not in TYPE_NAMES:
            raise ValueError(f"type must be one of {', '.join(TYPE_NAMES)}")
        self._check_fields()
        if self.url is not None:
            self._check_address(self.url)
        if self.of_type.signs:
            for name, secret in (("secret", self.secret), *(("old_secrets", old) for old in self.old_secrets)):
                if secret is not None:
                    _check_key(secret.get_secret_value(), name)
            if self.secret_env is not None and self.secret_env in os.environ:
                _check_key(os.environ[self.secret_env], f"secret_env: environment variable {self.secret_env}")
        if self.quiet_hours:
            quiet_hours(self.quiet_hours)
        digest(self.digest)
        if self.filter:
            try:
                parse_query(self.filter)
            except QueryError as error:
                raise ValueError(f"filter: {error}") from None
        return self

    def _check_fields(self) -> None:
        kind, given = self.of_type, self._given()
        ways: dict[str, tuple[object, ...]] = {
            "url": (self.url, self.url_env, self.url_file),
            "secret": (self.secret, self.secret_env, self.secret_file),
        }
        for name, values in ways.items():
            if sum(value is not None for value in values) > 1:
                raise ValueError(f"give only one of {name}, {name}_env and {name}_file")
        if len(self.to) > kind.most_to:
            raise ValueError(f"to may name {kind.most_to} for type {self.type}: give each an endpoint of its own")
        others = kind.or_needs and not kind.or_needs - given
        if not others and (missing := sorted(kind.needs - given)):
            name = missing[0]
            ways_of = f"{name}_env or {name}_file" if name == "url" and kind.secret_address else name
            ways_of = "either secret, secret_env or secret_file" if name == "secret" else ways_of
            raise ValueError(f"give {ways_of}: type {self.type} needs it")
        if unknown := sorted(given - kind.takes - {"url"}):
            raise ValueError(f"type {self.type} takes no {unknown[0]}")
        if fault := kind.fault(to=self.to, sender=self.sender, template=self.template):
            raise ValueError(fault)
        if kind.secret_address and self.url is not None:
            raise ValueError(f"the address of type {self.type} is a secret: give url_env or url_file in place of url")

    def _given(self) -> set[str]:
        given = {
            "url": self.url or self.url_env or self.url_file,
            "secret": self.secret or self.secret_env or self.secret_file,
            "old_secrets": self.old_secrets,
            "to": self.to,
            "sender": self.sender,
            "username": self.username,
            "template": self.template,
        }
        return {name for name, value in given.items() if value}

    def _check_address(self, url: str) -> SplitResult:
        """The parts of an address; raises `ValueError` in words that do not show it."""
        schemes = self.of_type.schemes
        plain = {_PLAIN.get(scheme, scheme) for scheme in schemes}
        try:
            parts = urlsplit(url)
            host, scheme = parts.hostname, parts.scheme
            _ = parts.port
        except ValueError:
            raise ValueError("url is no valid URL") from None
        if scheme not in schemes | plain or not host:
            raise ValueError(f"url is no {'/'.join(sorted(schemes | plain))} URL")
        if scheme not in schemes and not self.allow_private:
            raise ValueError(f"url must be {' or '.join(sorted(schemes))} unless allow_private is true")
        if parts.username or parts.password:
            raise ValueError("url must hold no user or password")
        return parts

    @property
    def of_type(self) -> MessageType:
        return _types()[self.type]

    @property
    def hours(self) -> QuietHours | None:
        return quiet_hours(self.quiet_hours) if self.quiet_hours else None

    @property
    def gathered(self) -> Digest | None:
        """When its messages go out as one; None where each goes at once."""
        return digest(self.digest)

    def address(self) -> str:
        """Where messages go; raises `LookupError` where the variable or file is not there, or holds no address."""
        if self.url is not None:
            return self.url
        if self.url_env is None and self.url_file is None:
            return self.of_type.default_address
        url = looked_up(self.url_env, self.url_file)
        try:
            self._check_address(url)
        except ValueError as error:
            raise LookupError(f"{place(self.url_env, self.url_file)}: {error}") from None
        return url

    def secrets(self) -> list[str]:
        """The secrets, the present one first; raises `LookupError` where the variable or file is not there."""
        kept = [secret.get_secret_value() for secret in filter(None, (self.secret, *self.old_secrets))]
        if self.secret_env is None and self.secret_file is None:
            return kept
        current = looked_up(self.secret_env, self.secret_file)
        if self.of_type.signs:
            try:
                _check_key(current, place(self.secret_env, self.secret_file))
            except ValueError as error:
                raise LookupError(str(error)) from None
        return [current, *kept]

    def target(self, page: str | None = None) -> Target:
        """Where messages go, with its secrets; raises `LookupError` where one of them cannot be looked up.

        `page`: where links to alliances begin.
        """
        from agents.alert.types import Target

        return Target(
            self.address(),
            self.secrets(),
            self.language,
            self.to,
            self.sender,
            self.username,
            self.template,
            page=page,
            asked=self.asked,
        )

    @property
    def asked(self) -> str:
        """What it asks of an alliance, as one query; empty: nothing."""
        parts = (
            self.filter,
            " OR ".join(f"org:{name}" for name in self.organisations),
            " OR ".join(f"kind:{kind}" for kind in self.kinds),
            self.watch.name if self.watch else "",
            f"score≥{self.least_score:g}" if self.least_score else "",
        )
        return " · ".join(filter(None, parts))

    @property
    def address_key(self) -> str:
        """A key of where messages go and with what: another after one of these was changed; empty where unknown."""
        try:
            parts = [self.address(), *self.secrets(), *self.to, *filter(None, (self.username, self.sender))]
            parts += ["private"] if self.allow_private else []
            if self.template is not None:
                parts.append(str(self.template.stat().st_mtime_ns))
            return stable_id(*parts)
        except (LookupError, OSError):
            return ""

    @property
    def shown(self) -> str:
        """Where it is, as people may see it: type and host alone where the address is a secret."""
        try:
            host = urlsplit(self.address()).netloc
        except LookupError:
            host = "?"
        return f"{self.type} at {host}" if host else self.type


def _types() -> Mapping[str, MessageType]:
    """The types by name: their libraries are loaded where there is an endpoint, not with all settings."""
    from agents.alert.types import TYPES

    return TYPES


def private_hosts(endpoints: Iterable[Endpoint]) -> Collection[str]:
    """The hosts (`host:port`) that may have private addresses, for the HTTP client that delivers."""
    from agents.alert.types import PORTS

    hosts = set()
    for endpoint in endpoints:
        if endpoint.allow_private:
            try:
                parts = urlsplit(endpoint.address())
            except LookupError:
                continue
            hosts.add(f"{parts.hostname}:{parts.port or PORTS.get(parts.scheme, 80)}")
    return frozenset(hosts)


def by_id(endpoints: Iterable[Endpoint]) -> dict[str, Endpoint]:
    """The endpoints by id; raises `ValueError` where two have the same."""
    found: dict[str, Endpoint] = {}
    for endpoint in endpoints:
        if endpoint.id in found:
            raise ValueError(f"two endpoints have the id {endpoint.id!r}")
        found[endpoint.id] = endpoint
    return found
