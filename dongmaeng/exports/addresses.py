"""Where what is exported can be looked at, and the names under which it is known for good."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

_LONGEST_ADDRESS = 2_000  # programs refuse longer ones


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of the service, where people can reach them."""

    base: str | None = None
    """The address that they begin with; None where there are none."""

    def alliance(self, id: str) -> str | None:
        """The page of an alliance."""
        return self._page(f"/alliances/{_quoted(id)}")

    def company(self, id: str) -> str | None:
        """The page of an organisation."""
        return self._page(f"/companies/{_quoted(id)}")

    def home(self) -> str | None:
        """The first page."""
        return self._page("/")

    def _page(self, path: str) -> str | None:
        if self.base is None:
            return None
        address = self.base.rstrip("/") + path
        return address if len(address) <= _LONGEST_ADDRESS else None


def alliance_urn(id: str) -> str:
    """The name of an alliance, whatever the address of the service is."""
    return f"urn:dongmaeng:alliance:{_quoted(id)}"


def change_urn(alliance: str, change: str) -> str:
    """The name of a change of an alliance."""
    return f"{alliance_urn(alliance)}:{_quoted(change)}"


def organisation_urn(id: str) -> str:
    """The name of an organisation."""
    return f"urn:dongmaeng:organisation:{_quoted(id)}"


def article_urn(id: str) -> str:
    """The name of an article."""
    return f"urn:dongmaeng:article:{_quoted(id)}"


def _quoted(id: str) -> str:
    return quote(id, safe="", errors="replace")
