"""A first rule for an outlet, proposed from a few of its pages for a person to edit."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from agents.clean.facts.timestamps import read_timestamp
from agents.clean.lines.line_text import normalise
from agents.clean.page.blocks import read_blocks
from agents.clean.page.views import squeeze
from agents.clean.story.article import read_examined
from agents.clean.story.examine import examine, is_markup, markup_of
from agents.sites import site_of
from topics.outcome import Ending
from topics.records import Article, Page, host_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z_-]*\d{0,2}[A-Za-z_-]*")
"""Names of ids and classes that look made by people; longer numbers are made by programs."""

_LONG = 30
"""Characters of a line of the story that is hardly told elsewhere on the page."""

_WHOLE, _CLEAN = 0.95, 0.2
"""Shares of the story that its element must hold, and of the element's text that may be something else."""

_ROOM = 40
"""Characters that an element may hold beside the author or the time that it tells."""

_MOST_DROPS = 12


class NothingLearned(ValueError):
    """The pages tell no story to learn from; the message says why."""


@dataclass(slots=True)
class SamplePage:
    """A page that was read with the rules there are."""

    body: LexborNode
    article: Article
    address: str
    """Its own, as far as the page states it."""
    texts: dict[int, str]
    """The visible text of each element, without white space."""


def propose(pages: Sequence[Page]) -> str:
    """An `[[outlet]]` entry in TOML; raises `NothingLearned`."""
    samples, faults = [], []
    for page in pages:
        try:
            samples.append(_sample(page))
        except Ending as ending:
            faults.append(f"{page.url}: {ending.reason}")
    if not samples:
        raise NothingLearned("no story on any of the pages: " + "; ".join(faults))
    hosts = Counter(site_of(host_of(sample.address)) for sample in samples)
    publishers = Counter(sample.article.publisher for sample in samples if sample.article.publisher)
    parts = {
        "body": _common(samples, _body),
        "title": _common(samples, lambda s: _telling(s, _squash(s.article.title), 0)),
        "subtitle": _common(samples, lambda s: _telling(s, _squash(s.article.subtitle or ""), 0)),
        "authors": _common(samples, lambda s: _telling(s, next(iter(s.article.authors), ""), _ROOM)),
        "published": _common(samples, _published),
    }
    parts["captions"], parts["drop"] = _apart(samples, parts["body"])
    lines = [
        f"# Proposed from {len(samples)} page{'s' if len(samples) > 1 else ''}; look through it before you use it."
    ]
    lines += [f"# Not read: {fault}" for fault in faults]
    lines += ["[[outlet]]", f"name = {_toml(publishers.most_common(1)[0][0] if publishers else '')}"]
    lines.append(f"hosts = {_toml([host for host, _ in hosts.most_common() if host])}")
    lines += [f"{part} = {_toml(selectors)}" for part, selectors in parts.items() if selectors]
    return "\n".join(lines) + "\n"


def _sample(page: Page) -> SamplePage:
    markup = markup_of(page)
    if not is_markup(markup):
        raise NothingLearned(f"{page.url}: not a page of markup")
    examined = examine(page, markup)
    texts: dict[int, str] = {}
    for block in read_blocks(examined.views.visible):
        text = _squash(normalise(block.text))
        for id in block.path:
            texts[id] = texts.get(id, "") + text
    address = next(iter(examined.facts.links), "") if not host_of(page.url) else page.final_url or page.url
    return SamplePage(examined.views.visible, read_examined(examined), address, texts)


def _common(
    samples: Sequence[SamplePage], find: Callable[[SamplePage], Iterable[LexborNode]], most: int = 3
) -> list[str]:
    """Selectors that name the element on each page that has one, the most exact first."""
    having = [found for sample in samples if (found := list(find(sample)))]
    counts: Counter[str] = Counter()
    order: dict[str, int] = {}
    for nodes in having:
        for depth, node in enumerate(nodes):
            for selector in selectors_of(node):
                counts[selector] += 1
                order[selector] = min(depth, order.get(selector, depth))
    fitting = [selector for selector, count in counts.items() if count >= len(having)]
    fitting.sort(key=lambda selector: (order[selector], not selector.startswith("#"), selector))
    return fitting[:most]


def _body(sample: SamplePage) -> Iterator[LexborNode]:
    """The elements that hold the story and little else, innermost first."""
    story = [_squash(line) for line in sample.article.body.split("\n") if len(line) >= _LONG]
    wanted = sum(map(len, story))
    found: list[tuple[int, int, LexborNode]] = []
    for node in sample.body.css("body *"):
        text = sample.texts.get(node.mem_id, "")
        if len(text) < _WHOLE * wanted or node.tag in ("p", "span"):
            continue
        held = sum(len(line) for line in story if line in text)
        if held >= _WHOLE * wanted and len(text) <= wanted / _CLEAN:
            found.append((len(text), -len(found), node))
    for _, _, node in sorted(found, key=lambda entry: entry[:2]):
        yield node


def _telling(sample: SamplePage, text: str, room: int) -> Iterator[LexborNode]:
    """The elements that tell a text and at most so many characters beside it, smallest first."""
    if not text:
        return
    found = [
        (len(told), at, node)
        for at, node in enumerate(sample.body.css("body *"))
        # Elements within a line have no text of their own on record.
        if text in (told := sample.texts.get(node.mem_id) or _squash(node.text())) and len(told) <= len(text) + room
    ]
    for _, _, node in sorted(found, key=lambda entry: entry[:2]):
        yield node


def _published(sample: SamplePage) -> Iterator[LexborNode]:
    """The elements that tell the time of publication and little else, smallest first."""
    at = sample.article.published
    if at is None:
        return
    found: list[tuple[int, int, LexborNode]] = []
    for order, node in enumerate(sample.body.css("body *")):
        text = squeeze(node.text(separator=" ")[:200])
        if len(text) > _ROOM + 20 or not any(character.isdigit() for character in text):
            continue
        moment = read_timestamp(text)
        if moment is not None and moment.exact and abs((moment.at - at).total_seconds()) < 60:
            found.append((len(text), order, node))
    for _, _, node in sorted(found, key=lambda entry: entry[:2]):
        yield node


def _apart(samples: Sequence[SamplePage], body: Sequence[str]) -> tuple[list[str], list[str]]:
    """Named parts within the story's element that tell nothing of the story on any page: captions, and the rest."""
    telling: set[str] = set()
    captions: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    for sample in samples:
        story = [_squash(line) for line in sample.article.body.split("\n")]
        pictured = [_squash(caption) for caption in sample.article.captions]
        node = next((node for css in body if (node := sample.body.css_first(css)) is not None), None)
        beside: set[str] = set()
        seen: set[str] = set()
        for inner in node.css("*") if node is not None else ():
            text = sample.texts.get(inner.mem_id, "")
            if node is None or inner.mem_id == node.mem_id or not text:
                continue
            names = [css for css in selectors_of(inner) if css not in body]
            if any(line and (line in text or text in line) for line in story):
                telling.update(names)
            elif any(caption in text or text in caption for caption in pictured if caption):
                beside.update(names)
            else:
                seen.update(names)
        captions.update(beside)
        silent.update(seen - beside)
    found = ([css for css, _ in part.most_common() if css not in telling] for part in (captions, silent))
    first, rest = (names[:_MOST_DROPS] for names in found)
    return first, [css for css in rest if css not in first]


def selectors_of(node: LexborNode) -> list[str]:
    """Selectors that name the element by its id or one of its classes."""
    id, classes = node.attributes.get("id") or "", (node.attributes.get("class") or "").split()
    found = [f"#{id}"] if _NAME.fullmatch(id) else []
    return found + [f"{node.tag}.{name}" for name in classes if _NAME.fullmatch(name)]


def _toml(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)  # TOML's basic strings and arrays are written as JSON's


def _squash(text: str) -> str:
    return "".join(text.split())
