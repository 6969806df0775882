"""The settings as people may see them."""

from __future__ import annotations

from typing import Any

from agents.urls import loggable
from dongmaeng.settings import Settings


def public(settings: Settings) -> dict[str, Any]:
    """The settings without secrets: none of an address, and stars for the others."""
    found = settings.model_dump(mode="json")
    for source in found["sources"]:
        source["url"] = loggable(source["url"])
    for endpoint in found["endpoints"]:
        if endpoint["url"] is not None:
            endpoint["url"] = loggable(endpoint["url"], path=False)
    return found
