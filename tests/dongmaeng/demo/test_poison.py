from __future__ import annotations

import zlib

import feedparser
import httpx
import pytest

from dongmaeng.demo.poison import PAGES, SOURCES
from dongmaeng.demo.site import DemoSite
from dongmaeng.demo.story import load_stories
from topics.records import host_of

client = httpx.Client(trust_env=False, timeout=10)
STAGES = {"discover", "fetch", "clean", "tag", "index"}
OUTCOMES = {"done", "dropped", "retried", "quarantined"}


@pytest.fixture(scope="module")
def site():
    with DemoSite(poison=True) as site:
        yield site


def test_every_poison_names_its_right_endings() -> None:
    for poison in (*PAGES, *SOURCES):
        assert poison.ends
        for end in poison.ends:
            stage, _, outcome = end.partition(":")
            assert stage in STAGES
            assert outcome in OUTCOMES


def test_poison_pages_stand_before_the_stories_in_a_feed(site: DemoSite) -> None:
    feed = next(url for url in site.sources if url.endswith("/rss/allArticle.xml"))
    links = [entry.link for entry in feedparser.parse(client.get(feed).content).entries]
    assert [link.replace("&utm_source=rss", "").replace("?utm_source=rss", "") for link in links[: len(PAGES)]] == [
        site.poison_urls[poison.name] for poison in PAGES
    ]
    assert len(links) == len(PAGES) + sum(story.outlet == "garam" for story in load_stories())
    assert site.sources[: len(SOURCES)] == [site.poison_urls[poison.name] for poison in SOURCES]


def test_there_is_no_poison_unless_asked_for() -> None:
    with DemoSite() as clean:
        assert clean.poison_urls == {}
        assert not any("poison" in url for url in clean.sources)


def test_the_undecodable_page_is_neither_utf_8_nor_cp949(site: DemoSite) -> None:
    body = client.get(site.poison_urls["undecodable"]).content
    for charset in ("utf-8", "cp949"):
        with pytest.raises(UnicodeDecodeError):
            body.decode(charset)


def test_the_huge_page_streams_past_any_limit(site: DemoSite) -> None:
    with client.stream("GET", site.poison_urls["huge"]) as answer:
        size = 0
        for chunk in answer.iter_raw():
            size += len(chunk)
            if size > 5_000_000:
                break
    assert size > 5_000_000
    assert "content-length" not in answer.headers


def test_the_compressed_bomb_is_small_and_unpacks_to_50_mb(site: DemoSite) -> None:
    with client.stream("GET", site.poison_urls["compressed-bomb"]) as answer:
        packed = b"".join(answer.iter_raw())
    assert len(packed) < 100_000
    assert len(zlib.decompress(packed, 31)) == 50 * 1024 * 1024


def test_redirects_lead_where_they_should_not(site: DemoSite) -> None:
    seen, url = set(), site.poison_urls["endless-redirect"]
    for _ in range(8):
        answer = client.get(url)
        url = str(answer.url.join(answer.headers["location"]))
        assert answer.status_code == 302
        assert url not in seen
        seen.add(url)
    assert host_of(client.get(site.poison_urls["private-redirect"]).headers["location"]).startswith("127.")
    assert client.get(site.poison_urls["file-redirect"]).headers["location"].startswith("file:")


def test_the_dripping_page_ends_when_the_site_does() -> None:
    with DemoSite(poison=True) as dripping:
        stream = client.stream("GET", dripping.poison_urls["dripping"])
        answer = stream.__enter__()
        body = answer.iter_raw()
        assert next(body) == b" "
    assert set(b"".join(body)) <= {ord(" ")}
    stream.__exit__(None, None, None)


@pytest.mark.parametrize("name", ["nested", "slow-to-clean", "slow-to-tag", "broken-characters"])
def test_pages_for_the_cleaner_are_sent_whole(site: DemoSite, name: str) -> None:
    body = client.get(site.poison_urls[name]).content
    assert 500 < len(body) < 5_000_000
    body.rstrip(b"\x00").decode("utf-8")


def test_bad_feeds_are_served(site: DemoSite) -> None:
    assert b"<!ENTITY" in client.get(site.poison_urls["xml-bomb"]).content
    assert feedparser.parse(client.get(site.poison_urls["broken-feed"]).content).bozo
