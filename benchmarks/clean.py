"""Pages a second and faults: ours, trafilatura, resiliparse, newspaper4k and readability-lxml on the same pages.

    python -m benchmarks.clean [--seconds N] [--pages FOLDER]

`trafilatura` gives the text alone, `trafilatura fast` too, without the other readers that it falls back on;
`trafilatura with facts` also title, authors and date, as ours does.
The pages are the project's own samples and, where there is one, a folder of real pages with a `meta.json`. A fault is
a sentence of the story that is missing, a string of menus, bylines or other stories that leaked into it, or a page
without a story that was taken for an article. Every tool is given the decoded markup and timed in turn, a few pages
at a time, so that all of them see the same machine. `ours, no outlet rules` reads each page as if nothing were known
of its outlet, `ours, generic rules alone` as if no outlet and no family of pages were known.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
import tomllib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from agents.charset import decode
from agents.clean.lines import bylines, line_filter
from agents.clean.page import css, hidden
from agents.clean.page.publisher_rules import PublisherTable, publisher_table
from agents.clean.story.article import read_page
from agents.urls import canonical_url
from benchmarks.figures import show_figure, show_table
from benchmarks.peers import needed
from topics.outcome import Ending
from topics.records import Article, Page, host_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "agents" / "clean" / "story" / "pages"
REAL = ROOT / ".." / "shared" / "real" / "pages"

REMEMBERING = (
    *(line_filter._rule_for, bylines.read_byline, bylines.read_dateline, bylines.read_closing),
    *(css.declarations_of, css.may_hide, hidden._hiding_of, canonical_url),
)
"""Emptied before each page is timed: a page that was read a moment ago must not be quicker for it."""

_AT_A_TIME = 10
"""Pages that a tool reads in a row, as readers do: each page alone would be timed with the processor's caches full of
another tool."""

ALIENS = (
    "무단",
    "많이 본",
    "달빛제과",
    "기자 =",
    "seo@",
    "글자크기",
    "구독",
    "okjebo",
    "photo@",
    "관련기사",
    "오피니언",
)
"""Strings of the samples that are no part of any story."""


@dataclass(slots=True)
class SamplePage:
    """A page and what a reader of its story should find."""

    name: str
    page: Page
    markup: str
    keep: Sequence[str]
    drop: Sequence[str]
    is_article: bool
    title: str = ""
    authors: Sequence[str] = ()
    minute: str = ""


@dataclass(slots=True)
class Tool:
    """A reader of pages, and what it came to."""

    name: str
    read: Callable[[SamplePage], str | None]
    seconds: float = 0.0
    pages: int = 0
    kept: int = 0
    leaked: int = 0
    taken: int = 0
    perfect: int = 0
    faulty: list[str] = field(default_factory=list)

    @property
    def speed(self) -> float:
        return self.pages / self.seconds if self.seconds else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long all of it may take")
    parser.add_argument("--pages", type=Path, default=REAL, help="a folder of real pages with a meta.json")
    parser.add_argument("--show", action="store_true", help="name the faulty pages")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    samples = [*own_samples(), *real_samples(arguments.pages)]
    tools = _tools()
    for tool in tools:
        for sample in samples:
            _judge(tool, sample)
    _time(tools, samples, arguments.seconds)

    articles = [sample for sample in samples if sample.is_article]
    keep, drop = sum(len(s.keep) for s in articles), sum(len(s.drop) for s in articles)
    others = len(samples) - len(articles)
    columns = (
        *("tool", "pages/s", f"kept of {keep}", f"leaked of {drop}"),
        *(f"taken of {others}", f"perfect of {len(articles)}", "faults"),
    )
    show_table(columns, [(t.name, t.speed, t.kept, t.leaked, t.taken, t.perfect, _faults(t, keep)) for t in tools])
    if arguments.show:
        for tool in tools:
            print(f"{tool.name}: {', '.join(tool.faulty)}")
    by_name = {tool.name: tool for tool in tools}
    ours = by_name["ours"]
    show_figure("pages a second", ours.speed, "more is better")
    show_figure("share of pages without a fault", ours.perfect / len(articles), f"{ours.perfect} of {len(articles)}")
    for name, table_for in OURS.items():
        known = name.partition(", ")[2]
        if known:
            perfect = by_name[name].perfect
            show_figure(f"the same, {known}", perfect / len(articles), f"{perfect} of {len(articles)}")
        _show_facts(articles, table_for, f", {known}" if known else "")
    least = min((_faults(tool, keep) for tool in tools if not tool.name.startswith("ours")), default=0)
    show_figure("faults to the best library", _faults(ours, keep) / max(1, least), "less is better")
    for name, note in (
        ("trafilatura with facts", "for the same work"),
        ("trafilatura", "which reads the text alone; at least 10 is the goal"),
        ("trafilatura fast", "the same without its second and third tries"),
    ):
        show_figure(f"speed to {name}", ours.speed / by_name[name].speed, note)


def own_samples() -> list[SamplePage]:
    """The project's invented pages."""
    found = []
    for name, told in tomllib.loads((SAMPLES / "expected.toml").read_text("utf-8")).items():
        body = (SAMPLES / f"{name}.html").read_bytes()
        aliens = [] if "dropped" in told else [text for text in ALIENS if text not in "\n".join(told["body"])]
        found.append(
            _sample(
                name,
                told["url"],
                body,
                [text.removeprefix("■ ").partition("] ")[2] or text for text in told.get("body", ())],
                [text for text in aliens if text in decode(body)],
                "dropped" not in told,
                told.get("title", ""),
                told.get("authors", ()),
                told.get("published", ""),
            )
        )
    return found


def real_samples(folder: Path) -> list[SamplePage]:
    """The pages of a folder; none where there is no such folder."""
    if not (folder / "meta.json").is_file():
        return []
    found = []
    for meta in json.loads((folder / "meta.json").read_text("utf-8")):
        if meta["kind"] not in ("article", "front_page"):
            continue
        url = meta.get("url") or f"https://example.com/{meta['file']}"
        body = (folder / meta["file"]).read_bytes()
        found.append(
            _sample(
                meta["file"],
                url,
                body,
                meta.get("must_keep") or (),
                meta.get("must_drop") or (),
                meta["kind"] == "article",
                meta.get("expected_title") or "",
                meta.get("expected_authors") or (),
                (meta.get("expected_published") or "")[:16],
            )
        )
    return found


def _sample(
    name: str,
    url: str,
    body: bytes,
    keep: Sequence[str],
    drop: Sequence[str],
    is_article: bool,
    title: str,
    authors: Sequence[str],
    minute: str,
) -> SamplePage:
    page = Page(id="unknown", url=url, final_url=url, body=body)
    return SamplePage(name, page, decode(body), list(keep), list(drop), is_article, title, list(authors), minute)


def _tools() -> list[Tool]:
    tools = [Tool(name, _reader(table_for)) for name, table_for in OURS.items()]
    for name, make in (
        ("trafilatura", _trafilatura),
        ("trafilatura fast", partial(_trafilatura, fast=True)),
        ("trafilatura with facts", _trafilatura_with_facts),
        ("resiliparse", _resiliparse),
        ("newspaper4k", _newspaper),
        ("readability-lxml", _readability),
    ):
        with needed():
            tools.append(Tool(name, make()))
    return tools


def _blind(sample: SamplePage) -> PublisherTable:
    return _without(host_of(sample.page.url))


@cache
def _without(host: str) -> PublisherTable:
    return publisher_table().without(host)


@cache
def _generic() -> PublisherTable:
    return replace(publisher_table(), outlets=(), families=())


OURS: dict[str, Callable[[SamplePage], PublisherTable]] = {
    "ours": lambda sample: publisher_table(),
    "ours, no outlet rules": _blind,
    "ours, generic rules alone": lambda sample: _generic(),
}
"""The rules that each of our readers knows."""


def _article(sample: SamplePage, table: PublisherTable) -> Article | None:
    try:
        return read_page(sample.page, table)
    except Ending:
        return None


def _reader(table_for: Callable[[SamplePage], PublisherTable]) -> Callable[[SamplePage], str | None]:
    def read(sample: SamplePage) -> str | None:
        article = _article(sample, table_for(sample))
        return article.body if article else None

    return read


def _trafilatura(*, fast: bool = False) -> Callable[[SamplePage], str | None]:
    from trafilatura import extract

    return lambda sample: extract(sample.markup, include_comments=False, include_tables=False, fast=fast)


def _trafilatura_with_facts() -> Callable[[SamplePage], str | None]:
    from trafilatura import bare_extraction

    def read(sample: SamplePage) -> str | None:
        document = bare_extraction(sample.markup, include_comments=False, include_tables=False, with_metadata=True)
        return getattr(document, "text", None)

    return read


def _resiliparse() -> Callable[[SamplePage], str | None]:
    from resiliparse.extract.html2text import extract_plain_text  # type: ignore[import-not-found,unused-ignore]

    return lambda sample: str(extract_plain_text(sample.markup, main_content=True, alt_texts=False)) or None


def _newspaper() -> Callable[[SamplePage], str | None]:
    import newspaper  # type: ignore[import-not-found,import-untyped,unused-ignore]

    korean: Any = import_module("newspaper.languages.ko")
    korean.tokenizer = str.split  # its own needs a download at run time; particles are found at the end of words

    def read(sample: SamplePage) -> str | None:
        article = newspaper.Article(sample.page.url, language="ko", fetch_images=False)
        article.download(input_html=sample.markup)
        article.parse()
        return str(article.text) or None

    return read


def _readability() -> Callable[[SamplePage], str | None]:
    from lxml.html import fromstring  # type: ignore[import-untyped,unused-ignore]
    from readability import Document  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return lambda sample: fromstring(Document(sample.markup).summary()).text_content() or None


def _judge(tool: Tool, sample: SamplePage) -> None:
    text = _read(tool, sample)
    if not sample.is_article:
        # A library has no word for "no article": what it gives for a list counts where it is as long as a story.
        if text is not None and len(text) > 100:
            tool.taken += 1
            tool.faulty.append(sample.name)
        return
    body = _squash(text or "")
    kept = sum(_squash(sentence) in body for sentence in sample.keep)
    leaked = sum(_squash(alien) in body for alien in sample.drop)
    tool.kept += kept
    tool.leaked += leaked
    if kept == len(sample.keep) and not leaked:
        tool.perfect += 1
    else:
        tool.faulty.append(sample.name)


def _read(tool: Tool, sample: SamplePage) -> str | None:
    try:
        return tool.read(sample)
    except Exception:  # a library that breaks on a page has read nothing
        return None


def _time(tools: Sequence[Tool], samples: Sequence[SamplePage], seconds: float) -> None:
    """Time the tools in turn, a few pages at a time, until the time is over or each has read every page five times."""
    end = time.monotonic() + seconds
    for turn in range(5):
        for first in range(0, len(samples), _AT_A_TIME):
            for tool in tools:
                for sample in samples[first : first + _AT_A_TIME]:
                    for function in REMEMBERING:
                        function.cache_clear()
                    start = time.process_time()
                    _read(tool, sample)
                    tool.seconds += time.process_time() - start
                    tool.pages += 1
        if turn and time.monotonic() > end:
            return


def _show_facts(articles: Sequence[SamplePage], table_for: Callable[[SamplePage], PublisherTable], known: str) -> None:
    read = [(sample, _article(sample, table_for(sample))) for sample in articles]
    for name, right in (
        ("titles", [a is not None and _squash(a.title) == _squash(s.title) for s, a in read if s.title]),
        ("authors", [a is not None and set(a.authors) == set(s.authors) for s, a in read if s.authors]),
        (
            "minutes",
            [bool(a and a.published and a.published.isoformat()[:16] == s.minute) for s, a in read if s.minute],
        ),
    ):
        show_figure(f"{name} right{known}", sum(right) / max(1, len(right)), f"{sum(right)} of {len(right)}")


def _faults(tool: Tool, keep: int) -> int:
    return keep - tool.kept + tool.leaked + tool.taken


def _squash(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    main()
