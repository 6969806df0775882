from __future__ import annotations

import html
import json
import re
from datetime import datetime
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest
from lxml import etree

from dongmaeng.demo.outlets import OUTLETS
from dongmaeng.demo.site import DemoSite
from dongmaeng.demo.story import Story, load_best_stories, load_stories

# One client for all tests here: what it fetches stands on loopback.
client = httpx.Client(trust_env=False, timeout=10)


@pytest.fixture(scope="module")
def site():
    with DemoSite() as site:
        yield site


def text_of(page: bytes, charset: str) -> str:
    text = page.decode("cp949" if charset == "euc-kr" else charset)
    return html.unescape(re.sub(r"\\u003c", "<", text).replace('\\"', '"'))


def test_every_outlet_is_an_origin_of_its_own(site: DemoSite) -> None:
    assert len({site.origin(outlet) for outlet in OUTLETS}) == len(OUTLETS) == len(site.sources)
    assert all((urlsplit(url).hostname or "").startswith("127.") for url in site.sources)


OPEN_STORIES = [story for story in load_stories() if not story.forbidden]


@pytest.mark.parametrize("story", OPEN_STORIES, ids=lambda story: story.id)
def test_every_page_holds_its_story(site: DemoSite, story: Story) -> None:
    answer = client.get(site.story_urls[story.id])
    assert answer.status_code == 200
    text = text_of(answer.content, OUTLETS[story.outlet].charset)
    for part in (story.title, story.reporter, *story.body):
        assert part in text


def test_the_small_outlet_appends_other_stories(site: DemoSite) -> None:
    story = next(story for story in load_stories() if story.outlet == "garam")
    page = client.get(site.story_urls[story.id]).text
    assert all(html.escape(best.body[0], quote=False).replace('"', "&#34;") in page for best in load_best_stories())


def test_the_script_outlet_has_its_body_in_script_only(site: DemoSite) -> None:
    story = next(story for story in load_stories() if story.outlet == "saebyeok")
    page = client.get(site.story_urls[story.id]).text
    visible = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not any(paragraph in html.unescape(visible) for paragraph in story.body)
    start = page.index("Fusion.globalContent=") + len("Fusion.globalContent=")
    document, _ = json.JSONDecoder().raw_decode(page[start:])
    assert [e["content"] for e in document["content_elements"] if e["type"] == "text"] == story.body
    assert datetime.fromisoformat(document["display_date"]) == story.published


def test_the_old_outlet_says_euc_kr_in_its_meta_only(site: DemoSite) -> None:
    story = next(story for story in load_stories() if story.outlet == "naru")
    answer = client.get(site.story_urls[story.id])
    assert "charset" not in answer.headers["content-type"]
    assert b"charset=euc-kr" in answer.content
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")
    assert "<article" not in answer.content.decode("cp949")


def listed(site: DemoSite, outlet: str) -> list[str]:
    body = client.get(site.origin(outlet) + OUTLETS[outlet].feed_path).content
    if OUTLETS[outlet].feed_type == "sitemap":
        return etree.fromstring(body).xpath("//*[local-name()='loc']/text()")
    return [entry.link for entry in feedparser.parse(body).entries]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_feed_lists_its_stories_newest_first(site: DemoSite, outlet: str) -> None:
    links = [link.replace("&utm_source=rss", "") for link in listed(site, outlet)]
    stories = [story for story in load_stories() if story.outlet == outlet]
    urls = [site.story_urls[story.id] for story in reversed(stories)]
    assert list(dict.fromkeys(links)) == urls
    assert client.get(listed(site, outlet)[0]).status_code == 200


def test_the_old_feed_has_korean_times_without_a_zone(site: DemoSite) -> None:
    body = client.get(site.origin("naru") + OUTLETS["naru"].feed_path).content.decode("cp949")
    assert re.search(r"<pubDate>2026-03-13 오후 5:00:00</pubDate>", body)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_unchanged_feed_is_not_sent_again(site: DemoSite, outlet: str) -> None:
    url = site.origin(outlet) + OUTLETS[outlet].feed_path
    first = client.get(url)
    tagged = client.get(url, headers={"if-none-match": first.headers["etag"]})
    dated = client.get(url, headers={"if-modified-since": first.headers["last-modified"]})
    other = client.get(url, headers={"if-none-match": '"other"', "if-modified-since": first.headers["last-modified"]})
    assert (tagged.status_code, dated.status_code, other.status_code) == (304, 304, 200)
    assert not tagged.content
    assert tagged.headers["etag"] == first.headers["etag"]


def test_what_robots_forbid_is_listed_and_remembered() -> None:
    forbidden = next(story for story in load_stories() if story.forbidden)
    with DemoSite() as site:
        url = site.story_urls[forbidden.id]
        robots = client.get(site.origin(forbidden.outlet) + "/robots.txt").text
        folder = re.search(r"Disallow: (\S+)", robots)
        assert folder
        assert urlsplit(url).path.startswith(folder[1])
        assert any(url in link for link in listed(site, forbidden.outlet))
        assert forbidden not in site.published
        assert site.disallowed_hits == []
        client.get(url)
        assert site.disallowed_hits == [url]


def test_stories_appear_at_a_pace_in_the_order_of_publication() -> None:
    seconds = 0.0
    stories = load_stories()[:5]
    with DemoSite(pace=2.0, stories=stories, clock=lambda: seconds) as site:
        urls = [site.story_urls[story.id] for story in stories]
        tags = set()
        for count in range(1, 6):
            assert site.published == list(stories[:count])
            assert [client.get(url).status_code for url in urls] == [200] * count + [404] * (5 - count)
            assert sum(len(listed(site, outlet)) for outlet in OUTLETS if outlet != "naru") == sum(
                story.outlet != "naru" for story in stories[:count]
            )
            tags.add(client.get(site.sources[0]).headers["etag"])
            seconds += 1.0
            assert site.published == list(stories[:count])
            seconds += 1.0
        assert site.finished
        assert len(tags) == 1 + sum(story.outlet == "garam" for story in stories[1:])


def test_a_fixed_port_keeps_the_addresses() -> None:
    with DemoSite() as site:
        port = urlsplit(site.origin("garam")).port
    assert port
    with DemoSite(port=port, stories=load_stories()[:1]) as again:
        assert urlsplit(again.origin("garam")).port == port


def test_the_front_page_links_the_stories(site: DemoSite) -> None:
    page = client.get(site.url).text
    assert page.count("<li>") == sum(story.outlet == "garam" for story in site.published)


def test_an_unknown_address_is_not_found(site: DemoSite) -> None:
    assert client.get(site.url + "news/articleView.html?idxno=1").status_code == 404
    assert client.get(site.url + "poison/huge").status_code == 404
