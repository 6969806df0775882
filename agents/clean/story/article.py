"""One page in, one story out: what a page says and the facts of its publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from agents.clean.facts.imprint import named_by_itself
from agents.clean.facts.language import language_of
from agents.clean.facts.page_facts import line_below, shown_authors
from agents.clean.facts.stated_address import is_other_view, stated_address
from agents.clean.facts.times import of_others, told_ago
from agents.clean.facts.timestamps import read_timestamp, timestamp_in_address, with_centuries
from agents.clean.lines.bylines import read_sign_off
from agents.clean.lines.line_filter import Kept
from agents.clean.lines.line_text import is_sentence, normalise
from agents.clean.lines.notices import notice_on
from agents.clean.lines.speech_level import without_addresses
from agents.clean.page.blocks import Line
from agents.clean.page.publisher_rules import ElementNames, PublisherTable
from agents.clean.story.examine import Examined, examine, is_markup, markup_of
from agents.clean.story.plain_text import read_text
from agents.clean.story.quiet import quiet_of
from agents.clean.story.refuse import refuse_by_facts, refuse_notices, refuse_other_pages
from agents.letters import is_improbable
from agents.publication import possible_publication
from agents.sites import site_of_url
from agents.urls import canonical_url
from topics.outcome import Drop, Quarantine
from topics.records import SEOUL, Article, Page, stable_id

LARGEST_TEXT = 1_000_000
"""Characters of a plain text; a long feature has 30,000."""

_MOST_HEADS, _LONGEST_HEAD = 4, 80
"""Lines and characters of a subtitle that is printed in the body."""

_ITEMS = frozenset("△▲◇◆■○●-*")
"""What the items of a list begin with."""

_GUESSED = "library: htmldate, the day alone"
"""The rule of a day that is only likely to be that of publication."""

_SHORTEST_OUTLET = 3
"""Characters of an outlet's name that no other word holds by chance."""

_QUOTED = re.compile(r"[다요까죠][.?!][\"'”’]$")
"""The end of a quoted sentence, which headlines write without a full stop."""

_STATEMENTS = re.compile(r".*(?:다\.|[가-힣]다(?=\s?[(\[</]))", re.DOTALL)
"""What a caption states, without the credit behind it."""


def read_page(page: Page, table: PublisherTable | None = None) -> Article:
    """The article on a page.

    Raises `Drop` for what is no article (`refuse.py` lists the reasons) and `Quarantine` for pages that are no text,
    too large or too deep to be read safely.
    """
    if page.text is not None:
        return _from_text(page, page.text)
    markup = markup_of(page)
    if not is_markup(markup):
        return _from_text(page, markup.decode())
    return read_examined(examine(page, markup, table))


def read_examined(examined: Examined) -> Article:
    """The article of a page that was examined; raises `Drop` where it is none. What was examined is used up."""
    page, facts, views = examined.page, examined.facts, examined.views
    refuse_by_facts(page, facts, examined.rules)
    found = examined.found
    kept = found.kept
    title = facts.title or normalise(page.title or "")
    kept.lines = without_addresses(kept.lines)
    _leave_out_heads(kept, title, facts.subtitle)
    _leave_out_slogans(kept, facts.publisher)
    if facts.subtitle is None and (heads := _take_leading_heads(kept)):
        facts.subtitle, facts.rules["subtitle"] = heads, "lines before the first sentence"
    body = "\n".join(line.text for line in kept.lines)
    _refuse_wrong_charset(body)
    if facts.subtitle is None and (below := line_below(views.running, title)) and below not in body.split("\n"):
        facts.subtitle, facts.rules["subtitle"] = below, "line below the title"
    refuse_notices(examined, title, body)
    refuse_other_pages(page, facts, found, title, body, views.tree)

    publisher = facts.publisher
    if publisher is None and kept.outlet:
        publisher, facts.rules["publisher"] = kept.outlet, "dateline"
    if publisher is None and (named := named_by_itself(views, examined.page_title)):
        publisher, facts.rules["publisher"] = named
    outlets = [name for name in (publisher, kept.outlet) if name]
    authors = _authors(examined, title, outlets)
    address = page.final_url or page.url
    own = canonical_url(address)
    stated = stated_address(address, facts.links)
    canonical = stated if stated is not None and is_other_view(stated, own) else own
    published = _published(examined, title)
    facts.rules["canonical_url"] = "stated by the page" if canonical != own else "the address fetched"
    facts.rules["body"] = found.rule
    return Article(
        id=stable_id(canonical),
        source_id=page.source_id,
        url=page.url,
        canonical_url=canonical,
        stated_url=stated,
        title=title,
        subtitle=facts.subtitle,
        body=body,
        captions=kept.captions,
        authors=authors,
        publisher=publisher,
        section=facts.section,
        published=published,
        updated=facts.updated,
        language=language_of(body, facts.language),
        paid=facts.paid or kept.paid,
        rules=facts.rules,
        # A dateline names the agency that wrote what another outlet prints.
        first_publisher=kept.outlet if kept.outlet != publisher else None,
        seen=page.seen,
        fetched=page.fetched,
        source=page.source,
        site=site_of_url(page.final_url or page.url),
        # A guess may be off by years: it neither silences what is named as new nor lets out what may be old.
        quiet=quiet_of(page, None if facts.rules.get("published") == _GUESSED else published),
    )


def _authors(examined: Examined, title: str, outlets: Sequence[str]) -> list[str]:
    facts, kept = examined.facts, examined.found.kept
    names = _union(facts.authors, kept.authors)
    if kept.authors and not facts.authors:
        facts.rules["authors"] = "byline in the text"
    if not names:
        names = [name for line in kept.lines[-3:] for name in read_sign_off(line.text)]
        facts.rules["authors"] = "sign-off in the text"
    if not names:
        names = shown_authors(examined.stated, examined.views.running, outlets, title)
        facts.rules["authors"] = "byline beside the title"
    names = [name for name in names if name not in outlets]
    if not names:
        facts.rules.pop("authors", None)
    return names


def _published(examined: Examined, title: str) -> datetime | None:
    page, facts = examined.page, examined.facts
    if facts.published is not None:
        return facts.published
    if (given := _given(page)) is not None:
        facts.rules["published"] = "the source that named the page"
        return given
    if (ago := told_ago(examined.stated, examined.views.running, title, page.fetched)) is not None:
        facts.rules["published"] = "how long ago the page says it was"
        return ago
    told = timestamp_in_address(page.final_url or page.url)
    if told is not None and possible_publication(told.at, page.fetched):
        facts.rules["published"] = "the address" if told.exact else "the address, the day alone"
        return told.at
    if (day := _guess_day(examined.views.tree, examined.rules.names, title)) is not None and day <= page.fetched:
        facts.rules["published"] = _GUESSED
        return day
    return None


def _from_text(page: Page, text: str) -> Article:
    if len(text) > LARGEST_TEXT:
        raise Quarantine("page too large")
    given = normalise(page.title or "")
    story = read_text(text, given)
    _leave_out_heads(story.kept, story.title, None)
    if not any("다." in line.text for line in story.kept.lines):
        _tell_captions(story.kept)
    body = "\n".join(line.text for line in story.kept.lines)
    if not body:
        raise Drop("no body")
    _refuse_wrong_charset(body)
    if page.text is None and (kind := notice_on(story.title, body.splitlines(), (), says_article=False)) is not None:
        raise Drop(kind)
    canonical = canonical_url(page.final_url or page.url)
    published = _given(page) or possible_publication(story.published, page.fetched)
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
        published=published,
        updated=story.updated,
        language=language_of(body),
        paid=story.kept.paid,
        rules={"body": "plain text"},
        seen=page.seen,
        fetched=page.fetched,
        source=page.source,
        site=site_of_url(page.final_url or page.url),
        quiet=quiet_of(page, published),
    )


def _refuse_wrong_charset(body: str) -> None:
    """Raise `Quarantine` for a body that nobody can read, be it decoded wrongly here or before it was sent."""
    if is_improbable(body):
        raise Quarantine("undecodable")


def _tell_captions(kept: Kept) -> None:
    """Take the captions as the story of a text that tells nothing else: news in a picture."""
    told = (_STATEMENTS.match(caption) for caption in kept.captions)
    kept.lines += [Line(text) for hit in told if hit and is_sentence(text := hit[0].rstrip(".") + ".")]


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


def _leave_out_slogans(kept: Kept, publisher: str | None) -> None:
    """Take off the short lines behind the last sentence in which the outlet names itself; reporters sign off there."""
    name = _squash(publisher or "")
    told = next((at for at in reversed(range(len(kept.lines))) if _tells(kept.lines[at].text)), None)
    if len(name) < _SHORTEST_OUTLET or told is None:
        return
    kept.lines[told + 1 :] = [
        line
        for line in kept.lines[told + 1 :]
        if name not in _squash(line.text)
        or len(line.text) > _LONGEST_HEAD
        or line.text[0] in _ITEMS
        or line.text.rstrip(".").endswith("다")
    ]


def _take_leading_heads(kept: Kept) -> str | None:
    """Take the lines that stand before the first sentence, as many templates print the subtitle in the body."""
    first = next((at for at, line in enumerate(kept.lines) if _tells(line.text) or line is kept.opening), 0)
    heads = [line.text for line in kept.lines[:first]]
    if not 1 <= len(heads) <= _MOST_HEADS or any(len(head) > _LONGEST_HEAD or head[0] in _ITEMS for head in heads):
        return None
    kept.lines = kept.lines[first:]
    return " ".join(heads)


def _tells(line: str) -> bool:
    return is_sentence(line) or _QUOTED.search(line) is not None


def _guess_day(tree: LexborHTMLParser, names: ElementNames, title: str) -> datetime | None:
    """The day that htmldate finds, as the last resort: midnight in Seoul. Comments and other stories are taken out."""
    import htmldate  # slow to import, and rarely needed

    for node in reversed(of_others(tree, names, title)):  # the innermost first: no node is met whose parent is gone
        node.decompose()
    markup = with_centuries(tree.html or "")
    try:
        day = htmldate.find_date(markup, outputformat="%Y-%m-%d", original_date=True, extensive_search=False)
    except Exception:  # any failure of the library means that it found nothing
        return None
    moment = read_timestamp(day) if day else None
    return moment.at if moment else None


def _given(page: Page) -> datetime | None:
    """The time of publication that came with the page, in Seoul, where it can be one."""
    if page.published is None:
        return None
    moment = page.published
    given = moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
    return possible_publication(given, page.fetched)


def _union(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return list(dict.fromkeys((*first, *second)))


def _squash(text: str) -> str:
    return "".join(text.split())
