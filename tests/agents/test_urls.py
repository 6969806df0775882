import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agents.urls import article_id, canonical_url, is_front_page, loggable, loggable_text
from topics.records import stable_id


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://News.Example.KR:443/a/1", "https://news.example.kr/a/1"),
        ("http://example.kr:8080/a", "http://example.kr:8080/a"),
        ("https://example.kr", "https://example.kr/"),
        ("https://example.kr/a/1#comments", "https://example.kr/a/1"),
        ("https://example.kr/a/1/", "https://example.kr/a/1"),
        ("https://example.kr/a/index.html", "https://example.kr/a"),
        ("https://example.kr/a//b/../c/./d", "https://example.kr/a/c/d"),
        ("https://example.kr/a?utm_source=rss&id=7&fbclid=Zx", "https://example.kr/a?id=7"),
        ("https://example.kr/a?b=2&a=1&b=2", "https://example.kr/a?a=1&b=2"),
        ("https://example.kr/a?REF=main&UTM_Medium=x", "https://example.kr/a"),
        ("https://example.kr/view/7/amp", "https://example.kr/view/7"),
        ("https://example.kr/view/7/amp/", "https://example.kr/view/7"),
        ("https://example.kr/view/7?outputType=amp", "https://example.kr/view/7"),
        ("https://example.kr/view/7?amp", "https://example.kr/view/7"),
        ("https://example.kr/amp", "https://example.kr/amp"),
        ("https://example.kr/%7euser/%ed%95%9c", "https://example.kr/~user/%ED%95%9C"),
        ("https://example.kr/한", "https://example.kr/%ED%95%9C"),
        ("https://example.kr/a b%2Fc", "https://example.kr/a%20b%2Fc"),
        ("https://한국.kr/a", "https://xn--3e0b707e.kr/a"),
        ("https://user:secret@example.kr/a", "https://example.kr/a"),
        ("https://m.yna.co.kr/view/AKR1?input=1195m", "https://www.yna.co.kr/view/AKR1"),
        (
            "https://n.news.naver.com/mnews/article/001/0000000001?sid=101",
            "https://n.news.naver.com/article/001/0000000001",
        ),
        ("http://hani.co.kr/a.html", "https://www.hani.co.kr/a.html"),
        ("https://example.kr/a;jsessionid=9F.n1/b", "https://example.kr/a/b"),
        ("https://m.unknown-outlet.example/view/1", "https://m.unknown-outlet.example/view/1"),
        ("  https://example.kr/a \n", "https://example.kr/a"),
    ],
)
def test_one_address_for_all_links_to_a_story(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "not a url",
        "javascript:alert(1)",
        "http://[::1",
        "https://example.kr:99999999/",
        "https://",
        "file:///etc/x",
        "//x/y",
    ],
)
def test_garbage_comes_back_as_it_is(garbage: str) -> None:
    assert canonical_url(f" {garbage} ") == garbage


def test_parameters_that_choose_the_story_stay() -> None:
    assert canonical_url("https://example.kr/news/articleView.html?idxno=123") != canonical_url(
        "https://example.kr/news/articleView.html?idxno=124"
    )


_PIECES = st.one_of(
    st.sampled_from("/.%한&=?#:@[];aB \t\udc80"),
    st.sampled_from(["//", "..", "amp", ".amp", "index.html", "%2f", "%7E", "%ed", "utm_source=1", "amp=1", ":80"]),
)
_HOSTS = st.sampled_from(
    ["example.kr", "M.YNA.co.kr", "n.news.naver.com", "[::1]", "1.2.3.4:80", "한국.kr", "x..y", "a:b@c.kr:443", ""]
)


@given(st.one_of(st.text(), st.builds("http://{}/{}".format, _HOSTS, st.lists(_PIECES).map("".join))))
@example("http://M.yna.co.kr:80/a//amp/?utm_source=x&b=2#x")
@example("http://m.yna.co.kr:443/a")
@example("https://n.news.naver.com/mnews/mnews/a")
@example("http://example.kr/%61mp")
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


def test_the_article_id_is_that_of_the_canonical_url() -> None:
    assert (
        article_id("http://example.kr/a/?utm_source=x")
        == stable_id("http://example.kr/a")
        == article_id("http://EXAMPLE.kr/a#b")
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pw@a.kr/rss", "https://a.kr/rss"),
        ("https://me:p/w@a.kr/rss", "…"),
        (
            "https://a.kr/rss?section=economy&page=2&date=20260302",
            "https://a.kr/rss?section=economy&page=2&date=20260302",
        ),
        ("https://a.kr/rss?api_key=abc&X-Auth=1&q=a#top", "https://a.kr/rss?api_key=…&X-Auth=…&q=a"),
        ("https://a.kr/rss?%6Bey=abc", "https://a.kr/rss?%6Bey=…"),
        ("https://a.kr/rss?x=4f9a8be1c02d77aa&keyword=ai", "https://a.kr/rss?x=…&keyword=ai"),
        ("https://a.kr/rss?4f9a8be1c02d77aa", "https://a.kr/rss?…"),
        ("https://[bad/rss?key=1", "…"),
    ],
)
def test_an_address_is_shown_without_what_may_be_a_secret(url: str, shown: str) -> None:
    assert loggable(url) == shown
    assert loggable(shown) == shown or shown == "…"


def test_a_webhook_is_shown_without_its_path() -> None:
    assert loggable("https://hooks.example.com/services/T0/B1?x=1#y", path=False) == "https://hooks.example.com/…"


def test_addresses_in_a_text_are_shown_without_secrets() -> None:
    assert loggable_text("at https://me:pw@a.kr/?token=x, then b") == "at https://a.kr/?token=… then b"


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/",
        "/index.html",
        "/index.php",
        "/?utm_campaign=20261128",
        "/?lang=ko",
        "/?page=2",
        "/?error=404",
        "/#top",
        "/?c=sports",
    ],
)
def test_a_front_page_stays_one_with_the_parameters_of_a_view(rest: str) -> None:
    assert is_front_page(f"https://example.kr{rest}")


@pytest.mark.parametrize(
    "rest",
    [
        "/?p=4411",
        "/?no=5512&page=2",
        "/index.php?mid=news&document_srl=88123",
        "/?r=home&uid=77",
        "/?story=new-plant-opens-today",
        "/?제목=새_공장",
        "/a",
        "/ko/",
    ],
)
def test_an_address_that_chooses_a_story_is_no_front_page(rest: str) -> None:
    assert not is_front_page(f"https://example.kr{rest}")


@given(st.text(max_size=60))
def test_whatever_is_no_address_is_no_reason_to_stop(text: str) -> None:
    assert is_front_page(text) in (True, False)
