"""The way of a request: cookies go to the host that set them and end with it, and no way is endless."""

from __future__ import annotations

from collections import defaultdict

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.http_client import HttpClient, HttpError, TooManyRedirects
from agents.redirects import MOST_REDIRECTS, RedirectChain
from tests.loopback import Asked, Reply, Site, loopback_site

HOSTS = ("a.kr", "www.a.kr", "b.kr", "a.kr:8080", "127.0.0.1", "xn--9d0b.kr")
addresses = st.builds(
    "{}://{}/{}".format, st.sampled_from(["http", "https"]), st.sampled_from(HOSTS), st.sampled_from(["", "x", "x/y"])
)
names = st.sampled_from(["id", "__Host-s", "t"])
cookies = st.builds(
    "{}={}{}".format,
    names,
    st.integers(0, 3),
    st.sampled_from(["", "; Path=/", "; Domain=.a.kr; Path=/", "; Domain=kr", "; Secure", "; Path=/x", "; Max-Age=0"]),
)


@given(addresses, st.lists(st.tuples(addresses, st.lists(cookies, max_size=3)), max_size=12))
def test_cookies_go_to_the_host_that_set_them_and_secure_ones_over_tls_alone(
    first: str, hops: list[tuple[str, list[str]]]
) -> None:
    chain = RedirectChain(first, {"accept": "*/*", "authorization": "Basic x"})
    told: defaultdict[str, set[str]] = defaultdict(set)
    told_openly: defaultdict[str, set[str]] = defaultdict(set)
    asked = 1
    before = chain.url
    for location, given_cookies in hops:
        answer = httpx.Response(302, headers=[("set-cookie", cookie) for cookie in given_cookies])
        told[chain.url.host] |= {cookie.partition(";")[0] for cookie in given_cookies}
        told_openly[chain.url.host] |= {cookie.partition(";")[0] for cookie in given_cookies if "Secure" not in cookie}
        try:
            chain.follow(location, answer)
        except TooManyRedirects:
            break
        asked += 1
        sent = set(filter(None, chain.headers.get("cookie", "").split("; ")))
        assert sent <= (told if chain.url.scheme == "https" else told_openly)[chain.url.host]
        same_origin = (before.scheme, before.host, before.port) == (chain.url.scheme, chain.url.host, chain.url.port)
        assert same_origin or "authorization" not in chain.headers
        before = chain.url
    assert asked <= MOST_REDIRECTS + 1


@given(st.lists(st.binary(max_size=60), max_size=5), addresses)
def test_no_cookie_breaks_the_way(values: list[bytes], following: str) -> None:
    chain = RedirectChain("http://a.kr/first", {})
    chain.follow(following, httpx.Response(302, headers=[(b"set-cookie", value) for value in values]))
    assert len(chain.headers.get("cookie", "")) <= 8_192
    assert "\r" not in chain.headers.get("cookie", "")
    assert "\n" not in chain.headers.get("cookie", "")


def test_cookies_beyond_a_size_are_not_kept() -> None:
    chain = RedirectChain("http://a.kr/", {})
    chain.follow("/next", httpx.Response(302, headers=[("set-cookie", f"c{n}={'x' * 500}") for n in range(100)]))
    assert "cookie" not in chain.headers


@pytest.fixture
async def http() -> HttpClient:
    return HttpClient(user_agent="x", allow_private=True)


def wall(asked: Asked) -> Reply:
    """Lets through who brings back its cookie; sends all others on to where they get one."""
    if asked.headers.get("cookie") == "pass=1":
        return Reply(200, b"story", {"content-type": "text/html"})
    return Reply(302, headers={"location": "/check"})


async def test_a_cookie_wall_is_passed_and_nothing_is_kept_afterwards(site: Site, http: HttpClient) -> None:
    site.answers["/news/1"] = wall
    site.answers["/check"] = Reply(302, headers={"location": "/news/1", "set-cookie": "pass=1; Path=/"})
    for _ in range(2):
        assert (await http.get(site.url + "/news/1")).body == b"story"
    assert [asked.headers.get("cookie") for asked in site.asked] == [None, None, "pass=1"] * 2


async def test_a_wall_that_sets_its_cookie_at_the_same_address_is_passed(site: Site, http: HttpClient) -> None:
    def same(asked: Asked) -> Reply:
        if "cookie" in asked.headers:
            return Reply(200, b"story")
        return Reply(302, headers={"location": "/news/1", "set-cookie": "pass=1"})

    site.answers["/news/1"] = same
    assert (await http.get(site.url + "/news/1")).body == b"story"


async def test_a_wall_with_ever_new_cookies_ends(site: Site, http: HttpClient) -> None:
    def ever_new(asked: Asked) -> Reply:
        return Reply(302, headers={"location": "/news/1", "set-cookie": f"n={len(site.asked)}"})

    site.answers["/news/1"] = ever_new
    with pytest.raises(TooManyRedirects):
        await http.get(site.url + "/news/1")
    assert len(site.asked) == MOST_REDIRECTS + 1


async def test_no_cookie_goes_to_another_host(site: Site, http: HttpClient) -> None:
    async with loopback_site("127.0.0.2") as other:
        other.page("/news/1", "story")
        site.answers["/r"] = Reply(302, headers={"location": other.url + "/news/1", "set-cookie": "secret=1; Path=/"})
        await http.get(site.url + "/r")
        assert "cookie" not in other.asked[0].headers


PAGES = {
    "header": Reply(200, b"", {"content-type": "text/html", "refresh": "0; url=/news/1"}),
    "meta": Reply(200, b'<html><head><meta http-equiv="Refresh" content="0;URL=\'/news/1\'"></head></html>'),
    "script": Reply(200, b"<script>location.replace('\\/news\\/1');</script>", {"content-type": "text/html"}),
}


@pytest.mark.parametrize("how", PAGES)
async def test_a_page_that_only_leads_on_is_followed_once(site: Site, http: HttpClient, how: str) -> None:
    site.page("/news/1", "story")
    site.answers["/r"] = PAGES[how]
    answer = await http.get(site.url + "/r", through_pages=True)
    assert (answer.url, answer.body) == (site.url + "/news/1", b"story")
    assert (await http.get(site.url + "/r")).url == site.url + "/r"  # unless it is asked for, it is a page


async def test_a_second_page_that_leads_on_is_taken_as_it_is(site: Site, http: HttpClient) -> None:
    site.answers["/a"] = Reply(200, b"<script>location.href = '/b'</script>")
    site.answers["/b"] = Reply(200, b"<script>location.href = '/c'</script>")
    assert (await http.get(site.url + "/a", through_pages=True)).url == site.url + "/b"
    assert site.paths() == ["/a", "/b"]


@pytest.mark.parametrize("to", ["/a", "/a#top", "#top", "javascript:void(0)", "http://[::1", ""])
async def test_a_page_that_leads_nowhere_new_is_what_was_asked_for(site: Site, http: HttpClient, to: str) -> None:
    site.answers["/a"] = Reply(200, f'<meta http-equiv="refresh" content="0;url={to}">'.encode())
    assert (await http.get(site.url + "/a", through_pages=True)).url == site.url + "/a"
    assert site.paths() == ["/a"]


async def test_where_a_page_leads_is_checked_as_every_redirect_is(site: Site) -> None:
    async with loopback_site() as inner, HttpClient(user_agent="x", private_hosts=[site.host]) as http:
        site.answers["/a"] = Reply(200, f"<script>location.href = '{inner.url}/secret'</script>".encode())
        with pytest.raises(HttpError, match="no public address"):
            await http.get(site.url + "/a", through_pages=True)
        assert inner.asked == []


async def test_a_page_that_leads_on_counts_as_a_redirect(site: Site, http: HttpClient) -> None:
    for hop in range(MOST_REDIRECTS):
        site.redirect(f"/{hop}", f"/{hop + 1}")
    site.answers[f"/{MOST_REDIRECTS}"] = PAGES["meta"]
    with pytest.raises(TooManyRedirects):
        await http.get(site.url + "/0", through_pages=True)
