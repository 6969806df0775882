"""How fast one process reads stories: clean, then organisations, people, products and alliances.

    python -m benchmarks.tag [--seconds N]

The stories are pages of about 1.3 kB of text, made of our own labelled ones, in two mixes: dense, where nearly every
sentence has a trigger, which is the hard case; and ordinary, where one story in nine does, as in the feeds of Korean
papers, and the others are made of the sentences without. Beside them, in the same run, a tokenizer alone.
"""

from __future__ import annotations

import argparse
import html
import importlib
import itertools
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from mecab import MeCab  # type: ignore[import-untyped]

from agents.clean.story.article import read_page
from agents.tag import tag
from agents.tag.language.clauses import sentences
from agents.tag.saying.triggers import table
from benchmarks.figures import show_figure, show_table
from benchmarks.quality import OWN
from dongmaeng.intake.targets import items_of
from topics.records import SEOUL, Page

STORY_BYTES = 1_300
"""Of UTF-8 in a body: a news story of the middling kind."""

SPEAKING = 9
"""One story in so many has a trigger: 11 % of 21,528 feed items of two publishers, August 2025 to March 2026."""

_UNDATED = datetime(2020, 1, 1, tzinfo=SEOUL)

PARTS = ("find_organisations", "find_people", "find_products", "find_mentions")

_PAGE = """<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{title} - 가람일보</title>
<meta property="og:title" content="{title}"><meta property="article:published_time" content="{published}">
<meta property="og:site_name" content="가람일보"></head>
<body><nav><ul><li><a href="/">정치</a><li><a href="/e">경제</a></ul></nav>
<article><h1>{title}</h1>{body}<p>무단전재 및 재배포 금지</p></article>
<footer>회사소개 | 개인정보처리방침</footer></body></html>"""


def pages(*, ordinary: bool = False) -> list[Page]:
    """Pages made of the labelled stories, each with as many of them as fill one body."""
    stories = [item.page for item in items_of([str(OWN / "stories.jsonl")]) if item.page is not None]
    made = []
    for number, story in enumerate(stories):
        plain = ordinary and number % SPEAKING != 0
        body, following = "", itertools.cycle(stories[number:] + stories[:number])
        while len(body.encode()) < STORY_BYTES:
            text = next(following).text or ""
            body += (" ".join(_without_triggers(text)) if plain else text) + "\n"
        paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in body.splitlines() if line)
        title = "" if plain and table().words.search(story.title or "") else story.title or ""
        text = _PAGE.format(
            title=html.escape(title),
            body=paragraphs,
            published=(story.published or _UNDATED).astimezone(SEOUL).isoformat(),
        )
        made.append(
            story.model_copy(
                update={"title": None, "text": None, "body": text.encode(), "headers": {"content-type": "text/html"}}
            )
        )
    return made


def _without_triggers(text: str) -> Iterator[str]:
    return (s.text for s in sentences(text) if not table().words.search(s.text))


@contextmanager
def timed_parts(spent: Counter[str]) -> Iterator[None]:
    """Add up the seconds that each part of tagging takes."""
    module: Any = tag
    own = {name: getattr(module, name) for name in PARTS}
    for name, function in own.items():
        setattr(module, name, _timed(function, spent, name))
    try:
        yield
    finally:
        for name, function in own.items():
            setattr(module, name, function)


def _timed(function: Callable[..., Any], spent: Counter[str], name: str) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        started = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.process_time() - started  # type: ignore[assignment]

    return run


def rate(work: Callable[[Any], object], things: Sequence[Any], seconds: float) -> tuple[int, float]:
    """How many things were worked on, and the processor seconds it took; the first twenty warm up."""
    for thing in things[:20]:
        work(thing)
    started = time.process_time()
    for count, thing in enumerate(itertools.cycle(things), 1):
        work(thing)
        if count % 10 == 0 and time.process_time() - started >= seconds:
            return count, time.process_time() - started
    raise ValueError("nothing to work on")


def memory_mb() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description="Stories a second a core.")
    options.add_argument("--seconds", type=float, default=10.0)
    seconds = options.parse_args().seconds
    stories = pages()
    articles = [read_page(page) for page in stories]
    size = sum(len(article.body.encode()) for article in articles) / len(articles)
    spent: Counter[str] = Counter()
    mentions = sum(len(tag.tag_article(article).mentions) for article in articles)

    def read(page: Page) -> object:
        started = time.process_time()
        article = read_page(page)
        spent["clean"] += time.process_time() - started  # type: ignore[assignment]
        return tag.tag_article(article)

    with timed_parts(spent):
        count, took = rate(read, stories, seconds)
    memory = memory_mb()
    rows: list[list[object]] = []
    total = sum(spent.values())
    for name, part in spent.most_common():
        rows.append([name.removeprefix("find_"), part / total * 100, part / total * took / count * 1000])
    print(f"{len(stories)} pages, {size:.0f} bytes of body each, {mentions} mentions in them")
    show_table(("where the time goes", "%", "ms a story"), rows)

    plain = pages(ordinary=True)
    easy, easier = rate(lambda page: tag.tag_article(read_page(page)), plain, seconds)

    texts = [article.body for article in articles]
    mecab = MeCab()
    peers = [("clean, tag, mentions: dense", count / took, memory)]
    peers.append(("clean, tag, mentions: ordinary news", easy / easier, memory_mb()))
    done, cost = rate(mecab.parse, texts, min(seconds, 5.0))
    peers.append(("peer: mecab-ko alone, tokens", done / cost, memory_mb()))
    try:
        kiwi = importlib.import_module("kiwipiepy").Kiwi(num_workers=1)
    except ImportError:
        print("kiwipiepy, a second peer, is not installed")
    else:
        done, cost = rate(kiwi.tokenize, texts, min(seconds, 5.0))
        peers.append(("peer: kiwipiepy alone, tokens", done / cost, memory_mb()))
    show_table(("", "stories a second a core", "MB a process (peers: on top of it)"), peers)
    show_figure("stories a second a core", count / took, f"{count} stories in {took:.1f} s of processor time")
    show_figure("of ordinary news", easy / easier, f"{easy} stories in {easier:.1f} s of processor time")
    show_figure("memory a process", memory, "MB at most")


if __name__ == "__main__":
    main()
