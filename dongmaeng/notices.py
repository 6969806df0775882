"""What the checks of `status` find, told to the endpoints that asked: each trouble once, and once that it is over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from dongmaeng.repeating import repeat
from topics.carrier import Carrier, Standing, Tally
from topics.records import Notice, now, stable_id
from topics.state import State

NOTICED_SPACE = "noticed"
LOOK_EVERY = 30.0  # seconds
LEAST_FREE = 1 << 30
"""Bytes: with less room on the disk of the data directory it is told, while there is still time."""

STANDING, QUARANTINED, DISK = "service.standing", "service.quarantined", "service.disk"


async def tell_of_troubles(carrier: Carrier, worker: str, data_dir: Path) -> None:
    """Look every half minute, and publish what is new; without end."""

    async def tell() -> None:
        found = troubles(carrier.standing, await carrier.tallies(), _free(data_dir), worker)
        told = await told_before(carrier.state, worker)
        if notices := news(found, told, now()):
            await carrier.publish(notices)
        await remember(carrier.state, worker, found, told)  # behind it: told twice under one id is told once

    await carrier.ready()
    await repeat(tell, LOOK_EVERY, "troubles not told")


def troubles(
    standing: Sequence[Standing], tallies: Mapping[str, Tally], free: int | None, worker: str
) -> dict[str, list[str]]:
    """What stands in the way now, in words, by the event that tells it; `free`: bytes of room on the disk."""
    stands = [f"{s.topic} {s.partition} of {s.group} has not moved, {s.lag} records behind" for s in standing]
    aside = [
        f"{count} records set aside at {stage}: {reason}"
        for stage, tally in sorted(tallies.items())
        for reason, count in sorted(tally.quarantined.items())
    ]
    full = free is not None and free < LEAST_FREE
    disk = [f"less than {LEAST_FREE >> 20} MB free for the data directory of {worker}"] if full else []
    return {STANDING: stands, QUARANTINED: aside, DISK: disk}


Told = dict[str, list[str]]
"""By event, the troubles that were told last."""


def news(found: Mapping[str, Sequence[str]], told: Told, moment: datetime) -> list[Notice]:
    """What was not told yet of what is found.

    Of what stands still a worker tells what begins and that all moves again, however far behind it is meanwhile; of
    records set aside what has become more. Two workers that see the same at once give it the same id.
    """
    return list(_notices(_changed(found, told), told, moment))


async def told_before(state: State, worker: str) -> Told:
    """What a worker told last."""
    document = await state.get(NOTICED_SPACE, worker)
    told = document["told"] if document else {}
    assert isinstance(told, dict)
    return told


async def remember(state: State, worker: str, found: Mapping[str, Sequence[str]], told: Told) -> None:
    """Take what is found as told."""
    if changed := _changed(found, told):
        now_told = told | {event: _kinds(event, lines) for event, lines in changed.items()}
        await state.put(NOTICED_SPACE, worker, {"told": now_told})


def _changed(found: Mapping[str, Sequence[str]], told: Told) -> dict[str, list[str]]:
    return {event: list(lines) for event, lines in found.items() if _kinds(event, lines) != told.get(event, [])}


def _notices(changed: Mapping[str, list[str]], told: Told, moment: datetime) -> Iterator[Notice]:
    for event, lines in changed.items():
        if not lines and (event == QUARANTINED or not told.get(event)):
            continue  # what was set aside and is taken up again is no news
        # The moment to the minute: the same trouble may come again another day.
        id = stable_id(event, *lines, moment.isoformat(timespec="minutes"))
        yield Notice(id=id, event=event, at=moment, data={"troubles": lines})


def _kinds(event: str, lines: Sequence[str]) -> list[str]:
    """What makes a trouble another one: of a standstill not how much is behind."""
    return [line.partition(",")[0] for line in lines] if event == STANDING else list(lines)


def _free(data_dir: Path) -> int | None:
    try:
        return shutil.disk_usage(data_dir).free
    except OSError:
        return None
