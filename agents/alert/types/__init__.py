"""The types of endpoints: how the one payload becomes a message of each service, and what its answer means.

One file a type. None knows how messages are retried, held, ordered or gathered.
"""

from __future__ import annotations

from agents.alert.types.contract import (
    PORTS,
    Answer,
    Fate,
    HttpType,
    MessageType,
    Outgoing,
    Request,
    RequestType,
    Target,
)
from agents.alert.types.discord import Discord
from agents.alert.types.dooray import Dooray
from agents.alert.types.email import Email
from agents.alert.types.jandi import Jandi
from agents.alert.types.kakaowork import KakaoWork
from agents.alert.types.ntfy import Ntfy
from agents.alert.types.slack import Slack
from agents.alert.types.standard import Standard
from agents.alert.types.teams import Teams
from agents.alert.types.telegram import Telegram
from agents.alert.types.template import Template

TYPES: dict[str, MessageType] = {
    kind.name: kind
    for kind in (
        Standard(),
        Slack(),
        Teams(),
        Discord(),
        Telegram(),
        KakaoWork(),
        Jandi(),
        Dooray(),
        Ntfy(),
        Email(),
        Template(),
    )
}
"""By the name that `type` has in the settings."""

__all__ = [
    "PORTS",
    "TYPES",
    "Answer",
    "Fate",
    "HttpType",
    "MessageType",
    "Outgoing",
    "Request",
    "RequestType",
    "Target",
]
