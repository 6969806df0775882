"""Finding, trying and listing sources, as a user calls it, against a sample site on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.clean.yields import YIELDS, Yield
from agents.discover.korean_feeds import KoreanFeed
from agents.discover.seen import SEEN
from agents.urls import article_id
from agents.workers import InlineWorkers
from dongmaeng.backend import feed_check
from dongmaeng.backend.backend import Backend
from dongmaeng.cli import sources_add
from dongmaeng.cli.app import app
from dongmaeng.demo import DemoSite
from dongmaeng.fault import Fault
from dongmaeng.hand_over import carry
from dongmaeng.settings import Settings
from tests.agents.resolve.stories import mention, report
from tests.command_line import CommandLine
from topics.catalogue import MENTIONS
from topics.outcome import Output
from topics.records import Report
from topics.stage import stage
from topics.state import State

SETTINGS = "allow_private_addresses = true\n[fetch]\nhost_delay = 0.0\n"


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as site:
        yield site


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings for sources on loopback; what is read is read in this process."""

    async def inline(backend: Backend) -> InlineWorkers:
        return InlineWorkers()

    monkeypatch.setattr(Backend, "workers", inline)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dongmaeng.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


def run(*arguments: str, code: int = 0, answers: str = "") -> str:
    done = CliRunner().invoke(app, ["sources", *arguments], catch_exceptions=False, input=answers)
    assert done.exit_code == code, done.output
    return done.stdout


def run_json(*arguments: str, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code))


def refused(*arguments: str) -> str:
    with pytest.raises(Fault) as fault:
        CliRunner().invoke(app, ["sources", *arguments], catch_exceptions=False, standalone_mode=False)
    assert fault.value.usage
    return str(fault.value)


def watched() -> list[str]:
    return [source["url"] for source in run_json()]


def test_a_front_page_gives_its_feed_sitemap_and_listing_and_the_best_is_watched(
    site: DemoSite, tmp_path: Path
) -> None:
    command = CommandLine(tmp_path)
    command.configure(SETTINGS)
    told = command.json("sources", "add", site.url, "--yes")
    feed = site.sources[0]
    assert [(offer["url"].removeprefix(site.url), offer["form"]) for offer in told["offers"]] == [
        ("rss/allArticle.xml", "rss"),
        ("sitemap-news.xml", "news sitemap"),
        ("", "listing"),
        ("news/articleList.html", "listing"),
    ]
    assert [offer["same_as"] for offer in told["offers"]] == [None, feed, feed, feed]
    assert len(told["offers"][0]["last"]) == 5
    assert told["added"] == [feed]
    assert [source["url"] for source in command.json("sources")] == [feed]
    assert site.disallowed_hits == []


def test_what_is_watched_already_is_not_added_again(home: Path, site: DemoSite) -> None:
    assert run_json("add", site.sources[0], "--yes")["added"] == [site.sources[0]]
    told = run_json("add", site.url, "--yes", code=1)
    assert told["added"] == []
    assert told["offers"][0]["watched"]
    assert "is watched already" in run("add", site.url, "--yes", code=1)
    assert watched() == [site.sources[0]]


def test_a_person_is_shown_the_last_stories_and_chooses(
    home: Path, site: DemoSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources_add, "_can_ask", lambda: True)
    shown = run("add", site.origin("moa"), answers="7\nwhat?\nnone\n")
    assert site.sources[1] in shown
    story = max((one for one in site.published if one.outlet == "moa"), key=lambda one: one.published)
    assert story.title[:20] in shown
    assert shown.count("Numbers from 1 to 2") == 2
    assert watched() == []
    run("add", site.origin("moa"), "--publisher", "모아", "--section", "경제", answers="1,2\n")
    assert [source["publisher"] for source in run_json()] == ["모아", "모아"]
    assert set(watched()) == {site.sources[1], site.origin("moa")}


def test_without_a_terminal_it_must_be_told_what_to_do(home: Path, site: DemoSite) -> None:
    assert "give --yes" in refused("add", site.url)
    assert "give --yes" in refused("add", site.url, "--json")
    told = run_json("add", site.url, "--dry-run")
    assert (told["added"], watched()) == (None, [])


@pytest.mark.parametrize(
    "address", ["ftp://garam.example/", "https:///x", "mailto:a@b.example", "garam", "a b.example"]
)
def test_what_is_no_address_is_refused_before_anything_is_asked(home: Path, address: str) -> None:
    assert "no web address" in refused("add", address, "--yes")


def test_one_of_several_sites_that_gives_nothing_does_not_keep_the_others_away(home: Path, site: DemoSite) -> None:
    story = site.story_url(site.published[0])
    done = run("add", site.origin("naru"), story + "&x=1", "--yes", "--json", code=1)
    first, second = map(json.loads, done.splitlines())
    assert (first["added"], second["added"]) == ([site.sources[3]], [])


def test_a_site_that_it_speaks_for_must_be_given_by_hand_where_nothing_vouches(home: Path, site: DemoSite) -> None:
    assert "sites: " in refused("add", site.sources[0], "--yes", "--site", "naru.example/news")
    run("add", site.sources[0], "--yes", "--site", "naru.example")
    exported = run("export")
    assert site.sources[0] in exported


def test_a_look_is_told_step_by_step_and_nothing_is_stored(home: Path, site: DemoSite) -> None:
    told = run_json("test", site.sources[0])
    assert [(one["url"], one["status"]) for one in told["exchanges"]] == [
        (site.origin("garam") + "/robots.txt", 200),
        (site.sources[0], 200),
    ]
    assert told["exchanges"][1]["headers"]["etag"]
    assert (told["form"], told["charset"], told["failure"], told["watched"]) == ("rss", "utf-8", None, False)
    stories = sum(story.outlet == "garam" for story in site.published) + 1  # and one that robots.txt forbids
    assert (told["stories"], told["timed"], told["elsewhere"], told["new"]) == (stories, stories, 0, stories)
    assert told["quiet"] == {"old": stories}
    shown = run("test", site.sources[0])
    assert "It is an RSS feed that calls itself 가람경제 - 전체기사." in shown
    assert not list(home.glob("data/*.sqlite"))


def test_a_look_at_an_old_site_says_its_charset_and_at_a_page_that_it_lists_stories(home: Path, site: DemoSite) -> None:
    assert run_json("test", site.sources[3])["charset"] == "cp949"
    listing = run_json("test", site.url)
    assert (listing["form"], listing["kind"], listing["timed"]) == ("listing", "listing", 0)


def test_a_look_that_gives_nothing_says_why(home: Path, site: DemoSite) -> None:
    told = run_json("test", site.url + "gone", code=1)
    assert (told["failure"], told["exchanges"][-1]["status"]) == ("not found", 404)
    assert "It gives nothing: not found" in run("test", site.url + "gone", code=1)
    assert run_json("test", site.url + "premium/x", code=1)["failure"] == "robots.txt forbids it"


def test_a_source_is_tested_by_its_id_as_it_is_set(home: Path, site: DemoSite) -> None:
    address = site.sources[1] + "?a=1"
    (home / "dongmaeng.toml").write_text(SETTINGS + f'[[sources]]\nurl = "{address}"\nkind = "sitemap"\n', "utf-8")
    (id,) = watched()
    assert id != address
    told = run_json("test", id, code=1)
    assert (told["watched"], told["kind"]) == (True, "sitemap")


def test_what_a_look_would_bring_is_what_no_look_has_brought(home: Path, site: DemoSite) -> None:
    seen = [site.story_url(story) for story in site.published if story.outlet == "garam"][:3]

    @stage(name="resolve", reads=[MENTIONS])
    async def note_seen(record: Report, state: State) -> AsyncIterator[Output]:
        for url in seen:
            await state.put(SEEN, article_id(url), {})
        for _ in ():
            yield record

    before = run_json("test", site.sources[0])["new"]
    (home / "data").mkdir()
    asyncio.run(carry(Settings(data_dir=home / "data"), [report("a", mention("가람 나루"))], lambda _: [note_seen]))
    for _ in range(2):
        assert run_json("test", site.sources[0])["new"] == before - 3


def test_a_service_with_keys_is_not_asked_by_a_test(home: Path) -> None:
    (home / "dongmaeng.toml").write_text('[[sources]]\nkind = "opendart"\nkey_env = "OPENDART_KEY"\n', "utf-8")
    assert "with keys" in refused("test", "https://opendart.fss.or.kr/api")


@stage(name="resolve", reads=[MENTIONS])
async def keep_yields(record: Report, state: State) -> AsyncIterator[Output]:
    for name, pages in (("naru.example", 3), ("einfomax.co.kr", 9), ("garam.example", 5)):
        found = Yield(site=name, publisher=name[:4], pages=pages)
        await state.put(YIELDS, name, found.model_dump(mode="json"))
    for _ in ():
        yield record


def test_sites_that_are_read_and_not_watched_are_suggested(home: Path) -> None:
    (home / "data").mkdir()
    asyncio.run(carry(Settings(data_dir=home / "data"), [report("a", mention("가람 나루"))], lambda _: [keep_yields]))
    (home / "dongmaeng.toml").write_text('[[sources]]\nurl = "https://www.garam.example/rss"\n', "utf-8")
    told = run_json("suggest")
    assert [(site["site"], site["pages"]) for site in told["read"]] == [("einfomax.co.kr", 9), ("naru.example", 3)]
    assert [feed["publisher"] for feed in told["read"][0]["feeds"]] == ["연합인포맥스"]
    assert told["listed"][0]["publisher"] == "뉴스핌"
    assert told["listed"][0]["seen_on"] == "2026-11-30"
    shown = run("suggest")
    assert "https://news.einfomax.co.kr/rss/allArticle.xml" in shown
    assert "https://naru.example/" in shown


def test_of_a_site_that_is_watched_further_feeds_are_suggested_only_where_asked_for(home: Path) -> None:
    (home / "dongmaeng.toml").write_text('[[sources]]\nurl = "http://www.hankyung.com/feed/all-news"\n', "utf-8")
    assert not [feed for feed in run_json("suggest")["listed"] if "hankyung" in feed["url"]]
    further = [feed["section"] for feed in run_json("suggest", "--all")["listed"] if "hankyung" in feed["url"]]
    assert further == ["경제", "IT"]


def test_lists_go_out_and_in(home: Path, tmp_path: Path) -> None:
    (home / "dongmaeng.toml").write_text(
        '[[sources]]\nurl = "https://garam.example/rss"\npublisher = "가람"\nsection = "경제"\n'
        '[[sources]]\nurl = "https://garam.example/rss?key=abc"\n'
        '[[sources]]\nurl = "https://garam.example/list"\nkind = "listing"\n',
        "utf-8",
    )
    done = CliRunner().invoke(app, ["sources", "export"])
    assert "key=abc" not in done.output
    assert "holds a secret" in done.stderr
    assert "is of kind listing" in done.stderr
    (tmp_path / "feeds.opml").write_text(done.stdout, "utf-8")
    assert "key=abc" in run("export", "--secrets")
    (home / "dongmaeng.toml").write_text("", "utf-8")
    assert run_json("import", "feeds.opml", "--dry-run")["added"] == ["https://garam.example/rss"]
    assert watched() == []
    told = run_json("import", "feeds.opml")
    assert (told["added"], told["applied"], told["watched"]) == (["https://garam.example/rss"], True, [])
    assert [(one["url"], one["publisher"]) for one in run_json()] == [("https://garam.example/rss", "가람")]
    assert run_json("import", "feeds.opml")["watched"] == ["https://garam.example/rss"]


def test_what_of_a_list_cannot_be_watched_is_told_without_its_secret(home: Path, tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(
        '<opml><body><outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="https://a.example/rss?token=s3cret"/>'
        '<outline text="나루" xmlUrl="https://naru.example/rss"/></body></opml>',
        "utf-8",
    )
    shown = run("import", "feeds.opml", code=1)
    assert "s3cret" not in shown
    assert "holds a secret" in shown
    assert watched() == ["https://naru.example/rss"]


def test_a_list_that_is_none_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text("<rss></rss>", "utf-8")
    assert refused("import", "feeds.opml") == "feeds.opml: holds no outline"
    assert "cannot be read" in refused("import", "gone.opml")
    (tmp_path / "feeds.opml").write_text("<opml><body><outline text='x'/></body></opml>", "utf-8")
    assert refused("import", "feeds.opml") == "feeds.opml: names no feed"


def listed(urls: Sequence[str]) -> list[KoreanFeed]:
    return [
        KoreanFeed(url=url, publisher=f"신문{n}", section="전체", seen_in="a.example/x list", seen_on=date(2026, 1, 2))
        for n, url in enumerate(urls)
    ]


def test_the_shipped_list_is_checked_feed_by_feed(home: Path, site: DemoSite, monkeypatch: pytest.MonkeyPatch) -> None:
    feeds = listed([*site.sources, site.url + "gone.xml", site.url])
    monkeypatch.setattr(feed_check, "korean_feeds", lambda: feeds)
    told = run_json("check-list", code=1)
    assert [one["url"] for one in told] == [feed.url for feed in feeds]
    assert [one["form"] for one in told] == ["rss", "atom", "news sitemap", "rss", None, None]
    assert [one["reason"] for one in told[4:]] == ["not found (404)", "not a source"]
    assert all(one["answers"] and one["stories"] for one in told[:4])
    shown = run("check-list", code=1)
    assert "4 of 6 answer." in shown
    assert "a.example/x list, 2026-01-02" in shown


def test_a_check_that_is_broken_off_shows_what_came_so_far(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (feed,) = listed(["https://garam.example/rss"])

    async def broken_off(backend: Backend, done: Any) -> None:
        done(feed_check.CheckedFeed(feed, None, 0, None, "timed out"))
        raise KeyboardInterrupt

    monkeypatch.setattr(feed_check, "check_feeds", broken_off)
    done = CliRunner().invoke(app, ["sources", "check-list"])
    assert "0 of 1 answer." in done.stdout
    assert done.exit_code == 130
