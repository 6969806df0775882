"""The `Refresh` header and `<meta http-equiv="refresh">`: after how long a page leads where (HTML, 4.2.5.3)."""

from __future__ import annotations

import re

_REFRESH = re.compile(
    r"\s*(\d{1,6})(?:\.[\d.]{0,10})?\s*[;,]\s*(?:url\s*=\s*)?+(?:\"([^\"]*)\"?|'([^']*)'?|([^\"'].*))", re.IGNORECASE
)


def refresh_of(value: str) -> tuple[int, str] | None:
    """Seconds and the address as it is written; None where the page names none: it only loads itself again."""
    found = _REFRESH.match(value[:10_000])
    address = (found[2] or found[3] or found[4] or "").strip() if found else ""
    return (int(found[1]), address) if found and address else None
