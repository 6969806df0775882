"""Cuts a news text into sentences, and those into clauses that each have a verb of their own."""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from agents.tag.language.boundaries import LOOSE_PARTICLE
from agents.tag.language.legal_forms import legal_forms

_REWRITTEN = re.compile(
    r"[協&<‘’‚‛“”„「」『』〈〉《》>＇＂`·ㆍ‧∙․•･‥\u00a0\u3000\t.](?:"  # what each of them begins with
    r"(?<=&)(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|(?<=<)br ?/?>"
    r"|(?<=[‘’‚‛“”„「」『』〈〉《》<>＇＂`\u00a0\u3000\t])|(?<=[·ㆍ‧∙․•･])[·ㆍ‧∙․•･]+|(?<=‥)‥*|(?<=[ㆍ‧∙․•･])"
    r"|(?<=[가-힣]協)(?![一-鿿])"  # headlines shorten 협회 to one letter
    r"|(?<=[가-힣]\.)(?<![다요음함임됨까죠네]\.)(?=[가-힣]))"  # older news lists by full stops: "현대.기아차"
)
_REWRITTEN_WITH_LOOSE = re.compile(f"{_REWRITTEN.pattern}|{LOOSE_PARTICLE.pattern}")
_QUOTES = "‘’‚‛＇`'「」『』〈〉《》<>"
_SPEECH = "“”„＂"
_DOTS = "ㆍ‧∙․•･."
_ELLIPSES = "·‥" + _DOTS  # several of them, as some papers write "…"


@dataclass(frozen=True)
class Plain:
    """A text with entities, quotes and middle dots in one form, and the way back to the original offsets."""

    text: str
    original: str
    _plain_starts: tuple[int, ...]
    _shifts: tuple[int, ...]

    def origin(self, position: int) -> int:
        """The offset in the original text of an offset in the plain one."""
        at = bisect_right(self._plain_starts, position) - 1
        return min(position + self._shifts[at], len(self.original))

    @cached_property
    def _original_starts(self) -> list[int]:
        return [p + s for p, s in zip(self._plain_starts, self._shifts, strict=True)]

    def local(self, position: int) -> int:
        """The offset in the plain text of an offset in the original one."""
        at = bisect_right(self._original_starts, position) - 1
        return max(0, min(position - self._shifts[at], len(self.text)))

    def excerpt(self, start: int, end: int) -> str:
        """The original text behind a stretch of the plain one."""
        return self.original[self.origin(start) : self.origin(end)].strip()


def plain(original: str) -> Plain:
    """The text in one form: no entities and loose particles, one character for each mark, `<br>` as a new line.

    Quotes are `'` and `"`, the middle dot is `·`.
    """
    parts: list[str] = []
    starts, shifts = [0], [0]
    at = length = 0
    rewritten = _REWRITTEN_WITH_LOOSE if LOOSE_PARTICLE.search(original) else _REWRITTEN
    for found in rewritten.finditer(original):
        new = _rewritten(found[0])
        parts += (original[at : found.start()], new)
        length += found.start() - at + len(new)
        at = found.end()
        if len(new) != len(found[0]):
            starts.append(length)
            shifts.append(at - length)
    parts.append(original[at:])
    return Plain(_unwrapped("".join(parts)), original, tuple(starts), tuple(shifts))


_MID_PHRASE = re.compile(r"(?:[을를의은는이가과와며된할,]|에|에서|으로|위해|위한|대한|관한|고|와의|과의)\s*$")
_GOES_ON = re.compile(r"['\"<\[]?[0-9A-Za-z가-힣]")
_ENDS_ITS_LINE = re.compile(r"[.!?]['\"]?\s*$|@\S+\s*$")  # a full stop, or the address behind a byline
WIDEST_COLUMN = 60  # characters: older news is set in lines of 30 to 40; today's lines are paragraphs
FULL_LINE = 0.7  # of the longest line: a shorter one ends its paragraph
_WITHIN_A_PHRASE = re.compile(r"(?:(?<=[가-힣]{2})[을를과와]|[가-힣](?:의|위한|대한)) *\n(?=[A-Za-z가-힣(㈜])")
WRAPPED_LINES = 2  # lines that break off in the middle of a phrase show that the others may, too


def _unwrapped(text: str) -> str:
    """The text without the line ends of a column set by hand, or of a script broken by phrases; as long as before."""
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    full = FULL_LINE * max(map(len, lines))
    broken = [line for line, after in itertools.pairwise(lines) if after and _MID_PHRASE.search(line)]
    unfinished = _mostly_unfinished(lines)
    if len(broken) < (1 if unfinished else WRAPPED_LINES):
        return _joined_within_phrases(text)
    by_phrases = unfinished and any(len(line) < full for line in broken)
    if not by_phrases and full > FULL_LINE * WIDEST_COLUMN:
        return _joined_within_phrases(text)
    least = itertools.chain([math.inf], itertools.repeat(0.0)) if by_phrases else itertools.repeat(full)  # a heading?
    unwrapped = [
        line + (" " if _goes_on(line, after, size) else "\n")
        for (line, after), size in zip(itertools.pairwise(lines), least, strict=False)
    ]
    return "".join(unwrapped) + lines[-1]


def _joined_within_phrases(text: str) -> str:
    """The text without the line ends that part a noun's particle from what it belongs to: "가람전자와\\n나래통신은"."""
    return _WITHIN_A_PHRASE.sub(lambda broken: f"{broken[0][:-1]} ", text)


def _mostly_unfinished(lines: Sequence[str]) -> bool:
    """Whether most lines end in the middle of a sentence."""
    filled = [line for line in lines if line.strip()]
    return 2 * sum(_ENDS_ITS_LINE.search(line) is None for line in filled) > len(filled)


def _goes_on(line: str, after: str, full: float) -> bool:
    """Whether a line goes on in the one behind it: a full one, or one that breaks off."""
    if not line.strip() or _ENDS_ITS_LINE.search(line) or not _GOES_ON.match(after):
        return False
    return len(line) >= full or _MID_PHRASE.search(line) is not None


def _rewritten(found: str) -> str:
    if found == " ":
        return ""  # of a loose particle
    if found.startswith("&"):
        found = unescape(found)
        if len(found) != 1:
            return found
    if found[:3].lower() == "<br":
        return "\n"
    if found in _DOTS:
        return "·"
    if found == "協":
        return "협회"
    if found[0] in _ELLIPSES:
        return "…"
    if found in _SPEECH:
        return '"'
    return "'" if found in _QUOTES else " " if found.isspace() else found


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a plain text."""

    text: str
    start: int
    """Its offset in the plain text."""
    index: int
    """0 for the first sentence of the body; -1 for those of the title."""
    truncated: bool = False
    """The source cut it off in the middle."""
    place: int = 0
    """How many sentences of the story itself stand in front of it; -1 where it stands in front of the story."""

    @property
    def in_title(self) -> bool:
        return self.index < 0

    @property
    def is_before_story(self) -> bool:
        return self.place < 0


_END = re.compile(
    r"(?=[\n.!?…])(?:"  # what each of them begins with: a letter is soon passed over
    r"\n+"
    r"|(?<=[다요음함임됨])[.!?]['\"]?(?=\s|$|[0-9가-힣A-Z'\"\[(▶△▲◇■])"  # also glued: "알려졌다.9일"
    # not within '반갑다! 한빛' in quotes, nor in (환경. 사회. 문화)
    r"|(?<=[가-힣)'\"A-Za-z])(?![!?]+ [^'\n]{0,24}[^\s']')(?![.!?]+ [^()\n]{0,24}[^()\s]\))[.!?]+['\"]?\s+"
    r"|…+(?=\s|$)|\.{3,}(?=\s|$))"
)
_BYLINE = re.compile(
    r"^\s*(?:(?=[\[【(（]|[^=]*=)(?:(?:[\[【(（][^\]】)）\n]{1,60}[\]】)）]\s*)*"
    r"(?:[가-힣A-Za-z·\s]{2,30}?(?:기자|특파원|통신원|인턴기자|논설위원)\s*=\s*|(?:기자|특파원)\s*=\s*)?){1,2})?"
    r"[▲△▶◇■◆○●|\-*\s]*"
)
_BARE = re.compile(r"[0-9A-Za-z가-힣]")
_CREDIT = re.compile(r"\W*(?:사진|자료|그래픽|영상|출처)(?: ?제공)? ?[=:]")
_MID_SENTENCE = re.compile(r"[가-힣A-Za-z0-9,·(](?<![다요음함임됨])$")
_OPEN_QUOTE = re.compile(r"\s'[^']{2,}[가-힣A-Za-z0-9,·(]$")
SHORTEST_CUT = 40  # characters: a shorter last line without a full stop is a caption, a name or a link
SHORTEST_GLUED = 8  # characters: one on the same line as the sentence before is none of these
LONGEST_SENTENCE = 600  # characters; longer ones are lists or broken pages and are cut there


def sentences(text: str, *, title: bool = False) -> list[Sentence]:
    """The sentences of a plain text without their bylines and bullets; `index` counts from 0, or is -1 in a title."""
    found: list[Sentence] = []
    start = 0
    ends = [(m.start(), m.end()) for m in _END.finditer(text)] if not title else []
    forms = [(form.start, form.end) for form in legal_forms(text)]
    ends = [end for end in ends if not any(a < end[1] and end[0] < b for a, b in forms)]  # the dots of "Co. Ltd. "
    for stop, following in [*ends, (len(text), len(text))]:
        dots = text[stop:following].startswith(("…", "..."))
        end = following if text[stop:following].strip() else stop
        for first in range(start, end, LONGEST_SENTENCE):
            piece = text[first : min(first + LONGEST_SENTENCE, end)]
            byline = _BYLINE.match(piece)
            skip = byline.end() if byline else 0
            body = piece[skip:].rstrip()
            if _BARE.search(body):
                index = -1 if title else len(found)
                shortest = SHORTEST_CUT if not first or text[first - 1] == "\n" else SHORTEST_GLUED
                cut = dots or body.endswith(("...", "…"))
                if not title and not cut:
                    cut = _is_cut(body, shortest) if end == len(text) else _breaks_off(body, text[stop:following])
                found.append(Sentence(body, first + skip, index, cut, max(0, index)))
        start = following
    return found


def _is_cut(last: str, shortest: int) -> bool:
    """Whether a text stops in the middle of its last sentence, as the leads of some feeds do without a mark."""
    if len(last) >= shortest and _MID_SENTENCE.search(last) is not None and not _CREDIT.match(last):
        return True
    return len(last) >= SHORTEST_GLUED and last.count("'") % 2 == 1 and _OPEN_QUOTE.search(last) is not None


def _breaks_off(line: str, behind: str) -> bool:
    """Whether a line stops within a phrase or a bracket, and what is behind is another's: a byline, a caption."""
    open_bracket = line.count("(") > line.count(")")
    within_phrase = len(line) >= SHORTEST_CUT and _MID_PHRASE.search(line) is not None
    return behind.startswith("\n") and (open_bracket or within_phrase)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence with one main verb; the offsets are those in the sentence."""

    start: int
    end: int


_CLAUSE_END = re.compile(
    r"[고 지으는은ㄴ면….](?:"  # what each of them begins with: a letter is soon passed over
    r"(?<=[했었았였]고),? (?=[가-힣A-Za-z0-9·]{2,20}[은는] )"  # a clause with a topic of its own
    r"|(?<=[가-힣].)(?:(?<= )데 이어|(?<=지)만|(?<=으)나|(?<=[는은ㄴ])데|(?<=면)서도),? |(?<=던 )반면 "
    r"|(?<=…)|(?<=\.)\.+(?=[^\s.]))"
)


def clauses(sentence: Sentence) -> list[Clause]:
    """The clauses of a sentence, cut after "데 이어", "지만", or an ellipsis in a headline."""
    cuts = [m.end() for m in _CLAUSE_END.finditer(sentence.text)]
    edges = [0, *cuts, len(sentence.text)]
    return [Clause(a, b) for a, b in itertools.pairwise(edges) if b > a]
