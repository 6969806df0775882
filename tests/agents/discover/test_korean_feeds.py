import tomllib
from datetime import date
from importlib import resources

import pytest

from agents.discover.discover import first_polls
from agents.discover.korean_feeds import SourceListError, korean_feeds, read_feeds

ENTRY = '[[sources]]\nurl = "http://a.kr/x"\nseen_in = "github.com/a/b list.md"\nseen_on = 2026-01-02\n'


def test_the_starting_list_is_right() -> None:
    feeds = korean_feeds()
    assert len(feeds) >= 90
    assert all(feed.publisher and feed.section for feed in feeds)
    assert {poll.source for poll in first_polls(feeds)} == {feed.id for feed in feeds}


def test_beside_each_entry_stands_the_list_and_the_day_that_it_was_seen() -> None:
    table = tomllib.loads(resources.files("agents.discover").joinpath("korean_feeds.toml").read_text("utf-8"))
    for entry in table["sources"]:
        repository, _, file = entry["seen_in"].partition(" ")
        assert repository.count("/") == 2, entry
        assert file, entry
        assert date(2025, 1, 1) <= entry["seen_on"] <= date(2026, 12, 31), entry


def test_it_begins_with_the_outlets_that_the_project_began_with() -> None:
    first = [feed.publisher for feed in korean_feeds()]
    assert list(dict.fromkeys(first))[:6] == [
        "뉴스핌",
        "연합인포맥스",
        "EBN산업경제",
        "뉴스토마토",
        "비즈워치",
        "이코노믹리뷰",
    ]


@pytest.mark.parametrize(
    "moved",
    ["rss.kmib.co.kr", "newscj.com/rss/allArticle_2", "feeds.feedburner.com/zdkorea", "rss.joins.com"],
)
def test_addresses_that_public_lists_call_moved_are_gone(moved: str) -> None:
    assert not [feed.url for feed in korean_feeds() if moved in feed.url]


def test_an_entry_is_a_setting_without_where_it_was_seen() -> None:
    (feed,) = read_feeds(ENTRY)
    assert feed.setting().model_dump(exclude_defaults=True) == {"url": "http://a.kr/x"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY + ENTRY.replace("http:", "ftp:"), r"mine\.toml: sources entry 2: url"),
        (ENTRY + 'sites = ["zdnet.co.kr/news"]\n', r"entry 1: sites: .*zdnet\.co\.kr/news"),
        (ENTRY + ENTRY, r"entry 2: .* twice"),
        (ENTRY.replace("seen_in", "seen_at"), r"entry 1: seen_in: Field required"),
        (ENTRY.replace("2026-01-02", '"lately"'), r"entry 1: seen_on: "),
        ("[[sources", r"mine\.toml: "),
        ("x = 1", r"mine\.toml: needs"),
    ],
)
def test_a_wrong_list_is_told_with_its_entry(text: str, told: str) -> None:
    with pytest.raises(SourceListError, match=told):
        read_feeds(text, "mine.toml")
