"""How records end is counted, and what is bad is set aside, whichever carrier it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tests.topics.carriers import Bus, MakeCarrier, candidates, page, run_until_idle
from topics.catalogue import CANDIDATES, PAGES
from topics.outcome import Done, Drop, Outcome, Quarantine, Retry
from topics.records import Article, Candidate, Page
from topics.stage import batch_stage, stage
from topics.state import State


async def test_every_record_is_counted_once_under_how_it_ended(make_carrier: MakeCarrier) -> None:
    @stage(reads=(CANDIDATES,), writes=(PAGES,), tries=2, concurrency=3)
    async def sort_out(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        match int(candidate.url.rsplit("/", 1)[1]) % 5:
            case 1:
                raise Drop("unwanted")
            case 2:
                raise Quarantine("poison")
            case 3:
                raise Retry("busy", after=0)
            case 4:
                raise ZeroDivisionError("a bug")
        yield page(candidate)

    async with make_carrier([sort_out]) as carrier:
        await carrier.publish(candidates(50))
        await run_until_idle(carrier, horizon=5)
        tally = (await carrier.tallies())["sort_out"]
    assert (tally.taken, tally.written, tally.done) == (50, 10, 10)
    assert tally.dropped == {"unwanted": 10}
    assert tally.retried == {"busy": 10, "ZeroDivisionError": 10}
    assert tally.quarantined == {"poison": 10, "busy": 10, "ZeroDivisionError": 10}


async def test_a_batch_gives_each_record_its_own_ending(make_carrier: MakeCarrier) -> None:
    sizes: list[int] = []

    @batch_stage(reads=(CANDIDATES,), batch=10, tries=1, name="bulk")
    async def bulk(batch: Sequence[Candidate], state: State) -> Sequence[Outcome]:
        sizes.append(len(batch))
        return [Quarantine("poison") if c.url.endswith("/3") else Done() for c in batch]

    async with make_carrier([bulk]) as carrier:
        await carrier.publish(candidates(30))
        await run_until_idle(carrier)
        tally = (await carrier.tallies())["bulk"]
    assert sum(sizes) == 30
    assert max(sizes) <= 10
    assert (tally.done, tally.quarantined) == (29, {"poison": 1})


async def test_poison_in_every_topic_ends_in_quarantine_with_its_cause_and_every_good_record_arrives(bus: Bus) -> None:
    got: list[str] = []
    busy: set[str] = set()

    def check(url: str, topic: str) -> None:
        match url.rsplit("/", 1)[1].split(" "):
            case ["set-aside", where] if where == topic:
                raise Quarantine("poison") from ValueError(f"the cause of {url}")
            case ["bug", where] if where == topic:
                raise ZeroDivisionError(f"the bug of {url}")
            case [number] if number.endswith("7") and f"{topic} {url}" not in busy:
                busy.add(f"{topic} {url}")
                raise Retry("busy", after=0)

    @stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=4, tries=2, name="fetch")
    async def checked_fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        check(candidate.url, "candidates")
        broken = Page(id="\ud800", url=candidate.url, final_url=candidate.url)  # half a character: no bytes for it
        yield broken if candidate.url.endswith("/cannot be written") else page(candidate)

    @stage(reads=(PAGES,), tries=2, name="collect")
    async def checked_collect(p: Page, state: State) -> AsyncIterator[Article]:
        check(p.url, "pages")
        got.append(p.url)
        return
        yield

    good = candidates(200)
    poison = [f"{kind} {topic}" for kind in ("set-aside", "bug") for topic in ("candidates", "pages")]
    bad = [Candidate(url=f"https://example.com/{word}") for word in (*poison, "cannot be written")]
    async with bus.make([checked_fetch, checked_collect]) as carrier:
        await carrier.publish(good[:100])
        for topic in ("candidates", "pages"):
            await bus.write(topic, b"\x00\xff not a record")
        await carrier.publish(bad)
        await carrier.publish(good[100:])
        await run_until_idle(carrier, horizon=5)
        aside = {(q.stage, q.reason, q.entry.value[-30:]): q.cause async for q in bus.operations.quarantined()}
        tallies = await carrier.tallies()
    assert sorted(got) == sorted(candidate.url for candidate in good)
    reasons = ("poison", "ZeroDivisionError", "unreadable record")
    assert sorted((stage, reason) for stage, reason, _ in aside) == sorted(
        [(stage, reason) for stage in ("fetch", "collect") for reason in reasons]
        + [("fetch", "PydanticSerializationError")]
    )
    for (stage_name, reason, _), cause in aside.items():
        topic = "candidates" if stage_name == "fetch" else "pages"
        expected = {
            "poison": f"ValueError: the cause of https://example.com/set-aside {topic}",
            "ZeroDivisionError": f"the bug of https://example.com/bug {topic}",
            "unreadable record": f"not a {topic.title().removesuffix('s')}",
        }
        assert expected.get(reason, "surrogates") in cause
    assert tallies["fetch"].retried == {"busy": 20, "ZeroDivisionError": 1, "PydanticSerializationError": 1}
    assert tallies["collect"].retried == {"busy": 20, "ZeroDivisionError": 1}
