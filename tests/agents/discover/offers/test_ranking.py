"""Which offer is best, and which give the same stories."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from agents.discover.contents import Form, Item
from agents.discover.offers.offer import Found, Offer, Place
from agents.discover.offers.ranking import ranked
from agents.discover.sources import SourceKind
from tests.agents.discover.samples import SEEN

SITE = "https://garam.example"


def offer(
    path: str,
    numbers: Sequence[int],
    form: Form = Form.RSS,
    *,
    found: Found = Found.HEAD,
    days: float = 0.0,
    site: str = SITE,
    timed: bool = True,
    title: str = "",
) -> Offer:
    items = [
        Item(f"{site}/news/{n}", "가람", published=SEEN - timedelta(days=days, minutes=1000 - n) if timed else None)
        for n in numbers
    ]
    return Offer(Place(SITE + path, found, title=title), form, items, SEEN)


def order(*offers: Offer, given: str = SITE + "/") -> list[str]:
    return [one.url.removeprefix(SITE) for one in ranked(list(offers), given)]


def test_feeds_and_news_sitemaps_go_before_sitemaps_listings_and_bare_addresses() -> None:
    assert order(
        offer("/list", range(40, 50), Form.LISTING, timed=False),
        offer("/map.txt", range(30, 40), Form.TEXT_SITEMAP, timed=False),
        offer("/map.xml", range(20, 30), Form.SITEMAP),
        offer("/feed", range(10)),
        offer("/news.xml", range(10, 20), Form.NEWS_SITEMAP),
    ) == ["/news.xml", "/feed", "/map.xml", "/list", "/map.txt"]


def test_what_gives_all_stories_goes_before_its_sections_which_say_so() -> None:
    section, whole = offer("/economy", range(90, 100)), offer("/all-stories-of-the-day", range(50, 100))
    assert order(section, whole) == ["/all-stories-of-the-day", "/economy"]
    assert (section.same_as, whole.same_as, whole.covers) == (whole.url, None, 1)


def test_of_feeds_that_share_nothing_the_one_that_says_that_it_is_whole_goes_first() -> None:
    assert order(offer("/sports", range(10)), offer("/rss/allArticle.xml", range(10, 20))) == [
        "/rss/allArticle.xml",
        "/sports",
    ]
    assert order(offer("/a", range(10)), offer("/b", range(10, 20), title="전체기사")) == ["/b", "/a"]


def test_a_story_that_is_not_everywhere_yet_parts_nothing() -> None:
    feed, news = offer("/feed", range(10, 20)), offer("/news.xml", range(11, 21), Form.NEWS_SITEMAP)
    ranked([feed, news], SITE)
    assert sorted([feed.same_as or "", news.same_as or ""])[0] == ""
    assert {feed.same_as, news.same_as} & {feed.url, news.url}


def test_an_archive_beside_a_feed_is_the_same_where_they_meet() -> None:
    feed, archive = offer("/feed", range(900, 1000)), offer("/map.xml", range(1000), Form.SITEMAP)
    assert order(archive, feed) == ["/feed", "/map.xml"]
    assert archive.same_as == feed.url


def test_what_a_site_left_behind_goes_last() -> None:
    old, new = offer("/rss.xml", range(10), days=60), offer("/list", range(10, 20), Form.LISTING, timed=False)
    assert order(old, new) == ["/list", "/rss.xml"]
    assert old.left_behind


def test_a_feed_of_a_quiet_site_is_not_left_behind() -> None:
    old, page = offer("/rss.xml", range(10), days=60), offer("/list", range(10), Form.LISTING, timed=False)
    assert order(page, old) == ["/rss.xml", "/list"]
    assert not old.left_behind


def test_an_offer_speaks_for_the_site_that_led_to_it_and_for_no_other() -> None:
    feed = Offer(Place("https://feeds.other.example/garam", Found.HEAD), Form.RSS, offer("/", range(9)).items, SEEN)
    ranked([feed], SITE + "/")
    assert (feed.sites, feed.elsewhere) == (["garam.example"], None)
    assert feed.setting("가람").sites == ["garam.example"]
    ranked([feed := Offer(feed.place, Form.RSS, feed.items, SEEN)], "https://naru.example/")
    assert (feed.sites, feed.elsewhere) == ([], "garam.example")


def test_an_address_that_was_given_vouches_for_no_other_site() -> None:
    feed = Offer(Place("https://evil.example/feed", Found.GIVEN), Form.RSS, offer("/", range(9)).items, SEEN)
    ranked([feed], "https://evil.example/feed")
    assert (feed.sites, feed.elsewhere) == ([], "garam.example")
    assert feed.setting().sites == []


def test_a_feed_of_another_site_goes_last_whatever_it_gives() -> None:
    channel = offer("/feeds/videos.xml", range(30), site="https://videos.example")
    listing = offer("/list", range(40, 50), Form.LISTING, timed=False)
    assert order(channel, listing) == ["/list", "/feeds/videos.xml"]
    assert (channel.foreign, listing.foreign) == (True, False)


def test_stories_of_many_sites_are_no_ones() -> None:
    items = [Item(f"https://s{n}.example/news/{n}") for n in range(20)]
    feed = Offer(Place(SITE + "/portal", Found.HEAD), Form.RSS, items, SEEN)
    ranked([feed], SITE)
    assert (feed.sites, feed.elsewhere) == ([], None)


def test_a_listing_is_set_up_as_one() -> None:
    assert offer("/list", [1], Form.LISTING).setting().kind is SourceKind.LISTING
    assert offer("/feed", [1]).setting().kind is SourceKind.AUTO


TIMES = st.none() | st.integers(-10_000, 1_000).map(lambda days: SEEN + timedelta(days=days))
ITEMS = st.lists(
    st.builds(Item, st.integers(0, 20).map(lambda n: f"{SITE}/{n}"), published=TIMES), min_size=1, max_size=8
)


@given(st.lists(st.tuples(ITEMS, st.sampled_from(list(Form))), max_size=6))
def test_each_offer_comes_once_in_one_order_and_points_to_a_better_one(
    made: list[tuple[list[Item], Form]],
) -> None:
    offers = [Offer(Place(f"{SITE}/{n}", Found.LINK), form, items, SEEN) for n, (items, form) in enumerate(made)]
    found = ranked(offers, SITE)
    urls = [one.url for one in found]
    assert sorted(urls) == sorted(one.url for one in offers)
    assert [one.url for one in ranked(offers[::-1], SITE)] == urls
    for one in found:
        if one.same_as is not None:
            better = found[urls.index(one.same_as)]
            assert better.same_as is None
            assert urls.index(better.url) < urls.index(one.url)
