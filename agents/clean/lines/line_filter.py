"""The Korean line filter: keeps the story's own lines and sets captions and bylines apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile

from agents.clean.lines.author_names import EMAIL, is_person_name
from agents.clean.lines.bylines import may_name_writers, read_byline, read_closing, read_dateline
from agents.clean.lines.line_table import LineRule, line_table
from agents.clean.lines.line_text import is_sentence, normalise
from agents.clean.page.blocks import Line, LineKind
from agents.clean.page.views import squeeze

_LONGEST_MARKED_LINE = 400
"""Characters; a longer line is a paragraph of the story whatever words it holds."""

_PARAGRAPH_SENTENCES = 3
"""Sentences that no caption has: such a line is a paragraph with a credit behind it."""

_CREDIT_BEHIND = re.compile(r"(?<=다\.)\s?[/(\[<]\s?(?:자료)?(?:사진|출처|제공|자료|영상|화면)[^.]{0,60}$")
_TIED = re.compile(r"(?:한편|이어|또한?|그러나|하지만|다만|아울러|이에|이후|결국|반면|이처럼|끝으로|여기에)[ ,]")
"""What ties a sentence to the one before: no caption begins with it."""

_POINTERS = ("▶", "►", "➤", "☞", "👉", "✔", "✅", "[▶", "-▶")
_MOST_POINTERS = 4
_LONGEST_POINTER = 80
"""Lines and characters of what an outlet points to behind a story: other offers, unlike a list of the story's."""

_POINTS_TO_SERIES = re.compile(r"[▶►☞]\s?\[")
_BEHIND_STORY = re.compile(r"(?:다[.”\"’')\]]+|[요죠까][.?!”\"’')\]]+)$")

_SIGNATURE = re.compile(r"(?P<name>[가-힣]{3})(?:\s?[|ㅣ/]\s?(?:사진|화면|영상|자료).{0,50})?")
"""`한서준`, `한서준 / 사진제공 하늘엔터`: nearly all names have three syllables."""

PAID = "paid content"
"""The line rule whose lines say that only subscribers may read the rest."""

COPYRIGHT = "copyright"
"""The line rule for lines that claim a copyright, as captions do too."""

_REMEMBERED = 8_192
"""Lines whose rule is remembered: a page is read several times over, and sites repeat theirs on every page."""

_MOSTLY_LINK = 0.8
"""Share of a line's text inside links above which it is a link to another story."""

_SHORT_LINK = 80
"""Characters below which even a sentence that is a link is one to another story."""

_BEFORE_CUT = 60
"""Characters of sentences that must have passed before a heading of other stories can end this one."""


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of a line, and why."""

    text: str
    kept: str | None
    """What the story keeps of it."""
    why: str


@dataclass(slots=True)
class Kept:
    """What is left of the lines."""

    lines: list[Line] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    outlet: str | None = None
    paid: bool = False
    """Whether a line says that only subscribers may read the rest."""
    opening: Line | None = None
    """The line that stood behind a dateline: with it the story begins, whatever it looks like."""

    @property
    def prose(self) -> int:
        """Characters in sentences."""
        return sum(len(line.text) for line in self.lines if is_sentence(line.text))


def keep_story_lines(lines: Iterable[Line], trace: list[LineFate] | None = None) -> Kept:
    """Filter lines in reading order; equal paragraphs are kept once. `trace` is told the fate of each line."""
    reader = _LineFilter(trace)
    waiting = iter(lines)
    for line in waiting:
        if text := normalise(line.text):
            reader.read(line, text)
        if reader.ended:
            break
    reader.end(waiting)
    return reader.kept


class _LineFilter:
    """What is kept so far, and what the lines before mean for the next."""

    def __init__(self, trace: list[LineFate] | None) -> None:
        self.kept = Kept()
        self.ended = False
        self._trace = trace
        self._seen: set[str] = set()
        self._speaker = ""
        self._prose = 0  # characters of sentences
        self._ends: list[tuple[int, int]] = []  # lines and prose before notices that stand below a story
        self._box: tuple[int, ...] | None = None  # of other stories amid the paragraphs
        self._beside: tuple[int, ...] = ()  # the paragraph before that box
        self._in_list = False  # of other stories
        self._list_box: tuple[int, ...] = ()
        self._in_list_box = False

    def read(self, line: Line, whole: str) -> None:
        """Take the next line, of which `whole` is the text."""
        if self._is_boxed(line):
            self._drop(whole, "in or behind a box of other stories")
        elif line.kind is LineKind.CAPTION:
            self._read_caption(line, whole)
        else:
            text, rule = self._without_bylines(whole)
            if not text:
                self._drop(whole, "byline")
            elif rule is not None:
                self._apply(rule, line, text, whole)
            elif why := self._reason_to_drop(line, text):
                self._drop(whole, why)
            else:
                self._keep(line, text, whole)

    def end(self, behind: Iterable[Line]) -> None:
        """Take back what turned out to stand below the story; `behind`: the lines that were not read."""
        kept = self.kept
        kept.lines = kept.lines[: next((at for at, before in self._ends if before >= self._prose / 2), None)]
        if pointers := _pointers_behind(kept.lines):
            for line in pointers:
                self._drop(line.text, "points to other offers behind the story")
            del kept.lines[-len(pointers) :]
        if self._trace is not None:
            for line in behind:
                if text := normalise(line.text):
                    self._drop(text, "behind the story")
        self._take_signature()
        kept.captions = [caption for caption in dict.fromkeys(kept.captions) if caption]

    def _take_signature(self) -> None:
        """Take the name that stands alone, or before a picture's source, behind the last sentence."""
        lines = self.kept.lines
        signed = _SIGNATURE.fullmatch(lines[-1].text) if len(lines) > 1 else None
        if signed and is_person_name(signed.group("name")) and _BEHIND_STORY.search(lines[-2].text):
            self._drop(lines.pop().text, "byline")
            self.kept.authors = self.kept.authors or [signed.group("name")]

    def _is_boxed(self, line: Line) -> bool:
        box, beside = self._box, self._beside
        return box is not None and (line.path[: len(box)] == box or line.path[: len(beside) - 1] != beside[:-1])

    def _read_caption(self, line: Line, text: str) -> None:
        self._drop(text, "caption: by its place")
        rule = _rule_for(text)
        if line.linked <= _MOSTLY_LINK and (rule is None or rule.name == COPYRIGHT or says_caption(text)):
            self.kept.captions.append(_caption(text))

    def _without_bylines(self, whole: str) -> tuple[str, LineRule | None]:
        """What bylines, datelines, widgets and credits leave of a line, and the rule for that."""
        text, rule = whole, _rule_for(whole)
        if rule is None or rule.action != "speaker":
            text = _without_bylines(text, self.kept)
            rule = rule if text is whole else _rule_for(text)
        if rule is not None and rule.action == "remove":
            text = _without_bylines(rule.without(text), self.kept)
            rule = _rule_for(text)
        if rule is not None and rule.action == "caption":
            if _TIED.match(text) and (told := _CREDIT_BEHIND.sub("", text)).endswith("다."):
                return told, None
            if text.count("다.") >= _PARAGRAPH_SENTENCES:
                return text, None
        return text, rule

    def _apply(self, rule: LineRule, line: Line, text: str, whole: str) -> None:
        if rule.action == "cut" and self._prose >= _BEFORE_CUT:
            self._cut(rule, line, whole)
            return
        self.kept.paid = self.kept.paid or rule.name == PAID
        self._drop(whole, f"{'caption: ' if rule.action == 'caption' else ''}line rule “{rule.name}”")
        if rule.action == "end" and self._prose >= _BEFORE_CUT:
            self._ends.append((len(self.kept.lines), self._prose))
        elif rule.action == "caption":
            self.kept.captions.append(_caption(text))
        elif rule.action == "speaker":
            self._speaker = text
        if rule.action in ("cut", "list"):
            self._in_list, self._in_list_box = True, False
            before = self.kept.lines[-1:]
            self._list_box = line.path[: _shared(line.path, before[0].path) + 1] if before else ()
        elif is_sentence(text):
            self._in_list = False

    def _cut(self, rule: LineRule, heading: Line, whole: str) -> None:
        """Leave out the box that a heading of other stories stands in, or all that follows."""
        self._beside = self.kept.lines[-1].path
        self._box = self._box or _box_around(heading.path, self._beside)
        self.ended = self._box is None
        what = "here other stories begin" if self.ended else "a box of other stories"
        self._drop(whole, f"line rule “{rule.name}”: {what}")

    def _reason_to_drop(self, line: Line, text: str) -> str:
        if self._in_list and self._list_box:
            within = line.path[: len(self._list_box)] == self._list_box
            self._in_list, self._in_list_box = within or not self._in_list_box, within
        if self._in_list and not is_sentence(text):
            return "within a list of other stories"
        self._in_list = False
        if line.linked > _MOSTLY_LINK and (len(text) < _SHORT_LINK or not is_sentence(text)):
            return "nothing but a link"
        return "told above already" if text in self._seen else ""

    def _keep(self, line: Line, text: str, whole: str) -> None:
        self._seen.add(text)
        if is_sentence(text):
            self._prose += len(text)
        if self._speaker:
            text, self._speaker = f"{self._speaker} {text}", ""
        kept = self.kept
        kept.lines.append(line if text == line.text else replace(line, text=text))
        if kept.opening is None and text != whole and whole.endswith(text):
            kept.opening = kept.lines[-1]
        if self._trace is not None:
            self._trace.append(LineFate(whole, text, "" if text == whole else "without byline, dateline or widget"))

    def _drop(self, text: str, why: str) -> None:
        if self._trace is not None:
            self._trace.append(LineFate(text, None, why))


def _pointers_behind(lines: Sequence[Line]) -> list[Line]:
    """The few lines at the end that arrows set off from a story in which no other line has such a mark."""
    pointers = list(takewhile(_is_pointer, reversed(lines)))
    told = lines[: len(lines) - len(pointers)]
    if not 1 <= len(pointers) <= _MOST_POINTERS or not told or any(line.text.startswith(_POINTERS) for line in told):
        return []
    return pointers if _BEHIND_STORY.search(told[-1].text) else []


def _is_pointer(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _LONGEST_POINTER
        and text.startswith(_POINTERS)
        and (not text.rstrip(".").endswith("다") or _POINTS_TO_SERIES.match(text) is not None)
        and ":" not in text
        and "=" not in text
    )


def says_caption(text: str) -> bool:
    """Whether a line beside a picture tells of it: in a sentence or with a credit."""
    rule = _rule_for(text)
    return is_sentence(text) or "다." in text or (rule is not None and rule.action == "caption")


def _caption(text: str) -> str:
    """The caption without the sign that points to its picture and without the photographer's address."""
    return squeeze(EMAIL.sub("", text)).strip(" ▲△▶◀▷◁▼▽■□●↑→←|/")


def _box_around(heading: tuple[int, ...], paragraph: tuple[int, ...]) -> tuple[int, ...] | None:
    """The path of the box that a heading of other stories stands in, where it is one amid the paragraphs."""
    common = _shared(heading, paragraph)
    return heading[: common + 1] if len(heading) >= common + 2 else None


def _shared(first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """How many elements two paths have in common."""
    common = 0
    while common < min(len(first), len(second)) and first[common] == second[common]:
        common += 1
    return common


def _without_bylines(text: str, kept: Kept) -> str:
    if not may_name_writers(text):
        return text
    for reader in (read_byline, read_dateline, read_closing):
        found = reader(text)
        if found is not None:
            kept.authors += [name for name in found.authors if name not in kept.authors]
            kept.outlet = kept.outlet or found.outlet
            text = found.rest.strip()
            if not text:
                return ""
    return text


@lru_cache(maxsize=_REMEMBERED)
def _rule_for(text: str) -> LineRule | None:
    if len(text) > _LONGEST_MARKED_LINE:
        return None
    return line_table().rule_for(text)
