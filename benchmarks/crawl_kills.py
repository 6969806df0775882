"""Kills the service with -9 while it reads the hostile site, and counts what was missed, fetched again or asked early.

    python -m benchmarks.crawl_kills [--kills N] [--seed N]

A life ends after a random number of requests, so that each kill falls into the work. What is fetched again beyond what
was in flight is what the file on the disk had at a kill and was asked for behind it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.crawl import READ, Crawl, OnDisk
from benchmarks.documented_answers import PAGES
from benchmarks.figures import show_figure, show_table
from benchmarks.hostile_answers import STORIES, WAIT
from benchmarks.hostile_site import TIMEOUT, HostileSite, hostile_site
from tests.loopback import Asked

LIVES = (1, 120)
"""Requests of a life, from the first that its service makes."""

LONGEST_LIFE = 90.0
"""Seconds: much for a start on a busy machine."""

SETTLE = 240.0
"""Seconds allowed to come to rest after the last kill."""

EARLY = 0.9
"""Of the time for which a host wants to be left alone; requests take their time on the way."""


@dataclass(frozen=True, slots=True)
class Kill:
    """What stood at one kill."""

    at: float
    """On the clock of the requests."""
    on_disk: OnDisk
    in_flight: int
    """Stories that had been asked for, of which nothing was on the disk yet."""


@dataclass(slots=True)
class Outcome:
    """What a run left behind."""

    kills: list[Kill] = field(default_factory=list)
    stories: int = 0
    """Of honest papers."""
    unread: list[str] = field(default_factory=list)
    """Of these, those that were not read."""
    otherwise: dict[str, str] = field(default_factory=dict)
    """The attacks that did not end as documented, with how they stand."""
    attacks: int = 0
    again: list[str] = field(default_factory=list)
    """Addresses asked for behind a kill at which the disk had what became of them."""
    repeated: int = 0
    """Honest stories asked for more than once: those in flight."""
    early: list[str] = field(default_factory=list)
    """Requests to hosts that wanted to be left alone, and when."""
    reluctant: int = 0
    """How many hosts these are."""


async def run(kills: int, *, seed: int = 0, each: int = 6) -> Outcome:
    """Read all of the site with so many kills on the way; `each`: stories of a paper."""
    chance = random.Random(seed)
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        async with hostile_site(each=each, hosts=0) as world:
            with Crawl(world, Path(folder)) as crawl:
                while len(outcome.kills) < kills:
                    await _live(crawl, chance)
                    outcome.kills.append(_kill(crawl))
                crawl.start()
                await _rest(crawl, outcome)
                crawl.stop()
            _judge(world, outcome)
    return outcome


async def _live(crawl: Crawl, chance: random.Random) -> None:
    """One life of the service, up to a moment of its work."""
    requests = len(crawl.world.site.asked) + chance.randint(*LIVES)
    crawl.start()
    await crawl.until(lambda: len(crawl.world.site.asked) >= requests, LONGEST_LIFE, every=0.02)


def _kill(crawl: Crawl) -> Kill:
    crawl.kill()
    at = time.monotonic()
    on_disk = crawl.on_disk()
    asked = {crawl.world.address(one) for one in crawl.world.site.asked if one.path.startswith(STORIES)}
    return Kill(at, on_disk, len(asked - on_disk.ended - on_disk.put_off))


async def _rest(crawl: Crawl, outcome: Outcome) -> None:
    """Wait until all is read and as documented; what is not then is noted."""
    outcome.stories, outcome.attacks = len(crawl.world.honest), len(PAGES)
    outcome.unread = crawl.world.honest
    outcome.otherwise = dict.fromkeys(PAGES, "unknown")

    async def has_ended() -> bool:
        honest = await crawl.outcomes({address: address for address in outcome.unread})
        outcome.unread = [address for address, told in honest.items() if told != READ]
        left = {name: crawl.world.stories[name] for name in outcome.otherwise}
        told = await crawl.outcomes(left)
        outcome.otherwise = {name: how for name, how in told.items() if how != PAGES[name]}
        return not (outcome.unread or outcome.otherwise)

    await crawl.until(has_ended, SETTLE)


def _judge(world: HostileSite, outcome: Outcome) -> None:
    """Hold the requests that the site received against what was on the disk, and what hosts asked for."""
    asked = world.asked()
    outcome.repeated = sum(asked[address] - 1 for address in world.honest if asked[address])
    for request in world.site.asked:
        address = world.address(request)
        if any(kill.at < request.at and address in kill.on_disk.ended for kill in outcome.kills):
            outcome.again.append(address)
    outcome.reluctant = len(world.pauses)
    for host, pause in world.pauses.items():
        outcome.early += [
            f"{world.address(second)} {second.at - first.at:.1f} s behind {first.path}, not {pause:g}"
            for first, second in pairwise(world.requests(host))
            if second.at - first.at < pause * EARLY and not _unknown(world, outcome, first, second)
        ]


def _unknown(world: HostileSite, outcome: Outcome, first: Asked, second: Asked) -> bool:
    """Whether nobody could know at the second request how the first was answered: in flight then, or at a kill."""
    between = [kill.on_disk for kill in outcome.kills if first.at < kill.at < second.at]
    if not between:
        return second.at - first.at < TIMEOUT and world.pauses[first.host] == WAIT
    address = world.address(first)
    return any(address not in on_disk.ended and address not in on_disk.put_off for on_disk in between)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    outcome = asyncio.run(run(given.kills, seed=given.seed, each=12))
    show_table(
        ("kill", "requests known by the disk", "put off", "in flight"),
        [
            (number, len(kill.on_disk.ended), len(kill.on_disk.put_off), kill.in_flight)
            for number, kill in enumerate(outcome.kills, 1)
        ],
    )
    for line in (*outcome.unread, *outcome.otherwise.items(), *outcome.again, *outcome.early):
        print(line)
    read = outcome.stories - len(outcome.unread)
    repeats = f"{outcome.repeated} asked for once more, which were in flight"
    show_figure(
        "stories read", read / outcome.stories, f"{read}/{outcome.stories}; {len(outcome.kills)} kills; {repeats}"
    )
    ended = outcome.attacks - len(outcome.otherwise)
    show_figure("answers that ended as documented", ended / outcome.attacks, f"{ended}/{outcome.attacks}")
    show_figure("asked for again beyond those in flight", len(outcome.again), "must be 0")
    show_figure("asked too early", len(outcome.early), f"must be 0; {outcome.reluctant} hosts want to be asked seldom")


if __name__ == "__main__":
    main()
