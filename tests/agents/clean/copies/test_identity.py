"""What a page states of its address never replaces or suppresses what was fetched at that address itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clean.clean import clean_stage
from agents.urls import article_id
from agents.workers import InlineWorkers, Workers
from search.store import version_of
from tests.fakes import MemoryState
from topics.buffered import BufferedState, Key, PendingState
from topics.handling import entry_of, handle
from topics.outcome import Done, Drop, Outcome
from topics.records import Article, Copy, Page
from topics.stage import Stage

T = TypeVar("T")
FETCHED = datetime(2026, 3, 3, 5, 30, tzinfo=UTC)
VICTIM = "https://www.gaon.kr/news/51234"
MOBILE = "https://m.gaon.kr/news/51234"
SECOND_PAGE = "https://www.gaon.kr/news/51234?page=2"
ELSEWHERE = "https://news.gaon.kr/view/51234"

SIGNED = "가람전자와 나래통신은 3일 로봇 사업을 위한 업무협약을 체결했다고 밝혔다. 두 회사는 새 로봇을 함께 만든다."
OTHER = "다솔건설은 3일 새 다리를 놓는다고 밝혔다. 다리는 내후년에 열린다. 시민들은 다리를 오래 기다려 왔다."


def page(url: str, text: str = SIGNED, stated: str | None = None, minutes: int = 0, title: str = "") -> Page:
    title = title or ("가람전자, 나래통신과 업무협약" if text == SIGNED else "다솔건설, 새 다리 놓는다")
    link = f"<link rel='canonical' href='{stated}'>" if stated else ""
    markup = (
        f"<html><head><title>{title}</title><meta property='og:type' content='article'>{link}"
        "<meta property='article:published_time' content='2026-03-03T14:00:00+09:00'></head>"
        f"<body><div id='articleBody'><p>{text}</p></div></body></html>"
    )
    fetched = FETCHED + timedelta(minutes=minutes)
    return Page(id=article_id(url), url=url, final_url=url, body=markup.encode(), fetched=fetched)


async def read(state: MemoryState, *pages: Page, stage: Stage | None = None) -> list[Outcome]:
    stage = stage or clean_stage(InlineWorkers())
    return [(await stage.handle([one], state))[0] for one in pages]


def article_in(outcome: Outcome) -> Article:
    assert isinstance(outcome, Done)
    (article,) = outcome.outputs
    assert isinstance(article, Article)
    return article


def kept(outcomes: Sequence[Outcome]) -> dict[str, Article]:
    """What a store has of each article in the end."""
    held: dict[str, Article] = {}
    for outcome in outcomes:
        if isinstance(outcome, Done):
            article = article_in(outcome)
            if article.id not in held or version_of(article) >= version_of(held[article.id]):
                held[article.id] = article
    return held


@pytest.mark.parametrize("address", [MOBILE, SECOND_PAGE, ELSEWHERE, "https://www.gaon.kr/view/99999"])
@pytest.mark.parametrize("text", [SIGNED, OTHER], ids=["the same text", "another text"])
@pytest.mark.parametrize("order", [1, -1], ids=["victim first", "stating page first"])
async def test_what_was_fetched_at_an_address_stays_in_every_order(address: str, text: str, order: int) -> None:
    stating = page(address, text, stated=VICTIM, minutes=order)
    outcomes = await read(MemoryState(), *[page(VICTIM), stating][::order])
    own = article_in(outcomes[0 if order == 1 else 1])
    assert (own.id, own.canonical_url) == (article_id(VICTIM), VICTIM)
    assert kept(outcomes)[own.id] == own


@pytest.mark.parametrize("edited", ["2026-03-03T14:00:00+09:00", "2026-03-03T14:20:00+09:00"])
async def test_a_later_edit_of_the_stating_page_replaces_nothing_in_the_store(edited: str) -> None:
    stating = page(MOBILE, OTHER, stated=VICTIM, minutes=60)
    stating.body = stating.body.replace(b"2026-03-03T14:00:00+09:00", edited.encode())
    outcomes = await read(MemoryState(), stating, page(VICTIM))
    assert kept(outcomes)[article_id(VICTIM)].body == SIGNED


async def test_another_story_that_states_the_address_keeps_its_own() -> None:
    outcomes = await read(MemoryState(), page(VICTIM), page(SECOND_PAGE, OTHER, stated=VICTIM, minutes=1))
    other = article_in(outcomes[1])
    assert (other.id, other.canonical_url) == (article_id(SECOND_PAGE), SECOND_PAGE)
    assert other.rules["canonical_url"] == "the address fetched"
    assert other.group == other.id


async def test_of_pages_that_all_state_one_address_none_is_lost() -> None:
    front = "https://www.gaon.kr/news/51234"
    pages = [page(f"{front}?page={n}", f"{OTHER} {n}번째 다리다.", stated=front, minutes=n) for n in range(2, 6)]
    outcomes = await read(MemoryState(), *pages)
    assert len({article_in(outcome).id for outcome in outcomes}) == 4


@pytest.mark.parametrize("address", [MOBILE, "https://amp.gaon.kr/news/51234", f"{VICTIM}?from=letter"])
@pytest.mark.parametrize("order", [1, -1])
async def test_views_of_one_article_are_one_article(address: str, order: int) -> None:
    pages = [page(VICTIM), page(address, stated=VICTIM)][::order]
    for number, one in enumerate(pages):
        one.fetched += timedelta(minutes=number)
    outcomes = await read(MemoryState(), *pages)
    assert list(kept(outcomes)) == [article_id(VICTIM)]


async def test_a_view_that_says_the_same_as_the_article_is_unchanged() -> None:
    outcomes = await read(MemoryState(), page(VICTIM), page(MOBILE, stated=VICTIM, minutes=1))
    assert isinstance(outcomes[1], Drop)
    assert outcomes[1].reason == "unchanged"


async def test_another_host_of_the_site_is_believed_where_the_stated_page_says_the_same() -> None:
    same, other = page(ELSEWHERE, stated=VICTIM, minutes=1), page(ELSEWHERE, OTHER, stated=VICTIM, minutes=2)
    outcomes = await read(MemoryState(), page(VICTIM), same, other)
    assert isinstance(outcomes[1], Drop)
    assert article_in(outcomes[2]).id == article_id(ELSEWHERE)


async def test_before_the_stated_page_was_fetched_another_host_is_an_article_of_its_own_and_then_a_copy() -> None:
    longer = " ".join(f"{SIGNED} 로봇 {n}호는 {n}월에 나온다." for n in range(1, 8))
    outcomes = await read(MemoryState(), page(ELSEWHERE, longer, stated=VICTIM), page(VICTIM, longer, minutes=1))
    first, second = map(article_in, outcomes)
    assert (first.id, second.id) == (article_id(ELSEWHERE), article_id(VICTIM))
    assert (second.group, second.copy_kind) == (first.id, Copy.MIRROR)


async def test_an_edit_of_a_page_that_alone_tells_the_address_is_the_same_article() -> None:
    outcomes = await read(
        MemoryState(), page(MOBILE, stated=VICTIM), page(MOBILE, f"{SIGNED} 둘은 다섯 해를 함께한다.", VICTIM, 5)
    )
    assert [article_in(outcome).id for outcome in outcomes] == [article_id(VICTIM)] * 2


async def test_a_fetch_that_comes_again_gives_what_it_gave() -> None:
    state, stage = MemoryState(), clean_stage(InlineWorkers())
    pages = [page(MOBILE, OTHER, stated=VICTIM), page(VICTIM, minutes=1)]
    first = await read(state, pages[0], stage=stage)
    assert await read(state, pages[0], stage=stage) == first
    second = await read(state, pages[1], stage=stage)
    assert await read(state, pages[1], stage=stage) == second


async def test_who_says_the_same_does_not_become_the_owner() -> None:
    pages = [page(VICTIM), page(MOBILE, stated=VICTIM), page(MOBILE, OTHER, stated=VICTIM, minutes=1)]
    outcomes = await read(MemoryState(), *pages)
    assert [article_in(outcome).id for outcome in outcomes] == [article_id(one) for one in (VICTIM, VICTIM, MOBILE)]


async def test_what_earlier_versions_remembered_counts_as_fetched_there() -> None:
    state = MemoryState()
    await state.put("fingerprints", article_id(VICTIM), {"content": "of old", "fetched": FETCHED.isoformat()})
    outcomes = await read(state, page(MOBILE, OTHER, stated=VICTIM, minutes=1))
    assert article_in(outcomes[0]).id == article_id(MOBILE)


class HeldWorkers(InlineWorkers):
    """Workers that give nothing back before all pages have come, and then in the order in which they came."""

    def __init__(self, pages: int) -> None:
        self._missing = pages
        self._all = asyncio.Event()

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        read = await super().run(function, *arguments)
        self._missing -= 1
        if self._missing:
            await self._all.wait()
        else:
            self._all.set()
            await asyncio.sleep(0)  # behind those that wait
        return read


@pytest.mark.parametrize("order", [1, -1])
async def test_in_flight_at_once_neither_takes_the_others_place(order: int) -> None:
    workers: Workers = HeldWorkers(2)
    stage, pending = clean_stage(workers), PendingState(_Empty())
    pages = [page(VICTIM), page(MOBILE, OTHER, stated=VICTIM, minutes=1)][::order]
    effects = await asyncio.gather(*(handle(stage, [entry_of(one)], pending) for one in pages))
    articles = [Article.model_validate_json(effect.outputs[0].value) for (effect,) in effects]
    victim, other = articles[::order]
    assert victim.id == article_id(VICTIM)
    assert other.id == article_id(MOBILE)
    assert max((one for one in articles if one.id == victim.id), key=version_of) == victim
    assert await BufferedState(pending).get("fingerprints", article_id(VICTIM)) is not None


class _Empty:
    async def read(self, space: str, key: str) -> str | None:
        await asyncio.sleep(0)  # as a store on disk does, so that handlings take turns
        return None

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        await asyncio.sleep(0)
        return {}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        return []


_ADDRESSES = (VICTIM, MOBILE, SECOND_PAGE, ELSEWHERE, "https://amp.gaon.kr/news/51234")


@given(
    st.lists(
        st.tuples(st.sampled_from(_ADDRESSES), st.sampled_from((None, *_ADDRESSES)), st.integers(0, 3)), max_size=12
    )
)
def test_whatever_states_it_what_an_address_last_gave_is_in_the_store(
    fetches: list[tuple[str, str | None, int]],
) -> None:
    pages = [
        page(url, f"{SIGNED} 로봇은 {text}종이다.", stated if stated != url else None, minutes)
        for minutes, (url, stated, text) in enumerate(fetches)
    ]
    held = kept(asyncio.run(read(MemoryState(), *pages)))
    for one in pages:
        silent = one.final_url == VICTIM and b"canonical" not in one.body
        if silent and all(later.final_url != VICTIM for later in pages if later.fetched > one.fetched):
            assert held[article_id(VICTIM)].body in one.body.decode()
