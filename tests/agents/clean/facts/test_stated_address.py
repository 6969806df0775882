"""Which stated addresses are heard, and which are believed without a look."""

from __future__ import annotations

import pytest

from agents.clean.facts.stated_address import is_other_view, stated_address
from agents.urls import canonical_url

HERE = "https://www.gaon.kr/news/view?idxno=51234"


@pytest.mark.parametrize(
    ("stated", "own"),
    [
        # The same page in another dress, in either direction.
        ("https://www.gaon.kr/news/51234", "https://m.gaon.kr/news/51234"),
        ("https://m.gaon.kr/news/51234", "https://www.gaon.kr/news/51234"),
        ("https://gaon.kr/news/51234", "https://amp.gaon.kr/news/51234"),
        ("https://www.gaon.kr/news.asp?no=51234", "https://m.gaon.kr/mnews.asp?no=51234"),
        ("https://www.gaon.kr/news/51234", "https://www.gaon.kr/amp/51234"),
        ("https://www.gaon.kr/news/51234", "http://www.gaon.kr/news/51234"),
        ("https://n.news.naver.com/article/018/0005316196", "https://m.news.naver.com/article/018/0005316196?cds=x"),
        ("https://blog.naver.com/dasol/223456789", "https://m.blog.naver.com/dasol/223456789"),
        # Parameters that choose no story.
        ("https://www.gaon.kr/view?no=51", "https://www.gaon.kr/view?no=51&from=letter"),
        ("https://www.gaon.kr/a/51234", "https://www.gaon.kr/a/51234?from=letter"),
        ("https://www.gaon.kr/a/two-firms-sign-deal", "https://www.gaon.kr/a/two-firms-sign-deal?x=1"),
        # A title or a day added to the number.
        ("https://www.gaon.kr/news/51234/two-firms-sign-deal", "https://www.gaon.kr/news/51234"),
        ("https://www.gaon.kr/2026/03/51234", "https://www.gaon.kr/view?id=51234"),
    ],
)
def test_another_view_of_the_page_is_believed(stated: str, own: str) -> None:
    stated, own = canonical_url(stated), canonical_url(own)
    assert is_other_view(stated, own)
    assert stated_address(own, [stated]) == (stated if stated != own else None)


@pytest.mark.parametrize(
    ("stated", "own"),
    [
        # Other owners below one shared name, on one host, and under one number of an address.
        ("https://narae.tistory.com/51234", "https://dasol.tistory.com/51234"),
        ("https://narae.github.io/51234", "https://dasol.github.io/51234"),
        ("https://n.news.naver.com/article/018/0005316196", "https://blog.naver.com/dasol/0005316196"),
        ("https://medium.com/@narae/a-51234", "https://medium.com/@dasol/a-51234"),
        ("https://brunch.co.kr/narae/51234", "https://brunch.co.kr/dasol/51234"),
        ("https://www.saeron.ac.kr/~narae/51234", "https://www.saeron.ac.kr/~dasol/51234"),
        ("http://127.9.0.1/news/51234", "http://127.0.0.1/news/51234"),
        # Other ports, other hosts of a site.
        ("http://127.0.0.1:8001/news/51234", "http://127.0.0.1:8002/news/51234"),
        ("https://www.gaon.kr:8443/news/51234", "https://www.gaon.kr/news/51234"),
        ("https://news.gaon.kr/news/51234", "https://blog.gaon.kr/news/51234"),
        ("https://m.tistory.com/51234", "https://tistory.com/51234"),
        # Other stories of one host.
        ("https://www.gaon.kr/news/51235", "https://www.gaon.kr/news/51234"),
        ("https://www.gaon.kr/view?no=52", "https://www.gaon.kr/view?no=51"),
        ("https://www.gaon.kr/view", "https://www.gaon.kr/view?no=51"),
        ("https://www.gaon.kr/2026/03/", "https://www.gaon.kr/2026/03/51234"),
    ],
)
def test_anything_else_is_not_believed(stated: str, own: str) -> None:
    assert not is_other_view(canonical_url(stated), canonical_url(own))


@pytest.mark.parametrize(
    "stated",
    [
        "https://www.gaon.kr\\@evil.example/news/view?idxno=51234",
        "https://evil.example\\@www.gaon.kr/news/view?idxno=51234",
        "\\news\\view?idxno=51234&page=2",
        "https://www.gaon.kr/news\\view?idxno=51234",
        "https://user@www.gaon.kr/news/view?idxno=51235",
        "https://www.gaon.kr/news/view?idxno=51235 51236",
        "https://www.gaon.kr/news/\x00view?idxno=51235",
        "https://gaon.example/news/view?idxno=51234",
        "https://www.gaon.kr:8080/news/view?idxno=51234",
        "https://www.gaon.kr/",
        "https://www.gaon.kr:x/news/51234",
        "ftp://www.gaon.kr/news/51234",
        "",
    ],
)
def test_what_is_no_address_of_a_story_of_the_site_is_not_even_heard(stated: str) -> None:
    assert stated_address(HERE, [stated]) is None


def test_what_is_another_view_goes_before_what_would_have_to_be_looked_at() -> None:
    elsewhere, view = "https://news.gaon.kr/51234", "https://m.gaon.kr/news/view?idxno=51234"
    assert stated_address(HERE, [elsewhere, view]) == view
    assert stated_address(HERE, [elsewhere]) == elsewhere
    assert stated_address(HERE, [elsewhere, HERE]) is None
    assert stated_address(HERE, [view, HERE]) == view
