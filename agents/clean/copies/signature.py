"""What is remembered of a text so that copies of it are known again: a MinHash signature and its keywords."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rensa import RMinHash  # type: ignore[import-untyped]  # a compiled module without stubs

PERMUTATIONS = 128
"""Values of a signature: they tell the similarity of two texts to about ±.04."""

BANDS, ROWS = 32, 2
"""Two texts meet where a band of two values is equal: at a similarity of .5 in 9,999 of 10,000 cases, at .3 in 95 of
100. Twice the bands would find hardly more and cost twice the writes."""

_SHINGLE = 5
"""Letters: measured copies share .66 and more of such pieces, different stories at most .09."""

_SEED = 20_240_515
_MOST_TEXT = 20_000
"""Characters that are looked at; a long feature has 30,000."""

_LEAD = 200
"""Characters of the text whose numbers are keywords."""

_MOST_KEYWORDS = 16

_NOT_LETTERS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[가-힣A-Za-z\d]{2,}")
_NUMBER = re.compile(r"\d[\d,.]*\d")
_MARK = re.compile(
    r"\(?(?:종합(?:\s?\d보)?|\d보|속보|단독|상보|재송고|수정|영상|포토|사진|업데이트|긴급|1보)\)?", re.IGNORECASE
)
_MARKED = re.compile(rf"[\[(<【〈]\s?{_MARK.pattern}\s?[\])>】〉]")
_UPDATE = re.compile(r"[\[(<【〈]\s?(?:종합(?:\s?\d보)?|[2-9]보|상보|수정|업데이트)\s?[\])>】〉]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share."""

    jaccard: float
    containment: float
    """Of the shorter text in the longer one."""


@dataclass(frozen=True)
class Signature:
    """The MinHash values of a text and the number of its pieces."""

    values: tuple[int, ...]
    size: int

    @cached_property
    def bands(self) -> list[str]:
        """The keys under which texts alike to this one are found."""
        return [
            f"{band:02x}" + struct.pack(">2I", *self.values[band * ROWS : band * ROWS + ROWS]).hex()
            for band in range(BANDS)
        ]

    def likeness(self, other: Signature) -> Likeness:
        """An estimate of what the texts share."""
        equal = sum(mine == theirs for mine, theirs in zip(self.values, other.values, strict=True))
        jaccard = equal / PERMUTATIONS
        shared = jaccard / (1 + jaccard) * (self.size + other.size)
        return Likeness(jaccard, min(1.0, shared / max(1, min(self.size, other.size))))

    def pack(self) -> str:
        """The values as text."""
        return base64.b85encode(struct.pack(f">{PERMUTATIONS}I", *self.values)).decode()

    @classmethod
    def unpack(cls, text: str, size: int) -> Signature:
        """The signature of packed values; raises `ValueError` where they are none."""
        try:
            return cls(struct.unpack(f">{PERMUTATIONS}I", base64.b85decode(text)), size)
        except struct.error as error:
            raise ValueError("not a signature") from error


def sign(body: str) -> Signature:
    """The signature of a text, from its letters and digits alone."""
    letters = _NOT_LETTERS.sub("", body[:_MOST_TEXT]).lower()
    pieces = {letters[at : at + _SHINGLE] for at in range(max(1, len(letters) - _SHINGLE + 1))}
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update(sorted(pieces))
    return Signature(tuple(minhash.digest()), len(pieces))


def keywords(title: str, body: str) -> list[str]:
    """What any copy must name too: the words of the title that the text repeats, and the numbers of its lead."""
    text = body[:_MOST_TEXT]
    words = [stem for word in _WORD.findall(_MARKED.sub(" ", title)) if (stem := _stem(word)) in text]
    return list(dict.fromkeys((*words, *_NUMBER.findall(text[:_LEAD]))))[:_MOST_KEYWORDS]


def _stem(word: str) -> str:
    """The word without a particle's place: its last syllable where three or more stand."""
    return word[:-1] if len(word) >= 4 and "가" <= word[-1] <= "힣" else word


def named_in(body: str, words: Sequence[str]) -> float:
    """The share of keywords that a text names."""
    return sum(word in body for word in words) / len(words) if words else 1.0


def plain_title(title: str) -> str:
    """The title without marks of editions, spaces and punctuation."""
    return _NOT_LETTERS.sub("", _MARKED.sub("", title)).lower()


def says_update(title: str) -> bool:
    """Whether the title says that the text was extended: "(종합)", "[2보]"."""
    return _UPDATE.search(title) is not None
