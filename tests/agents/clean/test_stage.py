from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from agents.clean.clean import clean_stage
from agents.clean.copies.known_article import FINGERPRINTS
from agents.urls import article_id
from agents.workers import InlineWorkers, P, T
from topics.catalogue import ARTICLES, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.outcome import Done, Drop, Outcome, Retry
from topics.records import SEOUL, Again, Article, Page, Quiet
from topics.stage import Stage, batch_stage
from topics.state import Document, State

MARKUP = """<html><head><title>가람전자, 새 공장 착공</title><meta property="og:type" content="article"></head><body>
<div id="articleBody"><p>가람전자가 15일 새 공장의 첫 삽을 떴다고 밝혔다. 공장은 내후년에 문을 연다.</p></div></body></html>"""
FETCHED = datetime(2024, 5, 15, 5, 30, tzinfo=UTC)


class MemoryState:
    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Document] = {}

    async def get(self, space: str, key: str) -> Document | None:
        return self.documents.get((space, key))

    async def get_many(self, space: str, keys: Collection[str]) -> dict[str, Document]:
        return {key: self.documents[space, key] for key in keys if (space, key) in self.documents}

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        self.documents[space, key] = document

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        return self.documents.setdefault((space, key), document) is document

    async def delete(self, space: str, key: str) -> None:
        self.documents.pop((space, key), None)

    async def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        for (own, key), document in sorted(self.documents.items()):
            if own == space and key.startswith(prefix):
                yield key, document


def page(markup: str = MARKUP, fetched: datetime = FETCHED, **what: Any) -> Page:
    url = "https://news.example/view/20240515001"
    return Page(id="unknown", url=url, final_url=url, body=markup.encode(), fetched=fetched, **what)


async def one(stage: Stage, state: MemoryState, record: Page) -> Outcome:
    (outcome,) = await stage.handle([record], state)
    return outcome


@pytest.fixture
def stage() -> Stage:
    return clean_stage(InlineWorkers())


def test_stage_is_wired_to_its_topics(stage: Stage) -> None:
    assert (stage.name, stage.reads, stage.writes) == ("clean", (PAGES,), (ARTICLES,))


async def test_page_becomes_article(stage: Stage) -> None:
    outcome = await one(stage, MemoryState(), page())
    assert isinstance(outcome, Done)
    (article,) = outcome.outputs
    assert isinstance(article, Article)
    assert article.title == "가람전자, 새 공장 착공"
    assert article.fetched == FETCHED


async def test_fetch_of_an_unchanged_page_is_dropped(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, page())
    outcome = await one(stage, state, page(fetched=FETCHED + timedelta(hours=1)))
    assert isinstance(outcome, Drop)
    assert outcome.reason == "unchanged"


async def test_replay_of_the_same_fetch_goes_through_again(stage: Stage) -> None:
    state = MemoryState()
    first = await one(stage, state, page())
    assert await one(stage, state, page()) == first


async def test_changed_page_goes_through(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, page())
    changed = page(MARKUP.replace("내후년", "내년"), FETCHED + timedelta(hours=1))
    assert isinstance(await one(stage, state, changed), Done)
    back = page(fetched=FETCHED + timedelta(hours=2))
    assert isinstance(await one(stage, state, back), Done)


async def test_an_older_text_of_an_archive_takes_no_later_ones_place(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, page())
    older = MARKUP.replace("내후년", "내년")
    outcome = await one(stage, state, page(older, FETCHED - timedelta(days=1), quiet=Quiet.IMPORTED))
    assert isinstance(outcome, Drop)
    assert outcome.reason == "older than what was read"
    later = page(older, FETCHED + timedelta(days=1), quiet=Quiet.IMPORTED)
    assert isinstance(await one(stage, state, later), Done)


async def test_ending_of_the_reader_is_the_ending_of_the_stage(stage: Stage) -> None:
    outcome = await one(stage, MemoryState(), page("<html><body></body></html>"))
    assert isinstance(outcome, Drop)
    assert outcome.reason == "no body"


URL = "https://news.example/view?no=71"
OUTSIDER, OWN = {"source": "https://other.example/feed"}, {"source": "https://news.example/feed", "by_own_site": True}
WEEK_AGO, YEAR_AGO = FETCHED - timedelta(days=7), FETCHED - timedelta(days=365)


def named(hours: float, **what: Any) -> Page:
    """A page that itself tells no date, fetched so many hours later than the first."""
    fetched = FETCHED + timedelta(hours=hours)
    id = article_id(URL)
    given = {
        "id": id,
        "url": URL,
        "final_url": URL,
        "body": MARKUP.encode(),
        "fetched": fetched,
        "old_before": WEEK_AGO,
    }
    return Page.model_validate({**given, **what})


def read_examined(outcome: Outcome) -> Article:
    assert isinstance(outcome, Done), outcome
    (article,) = outcome.outputs
    assert isinstance(article, Article)
    return article


def reason_of(outcome: Outcome) -> str:
    assert isinstance(outcome, Drop), outcome
    return outcome.reason


def dated(moment: datetime) -> bytes:
    stamp = f'<meta property="article:published_time" content="{moment.isoformat()}">'
    return MARKUP.replace("</head>", f"{stamp}</head>").encode()


@pytest.mark.parametrize(
    ("body", "hint", "old_before", "quiet"),
    [
        (dated(YEAR_AGO), FETCHED, WEEK_AGO, Quiet.OLD),
        (dated(FETCHED), YEAR_AGO, WEEK_AGO, None),
        (dated(YEAR_AGO), None, None, None),
        (MARKUP.encode(), YEAR_AGO, WEEK_AGO, Quiet.OLD),
        (MARKUP.encode(), FETCHED, WEEK_AGO, None),
        (MARKUP.encode(), None, WEEK_AGO, Quiet.UNDATED),
        (MARKUP.encode(), FETCHED + timedelta(days=2), WEEK_AGO, Quiet.UNDATED),
    ],
    ids=["old page", "fresh page", "none is too old", "old feed", "fresh feed", "no date", "a day to come"],
)
async def test_a_story_is_old_by_its_page_then_by_its_own_site(
    stage: Stage, body: bytes, hint: datetime | None, old_before: datetime | None, quiet: Quiet | None
) -> None:
    what = {"body": body, "published": hint, "old_before": old_before, "quiet": Quiet.UNDATED}
    assert read_examined(await one(stage, MemoryState(), named(0, **OWN, **what))).quiet is quiet


async def test_a_day_to_come_that_is_given_with_a_text_is_no_time_of_publication(stage: Stage) -> None:
    text = "가람전자가 새 공장의 첫 삽을 떴다고 밝혔다. 공장은 내후년에 문을 연다."
    for hours, published in ((23, FETCHED + timedelta(hours=23)), (25, None)):
        given = named(hours / 100, text=text, body=b"", title="공장 착공", published=FETCHED + timedelta(hours=hours))
        given = given.model_copy(update={"url": f"item:{hours}", "final_url": f"item:{hours}", "fetched": FETCHED})
        assert read_examined(await one(stage, MemoryState(), given)).published == published


async def test_what_was_ordered_quiet_stays_so_whatever_its_date(stage: Stage) -> None:
    fresh = named(0, body=dated(FETCHED), quiet=Quiet.IMPORTED)
    assert read_examined(await one(stage, MemoryState(), fresh)).quiet is Quiet.IMPORTED


async def test_a_guess_neither_silences_nor_lets_out(stage: Stage) -> None:
    guessable = MARKUP.replace("</p>", '</p><span class="day">2014-01-02</span>').encode()
    for quiet in (None, Quiet.UNDATED):
        article = read_examined(await one(stage, MemoryState(), named(0, **OWN, body=guessable, quiet=quiet)))
        assert (article.quiet, article.published) == (quiet, datetime(2014, 1, 2, tzinfo=SEOUL))


async def test_a_date_of_its_own_site_lifts_once_what_an_outsider_had_named(stage: Stage) -> None:
    state = MemoryState()
    first = read_examined(await one(stage, state, named(0, **OUTSIDER, quiet=Quiet.UNDATED)))
    assert (first.quiet, first.published) == (Quiet.UNDATED, None)
    lifted = read_examined(await one(stage, state, named(1, **OWN, published=FETCHED)))
    assert (lifted.quiet, lifted.published) == (None, FETCHED)
    assert (lifted.group, lifted.version, lifted.copy_kind) == (first.group, first.version, first.copy_kind)
    assert reason_of(await one(stage, state, named(2, **OWN, published=FETCHED))) == "unchanged"
    assert reason_of(await one(stage, state, named(3, **OUTSIDER, quiet=Quiet.UNDATED))) == "unchanged"


async def test_an_old_date_of_its_own_site_comes_through_and_stays_quiet(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, named(0, **OUTSIDER, quiet=Quiet.UNDATED))
    told = read_examined(await one(stage, state, named(1, **OWN, published=YEAR_AGO, quiet=Quiet.OLD)))
    assert (told.quiet, told.published) == (Quiet.OLD, YEAR_AGO)


async def test_its_own_site_naming_it_lifts_what_an_outsider_had_named(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, named(0, **OUTSIDER, quiet=Quiet.UNDATED))
    assert read_examined(await one(stage, state, named(1, **OWN))).quiet is None


async def test_an_outsider_who_leads_to_a_changed_page_changes_no_date(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, named(0, **OWN, published=FETCHED, title="가람전자 새 공장"))
    changed = MARKUP.replace("내후년", "내년").encode()
    article = read_examined(await one(stage, state, named(1, **OUTSIDER, body=changed, quiet=Quiet.UNDATED)))
    assert (article.quiet, article.published) == (None, FETCHED)


@pytest.mark.parametrize("ordered", [Quiet.IMPORTED, Quiet.REPLAYED, Quiet.DECIDED])
async def test_nothing_lifts_what_was_ordered_quiet(stage: Stage, ordered: Quiet) -> None:
    state = MemoryState()
    await one(stage, state, named(0, quiet=ordered))
    assert reason_of(await one(stage, state, named(1, **OWN, published=FETCHED))) == "unchanged"


async def test_a_replay_does_not_silence_what_was_never_told(stage: Stage) -> None:
    state = MemoryState()
    outsider = named(0, **OUTSIDER, quiet=Quiet.UNDATED)
    await one(stage, state, outsider)
    replayed = read_examined(await one(stage, state, outsider.model_copy(update={"quiet": Quiet.REPLAYED})))
    assert replayed.quiet is Quiet.REPLAYED
    assert read_examined(await one(stage, state, named(1, **OWN, published=FETCHED))).quiet is None


async def test_what_an_earlier_version_has_read_is_not_told_again(stage: Stage) -> None:
    state = MemoryState()
    article = read_examined(await one(stage, state, named(0, **OUTSIDER, quiet=Quiet.UNDATED)))
    known = state.documents[FINGERPRINTS, article.id]
    state.documents[FINGERPRINTS, article.id] = {name: known[name] for name in ("content", "fetched")}
    assert reason_of(await one(stage, state, named(1, **OWN, published=FETCHED))) == "unchanged"


async def test_two_fetches_handled_at_once_come_to_the_same_as_one_after_the_other(tmp_path: Path) -> None:
    for number, pages in enumerate(permutations([named(0, **OUTSIDER, quiet=Quiet.UNDATED), named(0.1, **OWN)])):
        told: list[Article] = []

        @batch_stage(reads=(ARTICLES,), batch=10, name="told")
        async def collect(articles: Sequence[Article], state: State, told: list[Article] = told) -> list[Outcome]:
            told += articles
            return [Done()] * len(articles)

        stages = [clean_stage(InlineWorkers()), collect]
        async with EmbeddedCarrier(tmp_path / f"{number}.sqlite", stages) as carrier:
            await carrier.publish(pages)
            running = asyncio.create_task(carrier.run())
            await carrier.idle()
            carrier.stop()
            await running
        assert told[-1].quiet is None
        assert sum(article.quiet is None for article in told) == 1


class BusyWorkers(InlineWorkers):
    """Workers that send the records of every source away."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        raise Retry("source busy", after=7.0, counts=False)


async def test_a_page_that_must_wait_for_workers_counts_for_no_yield() -> None:
    state = MemoryState()
    outcome = await one(clean_stage(BusyWorkers()), state, page())
    assert isinstance(outcome, Retry)
    assert (outcome.reason, outcome.after, outcome.counts) == ("source busy", 7.0, False)
    assert state.documents == {}


async def test_an_edited_text_says_of_which_it_took_the_place() -> None:
    stage, state = clean_stage(InlineWorkers()), MemoryState()
    edited = MARKUP.replace("내후년", "내년")
    hours = [FETCHED + timedelta(hours=n) for n in range(5)]
    pages = [
        page(fetched=hours[0]),
        page(fetched=hours[1], again=Again.FIRST_DAY),
        page(edited, fetched=hours[2], again=Again.UPDATED),
        page(edited, fetched=hours[2], again=Again.UPDATED),
        page(MARKUP, fetched=hours[3], again=Again.FIRST_DAY),
        page(edited, fetched=hours[2], again=Again.UPDATED),
    ]
    outcomes = [await one(stage, state, record) for record in pages]
    (unchanged,) = [outcome for outcome in outcomes if isinstance(outcome, Drop)]
    assert (unchanged.reason, str(unchanged.__cause__)) == ("unchanged", "looked at again on its first day")
    told = [outcome.outputs[0] for outcome in outcomes if isinstance(outcome, Done)]
    assert all(isinstance(article, Article) for article in told)
    first, second, repeated, back, old = [(a.replaces, a.again) for a in told if isinstance(a, Article)]
    assert first == (None, None)
    assert second == repeated == (hours[0], Again.UPDATED)
    assert back == (hours[2], Again.FIRST_DAY)
    assert old == (None, Again.UPDATED)  # an older text that comes late takes no place
