"""What the fields of a query ask for, and which articles are copies of one story."""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.synonyms import key_of
from topics.records import Article, TaggedArticle, Tie, host_of, stable_id

FIELDS = ("org", "person", "kind", "status", "publisher", "activity", "country", "border")

_LETTERS = re.compile(r"\W+")
# Two texts of fewer letters can be equal by chance (a result, a list of appointments).
_SHORTEST_COPY = 100


def facts_of(tagged: TaggedArticle) -> dict[str, list[str]]:
    """The values of each of `FIELDS`, sorted, none twice."""
    found: dict[str, set[str]] = {field: set() for field in FIELDS}
    for field, value in _facts(tagged):
        found[field].add(value)
    return {field: sorted(values) for field, values in found.items()}


def group_of(tagged: TaggedArticle) -> str:
    """What copies of one story have in common and other articles have not: today the letters of the body."""
    letters = _LETTERS.sub("", tagged.article.body)
    return stable_id("body", letters) if len(letters) >= _SHORTEST_COPY else tagged.article.id


def publisher_of(article: Article) -> str | None:
    """The outlet as it is shown: its name, else its host."""
    return article.publisher or host_of(article.url).removeprefix("www.") or None


def organisations_of(tagged: TaggedArticle) -> list[str]:
    """The names of organisations and initiatives as they are shown, sorted, none twice."""
    return sorted({o.name for o in tagged.organisations} | {m.name for m in tagged.mentions if m.name})


def _facts(tagged: TaggedArticle) -> Iterable[tuple[str, str]]:
    for organisation in tagged.organisations:
        yield "org", key_of(organisation.name)
        yield "org", key_of(organisation.id)
    for mention in tagged.mentions:
        yield "kind", mention.kind.value
        yield "status", mention.status.value
        yield from _facts_of_tie(mention.tie)
        if mention.name:
            yield "org", key_of(mention.name)
        for member in mention.members:
            yield "org", key_of(member.name)
            yield "org", key_of(member.id)
    for person in tagged.people:
        yield "person", key_of(person.name)
    if tagged.article.publisher:
        yield "publisher", key_of(tagged.article.publisher)
    host = host_of(tagged.article.url)
    if host:
        yield "publisher", key_of(host.removeprefix("www."))


def _facts_of_tie(tie: Tie) -> Iterable[tuple[str, str]]:
    for one in tie.activities:
        yield "activity", one.activity.value
    for told in tie.countries:
        yield "country", told.country.lower()
    if tie.cross_border is not None:
        yield "border", "yes" if tie.cross_border else "no"
