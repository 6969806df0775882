"""What became of a site's pages is kept in order, bounded, and corrected by what reading knows better."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agents.page_outcomes import FETCHED_SPACE, READ_SPACE, OutcomeCounter, PageOutcome, SiteOutcomes, outcomes
from tests.fakes import MemoryState

SITE = "haneul.example"
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
FETCHED, BLOCKED, PAYWALLED = PageOutcome.FETCHED, PageOutcome.BLOCKED, PageOutcome.PAYWALLED


def at(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


@given(st.lists(st.sampled_from(PageOutcome), max_size=120))
def test_last_pages_are_kept_and_since_when_they_come_to_the_same(came: list[PageOutcome]) -> None:
    one = SiteOutcomes(site=SITE)
    for minute, outcome in enumerate(came):
        one.add(outcome, at(minute))
    assert one.outcomes == came[-50:]
    run = next((n for n, outcome in enumerate(reversed(came)) if outcome is not came[-1]), len(came))
    assert one.run == min(run, 50)
    assert one.since == (at(len(came) - run) if came else None)
    assert one.counts.total() == len(one.outcomes)
    assert SiteOutcomes.model_validate_json(one.model_dump_json()) == one


async def test_counts_survive_a_restart_and_are_told_by_site() -> None:
    state = MemoryState(lambda: AT)
    await OutcomeCounter(FETCHED_SPACE).count(SITE, FETCHED, at(0), state)
    after = OutcomeCounter(FETCHED_SPACE)
    await after.count(SITE, BLOCKED, at(1), state)
    await after.count("byeol.example", FETCHED, at(1), state)
    found = {one.site: one for one in await outcomes(state)}
    assert found[SITE].outcomes == [FETCHED, BLOCKED]
    assert (found[SITE].since, found["byeol.example"].since) == (at(1), at(1))


async def test_what_reading_knows_better_takes_the_place_of_what_fetching_counted() -> None:
    state = MemoryState(lambda: AT)
    fetching, reading = OutcomeCounter(FETCHED_SPACE), OutcomeCounter(READ_SPACE)
    for minute in range(5):
        await fetching.count(SITE, FETCHED, at(minute), state)
    for minute in (1, 3, 4):
        await reading.count(SITE, PAYWALLED, at(minute), state)
    await reading.count(SITE, BLOCKED, at(99), state)  # a page that nobody fetched: it was imported
    (found,) = await outcomes(state)
    assert found.outcomes == [FETCHED, PAYWALLED, FETCHED, PAYWALLED, PAYWALLED]
    assert (found.run, found.since) == (2, at(3))


async def test_run_that_is_longer_than_what_is_kept_has_its_first_time() -> None:
    state = MemoryState(lambda: AT)
    fetching, reading = OutcomeCounter(FETCHED_SPACE), OutcomeCounter(READ_SPACE)
    for minute in range(200):
        await fetching.count(SITE, FETCHED, at(minute), state)
        if minute >= 20:
            await reading.count(SITE, BLOCKED, at(minute), state)
    (found,) = await outcomes(state)
    assert (found.last, found.run) == (BLOCKED, 50)
    assert found.since == at(20)


async def test_names_that_no_host_has_are_left_out() -> None:
    state = MemoryState(lambda: AT)
    for name in ("", "a" * 8_000):
        await OutcomeCounter(FETCHED_SPACE).count(name, BLOCKED, at(0), state)
    assert await outcomes(state) == []


async def test_documents_that_cannot_be_read_are_begun_anew() -> None:
    state = MemoryState(lambda: AT)
    for document in ({"moments": [1.0]}, {"moments": "x"}, {"moments": [1.0], "outcomes": ["what"]}):
        await state.put(FETCHED_SPACE, SITE, document)
        assert await outcomes(state) == []
    await OutcomeCounter(FETCHED_SPACE).count(SITE, FETCHED, at(0), state)
    assert [one.outcomes for one in await outcomes(state)] == [[FETCHED]]
