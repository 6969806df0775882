"""What became of alliances, as a feed: an entry for each change that people want to hear of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agents.alert.message import message_of
from agents.alert.payload import payload
from dongmaeng.exports.addresses import Pages, change_urn
from dongmaeng.exports.feeds.feed import About, Category, Entry, Feed, FeedLink
from dongmaeng.exports.texts import carriable, linkable
from search.vocabulary import words_in
from topics.records import Alliance, Change, ChangeKind

CONSIDERED = 500
"""Of how many alliances, the latest told, the changes are looked at."""

_NEWS = (
    ChangeKind.ANNOUNCED,
    ChangeKind.JOINED,
    ChangeKind.CHANGED,
    ChangeKind.DENIED,
    ChangeKind.ENDED,
    ChangeKind.MERGED,
)
_MOST_SOURCES = 10


def alliance_feed(alliances: Iterable[Alliance], about: About, pages: Pages, limit: int) -> Feed:
    """The latest changes of some alliances, told quietly or aloud; the first of each alliance, whatever it is."""
    changes = [(change, alliance) for alliance in alliances for change in _told(alliance)]
    changes.sort(key=lambda pair: (pair[0].at, pair[0].id), reverse=True)
    return Feed(about, [_entry(alliance, change, about.language, pages) for change, alliance in changes[:limit]])


def _told(alliance: Alliance) -> Iterator[Change]:
    for number, change in enumerate(alliance.changes):
        if number == 0 or change.change in _NEWS:
            yield change


def _entry(alliance: Alliance, change: Change, language: str, pages: Pages) -> Entry:
    # What is only known in passing has no headline of its own.
    told = change.change if change.change in _NEWS else ChangeKind.ANNOUNCED
    message = message_of(f"alliance.{told}", payload(alliance, change), language=language)
    # The article that made the change comes first.
    articles = sorted(alliance.articles, key=lambda source: source.article_id != change.article_id)
    sources = [
        FeedLink(url, carriable(article.title)) for article in articles if (url := linkable(article.url)) is not None
    ]
    published = next((article.published for article in articles), None)
    words = {table: words_in(language, table) for table in ("kind", "status")}
    return Entry(
        id=change_urn(alliance.id, change.id),
        title=carriable(message.headline),
        summary=carriable(alliance.evidence),
        updated=change.at,
        published=published,
        page=pages.alliance(alliance.id),
        sources=tuple(sources[:_MOST_SOURCES]),
        categories=(
            Category(f"change:{change.change}", message.label),
            Category(f"kind:{alliance.kind}", words["kind"].get(alliance.kind, alliance.kind)),
            Category(f"status:{alliance.status}", words["status"].get(alliance.status, alliance.status)),
            *(Category(f"company:{carriable(m.id)}", carriable(m.name)) for m in alliance.members),
        ),
    )
