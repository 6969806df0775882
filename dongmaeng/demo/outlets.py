"""The four invented outlets of the sample site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet: how its pages look, where they stand and which feed lists them."""

    id: str
    name: str
    template: str
    article_path: str
    """A format string over `number`, `section` and `date` (YYYY/MM/DD)."""
    forbidden_path: str
    """Like `article_path`, below the folder that robots.txt closes."""
    feed_path: str
    feed_type: str
    charset: str = "utf-8"
    portal: bool = False
    list_path: str = ""
    """Of the page that lists its stories, where it has one."""
    sitemap_path: str = ""
    """Of a news sitemap beside the feed."""


OUTLETS = {
    outlet.id: outlet
    for outlet in (
        Outlet(
            id="garam",
            name="가람경제",
            template="garam.html",
            article_path="/news/articleView.html?idxno={number}",
            forbidden_path="/premium/articleView.html?idxno={number}",
            feed_path="/rss/allArticle.xml",
            feed_type="rss",
            list_path="/news/articleList.html",
            sitemap_path="/sitemap-news.xml",
        ),
        Outlet(
            id="moa",
            name="모아뉴스",
            template="moa.html",
            article_path="/mnews/article/031/{number:010}",
            forbidden_path="/premium/article/031/{number:010}",
            feed_path="/feed/economy.atom",
            feed_type="atom",
            portal=True,
        ),
        Outlet(
            id="saebyeok",
            name="새벽일보",
            template="saebyeok.html",
            article_path="/{section}/{date}/{number}/",
            forbidden_path="/premium/{date}/{number}/",
            feed_path="/sitemap/news.xml",
            feed_type="sitemap",
        ),
        Outlet(
            id="naru",
            name="나루신문",
            template="naru.html",
            article_path="/news/read.asp?no={number}",
            forbidden_path="/premium/read.asp?no={number}",
            feed_path="/rss/rss.asp",
            feed_type="rss_euckr",
            charset="euc-kr",
        ),
    )
}
