"""Which site an address belongs to: the hosts that one owner alone puts pages on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from agents.urls import ascii_host
from topics.records import host_of

_USUAL_PORTS = frozenset({80, 443})

_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
"""A last label that makes a host an IPv4 address, in whatever spelling (WHATWG URL, "ends in a number")."""

_HOSTS_REMEMBERED = 10_000
"""More than a day's news names."""


@dataclass(frozen=True, slots=True)
class SharedHosts:
    """The data table `sites.toml`."""

    by_host: frozenset[str]
    by_path: frozenset[str]


class SharedHostsError(ValueError):
    """The table of shared hosts is wrong; the message names the entry."""


@lru_cache(_HOSTS_REMEMBERED)
def site_of(host: str) -> str:
    """The site that a host belongs to: the name that its owner registered, or was given below a shared one.

    By the Public Suffix List with its private part, and `sites.toml`; IP addresses, and names that are themselves
    public suffixes, are sites by themselves. Host names come in any spelling and go in lower case and Punycode.
    """
    try:
        host = ascii_host(host)
    except UnicodeError:
        return host.lower()
    labels = host.split(".")
    if ":" in host or _NUMBER.fullmatch(labels[-1]):
        return host
    registered = _suffixes().privatesuffix(host)
    if registered is None:
        return host
    shared = shared_hosts().by_host
    for start in range(len(labels) - registered.count(".")):
        if (name := ".".join(labels[start:])) in shared:
            return name if start == 0 or labels[start - 1] == "www" else f"{labels[start - 1]}.{name}"
    return str(registered)


@lru_cache(_HOSTS_REMEMBERED)
def site_of_url(url: str) -> str:
    """The site of an address, with its port where that is not 80 or 443; the empty string where it has none."""
    site = site_of(host_of(url))
    try:
        port = urlsplit(url).port
    except ValueError:
        return ""
    return f"{site}:{port}" if site and port is not None and port not in _USUAL_PORTS else site


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site; false where either has none."""
    site = site_of_url(one)
    return site != "" and site == site_of_url(other)


def speaks_for(source: str, sites: Collection[str], url: str) -> bool:
    """Whether what a source says of an address is a fact: it, or one of `sites` that it speaks for, has the address."""
    return same_site(source, url) or site_of_url(url) in sites


@cache
def shared_hosts() -> SharedHosts:
    """The table of shared hosts; raises `SharedHostsError` naming the wrong entry."""
    text = resources.files("agents").joinpath("sites.toml").read_text("utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SharedHostsError(f"sites.toml: {error}") from None
    found = {}
    for name in ("by_host", "by_path"):
        values = table.get(name)
        if not isinstance(values, list):
            raise SharedHostsError(f"sites.toml: {name}: must be a list of host names")
        for value in values:
            if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value):
                raise SharedHostsError(f"sites.toml: {name}: {value!r} is no host name in lower case")
        found[name] = frozenset(values)
    return SharedHosts(found["by_host"], found["by_path"])


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()  # the copy that comes with the package: nothing is fetched
