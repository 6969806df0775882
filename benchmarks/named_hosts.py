"""Runs the program on a machine where every name below `.example` is a host of loopback.

    python -m benchmarks.named_hosts [ARGUMENTS OF dongmaeng]

The names are reserved (RFC 2606), so that no other host is ever asked. Only the system's resolver is another.
"""

from __future__ import annotations

import socket
from typing import Any

from dongmaeng.cli import main

DOMAIN = ".example"
LOOPBACK = "127.0.0.1"

_of_the_system = socket.getaddrinfo


def _addresses(host: Any, *rest: Any, **named: Any) -> Any:
    on_loopback = isinstance(host, str) and host.endswith(DOMAIN)
    return _of_the_system(LOOPBACK if on_loopback else host, *rest, **named)


if __name__ == "__main__":
    socket.getaddrinfo = _addresses
    main()
