"""How an exchange may end without an answer; each text names the host and never the path, query or credentials."""

from __future__ import annotations


class HttpError(Exception):
    """An exchange that gave no answer."""

    reason = "unreachable"
    """In two or three words, for endings of records and the health of sources."""


class BadUrl(HttpError):
    """No http(s) URL."""

    reason = "not a web address"


class ForbiddenAddress(HttpError):
    """The host has no public address."""

    reason = "private address"


class ForbiddenPort(ForbiddenAddress):
    """The port is neither 80 or 443, nor one that the settings name."""

    reason = "port not allowed"


class TooLarge(HttpError):
    """The decoded body is larger than the limit."""

    reason = "too large"


class TooManyRedirects(HttpError):
    """More than five redirects, or a redirect to an address already visited."""

    reason = "too many redirects"


class Unreachable(HttpError):
    """No connection, a broken answer, or none in time."""


class NoConnection(Unreachable):
    """The host has no address, or none that takes connections."""


class TlsFault(NoConnection):
    """No connection that can be trusted; the reason says what is wrong."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class LedAstray(Unreachable):
    """A redirect leads to another site, whose host takes no connections."""

    def __init__(self, error: NoConnection) -> None:
        super().__init__(str(error))
        self.reason = error.reason


class TimedOut(Unreachable):
    """The whole exchange took longer than the limit."""

    reason = "timed out"


class MalformedAnswer(Unreachable):
    """What came is no answer of HTTP/1.1, also as browsers read it."""

    reason = "malformed answer"


class UndecodableAnswer(Unreachable):
    """The body is not in the encoding that it claims, or in one that we did not ask for."""

    reason = "broken encoding"


class CutShort(Unreachable):
    """The body ended before its declared end, and is not whole by what it holds."""

    reason = "cut short"
