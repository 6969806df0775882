"""Searches over real HTTP on loopback."""

from collections.abc import AsyncIterator

import pytest

from agents.discover.contents import Form
from agents.discover.offers.guest import Guest, Manners
from agents.discover.offers.offer import Found
from agents.discover.offers.search import Offers, find_offers
from agents.discover.sources import DiscoverSettings
from agents.http_client import HttpClient
from agents.workers import InlineWorkers
from dongmaeng.demo.site import DemoSite
from tests.agents.discover.samples import SEEN, rss, sitemap, sitemap_index
from tests.loopback import Reply, Site, loopback_site

XML = "application/xml"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with loopback_site() as site:
        yield site


async def search(url: str, **manners: int) -> Offers:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        guest = Guest(http, Manners(delay=0.0, **manners))
        return await find_offers(url, guest, InlineWorkers(), DiscoverSettings(), SEEN)


def links(site: Site, *numbers: int) -> list[str]:
    return [f"{site.url}/news/{10000 + n}" for n in numbers]


def listing(*numbers: int, head: str = "", menu: str = "") -> str:
    rows = "".join(f'<a href="/news/{10000 + n}">가람전자, 새 연구소 {n}곳 열어</a>' for n in numbers)
    return f"<html><head><title>가람일보 - 전체</title>{head}</head><body>{menu}{rows}</body></html>"


def told(found: Offers, site: Site) -> list[tuple[str, Form, Found]]:
    return [(offer.url.removeprefix(site.url), offer.form, offer.place.found) for offer in found.offers]


async def test_the_front_page_of_the_sample_site_offers_its_feed_sitemap_and_listing() -> None:
    with DemoSite() as demo:
        found = await search(demo.url)
        assert (found.name, found.failed, found.is_cut) == ("가람경제", [], False)
        feed, *others = found.offers
        assert (feed.url, feed.form, feed.place.found) == (demo.sources[0], Form.RSS, Found.HEAD)
        assert {(offer.url.removeprefix(demo.url), offer.form) for offer in others} == {
            ("sitemap-news.xml", Form.NEWS_SITEMAP),
            ("", Form.LISTING),
            ("news/articleList.html", Form.LISTING),
        }
        assert {offer.same_as for offer in others} == {feed.url}
        assert demo.disallowed_hits == []


async def test_a_feed_that_is_given_is_the_offer_and_nothing_else_is_asked(site: Site) -> None:
    site.page("/feed", rss(links(site, 2, 1)), XML)
    found = await search(site.url + "/feed")
    assert told(found, site) == [("/feed", Form.RSS, Found.GIVEN)]
    assert found.name == "가람일보"
    assert site.paths() == ["/robots.txt", "/feed"]


async def test_an_index_of_sitemaps_is_read_as_far_as_it_shows_what_it_gives(site: Site) -> None:
    site.page("/map.xml", sitemap_index([f"{site.url}/m{n}.xml" for n in range(9)]), XML)
    for n in range(9):
        site.page(f"/m{n}.xml", sitemap(links(site, n)), XML)
    found = await search(site.url + "/map.xml")
    assert told(found, site) == [("/map.xml", Form.SITEMAP_INDEX, Found.GIVEN)]
    assert site.paths() == ["/robots.txt", "/map.xml", "/m0.xml", "/m1.xml"]


async def test_where_a_page_names_nothing_the_usual_paths_are_tried(site: Site) -> None:
    site.page("/", listing(1, 2, 3))
    site.page("/rss.xml", rss(links(site, 3, 2, 1)), XML)
    site.page("/sitemap.xml", sitemap(links(site, 3, 2, 1)), XML)
    found = await search(site.url + "/")
    assert [(path, how) for path, _, how in told(found, site)] == [
        ("/rss.xml", Found.USUAL),
        ("/sitemap.xml", Found.USUAL),
        ("/", Found.GIVEN),
    ]
    assert found.failed == []
    assert "/feed.xml" not in site.paths()


async def test_a_page_that_lists_feeds_is_read_for_them(site: Site) -> None:
    site.page("/", listing(menu='<a href="/rssIndex.html">RSS</a>'))
    site.page("/rssIndex.html", '<a href="/rss/S1N1.xml">정치</a><a href="/rss/allArticle.xml">전체기사</a>')
    site.page("/rss/S1N1.xml", rss(links(site, 5, 4, 3)), XML)
    site.page("/rss/allArticle.xml", rss(links(site, *range(9, 0, -1))), XML)
    found = await search(site.url)
    assert [path for path, *_ in told(found, site)] == ["/rss/allArticle.xml", "/rss/S1N1.xml"]
    assert found.offers[1].same_as == found.offers[0].url
    assert [(failed.place.url, failed.reason) for failed in found.failed] == [
        (site.url + "/rssIndex.html", "not a source"),
        (site.url, "no stories on the page"),
    ]


async def test_a_press_room_is_offered_as_a_listing(site: Site) -> None:
    site.page("/", '<title>가람전자</title><a href="/about">회사소개</a><a href="/pr/list">보도자료</a>')
    site.page("/pr/list", listing(1, 2, 3))
    found = await search(site.url + "/")
    assert told(found, site) == [("/pr/list", Form.LISTING, Found.SECTION)]
    assert found.name == "가람전자"


async def test_a_front_page_that_only_leads_on_is_followed_once(site: Site) -> None:
    site.page("/", '<html><head><meta http-equiv="refresh" content="0; url=/main/"></head></html>')
    head = '<link rel="alternate" type="application/rss+xml" href="feed">'
    site.page("/main/", listing(1, 2, 3, head=head))
    site.page("/main/feed", rss(links(site, 3, 2, 1)), XML)
    found = await search(site.url + "/")
    assert [(path, how) for path, _, how in told(found, site)] == [("/main/feed", Found.HEAD), ("/main/", Found.GIVEN)]


async def test_what_robots_txt_forbids_is_not_asked_and_said(site: Site) -> None:
    site.answers["/robots.txt"] = Reply(200, b"User-agent: *\nDisallow: /rss\nSitemap: /map.xml\n")
    head = '<link rel="alternate" type="application/rss+xml" href="/rss/all.xml">'
    site.page("/", listing(1, 2, 3, head=head))
    site.page("/rss/all.xml", rss(links(site, 1)), XML)
    site.page("/map.xml", sitemap(links(site, 3, 2, 1)), XML)
    found = await search(site.url + "/")
    assert ("/rss/all.xml", "robots.txt forbids it") in [
        (failed.place.url.removeprefix(site.url), failed.reason) for failed in found.failed
    ]
    assert told(found, site)[0] == ("/map.xml", Form.SITEMAP, Found.ROBOTS)
    assert not [path for path in site.paths() if path.startswith("/rss")]


async def test_a_search_is_cut_where_it_costs_a_site_too_much(site: Site) -> None:
    head = "".join(f'<link rel="alternate" type="text/xml" href="/f{n}.xml">' for n in range(30))
    site.page("/", listing(1, head=head))
    site.page("/f0.xml", rss(links(site, 1)), XML)
    found = await search(site.url + "/", requests=5)
    assert found.is_cut
    assert len(site.asked) == 5
    assert told(found, site) == [("/f0.xml", Form.RSS, Found.HEAD)]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Reply(404), "not found"),
        (Reply(500), "server error"),
        (Reply(200, b"\x00\x01"), "no stories on the page"),
        (Reply(302, headers={"location": "/"}), "too many redirects"),
    ],
)
async def test_an_address_that_gives_nothing_is_told(site: Site, answer: Reply, reason: str) -> None:
    site.answers["/"] = answer
    found = await search(site.url + "/")
    assert (found.offers, [failed.reason for failed in found.failed]) == ([], [reason])


async def test_a_site_that_is_away_is_told() -> None:
    async with loopback_site() as site:
        away = site.url
    found = await search(away + "/")
    assert (found.offers, [failed.reason for failed in found.failed]) == ([], ["unreachable"])
