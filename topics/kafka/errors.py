"""What may be wrong with a cluster; apart from its client, which is loaded only where there is one."""

from __future__ import annotations


class WrongTopics(RuntimeError):
    """Topics are missing or are not as they should be; one line for each."""


class StateBehind(RuntimeError):
    """The state knows less than was handled: it was lost or put back as it was; the message says what to do."""


class Unreachable(ConnectionError):
    """The cluster cannot be used now; the message says why and has no secret in it."""


class WrongAccess(Unreachable):
    """The cluster lets nobody in under these settings; the message names the setting and what to do."""
