"""What is remembered of a text so that copies of it are known again: a MinHash signature, a sketch and its keywords."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nsmallest
from zlib import crc32

from rensa import RMinHash  # type: ignore[import-untyped]  # a compiled module without stubs

PERMUTATIONS = 128
"""Values of a signature: they tell the similarity of two texts to about ±.04."""

KEPT, ASKED = 6, 24
"""Pieces under which a text is remembered, and is looked for. What is remembered is found where one of its six is in
the other text, too: at a similarity of .5 in 998 of 1,000 cases, at .66 in all but one of 15,000. Each of them is a
row written anywhere in a file, while asking for one more costs next to nothing."""

_SKETCHED = 12
"""Letters of a piece that a text is found by: more than the turns of speech that all stories of a kind share have."""

_SHINGLE = 5
"""Letters: measured copies share .66 and more of such pieces, different stories at most .09."""

_BY_CHANCE = 1 / 256
"""Of two different values, how often the bytes that are kept are equal."""

_EARLIER_BANDS, _EARLIER_ROWS = 32, 2
_EARLIER_LENGTH = 640
"""Characters of a signature as earlier versions wrote it: all bytes of its values, in base 85."""

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


@dataclass(frozen=True, slots=True)
class Signature:
    """What of a text tells how alike it is to others, and what finds those."""

    marks: bytes
    """The last byte of each of its MinHash values (b-bit minwise hashing, Li and König 2010)."""
    size: int
    """The number of its pieces."""
    sketch: tuple[str, ...] = field(default=(), compare=False)
    """The keys of the pieces that a text is looked for by, the ones that it is remembered under first (a bottom-k
    sketch, Cohen and Kaplan 2007); empty where it was unpacked."""
    bands: tuple[str, ...] = field(default=(), compare=False)
    """The keys under which earlier versions remembered texts alike to this one."""

    def likeness(self, other: Signature) -> Likeness:
        """An estimate of what the texts share."""
        differing = int.from_bytes(self.marks) ^ int.from_bytes(other.marks)
        equal = differing.to_bytes(PERMUTATIONS).count(0) / PERMUTATIONS
        jaccard = max(0.0, (equal - _BY_CHANCE) / (1 - _BY_CHANCE))
        shared = jaccard / (1 + jaccard) * (self.size + other.size)
        return Likeness(jaccard, min(1.0, shared / max(1, min(self.size, other.size))))

    def pack(self) -> str:
        """The marks as text."""
        return base64.b64encode(self.marks).decode()

    @classmethod
    def unpack(cls, text: str, size: int) -> Signature:
        """The signature of packed marks, or of what earlier versions packed; raises `ValueError` where it is none."""
        try:
            if len(text) == _EARLIER_LENGTH:
                return cls(base64.b85decode(text)[3::4], size)
            marks = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("not a signature") from error
        if len(marks) != PERMUTATIONS:
            raise ValueError("not a signature")
        return cls(marks, size)


def sign(body: str) -> Signature:
    """The signature of a text, from its letters and digits alone."""
    letters = _NOT_LETTERS.sub("", body[:_MOST_TEXT]).lower()
    pieces = _pieces(letters, _SHINGLE)
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update(sorted(pieces))
    values = minhash.digest()
    sketched = nsmallest(ASKED, ((crc32(data), data) for data in map(_utf8, _pieces(letters, _SKETCHED))))
    return Signature(
        marks=bytes(value & 0xFF for value in values),
        size=len(pieces),
        sketch=tuple(blake2b(data, digest_size=6).hexdigest() for _, data in sketched),
        bands=_earlier_bands(values),
    )


def _pieces(letters: str, length: int) -> set[str]:
    return {letters[at : at + length] for at in range(max(1, len(letters) - length + 1))}


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _earlier_bands(values: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        f"{band:02x}" + struct.pack(">2I", *values[band * _EARLIER_ROWS : (band + 1) * _EARLIER_ROWS]).hex()
        for band in range(_EARLIER_BANDS)
    )


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
