"""What the fields of a query ask for, and which articles are copies of one story."""

from __future__ import annotations

from collections.abc import Iterable

from search.company_names import without_english_form
from search.synonyms import key_of
from topics.records import Alliance, Article, Identifiers, Member, Organisation, TaggedArticle, Tie, host_of

FIELDS = ("org", "person", "kind", "status", "publisher", "activity", "country", "border")


def facts_of(tagged: TaggedArticle) -> dict[str, list[str]]:
    """The values of each of `FIELDS`, sorted, none twice."""
    found: dict[str, set[str]] = {field: set() for field in FIELDS}
    for field, value in _facts(tagged):
        found[field].add(value)
    return {field: sorted(values) for field, values in found.items()}


def group_of(tagged: TaggedArticle) -> str:
    """What copies of one story have in common and other articles have not: the group that they were put into when they
    were read."""
    return tagged.article.group or tagged.article.id


def publisher_of(article: Article) -> str | None:
    """The outlet as it is shown: its name, else its host."""
    return article.publisher or host_of(article.url).removeprefix("www.") or None


def organisations_of(tagged: TaggedArticle) -> list[str]:
    """The names of organisations and initiatives as they are shown, sorted, none twice."""
    return sorted({o.name for o in tagged.organisations} | {m.name for m in tagged.mentions if m.name})


def companies_of(tagged: TaggedArticle) -> tuple[Organisation, ...]:
    """The organisations that are companies known by a code, or of a name that several companies bear."""
    named = (one for one in tagged.organisations if one.identifiers)
    return tuple(one.model_copy(update={"spans": []}) for one in named)


def identifiers_of(parties: Iterable[Organisation | Member]) -> list[Identifiers]:
    """What is known of each company that is surely one of the registers."""
    return [party.identifiers for party in parties if party.identifiers and not party.identifiers.shared_by]


def parties_of(tagged: TaggedArticle) -> list[Organisation | Member]:
    """The organisations of an article and the members of the alliances that it tells of."""
    return [*tagged.organisations, *(member for mention in tagged.mentions for member in mention.members)]


def codes_of(parties: Iterable[Organisation | Member]) -> dict[str, list[str]]:
    """The codes of companies by their kind, sorted, none twice."""
    known = identifiers_of(parties)
    return {
        "corp_codes": sorted({each.corp_code for each in known if each.corp_code}),
        "stock_codes": sorted({each.stock_code for each in known if each.stock_code}),
        "english_names": sorted({each.english_name for each in known if each.english_name}),
    }


def organisation_keys(alliance: Alliance) -> list[str]:
    """What `org:` finds an alliance by: names, ids and codes of its members and its own name, sorted, none twice."""
    keys = {key_of(alliance.name)} if alliance.name else set()
    for member in alliance.members:
        keys |= party_keys(member)
    return sorted(keys)


def party_keys(party: Organisation | Member) -> set[str]:
    """What `org:` finds one party by: its name, its id and its codes."""
    return {key_of(party.name), key_of(party.id), *_keys_of(party.identifiers)}


def facts_of_alliance(alliance: Alliance) -> dict[str, list[str]]:
    """The values of each of `FIELDS` that an alliance has over all articles, sorted, none twice."""
    found: dict[str, set[str]] = {field: set() for field in FIELDS}
    found["org"] = set(organisation_keys(alliance))
    found["person"] = {key_of(person.name) for person in alliance.tie.signatories}
    found["kind"] = {alliance.kind.value}
    found["status"] = {alliance.status.value}
    for source in alliance.articles:
        found["publisher"] |= _publisher_keys(source.publisher, source.url)
    for field, value in _facts_of_tie(alliance.tie):
        found[field].add(value)
    return {field: sorted(values) for field, values in found.items()}


def _publisher_keys(publisher: str | None, url: str) -> set[str]:
    return {key_of(name) for name in (publisher, host_of(url).removeprefix("www.")) if name}


def _keys_of(identifiers: Identifiers | None) -> Iterable[str]:
    """The codes of a company and its English name with and without its legal form."""
    if identifiers is None:
        return
    for text in (identifiers.corp_code, identifiers.stock_code, identifiers.english_name):
        if text:
            yield key_of(text)
    if identifiers.english_name:
        yield key_of(without_english_form(identifiers.english_name))


def _facts(tagged: TaggedArticle) -> Iterable[tuple[str, str]]:
    for organisation in tagged.organisations:
        yield "org", key_of(organisation.name)
        yield "org", key_of(organisation.id)
        yield from (("org", key) for key in _keys_of(organisation.identifiers))
    for mention in tagged.mentions:
        yield "kind", mention.kind.value
        yield "status", mention.status.value
        yield from _facts_of_tie(mention.tie)
        if mention.name:
            yield "org", key_of(mention.name)
        for member in mention.members:
            yield "org", key_of(member.name)
            yield "org", key_of(member.id)
            yield from (("org", key) for key in _keys_of(member.identifiers))
    for person in tagged.people:
        yield "person", key_of(person.name)
    yield from (("publisher", key) for key in _publisher_keys(tagged.article.publisher, tagged.article.url))


def _facts_of_tie(tie: Tie) -> Iterable[tuple[str, str]]:
    for one in tie.activities:
        yield "activity", one.activity.value
    for told in tie.countries:
        yield "country", told.country.lower()
    if tie.cross_border is not None:
        yield "border", "yes" if tie.cross_border else "no"
