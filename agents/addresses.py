"""Which addresses may be connected to; the check and the connection use the same resolved address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""From a host name and a port to its addresses, in the order in which to try them."""

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")  # RFC 8215: local use
_IPV4_COMPATIBLE = IPv6Network("::/96")  # RFC 4291: deprecated form of an IPv4 address

_MOST_ADDRESSES = 4
"""Addresses of one host that are tried before it counts as unreachable."""

_CONNECT_SECONDS = 5.0
"""For one address, so that a dead first one leaves time for the next within the usual 15 s."""


class ForbiddenAddressError(Exception):
    """The host has no address that may be connected to."""


def is_public(address: str) -> bool:
    """Whether this IPv4 or IPv6 address is a host on the public internet; mapped and translated forms are unwrapped."""
    try:
        return _is_public(ip_address(address))
    except ValueError:
        return False


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(address.ipv4_mapped)
        if address.sixtofour is not None:
            return _is_public(address.sixtofour)
        if address in _NAT64:
            return _is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address in _NAT64_LOCAL or address in _IPV4_COMPATIBLE or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_loopback)


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
    ) -> None:
        self._resolve = resolve
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
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("no such host") from error
        if not self._may_be_private(host, port):
            addresses = [address for address in addresses if is_public(address)]
            if not addresses:
                raise ForbiddenAddressError
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                seconds = _CONNECT_SECONDS if timeout is None else min(timeout, _CONNECT_SECONDS)
                return await self._backend.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)

    def _may_be_private(self, host: str, port: int) -> bool:
        return self._private_hosts is None or host in self._private_hosts or f"{host}:{port}" in self._private_hosts
