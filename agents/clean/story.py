"""Where the story is on a page: by rules, by generic names, in scripts, by density, by a library, in this order."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from agents.clean.blocks import Block, Kind, Walk, read_blocks, squeeze, walk
from agents.clean.lines import Kept, Line, is_sentence, keep_story_lines, normalise
from agents.clean.rules import Names, PageRules
from agents.clean.scripts import ScriptStory

ENOUGH = 150
"""Characters of sentences that make a body beyond doubt: two short paragraphs."""

_SHARE_OF_DENSEST = 0.5
"""A place found by a generic name must hold at least this share of the text that the densest place holds."""

_SMALL_PART = 0.3
"""A part named like a widget is left out only where it holds less than this share of the text around it."""

_MOSTLY_LINKS = 0.5
_LONG_SENTENCE = 40
_MOST_PLACES = 30
_MOST_READ = 3
"""Places of one selector that are read, those with most text: an article stands beside many teasers."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST_PICTURE_TABLE = 260


@dataclass(slots=True)
class Found:
    """A story and how it was found."""

    kept: Kept
    how: str
    """`rules`, `generic`, `script`, `densest`, `library` or `none`."""
    rule: str = ""
    """The selector or script that named the place, and who names it."""
    read: Sequence[Line] = ()
    """The lines as they stood before the filter."""


def find_story(
    tree: LexborHTMLParser,
    markup: str,
    blocks: Sequence[Block],
    seen: Walk,
    rules: PageRules,
    scripts: Sequence[ScriptStory],
    says_article: bool,
) -> Found:
    """The story's lines; `Found("none")` where the page has none. `blocks` and `seen` are of the whole page."""
    body = tree.body
    if body is None:
        return Found(Kept(), "none")
    leave, pictures = (
        {node.mem_id for node in tree.css(group)} if (group := ", ".join(rules.all(part))) else set()
        for part in ("drop", "captions")
    )
    reader = _Reader(tree, rules.names, leave, pictures, seen)
    best = Found(Kept(), "none")

    def rule_of(how: str, css: str) -> str:
        return f"{rules.origin('body', css)}: {css}" if how == "rules" else f"generic: {css}"

    densest = reader.densest(blocks)
    reference = densest.kept.prose if densest else 0
    for how, selectors in (("rules", rules.special("body")), ("generic", rules.generally("body"))):
        for css in selectors:
            found = reader.best_of(tree.css(css)[:_MOST_PLACES])
            kept = found.kept
            if not best.read:
                best.read = found.read
            if (kept.prose, len(kept.captions)) > (best.kept.prose, len(best.kept.captions)):
                best = Found(kept, how, rule_of(how, css), found.read)
            if kept.prose >= max(ENOUGH, _SHARE_OF_DENSEST * reference):
                return Found(kept, how, rule_of(how, css), found.read)
    for script in scripts:
        kept, lines = read_script(script, rules.names)
        if kept.prose > max(best.kept.prose, reference) * 1.3:  # else what readers see is the better copy
            best = Found(kept, "script", f"script: {script.source}", lines)
    if best.kept.prose >= max(ENOUGH, _SHARE_OF_DENSEST * reference):
        return best
    if densest is not None and reference > best.kept.prose and (reference >= ENOUGH or best.how == "none"):
        best = densest
    told = sum(len(block.text) for block in blocks if block.linked < _MOSTLY_LINKS and is_sentence(block.text))
    whole = sum(len(block.text) for block in blocks)
    if best.kept.prose < ENOUGH and told > 2 * ENOUGH and (says_article or told > whole / 2):
        lines = _by_library(markup, reader.links(body))
        kept = keep_story_lines(lines)
        if kept.prose > 2 * max(best.kept.prose, ENOUGH):
            best = Found(kept, "library", "library: trafilatura", lines)
    return best


def read_script(script: ScriptStory, names: Names) -> tuple[Kept, Sequence[Line]]:
    """The lines of a story that a script holds, filtered and as they stood."""
    text = script.body
    if not script.is_html:
        lines = [Line(line) for line in text.splitlines()]
        return keep_story_lines(lines), lines
    if "&lt;p" in text or "&lt;br" in text:
        text = html.unescape(text)
    tree = LexborHTMLParser(f"<body><div>{text}</div></body>")
    if tree.body is None:
        return Kept(), ()
    found = _Reader(tree, names, set(), set(), walk(tree)[1]).read([tree.body])
    found.kept.captions += [caption for caption in script.captions if caption not in found.kept.captions]
    return found.kept, found.read


class _Reader:
    def __init__(self, tree: LexborHTMLParser, names: Names, leave: set[int], pictures: set[int], seen: Walk) -> None:
        self._leave, self._pictures, self._seen = leave | seen.hidden, pictures, seen
        self._lengths = lengths = seen.lengths
        for node, name in seen.named:
            widget, picture = names.kind_of(name)
            if (widget or picture) and node.tag not in ("body", "html") and _is_small_part(node, lengths):
                (pictures if picture else self._leave).add(node.mem_id)
        for table in tree.css("table"):
            if lengths.get(table.mem_id, 0) > _LONGEST_PICTURE_TABLE:
                continue
            text = squeeze(table.text(separator=" "))
            if text and len(text) <= _LONGEST_PICTURE_TABLE and table.css_first("img") is not None:
                pictures.add(table.mem_id)

    def best_of(self, nodes: list[LexborNode]) -> Found:
        """The story in the best of several places; places side by side are parts of one."""
        if not nodes:
            return Found(Kept(), "none")
        parents = {node.parent.mem_id for node in nodes if node.parent is not None}
        if len(nodes) > 1 and len(parents) == 1 and all(node.tag not in ("article", "h1", "h2") for node in nodes):
            return self.read(nodes)
        longest = sorted(nodes, key=lambda node: -self._lengths.get(node.mem_id, 0))[:_MOST_READ]
        return max((self.read([node]) for node in longest), key=lambda found: found.kept.prose)

    def read(self, nodes: Sequence[LexborNode]) -> Found:
        """The story's lines within some elements, narrowed to the one element that holds all its long sentences."""
        lines = list(_lines(self._blocks(nodes)))
        kept = keep_story_lines(lines)
        if len(nodes) == 1:
            long = [line.path for line in kept.lines if len(line.text) >= _LONG_SENTENCE and is_sentence(line.text)]
            if len(long) >= 3:
                common = _common_prefix(long)
                kept.lines = [line for line in kept.lines if line.path[: len(common)] == common]
        return Found(kept, "none", read=lines)

    def densest(self, blocks: Sequence[Block]) -> Found | None:
        """The story in the element whose own and nearest inner text has the most sentences."""
        scores: dict[int, float] = {}
        apart = self._leave | self._pictures
        for block in blocks:
            if block.kind is Kind.CAPTION or block.linked > _MOSTLY_LINKS or not is_sentence(block.text):
                continue
            if not apart.isdisjoint(block.path):
                continue
            # The share of a paragraph that counts for the element around it, and for the next two further out.
            for ancestor, share in zip(reversed(block.path), (1.0, 0.9, 0.5), strict=False):
                scores[ancestor] = scores.get(ancestor, 0.0) + share * len(block.text)
        if not scores:
            return None
        best = max(scores, key=lambda ancestor: scores[ancestor])
        node = self._seen.nodes.get(best)
        if node is None:
            return None
        found = self.read([node])
        return Found(found.kept, "densest", f"densest element: {_describe(node)}", found.read)

    def links(self, body: LexborNode) -> set[str]:
        """The texts that are nothing but links to other pages."""
        return {normalise(block.text) for block in self._blocks([body]) if block.linked > 0.8}

    def _blocks(self, nodes: Sequence[LexborNode]) -> Iterable[Block]:
        for node in nodes:
            skip = self._leave - {node.mem_id}
            yield from read_blocks(node, skip=skip, captions=self._pictures)


def _lines(blocks: Iterable[Block]) -> Iterable[Line]:
    for block in blocks:
        yield Line(block.text, block.kind, block.linked, block.path)


def widget_name(node: LexborNode, names: Names) -> str:
    """The word in the class or id of an element that says it is a widget; empty where none does."""
    name = _CAMEL.sub("-", f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}")
    found = names.widget.search(name)
    return found.group().strip(" -_") if found else ""


def _is_small_part(node: LexborNode, lengths: dict[int, int]) -> bool:
    """Whether the element holds little of what stands around it, so that its name may be believed."""
    own = lengths.get(node.mem_id, 0)
    around = node.parent
    for _ in range(4):  # a widget is wrapped in few layers of its own
        if around is None:
            return False
        if own < _SMALL_PART * lengths.get(around.mem_id, 0):
            return True
        around = around.parent
    return False


def _common_prefix(paths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    first, last = min(paths), max(paths)
    return tuple(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def _describe(node: LexborNode) -> str:
    """The element as a selector would name it."""
    name, classes = node.attributes.get("id"), (node.attributes.get("class") or "").split()
    return f"{node.tag}{'#' + name if name else ''}{''.join('.' + word for word in classes[:3])}"


def _by_library(markup: str, links: set[str]) -> Sequence[Line]:
    import trafilatura  # slow to import, and hardly ever needed

    try:
        text = trafilatura.extract(
            markup, include_comments=False, include_tables=False, favor_recall=True, target_language=None
        )
    except Exception:  # any failure of the library means that it found nothing
        text = None
    return [Line(line) for line in (text or "").splitlines() if normalise(line).strip("- ") not in links]
