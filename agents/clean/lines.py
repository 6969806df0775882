"""The Korean line filter: keeps the story's own lines and sets captions and bylines apart."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile

from agents.clean.blocks import Kind, Line
from agents.clean.bylines import EMAIL, may_name_writers, read_byline, read_closing, read_dateline
from agents.clean.views import squeeze
from agents.clean.words import LineRule, line_table

_LONGEST_MARKED_LINE = 400
"""Characters; a longer line is a paragraph of the story whatever words it holds."""

_ENDS_OF_SENTENCES = (".", "?", "!", "…", "‥", "다", "요", "죠", "까")
_CLOSING = "\"'”’」』)]"
_SHORTEST_SENTENCE = 15
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

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

PAID = "paid content"
"""The line rule whose lines say that only subscribers may read the rest."""

COPYRIGHT = "copyright"
"""The line rule for lines that claim a copyright, as captions do too."""

_REMEMBERED = 8_192
"""Lines whose rule is remembered: a page is read several times over, and sites repeat theirs on every page."""

_MOSTLY_LINK = 0.8
"""Share of a line's text inside links above which it is a link to another story."""

_BEFORE_CUT = 60
"""Characters of sentences that must have passed before a heading of other stories can end this one."""


@dataclass(frozen=True, slots=True)
class Fate:
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


def is_sentence(text: str) -> bool:
    """Whether the line reads like a sentence of a story rather than a label or a headline."""
    return len(text) >= _SHORTEST_SENTENCE and text.rstrip(_CLOSING).endswith(_ENDS_OF_SENTENCES)


def sentences(texts: Iterable[str]) -> list[str]:
    """Those of the texts that read like sentences."""
    return list(filter(is_sentence, texts))


def normalise(text: str) -> str:
    """One line in NFC, with entities that were escaped twice resolved, and without control characters."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if text.isprintable() and "  " not in text:  # no white space but single spaces, nothing invisible
        return unicodedata.normalize("NFC", text).strip()
    return squeeze(unicodedata.normalize("NFC", _CONTROL.sub("", text)))


def keep_story_lines(lines: Iterable[Line], trace: list[Fate] | None = None) -> Kept:
    """Filter lines in reading order; equal paragraphs are kept once. `trace` is told the fate of each line."""
    kept = Kept()
    seen: set[str] = set()
    speaker = ""
    in_list = False
    prose = 0
    whole = ""
    ends: list[tuple[int, int]] = []  # lines and characters of sentences before notices that stand below a story
    box: tuple[int, ...] | None = None
    list_box: tuple[int, ...] = ()
    in_box = False
    beside: tuple[int, ...] = ()

    def tell(kept: str | None, why: str) -> None:
        if trace is not None:
            trace.append(Fate(whole, kept, why))

    waiting = iter(lines)
    for line in waiting:
        whole = text = normalise(line.text)
        if not text:
            continue
        if box is not None and (line.path[: len(box)] == box or line.path[: len(beside) - 1] != beside[:-1]):
            tell(None, "in or behind a box of other stories")
            continue
        if line.kind is Kind.CAPTION:
            tell(None, "caption: by its place")
            rule = _rule_for(text)
            if line.linked <= _MOSTLY_LINK and (rule is None or rule.name == COPYRIGHT or says_caption(text)):
                kept.captions.append(_caption(text))
            continue
        rule = _rule_for(text)
        if rule is None or rule.action != "speaker":
            text = _without_bylines(text, kept)
            rule = rule if text is whole else _rule_for(text)
        if rule is not None and rule.action == "remove":
            text = _without_bylines(rule.without(text), kept)
            rule = _rule_for(text)
        if not text:
            tell(None, "byline")
            continue
        if rule is not None and rule.action == "caption":
            if _TIED.match(text) and (told := _CREDIT_BEHIND.sub("", text)).endswith("다."):
                text, rule = told, None
            elif text.count("다.") >= _PARAGRAPH_SENTENCES:
                rule = None
        if rule is not None:
            if rule.action == "cut" and prose >= _BEFORE_CUT:
                beside = kept.lines[-1].path
                box = box or _box_around(line.path, beside)
                if box is not None:
                    tell(None, f"line rule “{rule.name}”: a box of other stories")
                    continue
                tell(None, f"line rule “{rule.name}”: here other stories begin")
                break
            kept.paid = kept.paid or rule.name == PAID
            tell(None, f"{'caption: ' if rule.action == 'caption' else ''}line rule “{rule.name}”")
            if rule.action == "end" and prose >= _BEFORE_CUT:
                ends.append((len(kept.lines), prose))
            if rule.action == "caption":
                kept.captions.append(_caption(text))
            elif rule.action == "speaker":
                speaker = text
            if rule.action in ("cut", "list"):
                in_list, in_box = True, False
                list_box = line.path[: _shared(line.path, kept.lines[-1].path) + 1] if kept.lines else ()
            in_list = in_list and (rule.action in ("cut", "list") or not is_sentence(text))
            continue
        if in_list and list_box:
            within = line.path[: len(list_box)] == list_box
            in_list, in_box = within or not in_box, within
        if in_list and not is_sentence(text):
            tell(None, "within a list of other stories")
            continue
        in_list = False
        if line.linked > _MOSTLY_LINK and (len(text) < 80 or not is_sentence(text)):  # a link to another story
            tell(None, "nothing but a link")
            continue
        if text in seen:
            tell(None, "told above already")
            continue
        seen.add(text)
        if is_sentence(text):
            prose += len(text)
        if speaker:
            text, speaker = f"{speaker} {text}", ""
        kept.lines.append(line if text == line.text else replace(line, text=text))
        if kept.opening is None and text != whole and whole.endswith(text):
            kept.opening = kept.lines[-1]
        tell(text, "" if text == whole else "without byline, dateline or widget")
    kept.lines = kept.lines[: next((at for at, before in ends if before >= prose / 2), None)]
    if pointers := _pointers_behind(kept.lines):
        if trace is not None:
            trace += [Fate(line.text, None, "points to other offers behind the story") for line in pointers]
        del kept.lines[-len(pointers) :]
    if trace is not None:
        trace += [Fate(text, None, "behind the story") for line in waiting if (text := normalise(line.text))]
    kept.captions = [caption for caption in dict.fromkeys(kept.captions) if caption]
    return kept


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
    return EMAIL.sub("", text).strip(" ▲△▶◀▷◁▼▽■□●↑→←|/")


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
