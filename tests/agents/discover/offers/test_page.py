"""What pages name: pure functions over HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.offers.known_places import PlacesError, known_places, read_places
from agents.discover.offers.page import Page, is_of_feeds, read_page, shortened

URL = "https://www.garam.example/"


def page(html: str, url: str = URL) -> Page:
    return read_page(html.encode(), url, "text/html; charset=utf-8")


def test_feeds_in_the_head_are_found_with_their_titles() -> None:
    found = page(
        '<head><link rel="alternate" type="application/rss+xml" title="가람 전체" href="/rss/allArticle.xml">'
        '<link rel="ALTERNATE feed" type="application/atom+xml; charset=utf-8" href="//atom.garam.example/a">'
        '<link rel="alternate" type="application/feed+json" href="feed.json">'
        '<link rel="alternate" type="text/html" hreflang="en" href="/en/">'
        '<link rel="stylesheet" type="text/xml" href="/x.xml"></head>'
    )
    assert [(place.url, place.title) for place in found.feeds] == [
        ("https://www.garam.example/rss/allArticle.xml", "가람 전체"),
        ("https://atom.garam.example/a", ""),
        ("https://www.garam.example/feed.json", ""),
    ]


def test_feeds_of_comments_are_no_feeds_of_stories() -> None:
    kind = 'rel="alternate" type="application/rss+xml"'
    found = page(
        f'<link {kind} href="/comments/feed/"><link {kind} title="가람 » 댓글" href="/f"><link {kind} href="/feed/">'
    )
    assert [place.url for place in found.feeds] == ["https://www.garam.example/feed/"]


@pytest.mark.parametrize(
    ("link", "text", "is_one"),
    [
        ("https://garam.example/rss/allArticle.xml", "", True),
        ("https://garam.example/rssIndex.html", "RSS", True),
        ("https://rss.garam.example/economy.xml", "경제", True),
        ("https://feeds.other.example/garam", "", True),
        ("https://garam.example/x", "RSS", True),
        ("https://garam.example/news/process", "프로세스", False),
        ("https://garam.example/press", "보도자료", False),
        ("https://garam.example/comments/feed", "", False),
        ("https://garam.example/atomic-energy", "원자력", False),
    ],
)
def test_links_to_feeds_are_known_by_whole_words(link: str, text: str, is_one: bool) -> None:
    assert is_of_feeds(link, text) is is_one


def test_sections_are_found_press_rooms_first_and_stories_never() -> None:
    found = page(
        '<a href="/economy/">경제</a><a href="/media/newsroom">소식</a><a href="/list?c=1">보도자료</a>'
        '<a href="/industry/2026/03/12/210039/">새벽전자, 새 공장을 짓는다</a><a href="/">뉴스</a>'
        '<a href="https://naru.example/press">press</a><a href="/company">회사소개</a>'
    )
    assert [(place.url.removeprefix(URL), place.title) for place in found.sections] == [
        ("media/newsroom", "press room"),
        ("list?c=1", "press room"),
        ("economy/", "business"),
    ]


def test_links_are_read_from_the_base_of_the_page() -> None:
    found = page('<base href="/news/"><link rel="alternate" type="text/xml" href="rss.xml">')
    assert [place.url for place in found.feeds] == ["https://www.garam.example/news/rss.xml"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("가람경제", "가람경제"),
        ("가람경제 - 새로운 경제를 읽다", "가람경제"),
        ("가람경제 | 전체기사", "가람경제"),
        ("가람경제::가람", "가람경제"),
        ("가-람 경제", "가-람 경제"),
        ("| 가람경제", "가람경제"),
        ("가" * 100, None),
        ("", None),
        (None, None),
    ],
)
def test_the_name_of_a_site_is_the_first_part_of_its_title(title: str | None, name: str | None) -> None:
    assert shortened(title) == name


def test_the_name_that_a_site_gives_itself_goes_before_its_title() -> None:
    assert page('<title>메인</title><meta property="og:site_name" content="가람경제">').name == "가람경제"


def test_a_hostile_page_is_bounded() -> None:
    feeds = "".join(f'<link rel="alternate" type="text/xml" href="/f{n}.xml">' for n in range(5_000))
    links = "".join(f'<a href="/rss/{n}">RSS</a><a href="/press/x{n}">보도자료</a>' for n in range(5_000))
    found = page(feeds + links + "<div>" * 50_000)
    assert (len(found.feeds), len(found.links)) == (60, 60)
    assert len(found.sections) <= 8


@given(st.binary(max_size=300), st.text(max_size=100))
def test_no_page_breaks_the_reader(body: bytes, href: str) -> None:
    read_page(body, URL)
    found = page(f'<link rel="alternate" type="text/xml" href="{href}"><a href="{href}">RSS</a>')
    assert all(place.url.lower().startswith(("http://", "https://")) for place in [*found.feeds, *found.links])


def test_the_table_of_places_is_right() -> None:
    places = known_places()
    assert "/rss/allArticle.xml" in places.paths.feeds
    assert places.sections[0].name == "press room"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[paths", r"places\.toml: "),
        ('[paths]\nfeeds = ["rss"]\nsitemaps = ["/s"]', r"places\.toml: paths\.feeds\.0: .*must begin with /"),
        ("x = 1", r"places\.toml: paths: Field required"),
        ('[feeds]\ntypes = ["A"]', r"places\.toml: "),
    ],
)
def test_a_wrong_table_is_told(text: str, told: str) -> None:
    with pytest.raises(PlacesError, match=told):
        read_places(text)
