"""Which pages of an archive are wanted, told before any is cleaned."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agents.charset import decode
from agents.clean.facts.language import language_of
from agents.urls import ascii_host
from dongmaeng.fault import Fault
from topics.records import Page, host_of

OTHER_HOST = "another host"
OTHER_LANGUAGE = "another language"

_HEAD = 4_096
"""Bytes in which a page opens its `html` element."""

_DECLARED = re.compile(rb"<html\b[^>]{0,400}?\blang\s*=\s*[\"']?\s*([A-Za-z]{2,3})\b", re.IGNORECASE)
_NO_TEXT = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Hosts (with all below them) and a language (ISO 639-1); what is empty selects all."""

    hosts: frozenset[str] = frozenset()
    language: str = ""

    def refuses_address(self, url: str) -> str:
        """Why a page of this address is not wanted; empty where it may be."""
        if not self.hosts:
            return ""
        labels = host_of(url).rstrip(".").split(".")
        above = (".".join(labels[start:]) for start in range(len(labels)))
        return "" if any(host in self.hosts for host in above) else OTHER_HOST

    def refuses(self, page: Page) -> str:
        """Why a page is not wanted; empty where it is."""
        if reason := self.refuses_address(page.final_url):
            return reason
        if self.language and not self._is_in_language(page):
            return OTHER_LANGUAGE
        return ""

    def _is_in_language(self, page: Page) -> bool:
        """Whether the page says so, or its letters do: many templates say another."""
        if page.text is not None:
            return language_of(page.text) == self.language
        stated = page.headers.get("content-language", "")[:2].lower()
        declared = _DECLARED.search(page.body[:_HEAD])
        if self.language in (stated, declared[1].decode("ascii").lower() if declared else ""):
            return True
        text = " ".join(_NO_TEXT.sub(" ", decode(page.body, page.headers.get("content-type", ""))).split())
        return language_of(text, stated) == self.language


def selection(hosts: Iterable[str] = (), language: str = "") -> Selection:
    """The selection that options name; raises `Fault`."""
    named = set()
    for host in hosts:
        try:
            named.add(ascii_host(host_of(host) if "://" in host else host.strip().removeprefix("*.")))
        except UnicodeError:
            raise Fault(f"--host {host}: no name of a host", usage=True) from None
    code = language.strip().lower()
    if code and not _CODE.fullmatch(code):
        raise Fault(f"--language {language}: not a code like ko or en (ISO 639-1)", usage=True)
    if "" in named:
        raise Fault("--host: no name of a host", usage=True)
    return Selection(frozenset(named), code)
