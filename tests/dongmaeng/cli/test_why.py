"""What `dongmaeng why` tells of stories at every point of their way, also of those that earlier versions left."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from agents.alert.alert import alert_stage, message_id
from agents.alert.deliveries import DeliveryState, DeliveryStatus, write_delivery
from agents.alert.known import KnownEndpoints
from agents.index.index import index_stage
from agents.resolve.resolve import resolve_stage
from agents.tag.tag import report_of, tag_article
from agents.urls import article_id
from dongmaeng.cli.app import app
from dongmaeng.cli.why import SCREEN, WIDTH, show
from dongmaeng.fault import Fault
from dongmaeng.settings import Settings
from dongmaeng.ways.looking import Found
from dongmaeng.ways.telling import way_of
from search.embedded.store import EmbeddedStore
from tests.agents.resolve.stories import mention
from topics.catalogue import ARTICLES, CANDIDATES, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.outcome import Drop, Output, Quarantine, Retry
from topics.records import (
    Article,
    Candidate,
    Mention,
    Organisation,
    Page,
    Record,
    Status,
    Step,
    TaggedArticle,
    now,
)
from topics.stage import Stage, stage
from topics.state import State

FEED = "https://paper.example/rss"
URL = "https://paper.example/news/1"
ID = article_id(URL)
ELSEWHERE = "https://paper.example/news/2"


@stage(reads=(CANDIDATES,), writes=(PAGES,), name="fetch")
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Output]:
    if candidate.title == "waits":
        raise Retry("told to wait", after=3600)
    final = ELSEWHERE if candidate.title == "moved" else candidate.url
    yield Page(id=article_id(final), url=candidate.url, final_url=final, source=candidate.source, seen=candidate.seen)


@stage(reads=(PAGES,), writes=(ARTICLES,), name="clean")
async def clean(page: Page, state: State) -> AsyncIterator[Output]:
    if page.text == "slow":
        raise Quarantine("too slow") from TimeoutError("20 s of processor time")
    raise Drop("no body")
    yield


def candidate(title: str = "", url: str = URL) -> Candidate:
    return Candidate(id=article_id(url), url=url, source=FEED, title=title)


def tagged(*mentions: Mention, steps: Sequence[Step] = (), **what: Any) -> TaggedArticle:
    """A story of which a reading told these mentions."""
    article = {
        "title": "가람전자와 나래통신, 물류 로봇 협약",
        "body": "가람전자와 나래통신은 업무협약을 체결했다.",
    } | what
    return TaggedArticle(
        article=Article(id=ID, url=URL, canonical_url=URL, source=FEED, seen=now(), **article),
        organisations=[Organisation(id="org-가람전자", name="가람전자")],
        mentions=list(mentions),
        steps=list(steps),
    )


class Home:
    """A data directory that stages have worked on, and the command line on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = Settings(data_dir=path)

    def work(self, stages: Sequence[Stage], *records: Record) -> None:
        asyncio.run(self._work(stages, records))

    async def _work(self, stages: Sequence[Stage], records: Sequence[Record]) -> None:
        async with EmbeddedCarrier(self.settings.database, stages) as carrier:
            running = asyncio.create_task(carrier.run())
            await carrier.publish(records)
            await carrier.idle()
            carrier.stop()
            await running

    def tell(self, story: TaggedArticle, *, index: bool = True) -> None:
        """Let a tagged story go on to the registry, the store and the webhooks, of which there are none."""

        async def tell() -> None:
            store = EmbeddedStore(self.settings.database)
            stages = [resolve_stage(), alert_stage(KnownEndpoints([])), *([index_stage(store)] if index else [])]
            report = report_of(story)
            await self._work(stages, [story, *([report] if report else [])])
            await store.close()

        asyncio.run(tell())

    def run(self, *arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["--data-dir", str(self.path), *arguments])
        assert done.exit_code == code, done.output
        return done.stdout

    def why(self, story: str) -> dict[str, Any]:
        way: dict[str, Any] = json.loads(self.run("why", story, "--json"))
        return way


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def stop(way: dict[str, Any], stage: str) -> dict[str, Any]:
    (found,) = [one for one in way["way"] if one["stage"] == stage]
    return dict(found)


@pytest.mark.parametrize("asked", [URL, ID, f"{URL}?utm_source=feed"], ids=["address", "id", "another link"])
def test_what_was_only_named_is_under_way(home: Home, asked: str) -> None:
    home.work([], candidate(url=asked if asked.startswith("http") else URL))
    if asked == ID:
        home.run("why", asked, code=1)  # without its address nobody knows at which host to look
        return
    way = home.why(asked)
    assert (way["outcome"], way["why"]) == ("under way", "not handled by fetch yet")
    assert stop(way, "discover")["source"] == FEED


def test_what_waits_says_for_which_stage_and_until_when(home: Home) -> None:
    home.work([fetch], candidate("waits"))
    way = home.why(URL)
    assert (way["outcome"], way["why"]) == ("waiting", "it waits for fetch: told to wait")
    waiting = stop(way, "fetch")
    assert waiting["reason"] == "told to wait"
    assert waiting["due"] > (now() + timedelta(minutes=50)).isoformat()


def test_what_was_set_aside_says_how_to_try_it_again(home: Home) -> None:
    home.work([clean], Page(id=ID, url=URL, final_url=URL, source=FEED, text="slow"))
    way = home.why(URL)
    assert way["outcome"] == "quarantined"
    assert "too slow (20 s of processor time)" in way["why"]
    aside = stop(way | {"way": way["way"][-1:]}, "clean")
    [hint] = aside["more"]
    home.run(*hint.partition("dongmaeng ")[2].split())
    assert home.why(URL)["outcome"] == "waiting"


def test_a_story_that_moved_is_told_from_the_address_that_was_named(home: Home) -> None:
    home.work([fetch, clean], candidate("moved"))
    way = home.why(URL)
    assert way["article_ids"] == [ID, article_id(ELSEWHERE)]
    moved, fetched = (one for one in way["way"] if one["stage"] == "fetch")
    assert ELSEWHERE in moved["text"] + fetched["text"]
    assert (way["outcome"], stop(way, "clean")["reason"]) == ("dropped", "no body")
    assert home.why(ELSEWHERE)["outcome"] == "dropped"


def test_an_imported_item_is_found_by_its_own_id(home: Home) -> None:
    url = "item:%EA%B0%80%20%EB%82%98"
    home.work([clean], Page(id=article_id(url), source_id="가 나", url=url, final_url=url, text="짧다"))
    way = home.why("가 나")
    assert (way["outcome"], stop(way, "clean")["reason"]) == ("dropped", "no body")
    assert stop(way, "discover")["text"] == "imported: no source named it"


def test_an_announcement_nobody_wanted_without_any_endpoint_says_so(home: Home) -> None:
    home.tell(tagged(mention("가람전자 나래통신")))
    way = home.why(URL)
    assert (way["outcome"], stop(way, "alert")["detail"]) == ("unwanted", "there is no endpoint")
    assert stop(way, "index")["outcome"] == "done"


@pytest.mark.parametrize(
    ("status", "outcome", "what"),
    [
        (DeliveryStatus.DELIVERED, "alerted", "sent"),
        (DeliveryStatus.PENDING, "owed", "still to be sent"),
        (DeliveryStatus.DEAD, "failed", "could not be sent"),
        (DeliveryStatus.DISABLED, "failed", "the endpoint is gone"),
    ],
)
def test_a_delivery_says_what_became_of_it(home: Home, status: DeliveryStatus, outcome: str, what: str) -> None:
    home.tell(tagged(mention("가람전자 나래통신")))
    change = stop(home.why(URL), "resolve")["changes"][0]["id"]

    async def keep() -> None:
        async with EmbeddedCarrier(home.settings.database, []) as carrier:
            sent = DeliveryState(
                id=message_id(change, "desk"),
                endpoint="desk",
                event="alliance.announced",
                status=status,
                attempts=2,
                created=now(),
                last_error="HTTP status 500",
            )
            await write_delivery(carrier.state, sent, now() + timedelta(days=1))

    asyncio.run(keep())
    settings = home.path / "dongmaeng.toml"
    secret = "whsec_" + "A" * 32
    settings.write_text(f'[[endpoints]]\nid = "desk"\nurl = "https://hooks.example"\nsecret = "{secret}"\n', "utf-8")
    told = json.loads(home.run("--config", str(settings), "why", URL, "--json"))
    assert told["outcome"] == outcome
    assert what in told["why"]
    assert "desk" in told["why"]
    assert "2 attempt(s), HTTP status 500" in stop(told, "deliver")["text"]


LEFT = Step(did="left", rule="governments", text="all its members are public authorities", sentence="한국과 체코는")


@pytest.mark.parametrize("index", [True, False], ids=["stored", "in its topic alone"])
def test_the_ledger_says_what_was_left_and_why(home: Home, index: bool) -> None:
    found = Step(did="found", rule="sign", text="a noun with its verb")
    home.tell(tagged(steps=[found, LEFT]), index=index)
    way = home.why(URL)
    line = "left: all its members are public authorities [governments] “한국과 체코는”"
    assert (way["outcome"], way["why"]) == ("no news", line)
    assert stop(way, "tag")["more"] == [line]
    assert [step["did"] for step in stop(way, "tag")["steps"]] == ["found", "left"]
    assert any(one["stage"] == "index" for one in way["way"]) is index


TREATY = {"title": "원전 협력 넓힌다", "body": "한국 정부와 체코 정부는 29일 원전 협력 양해각서를 체결했다고 밝혔다."}


@pytest.mark.parametrize("with_ledger", [True, False], ids=["ledger", "of an earlier version"])
def test_the_silent_tell_the_strong_words_and_why_they_led_to_nothing(home: Home, with_ledger: bool) -> None:
    read = tag_article(tagged(**TREATY).article)
    home.work([], read if with_ledger else read.model_copy(update={"steps": []}))
    [story] = json.loads(home.run("why", "--silent", "--json"))["stories"]
    assert story["article_id"] == ID
    assert story["words"] == ["양해각서 … 체결"]
    assert story["reasons"]
    shown = home.run("why", "--silent")
    assert story["reasons"][0] in " ".join(shown.split())
    assert "1 of 1 stories" in shown


def test_stories_that_announce_something_or_speak_of_nothing_are_not_silent(home: Home) -> None:
    weather = {"title": "날씨", "body": "날씨가 맑았다. 두 회사는 협력을 이어 간다."}
    loud = tag_article(tagged(body="㈜가람전자는 ㈜나래통신과 업무협약을 체결했다고 29일 밝혔다.").article)
    assert any(told.new for told in loud.mentions)
    home.work([], loud, tag_article(tagged(**weather).article))
    assert json.loads(home.run("why", "--silent", "--json")) == {"read": 2, "stories": []}


def test_no_reading_is_too_long_for_a_screen() -> None:
    sentence = "가람전자와 나래통신은 물류 로봇을 함께 만들기 위한 업무협약을 체결했다고 밝혔다. " * 5
    many = [mention("가람전자 나래통신 다솔중공업 라온화학", evidence=sentence) for _ in range(9)]
    steps = [LEFT.model_copy(update={"sentence": sentence}) for _ in range(20)]
    story = tagged(*many, steps=steps, title="제목 " * 100)
    out = io.StringIO()
    found = Found(URL, [ID], URL, article=story.article, tagged=story, stored=True)
    show(Console(file=out, width=WIDTH), way_of(found))
    lines = out.getvalue().splitlines()
    assert len(lines) <= SCREEN
    assert any(line.endswith("more lines: --json") for line in lines)
    assert lines[-1].split()[0] == "index"  # no stage is left out for another's many lines


def test_a_rumour_is_told_in_passing(home: Home) -> None:
    home.tell(tagged(mention("가람전자 나래통신", Status.RUMOURED)))
    way = home.why(URL)
    assert way["outcome"] == "passing"
    assert stop(way, "alert")["reason"] == "background"


def test_secrets_of_an_address_are_not_shown(home: Home) -> None:
    secret = f"{URL}?token=geheim1234567890abcd"
    home.work([fetch, clean], candidate(url=secret))
    for told in (home.run("why", secret), home.run("why", secret, "--json")):
        assert "geheim" not in told
    assert "geheim" not in home.run("topics", "tail", "endings")


def test_what_an_earlier_version_left_is_told_as_far_as_it_goes(home: Home) -> None:
    home.work([clean], Page(id=ID, url=URL, final_url=URL, source=FEED), Candidate(url=URL, source=FEED))
    way = home.why(URL)
    assert stop(way, "discover")["source"] == FEED
    assert stop(way | {"way": way["way"][-1:]}, "clean")["reason"] == "no body"


def test_the_id_of_an_alliance_is_told_from_that_of_a_story(home: Home) -> None:
    home.tell(tagged(mention("가람전자 나래통신")))
    id = stop(home.why(URL), "resolve")["alliance"]
    done = CliRunner().invoke(app, ["--data-dir", str(home.path), "why", id])
    assert isinstance(done.exception, Fault)
    assert f"dongmaeng alliances show {id}" in str(done.exception)


def test_an_empty_data_directory_knows_nothing(home: Home) -> None:
    home.run("why", URL, code=1)
    assert json.loads(home.run("why", "--silent", "--json")) == {"read": 0, "stories": []}


def test_endings_are_kept_for_people_and_handed_to_no_stage(home: Home) -> None:
    home.work([fetch, clean], candidate())
    [kept] = home.run("topics", "tail", "endings").splitlines()
    assert (json.loads(kept)["stage"], json.loads(kept)["reason"]) == ("clean", "no body")
    done = CliRunner().invoke(app, ["--data-dir", str(home.path), "topics", "replay", "endings"])
    assert isinstance(done.exception, Fault)
    assert "kept for people" in str(done.exception)
