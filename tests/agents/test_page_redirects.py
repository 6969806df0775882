"""Pages that do nothing but lead on are told from pages to be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.page_redirects import leads_to
from agents.refresh import refresh_of

STORY = (
    "<p>" + "가람전자는 30일 나래화학과 이차전지 소재를 함께 개발하기로 하는 업무협약을 맺었다고 밝혔다. " * 8 + "</p>"
)


@pytest.mark.parametrize(
    ("page", "to"),
    [
        ('<meta http-equiv="refresh" content="0; url=/news/1">', "/news/1"),
        (
            '<META HTTP-EQUIV=Refresh CONTENT="3;URL=http://a.kr/1?a=1&amp;b=2"><p>잠시 후 이동합니다</p>',
            "http://a.kr/1?a=1&b=2",
        ),
        ('<html><body><script>window.location.href="/news/1"</script></body></html>', "/news/1"),
        (
            "<script type='text/javascript'>top.location = 'http:\\/\\/a.kr\\/1?x=1\\u0026y=2';</script>",
            "http://a.kr/1?x=1&y=2",
        ),
        ("<script>setTimeout(function () { location.assign(`/news/1`) }, 0)</script>", "/news/1"),
        ("<script>alert('삭제된 기사입니다.');location.href='/';</script>", "/"),
        ("<script>location.replace('/1')</script><noscript><a href='/1'>여기</a></noscript>", "/1"),
    ],
)
def test_what_only_leads_on_is_found(page: str, to: str) -> None:
    assert leads_to({}, page.encode()) == to


@pytest.mark.parametrize(
    "page",
    [
        "",
        STORY + '<meta http-equiv="refresh" content="0; url=/other">',
        STORY + "<script>location.href = '/ad'</script>",
        '<meta http-equiv="refresh" content="300; url=/news/1"><p>속보</p>',
        '<meta http-equiv="refresh" content="0">',
        '<noscript><meta http-equiv="refresh" content="0; url=/noscript"></noscript>',
        "<script>if (navigator.userAgent.match(/Mobile/)) location.href = 'http://m.a.kr/'</script>",
        "<script>document.cookie = 'check=1'; location.href = '/news/1'</script>",
        "<script>location.href = '/a'; location.href = '/b'</script>",
        "<script>var mylocation = '/a'; my.location = '/b'; relocation.replace('/c')</script>",
        "<script>if (x) { location = base + '/a' } " + "y();" * 600 + " location.href = '/a'</script>",
        "<script>location.reload()</script>",
        "<a onclick=\"location.href='/a'\">a</a>",
        "<script>location.href = '/a'</script>" + " " * 20_000,
    ],
)
def test_what_is_a_page_of_its_own_leads_nowhere(page: str) -> None:
    assert leads_to({}, page.encode()) is None


def test_header_leads_on_unless_the_page_is_to_be_read() -> None:
    assert leads_to({"refresh": "0;url=/a"}, b"") == "/a"
    assert leads_to({"refresh": "0;url=/a"}, STORY.encode()) is None


@given(st.binary(max_size=200), st.text(max_size=50))
def test_no_bytes_break_it(tail: bytes, header: str) -> None:
    for head in (b"<script>location='", b'<meta http-equiv=refresh content="0;url=', b"<script>location='\\u"):
        leads_to({"refresh": header}, head + tail)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0;url=/a", (0, "/a")),
        (" 5 ; URL = '/a b' ", (5, "/a b")),
        ('1.5,url="/a"', (1, "/a")),
        ("0; /a", (0, "/a")),
        ("30", None),
        ("0;", None),
        ("", None),
        ("url=/a", None),
    ],
)
def test_refresh_is_read_as_browsers_do(written: str, read: tuple[int, str] | None) -> None:
    assert refresh_of(written) == read
