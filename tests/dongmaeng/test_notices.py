"""What stands in the way is told once, and once that it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dongmaeng.notices import DISK, LEAST_FREE, QUARANTINED, STANDING, remember, told_before, troubles
from dongmaeng.notices import news as news_of
from tests.agents.alert.samples import AT
from tests.fakes import MemoryState
from topics.carrier import Standing, Tally
from topics.records import Notice

ROOM = LEAST_FREE * 10


async def news(
    state: MemoryState, found: Mapping[str, Sequence[str]], worker: str, moment: datetime
) -> Sequence[Notice]:
    """What a worker tells at a look."""
    told = await told_before(state, worker)
    notices = news_of(found, told, moment)
    await remember(state, worker, found, told)
    return notices


def standing(lag: int = 41) -> list[Standing]:
    return [Standing("dongmaeng.clean", "pages", 2, lag, 320.0)]


async def test_a_standstill_is_told_when_it_begins_and_when_it_ends() -> None:
    state = MemoryState()
    [begun] = await news(state, troubles(standing(), {}, ROOM, "one"), "one", AT)
    assert (begun.event, begun.data["troubles"]) == (
        STANDING,
        ["pages 2 of dongmaeng.clean has not moved, 41 records behind"],
    )
    assert await news(state, troubles(standing(lag=90), {}, ROOM, "one"), "one", AT) == []
    [over] = await news(state, troubles([], {}, ROOM, "one"), "one", AT)
    assert (over.event, over.data["troubles"]) == (STANDING, [])
    assert await news(state, troubles([], {}, ROOM, "one"), "one", AT) == []
    [again] = await news(state, troubles(standing(), {}, ROOM, "one"), "one", AT + timedelta(days=1))
    assert again.id != begun.id


async def test_records_set_aside_are_told_as_they_become_more_and_never_as_over() -> None:
    state = MemoryState()
    assert await news(state, troubles([], {}, ROOM, "one"), "one", AT) == []
    for count in (1, 2):
        [told] = await news(
            state, troubles([], {"tag": Tally(quarantined={"too slow": count})}, ROOM, "one"), "one", AT
        )
        assert (told.event, told.data["troubles"]) == (QUARANTINED, [f"{count} records set aside at tag: too slow"])
    assert await news(state, troubles([], {}, ROOM, "one"), "one", AT) == []


async def test_two_workers_that_see_the_same_give_it_one_id() -> None:
    state, seen = MemoryState(), troubles([], {"tag": Tally(quarantined={"too slow": 1})}, ROOM, "")
    [one] = await news(state, seen, "one", AT)
    [other] = await news(state, seen, "other", AT)
    assert one.id == other.id


async def test_a_full_disk_is_told_while_there_is_still_room_to_say_so() -> None:
    state = MemoryState()
    assert await news(state, troubles([], {}, LEAST_FREE, "one"), "one", AT) == []
    assert await news(state, troubles([], {}, None, "one"), "one", AT) == []
    [full] = await news(state, troubles([], {}, LEAST_FREE - 1, "one"), "one", AT)
    assert full.event == DISK
    [over] = await news(state, troubles([], {}, ROOM, "one"), "one", AT)
    assert over.data["troubles"] == []
