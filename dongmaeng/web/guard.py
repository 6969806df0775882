"""Who may ask what: by the Host, the Origin, a token, a session or the user that a proxy names."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from dongmaeng.web.sessions import Sessions, Tries
from dongmaeng.web.settings import WebSettings, listen_of

log = structlog.get_logger(__name__)

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip")
"""What a proxy adds to what it passes on."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A host with its port, as the Host header and addresses name them."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        return self.host in _LOOPBACK_NAMES


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks."""

    name: str = ""
    """As a trusted proxy says."""
    by_token: bool = False
    by_session: bool = False


class Guard:
    """What the settings of the page say of who may ask what.

    `token`: the token of programs, None where there is none.
    """

    def __init__(self, settings: WebSettings, token: str | None) -> None:
        self._settings = settings
        self._token = token.encode() if token else None
        self._proxies = settings.proxies
        self._listen = listen_of(settings.listen) if settings.listen else None
        self._hosts = self._own_hosts()
        self._header = settings.user_header.lower()
        self.sessions = Sessions(settings.session_hours * 3600)
        self.tries = Tries()

    def renew_token(self) -> None:
        """Take up what the file of the token holds by now, and end the sessions that were begun with another."""
        try:
            token = self._settings.token()
        except LookupError as error:
            log.warning("the token of the page stays as it was", cause=str(error))
            return
        renewed = token.encode() if token else None
        if renewed != self._token:
            self._token = renewed
            self.sessions = Sessions(self._settings.session_hours * 3600)

    @property
    def has_token(self) -> bool:
        return self._token is not None

    @property
    def is_https(self) -> bool:
        """Whether people reach the page over TLS."""
        return self._settings.public is not None and self._settings.public.scheme == "https"

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a session; browsers take `__Host-` over TLS from this host alone."""
        return "__Host-session" if self.is_https else "session"

    def knows_host(self, host: str) -> bool:
        """Whether the Host header names this service: another name that leads here may be a page's trick (rebinding).

        On the names of loopback any port is right: tunnels use others.
        """
        named = authority_of(host)
        return named is not None and (named.is_loopback or named in self._hosts)

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether an Origin header names the page that is asked for under this Host."""
        try:
            parts = urlsplit(origin)
            named = authority_of(parts.netloc, parts.scheme)
        except ValueError:
            return False
        public = self._settings.public
        scheme = "https" if public is not None and self._is_public(host) and self.is_https else "http"
        return parts.scheme == scheme and named is not None and named == authority_of(host, scheme)

    def needs_reader(self, host: str, headers: Headers) -> bool:
        """Whether only those may read who say who they are: all from outside this machine, also through a proxy."""
        if not self._settings.has_guard:
            return False  # the settings allow that on loopback alone
        named = authority_of(host)
        inside = named is not None and named.is_loopback and not any(name in headers for name in _FORWARDED)
        return not (inside and (self._listen is None or self._listen.is_loopback))

    def trusts(self, peer: str) -> bool:
        """Whether what comes from an address comes through a proxy that is believed."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address.version == network.version and address in network for network in self._proxies)

    def client(self, peer: str, headers: Headers) -> str:
        """Where a request comes from: the address that connected, or the one that a trusted proxy names."""
        if not self.trusts(peer):
            return peer
        named = [part.strip() for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
        return next((address for address in reversed(named) if _is_address(address) and not self.trusts(address)), peer)

    def strips(self, name: str, peer: str) -> bool:
        """Whether a header must not reach the pages: the name of a user from somebody who is not believed."""
        return bool(self._header) and name == self._header and not self.trusts(peer)

    def reader(self, headers: Headers, peer: str) -> Reader | None:
        """Who asks, None where nothing says it; raises `PermissionError` for a wrong token."""
        given = headers.get("authorization")
        if given is not None and self._token is not None:
            scheme, _, value = given.partition(" ")
            token, is_bearer = (
                (value.strip(), True) if scheme.lower() == "bearer" else (_password(scheme, value), False)
            )
            if not self.is_token(token):
                raise PermissionError
            # Browsers send a password by themselves, so that it proves nothing of who wants a write.
            return Reader(by_token=is_bearer)
        if self._header and self.trusts(peer) and (name := headers.get(self._header, "").strip()):
            return Reader(name=name)
        if (session := self.session(headers)) and self.sessions.holds(session):
            return Reader(by_session=True)
        return None

    def is_token(self, given: str) -> bool:
        """Whether this is the token of programs; takes as long whatever is given."""
        return self._token is not None and compare_digest(given.encode(errors="replace"), self._token)

    def session(self, headers: Headers) -> str:
        """The id of the session in the cookies; empty where there is none."""
        return cookie_parser("; ".join(headers.getlist("cookie"))).get(self.cookie, "")

    def _own_hosts(self) -> frozenset[Authority]:
        hosts = set()
        if self._listen is not None:
            hosts.add(Authority(self._listen.host, self._listen.port))
        if (public := self._settings.public) is not None and (named := authority_of(public.netloc, public.scheme)):
            # Without its port, too: what is 443 outside is 80 for the proxy that passes it on.
            hosts |= {named, Authority(named.host, _DEFAULT_PORTS["http"])} if public.port is None else {named}
        return frozenset(hosts)

    def _is_public(self, host: str) -> bool:
        public, named = self._settings.public, authority_of(host)
        return public is not None and named is not None and named.host == public.hostname


def authority_of(netloc: str, scheme: str = "http") -> Authority | None:
    """Host and port of `host:port`; None where it is none."""
    try:
        parts = urlsplit(f"//{netloc}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or "@" in netloc or parts.path or parts.query or parts.fragment or "?" in netloc or "#" in netloc:
        return None
    return Authority(host, port if port is not None else _DEFAULT_PORTS.get(scheme, 0))


def _password(scheme: str, value: str) -> str:
    """The password of `Basic`, for feed readers that know nothing else; the user does not matter."""
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
