"""One page in, one story out: what a page says and the facts of its publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from agents.charset import broken_share, decode
from agents.clean.blocks import check_size, read_blocks
from agents.clean.bylines import read_sign_off
from agents.clean.dates import read_moment
from agents.clean.facts import Facts, read_facts, shown_authors
from agents.clean.lines import Kept, is_sentence, normalise
from agents.clean.links import canonical_address
from agents.clean.rules import PublisherTable, rules_for
from agents.clean.scripts import embedded_story, linked_data
from agents.clean.story import ENOUGH, Found, find_story
from agents.clean.texts import read_text
from topics.outcome import Drop, Quarantine
from topics.records import SEOUL, Article, Page, host_of, stable_id

LARGEST_PAGE = 10_000_000
"""Bytes; the largest real news page seen has half a million, and parsing takes some ten times the size in memory."""

LARGEST_TEXT = 1_000_000
"""Characters of a plain text; a long feature has 30,000."""

_MOST_BROKEN = 0.05
"""Share of undecodable characters above which it is no text: a wrong charset breaks a third of the Korean, and what a
cut page or a stray widget breaks is a hundredth of this."""

_SHORTEST_BODY = 15
"""Characters: a news flash of one sentence."""

_MOST_HEADS, _LONGEST_HEAD = 4, 80
"""Lines and characters of a subtitle that is printed in the body."""

_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|table|span|article|section|meta|script|title|a|td|li|h[1-6])\b",
    re.IGNORECASE,
)


def read_page(page: Page, table: PublisherTable | None = None) -> Article:
    """The article on a page.

    Raises `Drop("not an article")` for fronts, lists and photo pages, `Drop("no body")` where nothing is told, and
    `Quarantine` for pages that are no text, too large or too deep to be read safely.
    """
    if page.text is not None:
        return _from_text(page, page.text)
    if len(page.body) > LARGEST_PAGE:
        raise Quarantine("page too large")
    markup = decode(page.body, page.headers.get("content-type", "")).replace("\x00", "")
    if broken_share(markup) > _MOST_BROKEN:
        raise Quarantine("undecodable")
    if not markup.strip():
        raise Drop("no body")
    if not _MARKUP.search(markup[:100_000]):
        return _from_text(page, markup)
    return _from_markup(page, markup, table)


def _from_markup(page: Page, markup: str, table: PublisherTable | None) -> Article:
    tree = LexborHTMLParser(markup)
    if tree.root is None or tree.body is None:
        raise Drop("no body")
    check_size(tree.root)
    final_url = page.final_url or page.url
    rules = rules_for(host_of(final_url), tree, table)
    linked, state = linked_data(tree), embedded_story(tree, rules.state)
    running = [block.text for block in read_blocks(tree.body)]
    facts = read_facts(tree, rules, linked, state, running)
    found = find_story(tree, markup, rules, [*([state] if state else []), *(s for s in linked if s.body)])
    kept = found.kept
    title = facts.title or normalise(page.title or "")
    _leave_out_heads(kept, title, facts.subtitle)
    facts.subtitle = facts.subtitle or _take_leading_heads(kept)
    body = "\n".join(line.text for line in kept.lines)
    _refuse_other_pages(page, facts, found, body, tree)

    publisher = facts.publisher or kept.outlet
    outlets = [name for name in (publisher, kept.outlet) if name]
    signed = [name for line in kept.lines[-3:] for name in read_sign_off(line.text)]
    authors = _union(facts.authors, kept.authors) or signed or shown_authors(tree, rules, outlets, running, title)
    canonical = canonical_address(final_url, facts.links)
    published = facts.published or _seoul(page.published) or _guess_day(markup)
    return Article(
        id=stable_id(canonical),
        source_id=page.source_id,
        url=page.url,
        canonical_url=canonical,
        title=title,
        subtitle=facts.subtitle,
        body=body,
        captions=kept.captions,
        authors=[name for name in authors if name not in outlets],
        publisher=publisher,
        section=facts.section,
        published=published,
        updated=facts.updated,
        fetched=page.fetched,
        quiet=page.quiet,
    )


def _from_text(page: Page, text: str) -> Article:
    if len(text) > LARGEST_TEXT:
        raise Quarantine("page too large")
    given = normalise(page.title or "")
    story = read_text(text, given)
    _leave_out_heads(story.kept, story.title, None)
    body = "\n".join(line.text for line in story.kept.lines)
    if not body:
        raise Drop("no body")
    canonical = canonical_address(page.final_url or page.url, ())
    return Article(
        id=stable_id(canonical),
        source_id=page.source_id,
        url=page.url,
        canonical_url=canonical,
        title=story.title,
        subtitle=story.subtitle,
        body=body,
        captions=story.kept.captions,
        authors=_union(story.authors, story.kept.authors),
        publisher=story.kept.outlet,
        section=story.section,
        published=_seoul(page.published) or story.published,
        updated=story.updated,
        fetched=page.fetched,
        quiet=page.quiet,
    )


def _leave_out_heads(kept: Kept, title: str, subtitle: str | None) -> None:
    """Take the title and the subtitle off the head of the body, where a template repeats them."""
    whole, sub = _squash(title), _squash(subtitle or "")
    rest = list(kept.lines)
    while (
        rest
        and (first := _squash(rest[0].text))
        and (first == whole or (sub and (first == sub or (len(first) > 5 and first in sub))))
    ):
        rest.pop(0)
    if rest:
        kept.lines = rest


def _take_leading_heads(kept: Kept) -> str | None:
    """Take the lines that stand before the first sentence, as many templates print the subtitle in the body."""
    first = next((at for at, line in enumerate(kept.lines) if is_sentence(line.text)), 0)
    heads = [line.text for line in kept.lines[:first]]
    if not 1 <= len(heads) <= _MOST_HEADS or any(len(head) > _LONGEST_HEAD or head[0] in "△▲◇◆■○●-*" for head in heads):
        return None
    kept.lines = kept.lines[first:]
    return " ".join(heads)


def _refuse_other_pages(page: Page, facts: Facts, found: Found, body: str, tree: LexborHTMLParser) -> None:
    """Raise `Drop` for what is no story: fronts, lists, search results, pages of one picture, empty ones."""
    prose = sum(len(line.text) for line in found.kept.lines if is_sentence(line.text))
    path = urlsplit(page.final_url or page.url).path.strip("/")
    links = tree.css("a[href]")
    front = not path or (facts.kind == "website" and not facts.says_article)
    if len(body) < _SHORTEST_BODY:
        if (found.kept.captions and facts.says_article) or (len(links) >= 30 and not facts.says_article):
            raise Drop("not an article")
        raise Drop("no body")
    if facts.says_article and found.how != "none":
        if prose >= _SHORTEST_BODY:
            return
        raise Drop("not an article")
    # Without the page's own word the body must speak for itself, the more so the more the page looks like a list.
    needed = 2 * ENOUGH if front or (found.how in ("densest", "library") and len(links) > 100) else _SHORTEST_BODY
    if prose < needed or (front and (found.how != "rules") and not facts.published):
        raise Drop("not an article")


def _guess_day(markup: str) -> datetime | None:
    """The day that htmldate finds, as the last resort: midnight in Seoul."""
    import htmldate  # slow to import, and rarely needed

    try:
        day = htmldate.find_date(markup, outputformat="%Y-%m-%d", original_date=True, extensive_search=False)
    except Exception:  # any failure of the library means that it found nothing
        return None
    moment = read_moment(day) if day else None
    return moment.at if moment else None


def _seoul(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)


def _union(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return list(dict.fromkeys((*first, *second)))


def _squash(text: str) -> str:
    return re.sub(r"\s+", "", text)
