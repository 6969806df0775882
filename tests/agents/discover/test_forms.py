"""JSON feeds and text sitemaps."""

import gzip
import json
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.contents import Contents, Form
from agents.discover.read import read_source
from agents.discover.sources import SourceKind
from tests.agents.discover.samples import SEEN, rss, sitemap, sitemap_index
from topics.outcome import Quarantine
from topics.records import SEOUL

FEED = "https://garam.example/feed.json"


def read(body: bytes | str, kind: SourceKind = SourceKind.AUTO) -> Contents:
    return read_source(body.encode() if isinstance(body, str) else body, FEED, "", kind, 10**6, SEEN)


def feed(*items: Any, version: str = "https://jsonfeed.org/version/1.1", **fields: Any) -> str:
    return json.dumps({"version": version, "title": "가람일보", "items": list(items), **fields}, ensure_ascii=False)


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_a_json_feed_gives_links_titles_leads_and_times(version: str) -> None:
    contents = read(
        feed(
            {
                "id": "1",
                "url": "/news/1",
                "title": "가람 &amp; 나루",
                "content_html": "<p>새 <b>공장</b></p>",
                "date_published": "2021-03-04T21:20:09+09:00",
            },
            version=version,
        )
    )
    (item,) = contents.items
    assert (item.url, item.title, item.summary) == ("https://garam.example/news/1", "가람 & 나루", "새 공장")
    assert item.published == datetime(2021, 3, 4, 21, 20, 9, tzinfo=SEOUL)
    assert (contents.form, contents.title, contents.fault) == (Form.JSON_FEED, "가람일보", None)


def test_an_item_without_a_url_has_that_of_what_it_points_to_or_of_its_id() -> None:
    contents = read(
        feed(
            {"id": "1", "external_url": "https://naru.example/7"},
            {"id": "https://garam.example/news/2", "date_modified": "2021-03-04T10:00:00Z"},
        )
    )
    assert [item.url for item in contents.items] == ["https://naru.example/7", "https://garam.example/news/2"]
    assert contents.items[1].published == datetime(2021, 3, 4, 19, tzinfo=SEOUL)


def test_a_json_feed_names_its_next_page_and_its_hubs() -> None:
    hubs = [{"type": "WebSub", "url": "https://hub.example/"}, {"type": "rssCloud", "url": "https://x.example/"}, 7]
    contents = read(feed(next_url="?page=2", feed_url=FEED, hubs=hubs))
    assert contents.next_page == f"{FEED}?page=2"
    assert (contents.hubs, contents.own_address) == (["https://hub.example/"], FEED)


def test_wrong_items_are_passed_over_and_told() -> None:
    contents = read(feed({"id": 7, "url": 8}, "no object", {"id": "1", "url": "/news/1", "title": ["가"]}))
    assert [(item.url, item.title) for item in contents.items] == [("https://garam.example/news/1", None)]
    assert contents.fault == "entries without a link"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "broken JSON"),
        ("{" * 1, "broken JSON"),
        ('{"a":' * 100_000, "broken JSON"),
        ('{"n": ' + "9" * 5_000 + "}", "broken JSON"),
        ('{"items": []}', "not a source"),
        ('{"version": "https://jsonfeed.org/version/1", "items": {}}', "not a source"),
        ('{"version": "https://schema.example/1", "items": []}', "not a source"),
    ],
)
def test_what_is_no_json_feed_is_told(body: str, reason: str) -> None:
    with pytest.raises(Quarantine) as told:
        read(body)
    assert told.value.reason == reason


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["id", "url", "title", "items", "hubs", "next_url", "date_published"]), x), max_leaves=20))  # fmt: skip
def test_no_json_breaks_the_reader(value: Any) -> None:
    body = value if isinstance(value, dict) else {"items": value}
    with suppress(Quarantine):
        read(json.dumps({"version": "https://jsonfeed.org/version/1.1", **body}))


def test_half_a_surrogate_pair_is_no_text() -> None:
    (item,) = read(feed().replace("[]", r'[{"url": "/news/\ud800", "title": "\udfff"}]')).items
    assert (item.url, item.title) == ("https://garam.example/news/\ufffd", "\ufffd")


def test_a_text_sitemap_has_an_address_a_line() -> None:
    contents = read("\ufeff\nhttps://garam.example/news/1\r\nhttps://garam.example/news/2\n\n")
    assert [item.url for item in contents.items] == ["https://garam.example/news/1", "https://garam.example/news/2"]
    assert all(item.archived and item.freshness is None for item in contents.items)
    assert (contents.form, contents.fault) == (Form.TEXT_SITEMAP, None)


def test_lines_of_a_text_sitemap_that_are_no_address_are_told() -> None:
    contents = read("https://garam.example/news/1\n오늘의 뉴스\n/news/2\n")
    assert ([item.url for item in contents.items], contents.fault) == (
        ["https://garam.example/news/1"],
        "lines that are no address",
    )


def test_a_text_that_only_begins_with_an_address_is_no_sitemap() -> None:
    with pytest.raises(Quarantine):
        read("https://garam.example/ 에서 더 보기", SourceKind.SITEMAP)


@pytest.mark.parametrize("body", [sitemap(["https://garam.example/news/1"]), "https://garam.example/news/1\n"])
def test_sitemaps_may_be_packed(body: str) -> None:
    assert [item.url for item in read(gzip.compress(body.encode())).items] == ["https://garam.example/news/1"]


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (rss(["/news/1"]), Form.RSS),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>가람</title></feed>', Form.ATOM),
        (sitemap(["/news/1"]), Form.SITEMAP),
        (
            sitemap(["/news/1"])
            .replace("<lastmod>", "<n:news><n:publication_date>")
            .replace("</lastmod>", "</n:publication_date></n:news>"),
            Form.NEWS_SITEMAP,
        ),
        (sitemap_index(["/map1.xml"]), Form.SITEMAP_INDEX),
        (feed(), Form.JSON_FEED),
    ],
)
def test_the_form_of_a_source_is_told(body: str, form: Form) -> None:
    assert read(body).form is form


def test_a_page_read_as_a_listing_is_one() -> None:
    assert read('<a href="/news/12345">가람전자, 새 연구소를 열어</a>', SourceKind.LISTING).form is Form.LISTING
