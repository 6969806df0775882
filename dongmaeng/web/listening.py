"""Taking a port before anything is served on it."""

from __future__ import annotations

import errno
import socket

from dongmaeng.web.settings import Listen

_BACKLOG = 512
_NEXT_PORTS = 20


class Taken(OSError):
    """The port cannot be had; the message says which and what to do."""

    def __str__(self) -> str:
        return str(self.args[-1])  # without the number of the error


def listen_on(listen: Listen, setting: str = "web.listen") -> socket.socket:
    """A socket that listens there, as a setting says; raises `Taken`."""
    try:
        kind, _, protocol, _, address = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM)[0]
        # With its protocol named, asyncio sends the parts of an answer at once; else each waits 40 ms for the last.
        opened = socket.socket(kind, socket.SOCK_STREAM, protocol)
    except OSError as error:
        raise Taken(f"{setting}: {listen.netloc}: {error.strerror or error}") from None
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(_BACKLOG)
        opened.setblocking(False)
    except OSError as error:
        opened.close()
        what = "another program listens there; stop it, or set another port" if is_taken(error) else error.strerror
        raise Taken(error.errno, f"{setting}: {listen.netloc}: {what}") from None
    return opened


def listen_near(listen: Listen) -> socket.socket:
    """A socket that listens there or on one of the next ports, where that is taken; raises `Taken`."""
    for port in range(listen.port, min(listen.port + _NEXT_PORTS, 65_536)):
        try:
            return listen_on(Listen(listen.host, port))
        except Taken as error:
            if not is_taken(error):
                raise
            last = error
    raise last


def is_taken(error: OSError) -> bool:
    return error.errno == errno.EADDRINUSE


def address_of(opened: socket.socket) -> str:
    """The address of the page that listens there, for people."""
    host, port = opened.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    return f"http://{Listen(host, port).netloc}/"
