"""The address that a story gives as its own, and how far that is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit

from agents.sites import same_site, shared_hosts, site_of
from agents.urls import canonical_url

_ID = re.compile(r"\d{4,}|[0-9A-Za-z]{16,}|(?<=-)\d{3,}|[^\W\d_]+(?:-[^\W\d_]+){3,}")
"""What in an address may choose a story: a number, a key, or a title."""

_EXACT_ID = re.compile(r"\d{4,}|(?=[A-Za-z]*\d)[0-9A-Za-z]{16,}|(?<=-)\d{3,}")
"""What no two stories of a site share; titles are changed, and left out of mobile addresses."""

_DATE = re.compile(r"(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?")
"""A number that many stories of a site share."""

_VIEWS = ("www.", "m.", "amp.")
"""What hosts begin with that show the same stories in another dress."""

_LONGEST = 2_000
"""Characters of an address; those of stories have some hundred."""

_UNSAFE = re.compile(r"[\\\x00-\x20\x7f]")
"""Characters that readers of addresses take differently: browsers end the host at a backslash, libraries do not."""


def stated_address(final_url: str, stated: Iterable[str]) -> str | None:
    """The stated address, in its canonical form, that a story fetched at `final_url` may have; None where it is that.

    It is one of the same site that still names one story: many sites state their front page or an address without the
    parameter that chooses the story, and archives and proxies state themselves. What is another view of the page comes
    first, then in the order stated.
    """
    own = canonical_url(final_url)
    first = None
    for link in stated:
        link = link.strip()
        if not link or _UNSAFE.search(link):
            continue
        try:
            full = urljoin(final_url, link)
            address = canonical_url(full)
            if address == own:
                return None
            if not _is_sane(full, final_url):
                continue
        except ValueError:
            continue
        if is_other_view(address, own):
            return address
        first = first or address
    return first


def is_other_view(stated: str, own: str) -> bool:
    """Whether an address of the same site can only be of the same story as the address of the page that states it.

    That is one on the same host, but for `www.`, `m.` and `amp.`, and of the same owner, which leaves parameters out or
    has no number or key that the page's own lacks. Both in canonical form.
    """
    if not same_site(stated, own):
        return False
    there, here = urlsplit(stated), urlsplit(own)
    if _bare_host(there) != _bare_host(here) or _owner(there) != _owner(here):
        return False
    left, kept = set(here.query.split("&")), set(there.query.split("&"))
    if there.path == here.path and kept <= left:
        return True
    if there.path == here.path and not there.query and _ID.search(there.path):
        return True
    ids = _ids(there)
    return bool(ids) and ids <= _ids(here)


def _is_sane(link: str, final_url: str) -> bool:
    split, final = urlsplit(link), urlsplit(final_url)
    if split.scheme not in ("http", "https") or not split.hostname or "@" in split.netloc or len(link) > _LONGEST:
        return False
    if not same_site(link, final_url):
        return False
    # A site's last word: without any id in the link while the page's own address has one, it is not this story's.
    where, here = f"{split.path}?{split.query}", f"{final.path}?{final.query}"
    return bool(_ID.search(where)) or (not _ID.search(here) and split.path.strip("/") != "") or where == here


def _bare_host(split: SplitResult) -> str:
    host = split.hostname or ""
    site = site_of(host)
    while host != site and host.startswith(_VIEWS):
        host = host.partition(".")[2]
    return host


def _owner(split: SplitResult) -> str:
    """The part of the path that names whose page it is, on a host where many have theirs."""
    first = split.path.split("/")[1] if split.path.startswith("/") else ""
    return first if first.startswith(("~", "@")) or _bare_host(split) in shared_hosts().by_path else ""


def _ids(split: SplitResult) -> set[str]:
    return {id for id in _EXACT_ID.findall(f"{split.path}?{split.query}") if not _DATE.fullmatch(id)}
