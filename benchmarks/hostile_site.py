"""Honest papers on loopback, and beside them sites that do all they can to be in the way of whoever reads them.

Each has a name below `.example`, for a service that `benchmarks.named_hosts` runs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import trustme

from benchmarks.hostile_answers import FEED, HTML, LEGACY_TLS, ROBOTS, STORY, WAIT, XML, page_attacks, source_attacks
from benchmarks.newsstand import Story, feed_of, html_page, stories
from tests.legacy_tls import legacy_tls_server
from tests.loopback import Answer, Asked, Reply, Site, loopback_site

PAPERS = 8
LOOKS = 1.0
"""Seconds between two looks at a paper's feed."""

HOSTS_A_FEED = 1_000
"""Hosts that one feed names, as many stories as are taken of a look."""

SLOW, CRAWL_DELAY = "slow.example", 300.0
"""A host whose robots.txt wants so many seconds between two requests: longer than a run."""

ASKS_TO_WAIT = "asks to wait"
"""What the names of the attacks begin with that want to be left alone."""

TIMEOUT = 5.0
"""Seconds for an exchange: much for an honest one on a busy machine, and little to wait for one that drips."""

WEATHER = "<p>오늘은 전국이 대체로 맑겠다. {name}에는 낮 한때 구름이 많겠고 기온은 어제와 비슷하겠다.</p>" * 3


@dataclass(slots=True)
class Paper:
    """One honest paper: each look at its feed finds one story more."""

    host: str
    url: str
    stories: Sequence[Story]
    looks: int = 0
    named: dict[int, int] = field(default_factory=dict)
    """By number of a story, the look that it was named to first."""
    late: dict[int, int] = field(default_factory=dict)
    """By number, how many looks it was until the story was asked for."""

    def address(self, story: Story) -> str:
        return f"{self.url}/news/{20261128000 + story.number}"

    def feed(self, asked: Asked) -> Reply:
        self.looks += 1
        for story in self.stories[: self.looks]:
            self.named.setdefault(story.number, self.looks)
        shown = [(self.address(story), story.title) for story in self.stories if story.number in self.named]
        return Reply(200, feed_of(shown), XML)

    def page(self, story: Story) -> Reply:
        self.late.setdefault(story.number, self.looks - self.named[story.number])
        return Reply(200, story.html(), HTML)


class HostileSite:
    """All of them, on one port."""

    def __init__(self, site: Site, tls_port: int, told: Sequence[Story], hosts: int) -> None:
        """`tls_port`: where an old server speaks TLS; `hosts`: how many the crowds name."""
        self.site = site
        site.keeps_connections = True
        self.tls_port = tls_port
        self.port = int(site.url.rpartition(":")[2])
        self.papers = [self._paper(number, told[number::PAPERS]) for number in range(PAPERS)]
        self.pages = {name: self._named("page", n) for n, name in enumerate(page_attacks(b"", 0))}
        """The hosts whose story is an attack, by its name."""
        self.sources = {name: self._named("source", n) for n, name in enumerate(source_attacks(b"", 0))}
        """The hosts whose feed is an attack, by its name."""
        self.hosts = [f"h{n:04}.example" for n in range(hosts)]
        """Hosts that other feeds name and that have nothing to tell."""
        self.pauses: dict[str, float] = {}
        """Hosts that want to be asked seldom: the seconds between two of their pages, or two looks at their feed."""
        self._publish()

    @property
    def names(self) -> list[str]:
        """All hosts with sources, first those that want to be asked seldom, so that most kills come behind."""
        crowds = [f"crowd{start}.example" for start in range(0, len(self.hosts), HOSTS_A_FEED)]
        papers = [paper.host for paper in self.papers]
        return list(dict.fromkeys([*self.pauses, *papers, *self.pages.values(), *self.sources.values(), *crowds]))

    @property
    def stories(self) -> dict[str, str]:
        """The addresses of the attacks on the readers of pages, by name."""
        over_tls = f"https://{self.pages[LEGACY_TLS]}:{self.tls_port}"
        bases = {**{name: self.url(host) for name, host in self.pages.items()}, LEGACY_TLS: over_tls}
        return {name: base + STORY for name, base in bases.items()}

    @property
    def honest(self) -> list[str]:
        """The addresses of all stories of honest papers."""
        return [paper.address(story) for paper in self.papers for story in paper.stories]

    def feed(self, host: str) -> str:
        return self.url(host) + FEED

    def url(self, host: str) -> str:
        return f"http://{host}:{self.port}"

    def address(self, asked: Asked) -> str:
        return f"{self.url(asked.host)}{asked.path}"

    def asked(self) -> Counter[str]:
        """How often each address was asked for."""
        return Counter(map(self.address, self.site.asked))

    def requests(self, host: str) -> list[Asked]:
        """The requests to a host for what it has to tell: its stories, or its feed where that is the attack."""
        others = {ROBOTS} if host in self.sources.values() else {ROBOTS, FEED}
        return [asked for asked in self.site.asked if asked.host == host and asked.path not in others]

    def met(self) -> set[str]:
        """Those of the crowds' hosts whose story was asked for."""
        return {asked.host for asked in self.site.asked if asked.path == STORY}.intersection(self.hosts)

    def settings(self) -> str:
        """What a service needs that is to read all of it."""
        hosts = [f"{host}:{self.port}" for host in (*self.names, *self.hosts)]
        hosts.append(f"{self.pages[LEGACY_TLS]}:{self.tls_port}")
        return (
            f'data_dir = "data"\nprivate_hosts = {json.dumps(hosts)}\n[web]\nlisten = ""\n'
            f"[fetch]\nhost_delay = {LOOKS / 2}\ntimeout = {TIMEOUT}\nports = [{self.port}, {self.tls_port}]\n"
            f"max_crawl_delay = {CRAWL_DELAY}\n"
            f"[discover]\nmin_interval = {LOOKS}\n"
            + "".join(f'[[sources]]\nurl = "{self.feed(host)}"\ninterval = {LOOKS}\n' for host in self.names)
        )

    def _named(self, kind: str, number: int) -> str:
        return f"{kind}{number}.example"

    def _paper(self, number: int, told: Sequence[Story]) -> Paper:
        host = self._named("paper", number)
        paper = Paper(host, self.url(host), told)
        self.site.answers[host + FEED] = paper.feed
        for story in told:
            path = paper.address(story).removeprefix(paper.url)
            self.site.answers[host + path] = lambda asked, story=story: paper.page(story)
        return paper

    def _publish(self) -> None:
        for name, host in self.pages.items():
            page = html_page(f"{name}: 오늘의 날씨", WEATHER.format(name=host))
            answers = page_attacks(page, self.port)[name]
            feed = Reply(200, feed_of([(self.stories[name], name)]), XML)
            self.site.answers |= {host + path: answer for path, answer in {FEED: feed, **answers}.items()}
            if name.startswith(ASKS_TO_WAIT):
                self._be_reluctant(host, WAIT, answers[STORY])
        self.site.answers[SLOW + ROBOTS] = Reply(200, f"User-agent: *\nCrawl-delay: {CRAWL_DELAY:.0f}\n".encode())
        self._be_reluctant(SLOW, CRAWL_DELAY, Reply(200, html_page("날씨", WEATHER.format(name=SLOW)), HTML))
        for name, host in self.sources.items():
            feed_text = feed_of([(self.url(host) + STORY, name)])
            answers = source_attacks(feed_text, self.port)[name]
            self.site.answers |= {host + path: answer for path, answer in answers.items()}
            if name.startswith(ASKS_TO_WAIT):
                self.pauses[host] = WAIT
        for start in range(0, len(self.hosts), HOSTS_A_FEED):
            links = [(self.url(host) + STORY, "남의 쪽") for host in self.hosts[start : start + HOSTS_A_FEED]]
            self.site.answers[f"crowd{start}.example{FEED}"] = Reply(200, feed_of(links), XML)

    def _be_reluctant(self, host: str, pause: float, answer: Answer) -> None:
        """Name one story more at each look, so that there is always one to be asked for too early."""
        named = [STORY]

        def feed(asked: Asked) -> Reply:
            named.append(f"{STORY}{len(named)}")
            self.site.answers[host + named[-1]] = answer
            return Reply(200, feed_of([(self.url(host) + path, path) for path in named]), XML)

        self.pauses[host] = pause
        self.site.answers |= {host + FEED: feed, host + STORY: answer}


@asynccontextmanager
async def hostile_site(*, each: int, hosts: int) -> AsyncIterator[HostileSite]:
    """All sites for as long as the context lasts; `each`: stories of a paper; `hosts`: how many the crowds name."""
    certificate = trustme.CA(key_type=trustme.KeyType.RSA).issue_cert("*.example")
    async with loopback_site() as site:
        with legacy_tls_server(certificate) as tls_port:
            yield HostileSite(site, tls_port, stories(PAPERS * each), hosts)
