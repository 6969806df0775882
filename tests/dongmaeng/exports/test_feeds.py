"""Atom, RSS and JSON Feed as feedparser and a JSON reader see them."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.feeds.about import about_alliances, about_search
from dongmaeng.exports.feeds.alliance_feed import alliance_feed
from dongmaeng.exports.feeds.feed import Feed
from dongmaeng.exports.feeds.hit_feed import hit_feed
from dongmaeng.exports.feeds.json_feed import json_feed
from dongmaeng.exports.feeds.xml_feed import atom, rss
from dongmaeng.exports.formats import Format
from dongmaeng.exports.texts import carriable
from dongmaeng.web.texts import Language
from search.store import Highlight, Hit
from tests.dongmaeng.exports.alliances import ALLIANCES, HOSTILE, NOON, alliance, hostile
from tests.dongmaeng.exports.files import PAGES
from topics.records import Alliance, Change, ChangeKind, Member, Quiet, Status

ATOM = "{http://www.w3.org/2005/Atom}"
RENDERERS = {Format.ATOM: atom, Format.RSS: rss}

Render = Callable[[Feed], bytes]


def feed(alliances: Sequence[Alliance], limit: int = 50, language: Language = Language.KOREAN) -> Feed:
    about = about_alliances([], Format.ATOM, PAGES, language)
    return alliance_feed(alliances, about, PAGES, limit)


def parsed(data: bytes) -> Any:
    # Without `sanitize_html` feedparser shows what a careless reader would be given.
    read = feedparser.parse(data, sanitize_html=False)
    assert not read.bozo, read.get("bozo_exception")
    return read


@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_an_entry_tells_an_alliance_in_korean(format: Format) -> None:
    known = alliance()
    (entry,) = parsed(RENDERERS[format](feed([known]))).entries
    assert entry.title == "가람전자와 나래통신, 업무협약(MOU) 발표"
    assert entry.id == "urn:dongmaeng:alliance:a00000:c0"
    assert entry.link == "https://dongmaeng.example/alliances/a00000"
    said = entry.content[0].value if "content" in entry else entry.summary
    assert known.evidence in said
    assert 'href="https://news.example.com/0"' in said
    assert 'href="https://paper.example.org/0"' in said
    assert {"업무협약(MOU)", "가람전자", "나래통신"} <= {tag.label or tag.term for tag in entry.tags}
    assert entry.published_parsed[:6] == (2026, 3, 2, 3, 0, 0)


def test_atom_says_when_what_changed_and_where_it_is() -> None:
    read = parsed(atom(feed([alliance(0), alliance(1)])))
    assert read.feed.language == "ko"
    assert read.feed.title == "동맹 소식"
    assert [link.href for link in read.feed.links if link.rel == "self"] == ["https://dongmaeng.example/alliances.atom"]
    assert [entry.updated for entry in read.entries] == ["2026-03-02T13:01:00+09:00", "2026-03-02T13:00:00+09:00"]
    assert read.feed.updated == read.entries[0].updated
    root = etree.fromstring(atom(feed([alliance()])))
    assert len(root.findall(f"{ATOM}entry/{ATOM}link[@href]")) == 1


def test_english_is_said_where_it_is_asked_for() -> None:
    read = parsed(atom(feed([alliance()], language=Language.ENGLISH)))
    assert read.feed.language == "en"
    assert read.entries[0].title.startswith("Garam Electronics and 나래통신")


def test_json_feed_holds_the_same() -> None:
    known = [alliance(0), alliance(1)]
    read = json.loads(json_feed(feed(known)))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["language"] == "ko"
    entries = parsed(atom(feed(known))).entries
    assert [item["id"] for item in read["items"]] == [entry.id for entry in entries]
    assert [item["title"] for item in read["items"]] == [entry.title for entry in entries]
    assert [item["content_html"] for item in read["items"]] == [entry.content[0].value for entry in entries]
    assert read["items"][0]["external_url"] == "https://news.example.com/1"


def later(kind: ChangeKind, days: int, quiet: Quiet | None = None) -> Change:
    at = NOON + timedelta(days=days)
    member = Member(id="미르중공업", name="미르중공업")
    return Change(id=f"later{days}", change=kind, at=at, article_id="r0", members=[member], quiet=quiet)


def test_each_change_that_people_want_to_hear_of_is_an_entry_of_its_own() -> None:
    changes = [
        *alliance().changes,
        later(ChangeKind.CORROBORATED, 1),
        later(ChangeKind.JOINED, 2),
        later(ChangeKind.CONFIRMED, 3),
        later(ChangeKind.ENDED, 4, Quiet.IMPORTED),
    ]
    entries = feed([alliance(changes=changes), alliance(1)]).entries
    assert [entry.id.rpartition(":")[2] for entry in entries] == ["later4", "later2", "c1", "c0"]
    assert entries[1].title == "미르중공업, 가람전자와 나래통신의 업무협약(MOU)에 합류"


def test_what_is_known_in_passing_has_a_headline_too() -> None:
    passing = alliance(
        status=Status.BACKGROUND,
        changes=[Change(id="c", change=ChangeKind.BACKGROUND, at=NOON, article_id="r0", quiet=Quiet.IMPORTED)],
    )
    (entry,) = feed([passing]).entries
    assert entry.title.startswith("가람전자와 나래통신, 업무협약(MOU)")


def test_ids_stay_when_more_is_known_and_when_the_service_moves() -> None:
    known = alliance()
    more = known.model_copy(update={"evidence": "다른 문장", "kind": alliance().kind, "independent_publishers": 9})
    moved = alliance_feed(
        [more], about_alliances([], Format.ATOM, Pages("https://elsewhere.example"), Language.KOREAN), Pages(None), 9
    )
    assert moved.entries[0].id == feed([known]).entries[0].id
    assert moved.about.id == feed([known]).about.id


@pytest.mark.parametrize("render", [atom, rss, json_feed])
def test_the_same_alliances_give_the_same_bytes(render: Render) -> None:
    assert render(feed([alliance(1), alliance(2)])) == render(feed([alliance(1), alliance(2)]))
    assert render(feed([])) == render(feed([]))


def test_only_the_latest_are_told() -> None:
    entries = feed([alliance(number) for number in range(9)], limit=4).entries
    assert [entry.id.rpartition(":")[2] for entry in entries] == ["c8", "c7", "c6", "c5"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format", [Format.ATOM, Format.RSS])
def test_nothing_of_a_hostile_text_is_more_than_text(text: str, format: Format) -> None:
    data = RENDERERS[format](feed([hostile(text), alliance(9)]))
    read = parsed(data)
    assert len(read.entries) == 2
    entry = next(one for one in read.entries if one.id == "urn:dongmaeng:alliance:a00000:c0")
    said = entry.content[0].value if "content" in entry else entry.summary
    tree = etree.HTML(f"<html><body>{said}</body></html>")
    assert {element.tag for element in tree.iter()} <= {"html", "body", "p", "ul", "li", "a", "br"}
    assert all(set(element.attrib) <= {"href"} for element in tree.iter())
    assert all(urlsplit(link).scheme in ("http", "https") for link in tree.xpath("//a/@href"))
    shown = "\n".join(tree.xpath("//p//text()"))
    # Readers of HTML take U+0085 for the "…" that it is in Windows' letters.
    assert "".join(shown.split()) == "".join(carriable(text).replace("\x85", "…").split())
    root = etree.fromstring(data)
    links = [link.get("href") or link.text for link in root.iter(f"{ATOM}link", "link")]
    assert all(urlsplit(link).scheme in ("http", "https") for link in links)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_whole_in_the_summary_of_atom(text: str) -> None:
    root = etree.fromstring(atom(feed([hostile(text)])))
    (summary,) = root.findall(f"{ATOM}entry/{ATOM}summary")
    assert summary.get("type", "text") == "text"
    assert summary.text == carriable(text)


def hit(number: int, **fields: Any) -> Hit:
    made = Hit(
        source_id=f"s{number}",
        article_id=f"r{number}",
        title=f"가람전자, 로봇 {number}",
        url=f"https://news.example.com/{number}",
        published=NOON + timedelta(hours=number),
        publisher="한빛일보",
        score=1.0,
        highlights=(Highlight("body", "가람전자는 로봇을 만든다.", ((0, 4),)),),
    )
    return replace(made, **fields)


def test_a_search_is_a_feed_of_articles() -> None:
    about = about_search('가람 "로봇 사업" -정부', Format.RSS, PAGES, Language.KOREAN)
    made = hit_feed([hit(2), hit(1)], about)
    for render in (atom, rss):
        read = parsed(render(made))
        assert html.unescape(read.feed.title) == '검색: 가람 "로봇 사업" -정부'
        assert [entry.id for entry in read.entries] == ["urn:dongmaeng:article:r2", "urn:dongmaeng:article:r1"]
        assert [entry.link for entry in read.entries] == ["https://news.example.com/2", "https://news.example.com/1"]
        assert "가람전자는 로봇을 만든다." in (
            read.entries[0].content[0].value if "content" in read.entries[0] else read.entries[0].summary
        )
    assert urlsplit(made.about.address).path == "/search.rss"


def test_a_hit_without_title_day_and_address_is_an_entry() -> None:
    about = about_search("가람", Format.ATOM, PAGES, Language.KOREAN)
    made = hit_feed([hit(1, title="", published=None, url="javascript:alert(1)", highlights=())], about)
    for render in (atom, rss):
        (entry,) = parsed(render(made)).entries
        assert entry.title == "urn:dongmaeng:article:r1"
        assert "published" not in entry


@settings(max_examples=40)
@given(st.lists(ALLIANCES, max_size=3))
def test_any_alliances_make_feeds(alliances: Sequence[Alliance]) -> None:
    made = feed(alliances)
    for render in (atom, rss):
        assert [entry.id for entry in parsed(render(made)).entries] == [entry.id for entry in made.entries]
    assert [item["id"] for item in json.loads(json_feed(made))["items"]] == [entry.id for entry in made.entries]
