"""The address that a story gives as its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from agents.sites import site_of
from topics.records import host_of

_ID = re.compile(r"\d{4,}|[0-9A-Za-z]{16,}|(?<=-)\d{3,}|[^\W\d_]+(?:-[^\W\d_]+){3,}")


def stated_address(final_url: str, stated: Iterable[str]) -> str | None:
    """The first stated address that is sane.

    Sane is an address on the same site that still names one story: many sites state their front page or an address
    without the parameter that chooses the story, and archives and proxies state themselves.
    """
    for link in stated:
        try:
            full = urljoin(final_url, link.strip())
            if full == final_url or _is_sane(full, final_url):
                return full
        except ValueError:
            continue
    return None


def _is_sane(link: str, final_url: str) -> bool:
    split, final = urlsplit(link), urlsplit(final_url)
    if split.scheme not in ("http", "https") or not split.hostname or len(link) > 2000:
        return False
    if site_of(host_of(link)) != site_of(host_of(final_url)):
        return False
    # A site's last word: without any id in the link while the page's own address has one, it is not this story's.
    where, here = f"{split.path}?{split.query}", f"{final.path}?{final.query}"
    return bool(_ID.search(where)) or (not _ID.search(here) and split.path.strip("/") != "") or where == here
