"""Which site an address belongs to: what one publisher alone can put pages on."""

from __future__ import annotations

from urllib.parse import urlsplit

from topics.records import host_of

_USUAL_PORTS = frozenset({80, 443})


def site_of(host: str) -> str:
    """The site that a host belongs to: two labels, three under `co.kr` and its like."""
    labels = host.split(".")
    short = (
        len(labels) >= 3
        and len(labels[-1]) == 2
        and labels[-2] in {"co", "or", "go", "ac", "ne", "re", "pe", "com", "net"}
    )
    return ".".join(labels[-3:] if short else labels[-2:])


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
