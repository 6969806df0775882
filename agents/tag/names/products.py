"""The products and services of a Korean news text: quoted or Latin names beside words for products."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from agents.tag.language.boundaries import starts_word, strip_particle, word_end
from agents.tag.language.lexicon import is_generic, lexicon
from agents.tag.names.gazetteer import TableError, fold
from topics.records import Organisation, Product, Span

DATA = Path(__file__).parent / "data"

_QUOTED = re.compile(r"[‘'“\"「『<](?P<name>[^‘’'“”\"「」『』<>\n]{2,30})[’'”\"」』>]")
_GLOSS = re.compile(r"^(?P<name>[^()]{2,24}?)\s?\((?P<latin>[A-Za-z][^()]{1,24})\)$")
_LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]+(?:[ \-][A-Z0-9][A-Za-z0-9]*){0,3}(?![A-Za-z0-9])")
_WORDS_BEFORE = re.compile(r"([가-힣A-Za-z]+)(?:인)?\s?$")
_WORDS_AFTER = re.compile(r"^\s?([가-힣A-Za-z]+)")
# A quotation of more words is something that was said, or the title of an agreement.
_MOST_WORDS = 4
_SENTENCE_END = re.compile(r"(?:다|요|까|자|라|음|함|것|해야)[.!?]?$")


def find_products(text: str, organisations: Sequence[Organisation]) -> list[Product]:
    """The products named in a text with all their spans, in the order of their first span."""
    occupied = {span for o in organisations for span in o.spans}
    spans: dict[str, set[Span]] = {}
    for name in _names(text, occupied):
        for span in _places(text, name):
            if not any(start <= span[0] and span[1] <= end for start, end in occupied):
                spans.setdefault(_canonical(name), set()).add(span)
    products = [Product(name=name, spans=_outermost(places)) for name, places in spans.items()]
    return sorted(products, key=lambda product: product.spans[0])


@cache
def known_products() -> dict[str, str]:
    """The canonical names by spelling, in lower case for Latin letters, of `data/products.tsv`."""
    return read_products(DATA / "products.tsv")


def read_products(path: Path) -> dict[str, str]:
    """Read a table of products; raises `TableError` naming the line that is wrong."""
    names: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 2 or not fields[0].strip():
            raise TableError(f"{path.name}:{number}: not name and spellings")
        for spelling in (fields[0], *fields[1].split("|")):
            if spelling.strip():
                names[fold(spelling.strip())] = fields[0].strip()
    return names


def _canonical(name: str) -> str:
    name = " ".join(name.split())
    return known_products().get(fold(name), name)


def _names(text: str, occupied: set[Span]) -> Iterator[str]:
    folded = fold(text)
    yield from (spelling for spelling in known_products() if spelling in folded)
    for match in _QUOTED.finditer(text):
        quoted = match["name"].strip()
        gloss = _GLOSS.match(quoted)
        name = gloss["name"] if gloss else quoted
        said = _SENTENCE_END.search(quoted) or not _beside_cue(text, match.start(), match.end())
        if _can_be_product(name) and (gloss or not said):
            yield name
    for match in _LATIN.finditer(text):
        name = match.group()
        if match.span() in occupied or name in lexicon().stop or len(name) < 3:
            continue
        if _beside_cue(text, match.start(), match.end(), behind_only=True):
            yield name


def _can_be_product(name: str) -> bool:
    return (
        len(name.split()) <= _MOST_WORDS
        and name not in lexicon().stop
        and not is_generic(name)
        and any(c.isalpha() for c in name)
    )


def _beside_cue(text: str, start: int, end: int, *, behind_only: bool = False) -> bool:
    after = _WORDS_AFTER.match(text[end : end + 12])
    if after and text[end : end + 1] == " " and strip_particle(after[1]) in lexicon().product_cues:
        return not behind_only or text[start - 1 : start] in {"", " ", "‘", "'"}
    before = _WORDS_BEFORE.search(text[max(0, start - 14) : start])
    return before is not None and before[1] in lexicon().product_cues


def _places(text: str, name: str) -> Iterator[Span]:
    folded, wanted = fold(text), fold(name)
    start = folded.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if starts_word(text, start) and word_end(text, end) is not None:
            yield start, end
        start = folded.find(wanted, end)


def _outermost(places: set[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted(places, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
