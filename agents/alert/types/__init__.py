"""The types of endpoints: how the one payload becomes a message of each service, and what its answer means.

One file a type. None knows how messages are retried, held, ordered or gathered.
"""

from __future__ import annotations

from agents.alert.types.contract import Answer, Fate, HttpType, Language, MessageType, Outgoing, Request, Target
from agents.alert.types.standard import Standard

TYPES: dict[str, MessageType] = {kind.name: kind for kind in (Standard(),)}
"""By the name that `type` has in the settings."""

__all__ = ["TYPES", "Answer", "Fate", "HttpType", "Language", "MessageType", "Outgoing", "Request", "Target"]
