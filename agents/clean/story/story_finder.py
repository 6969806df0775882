"""Where the story is on a page: by rules, by generic names, in scripts, by density, by a library, in this order."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cached_property

from selectolax.lexbor import LexborNode

from agents.clean.lines.line_filter import Kept, keep_story_lines
from agents.clean.lines.line_text import is_sentence, normalise, sentence_lines
from agents.clean.page.blocks import Line
from agents.clean.page.publisher_rules import ElementNames, PageRules
from agents.clean.page.scripts import ScriptStory
from agents.clean.page.views import squeeze, visible_part
from agents.clean.story.places import MOSTLY_LINKS, FoundStory, PlaceReader, captions_before

ENOUGH_PROSE = 150
"""Characters of sentences that make a body beyond doubt: two short paragraphs."""

_SHARE_OF_DENSEST = 0.5
"""A place found by a generic name must hold at least this share of the text that the densest place holds."""

_BETTER = 1.3
"""A script's story must be so much longer than the one readers see: that is the better copy otherwise."""

_MOST_PLACES = 30


def find_story(
    visible: LexborNode,
    running: Sequence[str],
    rules: PageRules,
    scripts: Sequence[ScriptStory],
    says_article: bool,
) -> FoundStory:
    """The story's lines, found by `none` where the page has no story. `running` is the visible text, block by block."""
    reader = PlaceReader(visible, rules.names, ", ".join(rules.all("drop")), ", ".join(rules.all("captions")))
    prose = Prose(visible, running, reader)
    found = _find(visible, rules, scripts, says_article, reader, prose)
    if found.place is not None and not found.kept.captions:
        found.kept.captions = captions_before(found.place)
    return found


def _find(
    visible: LexborNode,
    rules: PageRules,
    scripts: Sequence[ScriptStory],
    says_article: bool,
    reader: PlaceReader,
    prose: Prose,
) -> FoundStory:
    best = FoundStory(Kept(), "none")
    for how, selectors in (("rules", rules.special("body")), ("generic", rules.generally("body"))):
        for css in selectors:
            found = reader.best_of(visible.css(css)[:_MOST_PLACES])
            if not found.read:
                continue
            found.how = how
            found.rule = f"{rules.origin('body', css) if how == 'rules' else how}: {css}"
            if prose.is_told_by(found.kept):
                return found
            if _richness(found) > _richness(best):
                best = found
            elif not best.read:
                best.read = found.read
    for script in scripts:
        kept, lines = read_script(script, rules.names)
        if kept.prose > _BETTER * best.kept.prose and prose.is_at_most(kept.prose / _BETTER):
            best = FoundStory(kept, "script", f"script: {script.source}", lines)
    if prose.is_told_by(best.kept):
        return best
    densest = reader.densest
    if (
        densest is not None
        and prose.densest > best.kept.prose
        and (prose.densest >= ENOUGH_PROSE or best.how == "none")
    ):
        best = densest
    if best.kept.prose < ENOUGH_PROSE and (says_article or prose.is_most_of_the_page) and prose.told > 2 * ENOUGH_PROSE:
        lines = _by_library(visible, reader.links())
        kept = keep_story_lines(lines)
        if kept.prose > 2 * max(best.kept.prose, ENOUGH_PROSE):
            best = FoundStory(kept, "library", "library: trafilatura", lines)
    return best


def _richness(found: FoundStory) -> tuple[int, int]:
    return found.kept.prose, len(found.kept.captions)


class Prose:
    """How much of a page is prose, looked at no more closely than is needed."""

    def __init__(self, visible: LexborNode, running: Sequence[str], reader: PlaceReader) -> None:
        self._visible, self._running, self._reader = visible, running, reader

    def is_told_by(self, kept: Kept) -> bool:
        """Whether a story is beyond doubt: long enough, and no other place tells twice as much."""
        told = kept.prose
        return told >= ENOUGH_PROSE and self.is_at_most(told / _SHARE_OF_DENSEST)

    def is_at_most(self, characters: float) -> bool:
        """Whether no place of the page tells more than so many characters in sentences."""
        return sum(map(len, self._sentences)) <= characters or self._most <= characters or self.densest <= characters

    @cached_property
    def densest(self) -> int:
        """Characters of sentences in the densest place."""
        return self._reader.densest.kept.prose if self._reader.densest else 0

    @cached_property
    def told(self) -> int:
        """Characters of sentences outside links."""
        return sum(
            len(line.text) for line in self._reader.lines if line.linked < MOSTLY_LINKS and is_sentence(line.text)
        )

    @property
    def is_most_of_the_page(self) -> bool:
        return self.told > sum(len(line.text) for line in self._reader.lines) / 2

    @cached_property
    def _most(self) -> int:
        """What no place can exceed: the sentences of the page that are no links, found without a walk."""
        links = {squeeze(text) for text in sentence_lines(node.text().strip() for node in self._visible.css("a"))}
        return sum(len(text) for text in self._sentences if text not in links)

    @cached_property
    def _sentences(self) -> list[str]:
        return sentence_lines(self._running)


def read_script(script: ScriptStory, names: ElementNames) -> tuple[Kept, Sequence[Line]]:
    """The lines of a story that a script holds, filtered and as they stood."""
    text = script.body
    if not script.is_html:
        lines = [Line(line) for line in text.splitlines()]
        return keep_story_lines(lines), lines
    if "&lt;p" in text or "&lt;br" in text:
        text = html.unescape(text)
    visible = visible_part(text)
    if visible is None:
        return Kept(), ()
    found = PlaceReader(visible, names).read([visible])
    found.kept.captions += [caption for caption in script.captions if caption not in found.kept.captions]
    return found.kept, found.read


def _by_library(visible: LexborNode, links: set[str]) -> Sequence[Line]:
    import trafilatura  # slow to import, and hardly ever needed

    try:
        text = trafilatura.extract(
            visible.html or "", include_comments=False, include_tables=False, favor_recall=True, target_language=None
        )
    except Exception:  # any failure of the library means that it found nothing
        text = None
    return [Line(line) for line in (text or "").splitlines() if normalise(line).strip("- ") not in links]
