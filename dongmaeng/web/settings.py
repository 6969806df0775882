"""Where the page is served, and who may use it."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

LOOPBACK = "127.0.0.1:8080"
"""Where the page is served when nothing else is said."""

LEAST_TOKEN = 16
"""Characters: what is shorter can be guessed."""

_MOST_TOKEN_FILE = 10_000
"""Bytes read of a file that holds a token."""

_LISTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]+)):(?P<port>[0-9]{1,5})\Z")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,100}\Z")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Listen:
    """A host and a port to listen on."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def netloc(self) -> str:
        """`host:port`, as an address has it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen_of(text: str) -> Listen:
    """A host and a port from `host:port`; raises `ValueError`."""
    match = _LISTEN.match(text)
    if match is None or not 0 <= int(match["port"]) <= 65_535:
        raise ValueError("must be host:port, such as 127.0.0.1:8080 or [::1]:8080")
    if match["six"]:
        try:
            ipaddress.IPv6Address(match["six"])
        except ValueError:
            raise ValueError("holds no IPv6 address between its brackets") from None
    return Listen(match["six"] or match["host"].lower(), int(match["port"]))


class WebSettings(BaseModel):
    """The page and the API."""

    model_config = ConfigDict(extra="forbid")

    listen: str = Field("", description="host:port where the page is served, such as 127.0.0.1:8080; empty: nowhere.")
    public_url: str = Field("", description="The address under which people reach the page, where it is another.")
    token_env: str | None = Field(None, description="The environment variable that holds the token of programs.")
    token_file: Path | None = Field(None, description="The file that holds the token of programs.")
    trusted_proxies: list[str] = Field(
        default_factory=list, description="Addresses and networks of proxies whose `user_header` is believed."
    )
    user_header: str = Field("", description="The header in which a trusted proxy names the user who logged in.")
    most_connections: int = Field(1000, ge=10, le=100_000, description="Connections at once; more are turned away.")
    requests_per_second: float = Field(
        100.0, gt=0, le=100_000, description="Requests of one client in the long run; after a pause 20 times as many."
    )
    session_hours: float = Field(12.0, gt=0, le=24 * 90, description="Hours for which a login holds.")

    @field_validator("listen")
    @classmethod
    def _listen(cls, listen: str) -> str:
        if listen:
            listen_of(listen)
        return listen

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, url: str) -> str:
        if not url:
            return url
        wrong = ValueError(
            "must be http(s)://host or http(s)://host:port, without a path, such as https://news.example"
        )
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError:
            raise wrong from None
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise wrong
        if parts.path not in ("", "/") or parts.query or parts.fragment or re.search(r"\s", url):
            raise wrong
        return url.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, proxies: list[str]) -> list[str]:
        for proxy in proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError:
                raise ValueError(f"{proxy!r} is no address or network, such as 10.0.0.7 or 10.0.0.0/24") from None
        return proxies

    @field_validator("user_header")
    @classmethod
    def _header(cls, header: str) -> str:
        if header and not _HEADER.match(header):
            raise ValueError("must be the name of a header, such as X-Forwarded-User")
        return header

    @model_validator(mode="after")
    def _guarded(self) -> Self:
        if self.token_env is not None and self.token_file is not None:
            raise ValueError("give only one of token_env and token_file")
        if self.user_header and not self.trusted_proxies:
            raise ValueError("user_header is believed only from trusted_proxies: name them, or take it out")
        if self.listen and not listen_of(self.listen).is_loopback and not self.has_guard:
            raise ValueError(
                f"listen: {self.listen} is reached from other machines: "
                "give token_env or token_file, or user_header with trusted_proxies"
            )
        return self

    @property
    def has_token(self) -> bool:
        return self.token_env is not None or self.token_file is not None

    @property
    def has_guard(self) -> bool:
        """Whether there is a way to tell who may read from who may not."""
        return self.has_token or bool(self.user_header)

    @property
    def proxies(self) -> list[Network]:
        return [ipaddress.ip_network(proxy) for proxy in self.trusted_proxies]

    @property
    def public(self) -> SplitResult | None:
        """The address under which people reach the page, where one is set."""
        return urlsplit(self.public_url) if self.public_url else None

    def token(self) -> str | None:
        """The token of programs, where one is set; raises `LookupError` where it is not there or too short."""
        if self.token_env is not None:
            found, where = os.environ.get(self.token_env, ""), f"token_env: environment variable {self.token_env}"
            if not found:
                raise LookupError(f"{where} is not set")
        elif self.token_file is not None:
            found, where = _read(self.token_file), f"token_file: {self.token_file}"
        else:
            return None
        if len(found) < LEAST_TOKEN or not found.isascii() or not found.isprintable() or " " in found:
            raise LookupError(f"{where} must hold at least {LEAST_TOKEN} characters of ASCII without spaces")
        return found


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_TOKEN_FILE).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LookupError(
            f"token_file: {file} cannot be read: {getattr(error, 'strerror', None) or 'no text'}"
        ) from None
