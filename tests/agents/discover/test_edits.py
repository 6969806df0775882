"""What a source says of edits: believed of its own site's stories, by difference, and only so often."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agents.discover.candidates import new_candidates
from agents.discover.contents import Item
from agents.discover.look import Look
from agents.discover.read import read_source
from agents.discover.seen import SEEN, Named
from agents.discover.sources import DiscoverSettings, SourceKind, SourceSetting
from agents.urls import article_id
from tests.fakes import MemoryState
from topics.records import SEOUL, Again

SEEN_AT = datetime(2026, 3, 4, 12, 0, tzinfo=SEOUL)
PAPER = SourceSetting(url="https://garam.example/feed")
OUTSIDER = SourceSetting(url="https://portal.example/feed")
HOUR = timedelta(hours=1)


def memory() -> MemoryState:
    state = MemoryState()
    state.clock = lambda: SEEN_AT
    return state


def url(number: int = 1) -> str:
    return f"https://garam.example/news/{1000 + number}"


async def look(
    state: MemoryState,
    changed: datetime | None,
    moment: datetime,
    source: SourceSetting = PAPER,
    stories: int = 1,
    settings: DiscoverSettings | None = None,
) -> list[Again | None]:
    """How a look takes the stories that it names."""
    items = [Item(url(n), published=SEEN_AT - HOUR, changed=changed) for n in range(stories)]
    found = await new_candidates(Look(200, items), source, settings or DiscoverSettings(), state, moment, first=False)
    return [candidate.again for candidate in found]


async def test_a_later_time_is_an_edit_once() -> None:
    state = memory()
    assert await look(state, SEEN_AT - HOUR, SEEN_AT) == [None]
    assert await look(state, SEEN_AT - HOUR, SEEN_AT + HOUR) == []
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + 2 * HOUR) == [Again.UPDATED]
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + 3 * HOUR) == []
    assert await look(state, SEEN_AT, SEEN_AT + 4 * HOUR) == []


async def test_what_was_named_without_a_time_was_edited_when_it_has_a_later_one() -> None:
    state = memory()
    assert await look(state, None, SEEN_AT) == [None]
    assert await look(state, SEEN_AT - HOUR, SEEN_AT + HOUR) == []
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + 2 * HOUR) == [Again.UPDATED]


async def test_an_outsider_claims_nothing() -> None:
    state = memory()
    await look(state, SEEN_AT - HOUR, SEEN_AT)
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + 2 * HOUR, OUTSIDER) == []
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + 2 * HOUR) == [Again.UPDATED]


async def test_a_feed_that_touches_a_story_at_each_look_has_it_read_four_times_a_day() -> None:
    state, found = memory(), 0
    await look(state, SEEN_AT, SEEN_AT)
    for minutes in range(1, 10 * 24 * 60, 20):
        moment = SEEN_AT + timedelta(minutes=minutes)
        found += len(await look(state, moment, moment))
    assert found == 8 * 4  # the calendar days that a week touches
    assert await look(memory(), None, SEEN_AT, settings=DiscoverSettings(edits_a_day=0)) == [None]


async def test_none_is_taken_where_the_setting_says_so() -> None:
    state, never = memory(), DiscoverSettings(edits_a_day=0)
    await look(state, SEEN_AT, SEEN_AT, settings=never)
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + HOUR, settings=never) == []


async def test_a_source_that_stamps_all_with_the_moment_tells_of_no_edit() -> None:
    state = memory()
    await look(state, SEEN_AT, SEEN_AT, stories=40)
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + HOUR, stories=40) == []
    assert await look(state, SEEN_AT + HOUR, SEEN_AT + HOUR, stories=10) == [Again.UPDATED] * 10


async def test_what_an_earlier_version_knows_of_a_story_tells_no_edit() -> None:
    for held in ({}, {"source": "https://garam.example/feed"}, {"at": "no time"}):
        state = memory()
        await state.put(SEEN, article_id(url(0)), held)  # type: ignore[arg-type]
        assert await look(state, SEEN_AT + HOUR, SEEN_AT + HOUR) == []


@given(st.integers(-100, 400), st.integers(0, 9))
def test_nothing_is_an_edit_beyond_a_week_or_the_number_of_a_day(hours: int, edits: int) -> None:
    moment = SEEN_AT + hours * HOUR
    known = Named(at=SEEN_AT, edits=edits, edited_on=moment.date())
    is_edit = known.tells_edit(moment, moment, 4)
    assert is_edit == (SEEN_AT < moment <= SEEN_AT + timedelta(days=7) and edits < 4)


def test_the_time_of_an_edit_is_read_in_each_form() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>가람</title><entry><title>가람전자 소식</title>'
        f'<link href="{url()}"/><id>1</id><published>2026-03-04T09:00:00+09:00</published>'
        "<updated>2026-03-04T11:00:00+09:00</updated></entry></feed>"
    )
    rss = (
        '<rss version="2.0" xmlns:dcterms="http://purl.org/dc/terms/"><channel><title>가람</title><item>'
        f"<title>가람전자 소식</title><link>{url()}</link><pubDate>Wed, 04 Mar 2026 09:00:00 +0900</pubDate>"
        "<dcterms:modified>2026-03-04T11:00:00+09:00</dcterms:modified></item></channel></rss>"
    )
    json_feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "가람", "items": [{"id": "1", "title": "가람전자 소식",'
        f'"url": "{url()}", "date_published": "2026-03-04T09:00:00+09:00",'
        '"date_modified": "2026-03-04T11:00:00+09:00"}]}'
    )
    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        f"<loc>{url()}</loc><lastmod>2026-03-04T11:00:00+09:00</lastmod><news:news>"
        "<news:publication_date>2026-03-04T09:00:00+09:00</news:publication_date></news:news></url></urlset>"
    )
    for text, kind in ((atom, "xml"), (rss, "xml"), (json_feed, "json"), (sitemap, "xml")):
        contents = read_source(text.encode(), PAPER.url, f"application/{kind}", SourceKind.AUTO, 1_000_000, SEEN_AT)
        (item,) = contents.items
        assert (item.published, item.changed) == (SEEN_AT - 3 * HOUR, SEEN_AT - HOUR), text
