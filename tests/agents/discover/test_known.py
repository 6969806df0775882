"""What commands say of sources is the same in whatever order, and however often, they come."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.curate import curate_stage
from agents.discover.known import ADDED_SPACE, KnownSources, added_source, added_sources, definition_of
from agents.discover.sources import SourceKind, SourceSetting
from tests.agents.discover.samples import SEEN
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Drop, Outcome, Quarantine
from topics.records import Poll, Quiet, SourceCommand, SourceCommandKind

FEED, OTHER = SourceSetting(url="https://paper.example/rss"), SourceSetting(url="https://other.example/rss?section=1")
ADD, REMOVE, PAUSE, RESUME, LOOK = SourceCommandKind
SOURCES = st.sampled_from([FEED, OTHER])


def command(kind: SourceCommandKind, source: SourceSetting = FEED, second: int = 0, **more: object) -> SourceCommand:
    definition = definition_of(source) if kind is ADD else {}
    at = SEEN + timedelta(seconds=second)
    given = {"id": f"{kind}-{second}", "kind": kind, "source": source.id, "at": at, "definition": definition, **more}
    return SourceCommand.model_validate(given)


async def carried_out(
    commands: Sequence[SourceCommand], state: MemoryState, *configured: SourceSetting
) -> list[Outcome]:
    stage = curate_stage(KnownSources(configured), clock=lambda: SEEN)
    return [await run_one(stage, one, state) for one in commands]


async def known_after(commands: Sequence[SourceCommand]) -> dict[str, SourceSetting]:
    state = MemoryState(lambda: SEEN)
    await carried_out(commands, state)
    return await added_sources(state)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[SourceCommand], list[SourceCommand]]:
    """Commands in the order in which they were given, and the same mixed up with replays of some."""
    kinds = draw(st.lists(st.tuples(st.sampled_from([ADD, REMOVE, PAUSE, RESUME]), SOURCES, st.booleans()), max_size=8))
    given = []
    for number, (kind, source, as_feed) in enumerate(kinds):
        defined = source.model_copy(update={"kind": SourceKind.FEED if as_feed else SourceKind.AUTO})
        given.append(command(kind, defined, number))
    replayed = (
        [one.model_copy(update={"quiet": Quiet.REPLAYED}) for one in draw(st.lists(st.sampled_from(given)))]
        if (given)
        else []
    )
    return given, draw(st.permutations([*given, *replayed]))


@given(histories())
def test_no_order_and_no_replay_changes_what_is_known(history: tuple[list[SourceCommand], list[SourceCommand]]) -> None:
    in_order, mixed = history
    assert asyncio.run(known_after(mixed)) == asyncio.run(known_after(in_order))


async def test_a_source_is_added_paused_resumed_and_removed() -> None:
    state, known = MemoryState(lambda: SEEN), KnownSources([])
    await carried_out([command(ADD)], state)
    assert await known.get(state, FEED.id) == FEED
    await carried_out([command(PAUSE, second=1)], state)
    assert await known.get(state, FEED.id) == FEED.model_copy(update={"enabled": False})
    await carried_out([command(RESUME, second=2)], state)
    assert await known.all(state) == {FEED.id: FEED}
    await carried_out([command(REMOVE, second=3)], state)
    assert await known.get(state, FEED.id) is None
    assert await known.all(state) == {}


async def test_what_is_added_anew_rests_no_more_and_has_the_new_definition() -> None:
    listing = FEED.model_copy(update={"kind": SourceKind.LISTING})
    commands = [command(ADD), command(PAUSE, second=1), command(ADD, listing, second=2)]
    assert await known_after(commands) == {FEED.id: listing}


async def test_what_is_added_is_looked_at_whatever_its_definition_says() -> None:
    rests = command(ADD, definition={"url": FEED.url, "enabled": False})
    assert await known_after([rests]) == {FEED.id: FEED}
    assert await known_after([command(ADD, FEED.model_copy(update={"enabled": False}))]) == {FEED.id: FEED}


async def test_a_source_of_the_settings_wins_and_comes_back_as_added_when_it_is_taken_out_there() -> None:
    state, configured = MemoryState(lambda: SEEN), FEED.model_copy(update={"publisher": "가람일보"})
    await carried_out([command(ADD), command(PAUSE, second=1), command(ADD, OTHER)], state, configured)
    known = KnownSources([configured])
    assert await known.get(state, FEED.id) == configured
    assert await known.all(state) == {FEED.id: configured, OTHER.id: OTHER}
    known.swap([], known.settings)
    assert await known.get(state, FEED.id) == FEED.model_copy(update={"enabled": False})


@pytest.mark.parametrize(
    ("kind", "before", "ordered"),
    [(ADD, [], True), (RESUME, [ADD, PAUSE], True), (LOOK, [ADD], True), (LOOK, [ADD, PAUSE], False), (LOOK, [], False)]
    + [(kind, [ADD], False) for kind in (PAUSE, REMOVE)],
)
async def test_what_is_to_be_looked_at_is_ordered_even_before_its_time(
    kind: SourceCommandKind, before: list[SourceCommandKind], ordered: bool
) -> None:
    state = MemoryState(lambda: SEEN)
    await carried_out([command(one, second=number) for number, one in enumerate(before)], state)
    asked = command(kind, second=9)
    [outcome] = await carried_out([asked], state)
    assert outcome == Done([Poll(source=FEED.id, asked=asked.id)] if ordered else [])


async def test_a_replay_asks_no_site_before_its_time() -> None:
    state = MemoryState(lambda: SEEN)
    added, looked = await carried_out([command(ADD, quiet=Quiet.REPLAYED), command(LOOK, quiet=Quiet.REPLAYED)], state)
    assert added == Done([Poll(source=FEED.id)])
    assert isinstance(looked, Drop)


@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"url": "ftp://paper.example/rss"},
        {"url": FEED.url, "colour": "red"},
        {"url": OTHER.url},
        {"url": FEED.url, "legacy_tls": True},
        {"url": FEED.url, "kind": "opendart", "key_env": "DONGMAENG_ELASTIC__PASSWORD"},
        {"url": "https://user:geheim@paper.example/rss"},
        {"url": "https://paper.example/rss?api_key=geheim"},
    ],
)
async def test_what_cannot_be_used_or_holds_a_secret_is_set_aside_and_not_kept(definition: dict[str, object]) -> None:
    state = MemoryState(lambda: SEEN)
    source = definition.get("url", FEED.url) if "geheim" in str(definition) else FEED.url
    [outcome] = await carried_out([command(ADD, source=FEED, definition=definition)], state)
    secret = SourceCommand(id="x", kind=ADD, source=str(source), definition=definition)
    [other] = await carried_out([secret], state)
    assert isinstance(outcome, Quarantine)
    assert isinstance(other, Quarantine)
    assert "geheim" not in str(outcome.__cause__) + str(other.__cause__)
    assert await added_sources(state) == {}


async def test_what_is_removed_is_forgotten_at_last_and_what_is_watched_never() -> None:
    moment = SEEN
    state = MemoryState(lambda: moment)
    await carried_out([command(ADD), command(ADD, OTHER), command(REMOVE, OTHER, second=1)], state)
    moment += timedelta(days=3650)
    assert await added_sources(state) == {FEED.id: FEED}
    assert (await added_source(state, OTHER.id)).defined is None


@pytest.mark.parametrize("document", [{"definition": 5}, {"definition": {"url": "x"}, "defined": [str(SEEN), "a"]}])
async def test_what_a_later_version_wrote_is_left_out(document: dict[str, object]) -> None:
    state = MemoryState(lambda: SEEN)
    await state.put(ADDED_SPACE, FEED.id, document)
    assert await KnownSources([]).get(state, FEED.id) is None
    assert await KnownSources([OTHER]).all(state) == {OTHER.id: OTHER}


def test_records_name_the_source_by_its_id() -> None:
    assert command(LOOK, OTHER).source == OTHER.id
    assert SourceCommand(id="a", kind=LOOK, source=OTHER.url, at=datetime.now(SEEN.tzinfo)).key() == OTHER.id
