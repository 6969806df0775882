"""Asking sites for a person: by robots.txt, one at a time and within bounds."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from agents.discover.offers.guest import Disallowed, Guest, Manners, RobotsUnreachable, Spent
from agents.http_client import HttpError, Response, TimedOut, TooManyRedirects

ORIGIN = "https://garam.example"


@dataclass
class Web:
    """Answers from a table, and the time at which each address was asked for."""

    answers: dict[str, Response | HttpError] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)
    now: float = 0.0

    def page(self, path: str, text: str = "", status: int = 200, **headers: str) -> None:
        url = ORIGIN + path
        self.answers[url] = Response(url, status, dict(headers), text.encode())

    async def get(self, url: str, headers: Mapping[str, str] | None = None, max_bytes: int | None = None) -> Response:
        self.asked.append((url.removeprefix(ORIGIN), self.now))
        answer = self.answers.get(url, Response(url, 404, {}, b""))
        if isinstance(answer, HttpError):
            raise answer
        return answer


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    web = Web()

    async def sleep(seconds: float) -> None:
        web.now += seconds

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return web


def guest(web: Web, **manners: object) -> Guest:
    return Guest(web, Manners(**manners), clock=lambda: web.now)  # type: ignore[arg-type]


async def test_robots_txt_is_asked_once_and_obeyed(web: Web) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /rss\nSitemap: https://garam.example/map.xml\n")
    web.page("/a")
    one = guest(web)
    assert (await one.get(ORIGIN + "/a")).status == 200
    with pytest.raises(Disallowed):
        await one.get(ORIGIN + "/rss/all.xml")
    assert await one.sitemaps(ORIGIN + "/") == ["https://garam.example/map.xml"]
    assert [path for path, _ in web.asked] == ["/robots.txt", "/a"]


async def test_what_was_answered_is_not_asked_again(web: Web) -> None:
    one = guest(web)
    first, second = await one.get(ORIGIN + "/a"), await one.get(ORIGIN + "/a")
    assert first is second
    assert len(one.exchanges) == 2


async def test_requests_to_a_host_stand_apart_and_a_crawl_delay_is_honoured_so_far(web: Web) -> None:
    one = guest(web, delay=1.0)
    await asyncio.gather(*(one.get(f"{ORIGIN}/{n}") for n in range(3)))
    assert [time for _, time in web.asked] == [0.0, 1.0, 2.0, 3.0]
    web.page("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
    two = guest(web, delay=1.0, longest_delay=10.0)
    web.asked.clear()
    web.now = 0.0
    for n in range(3):
        await two.get(f"{ORIGIN}/{n}")
    assert [time for _, time in web.asked] == [0.0, 1.0, 11.0, 21.0]


async def test_a_site_that_wants_to_wait_is_waited_for_or_left_alone(web: Web) -> None:
    web.page("/a", status=429, **{"retry-after": "30"})
    one = guest(web, seconds=100.0)
    await one.get(ORIGIN + "/a")
    await one.get(ORIGIN + "/b")
    assert web.asked[-1] == ("/b", 31.0)
    web.page("/c", status=503, **{"retry-after": "3600"})
    await one.get(ORIGIN + "/c")
    with pytest.raises(Spent):
        await one.get(ORIGIN + "/d")
    assert web.asked[-1][0] == "/c"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Response(ORIGIN, 503, {}, b""), "robots.txt unreachable"),
        (Response(ORIGIN, 429, {}, b""), "robots.txt unreachable"),
        (TimedOut("garam.example: timed out"), "timed out"),
    ],
)
async def test_a_site_that_cannot_say_is_not_asked(web: Web, answer: Response | HttpError, reason: str) -> None:
    web.answers[ORIGIN + "/robots.txt"] = answer
    one = guest(web)
    with pytest.raises(RobotsUnreachable) as told:
        await one.get(ORIGIN + "/a")
    assert told.value.reason == reason
    assert await one.sitemaps(ORIGIN + "/") == []
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    "answer", [Response(ORIGIN, 404, {}, b"Disallow"), TooManyRedirects("garam.example: redirects in a circle")]
)
async def test_a_site_without_robots_txt_may_be_asked(web: Web, answer: Response | HttpError) -> None:
    web.answers[ORIGIN + "/robots.txt"] = answer
    assert (await guest(web).get(ORIGIN + "/a")).status == 404


@pytest.mark.parametrize("manners", [{"requests": 3}, {"bytes": 3_000}, {"seconds": 2.5}])
async def test_requests_bytes_and_seconds_are_bounded(web: Web, manners: dict[str, float]) -> None:
    one = guest(web, obey_robots=False, delay=1.0, **manners)
    for n in range(3):
        web.page(f"/{n}", "x" * 1_000)
        await one.get(f"{ORIGIN}/{n}")
    with pytest.raises(Spent):
        await one.get(ORIGIN + "/3")
    assert len(web.asked) == 3


async def test_a_failure_is_told_and_noted(web: Web) -> None:
    web.answers[ORIGIN + "/a"] = TimedOut("garam.example: timed out")
    one = guest(web)
    with pytest.raises(TimedOut):
        await one.get(ORIGIN + "/a")
    assert (one.exchanges[-1].url, one.exchanges[-1].failure) == (ORIGIN + "/a", "timed out")
