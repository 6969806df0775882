"""What the library, the system and our own checks raise, as the errors that the rest of the project knows."""

from __future__ import annotations

from agents.addresses import ForbiddenAddressError, ForbiddenPortError
from agents.bodies import body_fault
from agents.heads import MalformedHeadError
from agents.http_errors import (
    BadUrl,
    ForbiddenAddress,
    ForbiddenPort,
    HttpError,
    MalformedAnswer,
    NoConnection,
    TimedOut,
    Unreachable,
)
from agents.http_library import httpx
from agents.tls import tls_fault


def failure(error: Exception, host: str, timeout: float) -> HttpError:
    """The error as ours, in words without addresses, paths or header values; raises it again where it is a bug.

    `timeout`: seconds that the whole exchange was given.
    """
    match error:
        case HttpError():
            return error
        case TimeoutError():
            return TimedOut(f"{host}: no full answer within {timeout:g} s")
        case ForbiddenAddressError():
            return ForbiddenAddress(f"{host}: no public address")
        case ForbiddenPortError():
            return ForbiddenPort(f"{host}: port not allowed")
        case MalformedHeadError():
            return MalformedAnswer(f"{host}: {error}")
        case httpx.InvalidURL():
            return BadUrl(f"{host}: no valid URL")
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return tls_fault(error, host) or NoConnection(f"{host}: no connection")
        case httpx.TimeoutException():
            return TimedOut(f"{host}: timed out")
        case httpx.RemoteProtocolError() if not str(error).startswith("Server disconnected"):
            return body_fault(error, host)
        case httpx.HTTPError() | httpx.StreamError() | OSError():
            return Unreachable(f"{host}: connection lost")
        case _:
            raise error
