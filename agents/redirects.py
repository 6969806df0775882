"""The way of one request from address to address: where it was, and what goes on with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from agents.http_errors import BadUrl, TooManyRedirects
from agents.http_library import httpx

MOST_REDIRECTS = 5
"""Hops; browsers allow 20, but honest sites need two or three (http, www, moved)."""

_LONGEST_COOKIES = 8_192
"""Characters of all cookies of one host together, as servers take them; more are neither read nor sent."""

_BACKSLASH = re.compile(r"[^/?#]*//[^/?#]*\\")
"""One in the authority, where browsers end the host and libraries do not."""

_CROSS_ORIGIN_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


class RedirectChain:
    """Where a request is and was, and the cookies set on the way, which go back to the host that set them alone."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        """Raises `BadUrl`."""
        self.url = web_url(url)
        self._headers = {name.lower(): value for name, value in headers.items()}
        self._jars: defaultdict[str, httpx.Cookies] = defaultdict(httpx.Cookies)
        """By host: what a cookie says of its domain widens nothing."""
        self._visited = {self._visit(self.url)}
        self._through_page = False

    @property
    def headers(self) -> dict[str, str]:
        """What is sent to the present address."""
        cookies = "; ".join(filter(None, (self._headers.get("cookie", ""), self._cookies(self.url))))
        return {**self._headers, "cookie": cookies} if cookies else self._headers

    def follow(self, location: str, answer: httpx.Response) -> None:
        """Go where an answer of the present address leads; raises `TooManyRedirects` and `BadUrl`."""
        following = web_url(location, self.url)
        self._keep_cookies(answer)
        if self._was_at(following):
            raise TooManyRedirects(f"{self.url.host}: redirects in a circle")
        if len(self._visited) > MOST_REDIRECTS:
            raise TooManyRedirects(f"{self.url.host}: more than {MOST_REDIRECTS} redirects")
        if _origin(following) != _origin(self.url):
            self._headers = {n: value for n, value in self._headers.items() if n not in _CROSS_ORIGIN_HEADERS}
        self.url = following
        self._visited.add(self._visit(following))

    def follow_page(self, location: str | None, answer: httpx.Response) -> bool:
        """Go where a page leads, once; false where it leads nowhere new, so that it is itself what was asked for."""
        if location is None or self._through_page:
            return False
        try:
            following = web_url(location, self.url)
        except BadUrl:
            return False
        self._keep_cookies(answer)
        if self._was_at(following):
            return False
        self._through_page = True
        self.follow(location, answer)
        return True

    def _was_at(self, url: httpx.URL) -> bool:
        """Whether the address was asked with the same cookies before."""
        return self._visit(url) in self._visited

    def _visit(self, url: httpx.URL) -> tuple[str, str]:
        return str(url).partition("#")[0], self._cookies(url)

    def _keep_cookies(self, answer: httpx.Response) -> None:
        set_cookies = answer.headers.get_list("set-cookie")
        if set_cookies and sum(map(len, set_cookies)) <= _LONGEST_COOKIES:
            answer.request = httpx.Request("GET", self.url)
            self._jars[self.url.host].extract_cookies(answer)

    def _cookies(self, url: httpx.URL) -> str:
        if url.host not in self._jars:
            return ""
        request = httpx.Request("GET", url)
        request.headers.encoding = "utf-8"
        self._jars[url.host].set_cookie_header(request)
        pairs = request.headers.get("cookie", "").split("; ")
        cookies = "; ".join(pair for pair in pairs if pair.isascii() and pair.isprintable())
        return cookies if len(cookies) <= _LONGEST_COOKIES else ""


def web_url(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """The address, where it is an http(s) one; raises `BadUrl`."""
    if _BACKSLASH.match(url):
        raise BadUrl("no valid URL" if base is None else f"{base.host}: redirects to no valid URL")
    try:
        parsed = httpx.URL(url.strip()) if base is None else base.join(url.strip())
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise BadUrl("no valid URL" if base is None else f"{base.host}: redirects to no valid URL") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise BadUrl("no http(s) URL" if base is None else f"{base.host}: redirects to no http(s) URL")
    return parsed


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return (url.scheme, url.host, url.port)
