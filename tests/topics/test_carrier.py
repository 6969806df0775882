"""What every carrier promises, whichever one it is: order, state, stopping and going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from tests.topics.carriers import MakeCarrier, candidates, collect, fetch, page, run_until_idle
from topics.catalogue import CANDIDATES, PAGES
from topics.records import Article, Candidate, Page
from topics.stage import stage
from topics.state import State


async def test_records_of_a_key_keep_their_order_where_one_is_handled_at_a_time(make_carrier: MakeCarrier) -> None:
    got: list[str] = []

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def relay(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        yield Page(id=f"of {candidate.source}", url=candidate.url, final_url=candidate.url)

    @stage(reads=(PAGES,))
    async def collected(p: Page, state: State) -> AsyncIterator[Article]:
        got.append(p.url)
        return
        yield

    mixed = [Candidate(url=f"https://{n % 3}.example.com/{n}", source=str(n % 3)) for n in range(60)]
    async with make_carrier([relay, collected]) as carrier:
        await carrier.publish(mixed)
        await run_until_idle(carrier)
    assert len(got) == 60
    for source in "012":
        of_source = [c.url for c in mixed if c.source == source]
        assert [url for url in got if url in of_source] == of_source


async def test_of_two_that_create_one_document_only_one_does(make_carrier: MakeCarrier) -> None:
    both_looked = asyncio.Barrier(2)
    first_look = True

    @stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=2)
    async def once(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        nonlocal first_look
        created = await state.create("seen", "same", {"by": candidate.url})
        if first_look:
            await both_looked.wait()
            first_look = False
        if created:
            yield page(candidate)

    async with make_carrier([once]) as carrier:
        await carrier.publish(candidates(2))
        await run_until_idle(carrier)
        tally = (await carrier.tallies())["once"]
    assert (tally.done, tally.written) == (2, 1)


async def test_state_of_a_handling_is_written_with_its_outputs_and_not_after_a_bug(make_carrier: MakeCarrier) -> None:
    @stage(reads=(CANDIDATES,), tries=1)
    async def remember(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        await state.put("seen", candidate.url, {"n": 1})
        if candidate.url.endswith("/1"):
            raise ZeroDivisionError
        return
        yield

    async with make_carrier([remember]) as carrier:
        await carrier.publish(candidates(2))
        await run_until_idle(carrier)
        assert [key async for key, _ in carrier.state.scan("seen")] == ["https://example.com/0"]


async def test_a_second_run_goes_on_where_the_first_stopped(make_carrier: MakeCarrier) -> None:
    got: list[str] = []
    async with make_carrier([fetch, collect(got)]) as carrier:
        await carrier.publish(candidates(30))
        await run_until_idle(carrier)
    async with make_carrier([fetch, collect(got)]) as carrier:
        await carrier.publish([Candidate(url="https://example.com/last")])
        await run_until_idle(carrier)
    assert sorted(got) == sorted([c.url for c in candidates(30)] + ["https://example.com/last"])


async def test_stopping_finishes_what_is_in_flight_and_leaves_the_rest(make_carrier: MakeCarrier) -> None:
    got: list[str] = []
    started, go_on = asyncio.Event(), asyncio.Event()

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def held(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        started.set()
        await go_on.wait()
        yield page(candidate)

    async with make_carrier([held]) as carrier:
        await carrier.publish(candidates(3))
        running = asyncio.create_task(carrier.run())
        await started.wait()
        carrier.stop()
        go_on.set()
        await running
        [position] = await carrier.positions()
        assert (await carrier.tallies())["held"].done == 1
        assert position.lag == 2
    async with make_carrier([held, collect(got)]) as carrier:
        await run_until_idle(carrier)
    assert len(got) == 3
