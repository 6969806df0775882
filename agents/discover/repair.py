"""Mends the faults of XML that parsers refuse although nothing is lost: bare `&` and `<`, undeclared prefixes."""

from __future__ import annotations

import re
import sys
from html.entities import html5

from lxml import etree  # type: ignore[import-untyped]

from agents.markup import with_words_escaped

_NAMESPACES = {
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
"""What the usual prefixes stand for; `xml` and `xmlns` need no declaration."""

_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});)?")
_REFERENCE = re.compile(r"&#(?:0{0,20}(\d{1,10})|[xX]0{0,20}([0-9A-Fa-f]{1,8}));?")
_BARE_LESS_THAN = re.compile(r"<(?![A-Za-z_/!?])")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,100}):[A-Za-z_]")
_ROOT_NAME = re.compile(r"<[A-Za-z_][\w.:-]{0,200}")
_TEXT_ELEMENT = re.compile(r"<((?:[A-Za-z_][\w.-]{0,30}:)?title)(?:\s[^<>]{0,300})?>", re.IGNORECASE)
_LONGEST_TITLE = 2_000
"""Characters in which a title ends; what is longer is no title."""

_FORBIDDEN = frozenset((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
"""Code points that no XML may hold, not even as a reference."""


def mended(text: str) -> tuple[str, bool]:
    """The text of an XML document, mended where it is not well-formed, and whether it is so now."""
    if _is_well_formed(text):
        return text, True
    text = _REFERENCE.sub(_allowed, text)
    text = _with_namespaces(_with_whole_titles("".join(_escaped(text))))
    return text, _is_well_formed(text)


def _is_well_formed(text: str) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return False
    return not len(parser.error_log)


def _escaped(text: str) -> list[str]:
    """The text in pieces, with what can only be meant as a character written so, but for CDATA and comments."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        starts = [at for at in (text.find("<![CDATA[", start), text.find("<!--", start)) if at >= 0]
        begin = min(starts, default=len(text))
        pieces.append(_BARE_LESS_THAN.sub("&lt;", _AMPERSAND.sub(_character, text[start:begin])))
        closing = "]]>" if text.startswith("<![CDATA[", begin) else "-->"
        end = text.find(closing, begin)
        start = len(text) if end < 0 else end + 3
        pieces.append(text[begin:start])
    return pieces


def _allowed(match: re.Match[str]) -> str:
    """A reference by number; nothing where no XML may hold what it names."""
    point = int(match[2], 16) if match[2] else int(match[1])
    return match[0] if point not in _FORBIDDEN and point <= sys.maxunicode else ""


def _character(match: re.Match[str]) -> str:
    """A reference as XML may have it: an entity of HTML as its character, another `&` as `&amp;`."""
    name = match[1]
    if name is None:
        return "&amp;"
    if name[0] == "#" or name in _XML_ENTITIES:
        return match[0]
    character = html5.get(f"{name};")
    return f"&amp;{name};" if character is None else character.replace("&", "&amp;").replace("<", "&lt;")


def _with_whole_titles(text: str) -> str:
    """The text with words in angle brackets within titles written as such."""
    pieces: list[str] = []
    start = 0
    for match in _TEXT_ELEMENT.finditer(text):
        end = text.find(f"</{match[1]}", match.end(), match.end() + _LONGEST_TITLE)
        if match.start() >= start and end >= 0 and "<!" not in (title := text[match.end() : end]) and "<" in title:
            pieces += text[start : match.end()], with_words_escaped(title)
            start = end
    return "".join([*pieces, text[start:]])


def _with_namespaces(text: str) -> str:
    """The text with the prefixes that its tags use and nobody declares declared at the root."""
    used = sorted({name for name in _PREFIX.findall(text) if f"xmlns:{name}" not in text} - {"xml", "xmlns"})
    root = _ROOT_NAME.match(text)
    if root is None or not used:
        return text
    declared = "".join(f' xmlns:{name}="{_NAMESPACES.get(name, f"urn:undeclared:{name}")}"' for name in used)
    return f"{root[0]}{declared}{text[root.end() :]}"
