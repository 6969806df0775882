from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from agents.breaker import OF_A_HOST, Breaker, NotYet
from agents.fetch.robots import ROBOTS, Robots, RobotsUnreachable, Rules, for_us, origin
from agents.http_client import HttpClient
from tests.fakes import MemoryState
from tests.loopback import Reply, Site
from topics.outcome import Drop
from topics.records import now


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = now()

    def __call__(self):  # type: ignore[no-untyped-def]
        return self.moment


class Time:
    """A clock of seconds that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield http


async def rules_of(site: Site, http: HttpClient, text: str) -> Rules:
    site.page("/robots.txt", text, "text/plain")
    return await Robots(http, "Dongmaeng").rules(site.url + "/a", MemoryState())


async def test_what_is_disallowed_for_all_is_disallowed_for_us(site: Site, http: HttpClient) -> None:
    rules = await rules_of(site, http, "User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n")
    assert rules.allows(site.url + "/news/1")
    assert not rules.allows(site.url + "/private/1")
    assert rules.allows(site.url + "/private/open/1")
    assert not rules.allows(site.url + "/a.pdf")


async def test_rules_for_our_name_stand_in_place_of_those_for_all(site: Site, http: HttpClient) -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: dongmaeng\nDisallow: /no\nCrawl-delay: 3\n"
    rules = await rules_of(site, http, text)
    assert rules.allows(site.url + "/news")
    assert not rules.allows(site.url + "/no")
    assert rules.crawl_delay == 3


async def test_rules_for_other_robots_do_not_bind_us(site: Site, http: HttpClient) -> None:
    rules = await rules_of(site, http, "User-agent: OtherBot\nUser-agent: Third\nDisallow: /\nCrawl-delay: 100\n")
    assert rules.allows(site.url + "/news")
    assert rules.crawl_delay == 0


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_site_without_robots_allows_all(site: Site, http: HttpClient, status: int) -> None:
    site.answers["/robots.txt"] = Reply(status, b"User-agent: *\nDisallow: /")
    assert (await Robots(http, "Dongmaeng").rules(site.url + "/a", MemoryState())).allows(site.url + "/a")


async def test_a_page_in_place_of_robots_allows_all(site: Site, http: HttpClient) -> None:
    assert (await rules_of(site, http, "<html><body>Disallow: / 없는 쪽입니다</body></html>")).allows(site.url + "/a")


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_site_that_cannot_say_is_asked_later_and_not_at_once_nor_after_a_restart(
    site: Site, http: HttpClient, status: int
) -> None:
    clock, time, state = Clock(), Time(), MemoryState()
    state.clock = clock
    robots = Robots(http, "Dongmaeng", clock, down=Breaker("reach", time, OF_A_HOST))
    site.answers["/robots.txt"] = Reply(status, headers={"retry-after": "100"})
    with pytest.raises(RobotsUnreachable) as caught:
        await robots.rules(site.url + "/a", state)
    assert caught.value.after == 100
    for again in (robots, Robots(http, "Dongmaeng", clock, down=Breaker("reach", time, OF_A_HOST))):
        for _ in range(2):
            with pytest.raises(NotYet, match="robots unreachable") as waiting:
                await again.rules(site.url + "/a", state)
            assert waiting.value.after is not None
            assert not waiting.value.counts
            assert 100 <= waiting.value.after < 102
    assert len(site.asked) == 1
    site.page("/robots.txt", "", "text/plain")
    clock.moment += timedelta(seconds=101)
    time.now += 101
    assert (await robots.rules(site.url + "/a", state)).allows(site.url + "/a")


async def test_a_dead_site_is_asked_later_and_later(http: HttpClient) -> None:
    time = Time()
    robots = Robots(http, "Dongmaeng", down=Breaker("reach", time, OF_A_HOST))
    pauses = []
    for _ in range(9):
        with pytest.raises(RobotsUnreachable):
            await robots.rules("http://127.0.0.1:1/a", MemoryState())
        with pytest.raises(NotYet, match="unreachable") as caught:
            await robots.rules("http://127.0.0.1:1/a", MemoryState())
        pauses.append(caught.value.after or 0.0)
        time.now += pauses[-1]
    assert pauses == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]


async def test_robots_are_asked_for_once_a_day(site: Site, http: HttpClient) -> None:
    clock = Clock()
    state = MemoryState(clock)
    robots = Robots(http, "Dongmaeng", clock)
    site.page("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
    for _ in range(3):
        assert not (await robots.rules(site.url + "/a", state)).allows(site.url + "/a")
    after_restart = Robots(http, "Dongmaeng", clock)
    assert not (await after_restart.rules(site.url + "/a", state)).allows(site.url + "/a")
    assert len(site.asked) == 1
    clock.moment += timedelta(days=1, seconds=1)
    site.page("/robots.txt", "", "text/plain")
    for each in (robots, after_restart):
        assert (await each.rules(site.url + "/a", state)).allows(site.url + "/a")
    assert len(site.asked) == 2


async def test_a_strange_document_in_the_state_does_no_harm(site: Site, http: HttpClient) -> None:
    state = MemoryState()
    await state.put(ROBOTS, site.url, {"text": 7})
    assert (await Robots(http, "Dongmaeng").rules(site.url + "/a", state)).allows(site.url + "/a")


async def test_a_huge_robots_is_read_as_far_as_the_limit(site: Site, http: HttpClient) -> None:
    many = "".join(f"User-agent: bot{n}\n" for n in range(20_000)) + "".join(f"Disallow: /{n}\n" for n in range(20_000))
    rules = await rules_of(site, http, "User-agent: *\nDisallow: /no\n" + many)
    assert not rules.allows(site.url + "/no")
    assert rules.allows(site.url + "/yes")


@pytest.mark.parametrize("url", ["", "x", "ftp://a.kr/", "http://", "http://[::1", "http://a.kr:x/"])
def test_no_web_address_has_no_origin(url: str) -> None:
    with pytest.raises(Drop):
        origin(url)


async def test_a_clock_that_was_a_year_ahead_keeps_no_rules_for_a_year(site: Site, http: HttpClient) -> None:
    clock, state = Clock(), MemoryState()
    clock.moment += timedelta(days=365)
    state.clock = clock
    before = Robots(http, "Dongmaeng", clock)
    site.page("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
    assert not (await before.rules(site.url + "/a", state)).allows(site.url + "/a")
    clock.moment -= timedelta(days=365)
    site.page("/robots.txt", "", "text/plain")
    for robots in (before, Robots(http, "Dongmaeng", clock)):
        assert (await robots.rules(site.url + "/a", state)).allows(site.url + "/a")


async def test_a_clock_that_was_a_year_ahead_lets_no_site_wait_for_a_year(site: Site, http: HttpClient) -> None:
    clock, state = Clock(), MemoryState()
    clock.moment += timedelta(days=365)
    state.clock = clock
    site.answers["/robots.txt"] = Reply(503, headers={"retry-after": "100"})
    with pytest.raises(RobotsUnreachable):
        await Robots(http, "Dongmaeng", clock).rules(site.url + "/a", state)
    clock.moment -= timedelta(days=365)
    site.page("/robots.txt", "", "text/plain")
    assert (await Robots(http, "Dongmaeng", clock).rules(site.url + "/a", state)).allows(site.url + "/a")


def test_what_is_kept_of_a_robots_txt_binds_as_the_whole_does() -> None:
    text = (
        "# all\nUser-agent: Other\nDisallow: /other\n\nUser-agent: *\nSitemap: http://a.kr/s.xml\nUser-agent: third\n"
        "Disallow: /all # but not more\n\nuser agent: DongMaeng\nCrawl-delay: 3\nDisallow: /*secret$\n"
    )
    kept = for_us(text, "Dongmaeng")
    assert for_us(kept, "Dongmaeng") == kept
    assert "other" not in kept.lower()
    for path in ("/other", "/all", "/x/secret", "/x/secret/1"):
        whole, part = (Protego.parse(t) for t in (text, kept))
        for name in ("Dongmaeng", "stranger"):
            assert whole.can_fetch(f"http://a.kr{path}", name) == part.can_fetch(f"http://a.kr{path}", name)
            assert whole.crawl_delay(name) == part.crawl_delay(name)


robots_lines = st.lists(
    st.one_of(
        st.sampled_from(["User-agent: *", "User-agent: Dongmaeng", "User-agent: Other", "user agent other", ""]),
        st.sampled_from(["Sitemap: http://a.kr/s", "Host: a.kr", "Crawl-delay: 7", "# comment"]),
        st.sampled_from(["nonsense", "disallow", "disallow /", "allow /a", "crawl delay 3"]),  # no colon
        st.tuples(st.sampled_from(["Allow: ", "Disallow: ", "disalow:"]), st.text("/ab*$", max_size=5)).map("".join),
    ),
    max_size=25,
)


@given(robots_lines, st.text("ab/", max_size=6))
def test_whatever_stands_there_what_is_kept_binds_us_as_the_whole_does(lines: list[str], path: str) -> None:
    text = "\n".join(lines)
    whole, part = Protego.parse(text), Protego.parse(for_us(text, "Dongmaeng"))
    url = f"http://a.kr/{path}"
    assert whole.can_fetch(url, "Dongmaeng") == part.can_fetch(url, "Dongmaeng")
    assert whole.crawl_delay("Dongmaeng") == part.crawl_delay("Dongmaeng")


async def test_rules_beyond_the_bound_and_of_other_robots_are_neither_kept_nor_parsed_again(
    site: Site, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []

    def parse(text: str) -> Protego:
        parsed.append(text)
        return Protego.parse(text)

    monkeypatch.setattr("agents.fetch.robots.Protego", SimpleNamespace(parse=parse))
    rules = "".join(f"Disallow: /{n}*x*y$\n" for n in range(15_000))
    site.page("/robots.txt", f"User-agent: a\n{rules}User-agent: *\nDisallow: /no\n{rules}", "text/plain")
    state, robots = MemoryState(), Robots(http, "Dongmaeng")
    for n in range(5):
        assert await robots.allows(f"{site.url}/{n}", state)
        with pytest.raises(Drop, match="robots"):
            await robots.allows(f"{site.url}/no/{n}", state)
    (text,) = parsed
    assert text.count("Disallow") == 2_500
    document = await state.get(ROBOTS, site.url)
    assert document is not None
    assert document["text"] == text


async def test_a_text_kept_by_an_earlier_version_still_binds(http: HttpClient) -> None:
    state = MemoryState()
    whole = "User-agent: Other\nDisallow: /\n\nUser-agent: *\nDisallow: /no\n"
    await state.put(ROBOTS, "http://a.kr", {"text": whole, "expires": (now() + timedelta(hours=1)).isoformat()})
    rules = await Robots(http, "Dongmaeng").rules("http://a.kr/a", state)
    assert rules.allows("http://a.kr/a")
    assert not rules.allows("http://a.kr/no")
