"""What one source names of another's stories changes nothing: neither whether they are read nor when they are from."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.end_to_end.newsrooms import Newsroom, deal, endpoint, feed, members, newsroom, source
from tests.loopback import Reply, Site, loopback_site
from topics.records import SEOUL, Quiet, now

__all__ = ["newsroom"]

XML = "application/xml"
BAIT = "운세와 로또 당첨 번호"
NOW = now().astimezone(SEOUL).replace(microsecond=0)
HOUR_AGO, YEAR_AGO = NOW - timedelta(hours=1), NOW - timedelta(days=365)

DEALS = {
    "fresh page": ("해온전자", "다솔통신"),
    "undated page": ("미리내전자", "한빛텔레콤"),
    "forbidden at first": ("가온텔레콤", "누리통신"),
    "not there at first": ("두레중공업", "다온통신"),
    "behind a redirect": ("미르전자", "샛별건설"),
    "dated by nobody": ("산들건설", "가람중공업"),
    "old page": ("새솔전자", "큰솔통신"),
    "old by its feed": ("도담전자", "솔빛통신"),
}
LATE = ("forbidden at first", "not there at first")
OLD = ("old page", "old by its feed")


def put_out(paper: Site) -> dict[str, str]:
    """Publish the stories of a paper, but for those that come late; their addresses."""
    dates = {"fresh page": HOUR_AGO, "old page": YEAR_AGO}
    for name, pair in DEALS.items():
        if name not in LATE:
            paper.page(f"/news/{path_of(name)}", deal(*pair, published=dates.get(name)))
    return {name: f"{paper.url}/news/{path_of(name)}" for name in DEALS}


def path_of(name: str) -> str:
    return str(1001 + list(DEALS).index(name))


def feed_of_its_own(urls: dict[str, str]) -> str:
    dates = dict.fromkeys(urls, HOUR_AGO) | {"dated by nobody": None, "old by its feed": YEAR_AGO}
    return feed(*((url, dates[name], f"{'·'.join(DEALS[name])} 협약") for name, url in urls.items()))


async def look_of_an_outsider(newsroom: Newsroom, paper: Site, outsider: Site, urls: dict[str, str]) -> None:
    """Let a feed name the stories of a paper, with dates and titles that are wrong, before all are there."""
    wrong = dict.fromkeys(urls, YEAR_AGO) | dict.fromkeys(OLD, HOUR_AGO)
    named = urls | {"behind a redirect": outsider.redirect("/r", urls["behind a redirect"])}
    outsider.page("/feed", feed(*((url, wrong[name], BAIT) for name, url in named.items())), XML)
    paper.answers[f"/news/{path_of('forbidden at first')}"] = Reply(403)
    await newsroom.read(source(outsider), source(paper, enabled=False))
    for name in LATE:
        paper.page(f"/news/{path_of(name)}", deal(*DEALS[name], published=HOUR_AGO))


@pytest.mark.parametrize("newsroom", ["embedded"], indirect=True)  # on a cluster: test_hostile_sources.py
@pytest.mark.parametrize("order", ["outsider first", "outsider after"])
async def test_an_outsider_changes_neither_alerts_nor_dates_nor_titles(newsroom: Newsroom, order: str) -> None:
    with ExitStack() as stack:
        receiver, desk = stack.enter_context(endpoint("desk"))
        newsroom.endpoints = [desk]
        async with loopback_site("127.0.0.2") as paper, loopback_site("127.0.0.3") as outsider:
            urls = put_out(paper)
            paper.page("/feed", feed_of_its_own(urls), XML)
            if order == "outsider first":
                await look_of_an_outsider(newsroom, paper, outsider, urls)
                assert members(receiver) == [frozenset(DEALS["fresh page"])]
            else:
                for name in LATE:
                    paper.page(f"/news/{path_of(name)}", deal(*DEALS[name], published=HOUR_AGO))
            await newsroom.read(source(paper))
            if order == "outsider after":
                await look_of_an_outsider(newsroom, paper, outsider, urls)
            told = sorted((frozenset(pair) for name, pair in DEALS.items() if name not in OLD), key=sorted)
            assert members(receiver) == told
            dates = dict.fromkeys(urls, HOUR_AGO) | dict.fromkeys(OLD, YEAR_AGO) | {"dated by nobody": None}
            for name, url in urls.items():
                tagged = await newsroom.article(url)
                assert tagged is not None, name
                article = tagged.article
                assert (article.published, article.url) == (dates[name], url), name
                assert article.quiet == (Quiet.OLD if name in OLD else None), name
                assert BAIT not in article.title
    assert newsroom.counts["alert"] == {"quiet: old": 2} or order == "outsider first"
