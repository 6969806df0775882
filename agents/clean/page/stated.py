"""What a page states in its metadata and at the places that rules name, each value behind the rule that found it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser

from agents.clean.page.publisher_rules import PageRules
from agents.clean.page.views import squeeze

MOST_NAMES = 6
"""Nodes that one author selector may name; a longer list is one of the outlet's staff."""

NamedText = tuple[str, str]
"""A rule and the value it found."""


class Stated:
    """What a page states."""

    def __init__(self, tree: LexborHTMLParser, rules: PageRules) -> None:
        self.tree, self.rules = tree, rules
        self.meta: dict[str, list[str]] = {}
        self.canonical: list[str] = []
        self.refresh = ""
        """What the page says of loading itself anew or another page in its place (HTML, 4.2.5.3)."""
        for node in tree.css("meta[content], link[rel=canonical]"):
            attributes = node.attributes
            if "rel" in attributes:
                self.canonical.append(attributes.get("href") or "")
                continue
            name = attributes.get("property") or attributes.get("name") or ""
            content = (attributes["content"] or "").strip()
            if not name and (attributes.get("http-equiv") or "").strip().lower() == "refresh":
                self.refresh = self.refresh or content
            if name and content and len(content) < 5_000:
                self.meta.setdefault(name.strip().lower(), []).append(content)

    def metas(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from self.meta.get(name, ())

    def stated(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The values of meta elements, each behind the rule that finds it."""
        for name in names:
            for value in self.meta.get(name, ()):
                yield f"meta: {name}", value

    def shown(self, part: str, selectors: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        """The texts of each selector that matches something, behind the rule that names it."""
        for selector in selectors:
            for texts in self.texts((selector,)):
                yield f"{self.rules.origin(part, selector)}: {selector}", texts

    def texts(self, selectors: Iterable[str]) -> Iterator[list[str]]:
        """The texts (or attributes) of each selector that matches something."""
        for selector in selectors:
            css, _, attribute = selector.partition("@")
            found = []
            for node in self.tree.css(css)[: MOST_NAMES + 1]:
                text = node.attributes.get(attribute) or "" if attribute else node.text(separator=" ")
                if text := squeeze(text[:2_000]):
                    found.append(text)
            if found:
                yield found
