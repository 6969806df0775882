"""What is no story: fronts, lists, searches, single pictures, obituaries, tables of figures, notices, empty pages."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from agents.clean.facts.page_facts import Facts
from agents.clean.lines.line_table import line_table
from agents.clean.lines.line_text import is_sentence
from agents.clean.lines.notices import notice_on
from agents.clean.page.publisher_rules import PageRules
from agents.clean.story.examine import Examined
from agents.clean.story.places import FoundStory
from agents.clean.story.same_story import is_another_story, states_another_number
from agents.clean.story.story_finder import ENOUGH_PROSE
from agents.refresh import refresh_of
from agents.urls import is_front_page
from topics.outcome import Drop
from topics.records import Page

_SHORTEST_BODY = 15
"""Characters: a news flash of one sentence."""

_MANY_LINKS, _VERY_MANY_LINKS = 30, 100
"""Links of a list of stories, and of a front page."""

_OBITUARY_TITLE = re.compile(r"^\W{0,3}(?:부고|부음|訃告|궂긴\s?소식|삼가 고인의)(?![가-힣])")
_OBITUARY = re.compile(r"빈소|발인|장례식장|상주|별세|부친상|모친상|장지")
_LONGEST_OBITUARY = 1_500
"""Characters; longer ones tell a life."""

_FIGURES = re.compile(r"[\d.,%+\-▲▼△▽↑↓]")
_TABLE = 60
"""Characters of a table of figures; shorter ones may be a flash of a score."""

_MANY_FIGURES, _LITTLE_PROSE = 0.3, 0.3
"""Shares of a table's characters that are figures, and that are in sentences."""

_FEWEST_LEADS, _MOSTLY_LEADS = 4, 0.5
"""Lines cut off with dots, and their share, that make a list of stories."""

_SOON = 99
"""Seconds after which a page sends its readers on; those that load themselves anew later want to be read."""

_SEARCH = re.compile(r"(?:^|/)(?:search|srch|find|검색)(?:[/._-]|$|result|news|list|main|total)", re.IGNORECASE)
_QUESTIONS = frozenset(("q", "query", "keyword", "kwd", "searchword", "search_word", "search", "sc_word", "searchtxt"))


def refuse_by_facts(page: Page, facts: Facts, rules: PageRules) -> None:
    """Raise `Drop` for what its address and facts show to be no story, whatever it says."""
    if facts.says_article:
        return
    if _is_search(page):
        raise Drop("search results")
    if _is_front(page, facts) and not facts.published and next(rules.special("body"), None) is None:
        raise Drop("not an article")


def refuse_other_pages(
    page: Page, facts: Facts, found: FoundStory, title: str, body: str, tree: LexborHTMLParser
) -> None:
    """Raise `Drop` for what is no story."""
    prose = sum(len(line.text) for line in found.kept.lines if is_sentence(line.text))
    front = _is_front(page, facts)
    if prose < _LITTLE_PROSE * sum(len(line.text) for line in found.read):
        dense = "".join("".join(line.text.split()) for line in found.read)
        figures = len(_FIGURES.findall(dense))
        if len(dense) >= _TABLE and figures >= _MANY_FIGURES * len(dense) and prose < _LITTLE_PROSE * len(dense):
            raise Drop("table of figures")
    if len(body) < _SHORTEST_BODY:
        if found.kept.captions and facts.says_article:
            raise Drop("pictures only")
        raise Drop("not an article" if _links(tree) >= _MANY_LINKS and not facts.says_article else "no body")
    if _OBITUARY_TITLE.search(title) and len(body) <= _LONGEST_OBITUARY and _OBITUARY.search(body):
        raise Drop("obituary")
    if title in line_table().sections and not (facts.says_article and facts.published):
        raise Drop("not an article")
    if facts.says_article and found.how != "none":
        if prose >= _SHORTEST_BODY:
            return
        raise Drop("pictures only" if found.kept.captions else "not an article")
    # Without the page's own word the body must speak for itself, the more so the more the page looks like a list.
    like_a_list = front or (found.how in ("densest", "library") and _links(tree) > _VERY_MANY_LINKS)
    needed = 2 * ENOUGH_PROSE if like_a_list else _SHORTEST_BODY
    if prose < needed or _tells_leads(found) or (front and (found.how != "rules") and not facts.published):
        raise Drop("not an article")


def refuse_notices(examined: Examined, title: str, body: str) -> None:
    """Raise `Drop` for what a site says in the place of a story, and for another story in its place."""
    page, facts, views = examined.page, examined.facts, examined.views
    says_article = facts.says_article and facts.published is not None
    kind = notice_on(
        title,
        body.splitlines(),
        views.running,
        says_article=says_article,
        alerts=examined.alerts,
        leads_away=_leads_to_front(page, facts),
    )
    if kind is not None:
        raise Drop(kind)
    final = page.final_url or page.url
    told = f"{title}\n{facts.subtitle}\n{body}"
    states_another = states_another_number(final, facts.links, examined.markup)
    if is_another_story(page.url, final, page.title, told, states_another=states_another):
        raise Drop("another story")


def _leads_to_front(page: Page, facts: Facts) -> bool:
    """Whether the page sends its readers on to the front page by itself."""
    found = refresh_of(facts.refresh) if facts.refresh else None
    try:
        return found is not None and found[0] <= _SOON and is_front_page(urljoin(page.final_url or page.url, found[1]))
    except ValueError:
        return False


def _tells_leads(found: FoundStory) -> bool:
    """Whether most lines are cut off, as the leads in a list of stories are."""
    cut = sum(line.text.endswith(("..", "…")) for line in found.kept.lines)
    return cut >= _FEWEST_LEADS and cut >= _MOSTLY_LEADS * len(found.kept.lines)


def _links(tree: LexborHTMLParser) -> int:
    return len(tree.css("a[href]"))


def _is_front(page: Page, facts: Facts) -> bool:
    return is_front_page(page.final_url or page.url) or (facts.kind == "website" and not facts.says_article)


def _is_search(page: Page) -> bool:
    address = urlsplit(page.final_url or page.url)
    if not _SEARCH.search(address.path.strip("/")):
        return False
    try:
        return any(name.lower() in _QUESTIONS for name in parse_qs(address.query, max_num_fields=50))
    except ValueError:
        return False
