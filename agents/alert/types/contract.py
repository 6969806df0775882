"""What a type of endpoint is: it makes a message of the one payload, sends it, and says what the answer means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from agents.alert.language import Language
from agents.alert.secrecy import MOST_SAID, Secrecy
from agents.http_client import BadUrl, ForbiddenAddress, HttpClient, HttpError, Response
from agents.retry_after import retry_after

PORTS = {"https": 443, "http": 80, "smtps": 465, "smtp+starttls": 587, "smtp": 25}
"""The port of an address that names none, by scheme."""

_DEAD = frozenset({400, 405, 406, 413, 414, 415, 422})
"""What is wrong with the message itself: the same message would be refused for ever."""

_PAUSED = frozenset({401, 403, 404})
"""What is wrong with the endpoint: all messages would be refused until it is mended."""

_GONE = 410

TOO_MUCH = frozenset({429, 503})
"""What an endpoint answers that wants fewer calls; its Retry-After means us (RFC 6585, RFC 9110)."""


class Fate(StrEnum):
    """What an answer means for a message and its endpoint."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    """It is tried again, as the schedule says."""
    DEAD = "dead"
    """The message ends here, as a dead letter with its reason; the endpoint goes on."""
    PAUSED = "paused"
    """The endpoint holds this message and all others until it is mended or resumed."""
    GONE = "gone"
    """The endpoint is switched off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one attempt ended, in words without address and secret."""

    fate: Fate
    status: int | None = None
    """The HTTP or SMTP status; None where there was none."""
    error: str | None = None
    said: str = ""
    """How the answer began, at most 200 characters."""
    wait: float | None = None
    """Seconds that the receiver asked us to wait."""
    reference: str | None = None
    """What a later message names to stand in the thread of this one."""
    detail: str = ""
    """What the type itself goes by where it asks once more: a code or a name of the service; not for people."""

    @property
    def accepted(self) -> bool:
        return self.fate is Fate.ACCEPTED


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages of an endpoint go, with all its secrets looked up; never logged and never kept."""

    address: str = field(repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)
    """To sign or to log in with, the present one first; empty where there is none."""
    language: Language = Language.KOREAN
    to: Sequence[str] = ()
    """The chat, channel or people, where the address does not say it."""
    sender: str = ""
    username: str = ""
    template: Path | None = None
    page: str | None = None
    """The address of the page of this service, where it has one: links to alliances begin with it."""
    asked: str = ""
    """What the endpoint asks for, as a query; empty: all."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message about to be sent."""

    id: str
    event: str
    created: datetime
    payload: str
    """The JSON text of `agents.alert.payload`: `{"type", "timestamp", "data"}`."""
    target: Target
    thread: str | None = None
    """What the type gave as reference of the first message of the same alliance, where this one follows it up."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; its address may hold a secret."""

    url: str = field(repr=False)
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class MessageType(ABC):
    """A type of endpoint."""

    name: ClassVar[str]
    """As `type` has it in the settings."""

    takes: ClassVar[frozenset[str]] = frozenset()
    """What of `secret`, `old_secrets`, `to`, `sender`, `username` and `template` has a meaning for it, beside
    `url`; `secret` and `url` may also be given as `…_env` or `…_file`."""

    needs: ClassVar[frozenset[str]] = frozenset({"url"})
    """What must be given."""

    or_needs: ClassVar[frozenset[str]] = frozenset()
    """What may be given in place of that; empty: nothing else."""

    most_to: ClassVar[int] = 1
    """How many `to` may name: one where each would be a message of its own, which could come twice."""

    signs: ClassVar[bool] = False
    """Whether its secrets are keys of Standard Webhooks (`whsec_…`)."""

    default_address: ClassVar[str] = ""
    """Where its messages go when no `url` is given; empty where one is needed."""

    schemes: ClassVar[frozenset[str]] = frozenset({"https"})
    """What its address may begin with; `allow_private` allows the plain ones beside them."""

    secret_address: ClassVar[bool] = True
    """Whether whoever knows the address may write there: it is then never shown, nor kept in a settings file."""

    def fault(self, *, to: Sequence[str], sender: str, template: Path | None) -> str | None:
        """What is wrong with what the settings give, beside what is missing; None where nothing is."""
        return None

    @abstractmethod
    async def send(self, outgoing: Outgoing, http: HttpClient) -> Answer:
        """Send one message once; never raises for what the receiver does."""


class HttpType(MessageType):
    """A type whose messages go by POST."""

    def answer(self, response: Response) -> Answer:
        """What an answer means; types override this for services that wrap errors in a 200."""
        return judged(response)

    async def post(self, request: Request, target: Target, http: HttpClient) -> Answer:
        """Send one request and say what its answer means."""
        try:
            response = await http.post(request.url, request.content, request.headers)
        except ForbiddenAddress:
            return Answer(Fate.PAUSED, error="private address")
        except BadUrl:
            return Answer(Fate.PAUSED, error="no valid address")
        except HttpError as error:
            return Secrecy(target).cleaned(Answer(Fate.AGAIN, error=str(error)))
        return Secrecy(target).cleaned(self.answer(response))


class RequestType(HttpType):
    """A type whose message is one request, made without waiting for anything."""

    @abstractmethod
    def request(self, outgoing: Outgoing) -> Request:
        """The request that carries a message."""

    async def send(self, outgoing: Outgoing, http: HttpClient) -> Answer:
        return await self.post(self.request(outgoing), outgoing.target, http)


def judged(response: Response) -> Answer:
    """What an answer means by its status alone."""
    status = response.status
    fate = fate_of(status)
    said = " ".join(response.body[: 4 * MOST_SAID].decode("utf-8", "replace").split())[:MOST_SAID]
    if fate is Fate.ACCEPTED:
        return Answer(fate, status, said=said)
    error = "redirects are not followed" if 300 <= status < 400 else f"HTTP status {status}"
    wait = retry_after(response.headers) if status in TOO_MUCH else None
    return Answer(fate, status, error, said, wait)


def fate_of(status: int) -> Fate:
    """What an HTTP status means where the service says nothing else."""
    if 200 <= status < 300:
        return Fate.ACCEPTED
    if status in _DEAD:
        return Fate.DEAD
    if status in _PAUSED:
        return Fate.PAUSED
    return Fate.GONE if status == _GONE else Fate.AGAIN
