"""Which addresses may be connected to; the check and the connection use the same resolved address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from agents.http_library import httpcore
from agents.sites import site_of, site_of_url

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""From a host name and a port to its addresses, in the order in which to try them."""

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: an IPv4 address in the last 32 bits; on networks without IPv4 the only way to most hosts."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out for hosts of IPv6 (RFC 4291); the rest is special or nobody's."""

_MOST_ADDRESSES = 4
"""Addresses of one host that are tried before it counts as unreachable."""

CONNECT_SECONDS = 5.0
"""For one address, so that a dead first one leaves time for the next within the usual 15 s."""


class ForbiddenAddressError(Exception):
    """The host has no address that may be connected to."""


@dataclass(frozen=True, slots=True)
class SpecialBlock:
    """A block of addresses that are no hosts of the public internet."""

    network: IPv4Network | IPv6Network
    name: str
    source: str
    """The RFC, or who else says so."""


class SpecialAddressesError(ValueError):
    """The table of special addresses is wrong; the message names the line."""


def is_public(address: str) -> bool:
    """Whether this IPv4 or IPv6 address is a host on the public internet.

    Special are all blocks of `special_addresses.tsv`; an address that NAT64 translates is judged by the one in it.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed in _NAT64:
            parsed = IPv4Address(int(parsed) & 0xFFFF_FFFF)
        elif parsed.scope_id is not None or parsed not in _GLOBAL_UNICAST:
            return False
    return not any(parsed in block.network for block in special_blocks() if block.network.version == parsed.version)


@cache
def special_blocks() -> tuple[SpecialBlock, ...]:
    """The table of special addresses; raises `SpecialAddressesError`."""
    return read_blocks(resources.files("agents").joinpath("special_addresses.tsv").read_text("utf-8"))


def read_blocks(text: str) -> tuple[SpecialBlock, ...]:
    """The blocks of a table, one a line: network, name and source; raises `SpecialAddressesError`."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            block, name, source = line.split("\t")
            found.append(SpecialBlock(ip_network(block), name, source))
        except ValueError as error:
            raise SpecialAddressesError(f"special_addresses.tsv line {number}: {error}") from None
    return tuple(found)


class ForbiddenPortError(Exception):
    """The port may not be asked on this host."""


class Ports:
    """Which ports may be asked: 80 and 443, those that are named, and on the sites of some addresses theirs.

    On other ports of a public host stand mail, databases and consoles, which nobody's link should make us speak to.
    """

    def __init__(self, named: Iterable[int] = (), addresses: Iterable[str] = ()) -> None:
        self._everywhere = frozenset({80, 443, *named})
        self._sites = set(map(site_of_url, addresses))

    def admit(self, address: str) -> None:
        """Let the port of an address be asked on its site from now on."""
        self._sites.add(site_of_url(address))

    def allow(self, host: str, port: int) -> bool:
        return port in self._everywhere or f"{site_of(host)}:{port}" in self._sites


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver, IPv4 first (many networks route no IPv6)."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(entry[4][0]) for entry in addresses))


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """A network backend that resolves the host itself and connects to an address that it has checked."""

    def __init__(
        self,
        resolve: Resolve,
        private_hosts: Collection[str] | None,
        backend: httpcore.AsyncNetworkBackend | None = None,
        ports: Ports | None = None,
    ) -> None:
        self._resolve = resolve
        self._ports = ports
        """None: all."""
        self._private_hosts = private_hosts
        """Names (`host` or `host:port`) that may be private; None: all."""
        self._backend = backend or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface of httpcore)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in await self.addresses(host, port):
            try:
                seconds = CONNECT_SECONDS if timeout is None else min(timeout, CONNECT_SECONDS)
                return await self._backend.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, in the order in which to try them.

        Raises `ForbiddenPortError`, `ForbiddenAddressError` and `httpcore.ConnectError`.
        """
        if self._ports is not None and not self._ports.allow(host, port):
            raise ForbiddenPortError
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("no such host") from error
        if not self._may_be_private(host, port):
            addresses = [address for address in addresses if is_public(address)]
            if not addresses:
                raise ForbiddenAddressError
        return addresses[:_MOST_ADDRESSES]

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)

    def _may_be_private(self, host: str, port: int) -> bool:
        return self._private_hosts is None or host in self._private_hosts or f"{host}:{port}" in self._private_hosts
