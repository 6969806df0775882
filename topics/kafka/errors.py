"""What may be wrong with a cluster; apart from its client, which is loaded only where there is one."""

from __future__ import annotations


class WrongTopics(RuntimeError):
    """Topics are missing or are not as they should be; one line for each."""
