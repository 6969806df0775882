"""Korean text as index terms with their place in the text.

The words are those of mecab-ko-dic, compounds in their parts, particles and endings left out, hanja read as Hangul,
Latin in lower case; names and set phrases of the synonym table are kept as the table writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from search.company_names import LEGAL_FORM
from search.hanja import is_hanja, read_hanja
from search.whole_words import WholeWord, WholeWords, whole_words

if TYPE_CHECKING:
    from mecab import MeCab  # type: ignore[import-untyped]

BREAK = "¶"
"""The term that stands between sentences, so that no phrase reaches from one into the next."""

# Particles, endings and punctuation; nori's default list also drops tags that unknown names are often given.
_PARTICLES = ("JKS", "JKC", "JKG", "JKO", "JKB", "JKV", "JKQ", "JX", "JC")
_ENDINGS = ("EP", "EF", "EC", "ETN", "ETM", "VCP")
_PUNCTUATION = ("SF", "SP", "SSC", "SSO", "SC", "SE")
_NAMES_NOTHING = frozenset(("NP", "MM", "MAG", "MAJ", "IC"))
STOP_TAGS = frozenset((*_PARTICLES, *_ENDINGS, *_PUNCTUATION))
# A term longer than this is no word (base64, a URL); it is cut so that the index cannot be blown up by it.
LONGEST_TERM = 64
# MeCab's lattice grows with the sentence; news sentences are under 300 characters.
LONGEST_SENTENCE = 2000
# Names of institutions have up to ten characters; a longer run is Chinese text, read word by word.
LONGEST_HANJA_WORD = 12

_SEPARATORS = "·ㆍ・･•‧∙ᆞ㈜㈔㈕"
_SENTENCE_END = re.compile(r"\n|(?<=[가-힣\"'”’)\]])[.!?。]+(?=[\s\"'”’)\]]|$)")
_HANJA_GLOSS = re.compile(r"\(([\u3400-\u9fff\uf900-\ufaff]{1,10})\)")
_HANGUL_GLOSS = re.compile(r"([\u3400-\u9fff\uf900-\ufaff]{1,10})\(([가-힣]{1,10})\)")
_JOINED_LATIN = re.compile(r"[A-Za-z0-9]+(?:&[A-Za-z0-9]+)+")
_NOT_IN_TERM = re.compile(r"[\x00-%'-/:-@\[-`{-\x7f]")


class Term(NamedTuple):
    """An index term and the span of the text it stands for."""

    text: str
    start: int
    end: int


class _Piece(NamedTuple):
    start: int
    end: int
    tag: str
    parts: tuple[tuple[str, str], ...]
    """Terms with their tags: more than one for a compound or an inflected form."""


def analyse(text: str) -> list[Term]:
    """The terms of a text in order; spans are offsets into the text as given. Sentences are parted by `BREAK`."""
    plain = _plain(text)
    terms: list[Term] = []
    for start, end, ends_sentence in _sentences(plain):
        terms.extend(_terms(plain[start:end], start))
        if ends_sentence and terms and terms[-1].text != BREAK:
            terms.append(Term(BREAK, end, end))
    if terms and terms[-1].text == BREAK:
        terms.pop()
    return terms


@lru_cache(maxsize=16384)
def analyse_once(text: str) -> tuple[Term, ...]:
    """The terms of a short text, such as a word of a query, remembered; a long one would stay in memory."""
    return tuple(analyse(text))


def words(text: str) -> tuple[str, ...]:
    """The terms of a text without their places."""
    return tuple(term.text for term in analyse(text))


def is_one_word(text: str) -> bool:
    """Whether the dictionary knows the text as one word."""
    return len(_mecab().parse(_plain(text))) == 1


def is_common_word(text: str) -> bool:
    """Whether the dictionary knows the text as one word that is no name."""
    morphemes = _mecab().parse(_plain(text))
    return len(morphemes) == 1 and morphemes[0].feature.pos != "NNP"


def names_nothing(text: str) -> bool:
    """Whether all of the text is pronouns, determiners, adverbs and endings, as in a question: 어디인가."""
    tags = {tag for morpheme in _mecab().parse(_plain(text)) for tag in morpheme.feature.pos.split("+")}
    return tags <= STOP_TAGS | _NAMES_NOTHING


def is_compound(text: str) -> bool:
    """Whether the dictionary knows the text as one word made of several."""
    morphemes = _mecab().parse(_plain(text))
    return len(morphemes) == 1 and morphemes[0].feature.type == "Compound"


class _SameLength(dict[int, str]):
    """Characters by the character they are read as; never longer than one, so that offsets stay."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character == "\n":
            plain = "\n"
        elif character in _SEPARATORS or unicodedata.category(character)[0] in "CZ":
            plain = " "
        else:
            plain = unicodedata.normalize("NFKC", character)
            plain = plain if len(plain) == 1 else character
        self[code] = plain
        return plain


_PLAIN = _SameLength()


def _plain(text: str) -> str:
    text = text.translate(_PLAIN)
    if "(" in text:
        text = LEGAL_FORM.sub(_blank, text)
        text = _HANJA_GLOSS.sub(lambda m: _blank(m) if _repeats(text, m.start(), m[1]) else m[0], text)
        text = _HANGUL_GLOSS.sub(lambda m: m[1] + " " * (len(m[2]) + 2) if read_hanja(m[1]) == m[2] else m[0], text)
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _repeats(text: str, end: int, hanja: str) -> bool:
    return text[max(0, end - len(hanja)) : end] == read_hanja(hanja)


def _sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield from _bounded(text, start, match.end(), True)
        start = match.end()
    yield from _bounded(text, start, len(text), False)


def _bounded(text: str, start: int, end: int, ends_sentence: bool) -> Iterator[tuple[int, int, bool]]:
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = space if space > start else start + LONGEST_SENTENCE
        yield start, cut, False
        start = cut
    if start < end:
        yield start, end, ends_sentence


def _terms(sentence: str, offset: int) -> Iterator[Term]:
    for piece in _keep_whole(sentence, _pieces(sentence)):
        # The parts of an inflected form are not written one after the other: each stands for the whole form.
        in_place = sum(len(text) for text, _ in piece.parts) == piece.end - piece.start
        position = piece.start
        for text, tag in piece.parts:
            start, end = (position, position + len(text)) if in_place else (piece.start, piece.end)
            position = end if in_place else position
            if tag in STOP_TAGS:
                continue
            term = _NOT_IN_TERM.sub("", text.lower())[:LONGEST_TERM]
            if any(c.isalnum() for c in term):
                yield Term(term, offset + start, offset + end)


def _pieces(sentence: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    reached = 0
    for morpheme in _mecab().parse(sentence):
        # MeCab's own spans are off by the spaces at the start of a sentence and by runs of them.
        surface = morpheme.surface
        start = sentence.index(surface, reached)
        end = reached = start + len(surface)
        feature = morpheme.feature
        tag = feature.pos.partition("+")[0]
        if is_hanja(surface[0]):
            reading = feature.reading if feature.reading and len(feature.reading) == len(surface) else None
            before = pieces[-1] if pieces else None
            if before and before.tag == "HANJA" and before.end == start and end - before.start <= LONGEST_HANJA_WORD:
                start = pieces.pop().start
                reading = None
            written = sentence[start:end]
            pieces.append(_Piece(start, end, "HANJA", _hangul_parts(reading or read_hanja(written))))
        elif feature.expression and feature.type in ("Compound", "Inflect", "Preanalysis"):
            pieces.append(_Piece(start, end, tag, _expression(feature.expression)))
        elif surface == "+" and pieces and pieces[-1].end == start and _is_plus_of_name(sentence, start):
            pieces.append(_Piece(start, end, tag, (("플러스", "NNP"),)))
        else:
            pieces.append(_Piece(start, end, tag, ((surface, tag),)))
    return pieces


def _is_plus_of_name(sentence: str, position: int) -> bool:
    before, after = sentence[position - 1], sentence[position + 1 : position + 2]
    return before.isalpha() and not (after.isascii() and after.isalnum())


@lru_cache(maxsize=4096)
def _hangul_parts(reading: str) -> tuple[tuple[str, str], ...]:
    """The parts of a word of hanja by its reading; one part where it is short or a character has no known reading."""
    if len(reading) == 1 or any(is_hanja(character) for character in reading):
        return ((reading, "NNG"),)
    return tuple(part for piece in _pieces(reading) for part in piece.parts)


@lru_cache(maxsize=65536)
def _expression(expression: str) -> tuple[tuple[str, str], ...]:
    parts = (part.split("/") for part in expression.split("+"))
    return tuple((part[0], part[1] if len(part) > 1 else "NNG") for part in parts)


def _keep_whole(sentence: str, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces with the words of the table in place of what the dictionary made of them."""
    found = list(_whole(sentence, pieces))
    if not found:
        return list(pieces)
    kept: list[_Piece] = []
    waiting = iter(found)
    word = next(waiting, None)
    for piece in pieces:
        while word and word[1] <= piece.start:
            word = next(waiting, None)
        if word is None or piece.end <= word[0]:
            kept.append(piece)
            continue
        if piece.start < word[0]:
            kept.append(_Piece(piece.start, word[0], "NNG", ((sentence[piece.start : word[0]], "NNG"),)))
        if piece.end >= word[1]:
            position = word[0]
            for part in word[2]:
                kept.append(_Piece(position, position + len(part), "NNP", ((part, "NNP"),)))
                position += len(part)
            rest = sentence[word[1] : piece.end]
            if rest and not whole_words().is_particle(rest):
                kept.append(_Piece(word[1], piece.end, "NNG", ((rest, "NNG"),)))
    return kept


def _whole(sentence: str, pieces: Sequence[_Piece]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    starts = {piece.start for piece in pieces}
    ends = {piece.end for piece in pieces}
    known: WholeWords = whole_words()
    candidates: list[WholeWord] = [*known.find(sentence)]
    if "&" in sentence:
        candidates.extend(WholeWord(m.start(), m.end(), (m[0],)) for m in _JOINED_LATIN.finditer(sentence))
        candidates.sort()
    reached = 0
    for start, end, parts in candidates:
        if start < reached:
            continue
        at_border = start == 0 or not _same_script(sentence[start - 1], sentence[start])
        if not (at_border or start in starts):
            continue
        rest = _hangul_run(sentence, end)
        # A longer word at a border is the name itself even where the dictionary drew another line after it.
        if rest and end not in ends and not known.is_particle(rest) and not (at_border and end - start >= 3):
            continue
        yield start, end, parts
        reached = end


def _same_script(left: str, right: str) -> bool:
    return ("가" <= left <= "힣") == ("가" <= right <= "힣") and left.isalnum() and right.isalnum()


def _hangul_run(sentence: str, start: int) -> str:
    end = start
    while end < len(sentence) and "가" <= sentence[end] <= "힣":
        end += 1
    return sentence[start:end]


@cache
def _mecab() -> MeCab:
    from mecab import MeCab  # only the words of a query and of texts need it

    return MeCab()
