"""Tokens for brokers that ask for OAUTHBEARER: fetched with the client's secret, held until they are about to end."""

from __future__ import annotations

import base64
import json
import threading
import time
from urllib.parse import quote, urlencode

from aiokafka.abc import AbstractTokenProvider

from agents.http_client import HttpClient, HttpError
from dongmaeng.kafka_access import password_of
from topics.kafka.errors import Unreachable, WrongAccess
from topics.kafka.settings import KafkaSettings

_SPARE = 0.8
"""The part of its life after which a token is not used for a new connection."""
_LIFE = 300.0
"""Seconds that a token is taken to live where the answer does not say it (RFC 6749, 5.1, recommends that it does)."""
_LONGEST = 86_400.0
"""Seconds after which a new token is asked for, whatever an answer says."""
_SECONDS = 10.0
"""For the answer of the token's endpoint."""


class BrokerTokens(AbstractTokenProvider):  # type: ignore[misc]
    """Client credentials (RFC 6749, 4.4) as the source of tokens; for all clients and threads of a process."""

    def __init__(self, kafka: KafkaSettings, user_agent: str) -> None:
        self._kafka = kafka
        self._user_agent = user_agent
        self._lock = threading.Lock()
        self._held: tuple[str, float] = ("", 0.0)

    async def token(self) -> str:
        """A token that is still good for a while; raises `Unreachable`, never with the token or a secret in it."""
        with self._lock:
            token, until = self._held
        if time.monotonic() < until:
            return token
        token, seconds = await self._fetch()
        with self._lock:
            self._held = token, time.monotonic() + seconds * _SPARE
        return token

    async def _fetch(self) -> tuple[str, float]:
        kafka, url = self._kafka, str(self._kafka.token_url)
        pair = f"{quote(kafka.username or '', safe='')}:{quote(password_of(kafka), safe='')}"
        headers = {
            "authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
        }
        form = {"grant_type": "client_credentials", **({"scope": kafka.token_scope} if kafka.token_scope else {})}
        try:
            async with HttpClient(user_agent=self._user_agent, allow_private=True, timeout=_SECONDS) as http:
                answer = await http.post(url, urlencode(form).encode(), headers)
        except HttpError as error:
            raise Unreachable(f"kafka: token_url: no token: {error}") from None
        if answer.status >= 500 or answer.status == 429:
            raise Unreachable(f"kafka: token_url: {url} answers {answer.status}: no token now")
        if answer.status in (400, 401, 403):
            raise WrongAccess(
                f"kafka: token_url: {url} refuses the client {kafka.username} ({answer.status}{_reason(answer.body)}): "
                "check username, password_env or password_file and token_scope"
            )
        return _read(answer.status, answer.body, url)


def _read(status: int, body: bytes, url: str) -> tuple[str, float]:
    """The token and for how many seconds it lives."""
    found = _object(body)
    token, seconds = found.get("access_token"), found.get("expires_in", _LIFE)
    if status != 200 or not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise WrongAccess(f"kafka: token_url: {url} gives no token ({status}): is it the endpoint for tokens?")
    return token, min(max(seconds, 0.0), _LONGEST) if isinstance(seconds, int | float) else _LIFE


def _reason(body: bytes) -> str:
    """The error's name of RFC 6749, 5.2, and nothing else of the answer, which may repeat what was sent."""
    known = ("invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client")
    error = _object(body).get("error")
    return f", {error}" if error in known else ""


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
