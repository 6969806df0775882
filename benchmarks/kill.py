"""Kills the service with -9 at random moments while a site publishes, and counts what was lost or said twice.

    python -m benchmarks.kill [--kills N] [--seconds N] [--seed N] [--alerts]

The peer is the same service on the same site, not killed. `--alerts`: in place of a site, receivers that fail, hang,
refuse, lie and are down, each of which must get every message.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.stages import STAGES
from agents.urls import article_id
from benchmarks import kill_alerts
from benchmarks.figures import show_figure, show_table
from dongmaeng.demo import DemoSite, Receiver, alert_differences, expected_alerts, load_stories
from dongmaeng.demo.receiver import read_log
from search.embedded.store import EmbeddedStore
from topics.catalogue import ENDINGS
from topics.embedded.journal import Journal
from topics.records import Ended
from topics.records import Outcome as Ending

DATABASE = Path("data") / "dongmaeng.sqlite"
LONGEST_LIFE = 4.0  # seconds: start-up takes about one, so kills fall before, in and after the work
OF_NO_STORY = "no change"
"""What alert drops alliances for that only the stores are told of."""

SETTLE = 90.0  # seconds allowed to come to rest after the last kill


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run left behind."""

    kills: int
    stories: int
    """Published, but for what robots.txt forbids."""
    indexed: int
    """Of those, how many are in the index exactly once."""
    alerts: int
    """That the stories call for."""
    delivered: int
    """Alerts acknowledged at least once."""
    repeated: int
    """Deliveries of an id that had been acknowledged before."""
    most_repeats: int
    """Of one id."""
    missing: int
    """Alerts that the stories call for and nobody received."""
    endings: int
    """Records of stories that were dropped or set aside, by the counts of the stages."""
    endings_apart: int
    """How many of those `dongmaeng why` was left no reason of, and how many reasons are there twice."""


@dataclass(frozen=True, slots=True)
class Told:
    """One alert as the receiver wrote it down."""

    event: str
    payload: dict[str, Any]


def run(kills: int, *, seconds: float = 600.0, seed: int = 0) -> Outcome:
    """Publish the sample site while the service is killed so often, and look at what came of it."""
    pace = max(0.1, kills * LONGEST_LIFE / 2 / len(load_stories()))  # the last story comes with about the last kill
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        log = home / "acknowledged.jsonl"
        with DemoSite(pace=pace) as site, Receiver(log=log) as receiver:
            config = _write_settings(home, site, receiver)
            deadline = time.monotonic() + seconds
            done = 0
            while done < kills and time.monotonic() < deadline - SETTLE:
                with _service(config, home) as service:
                    time.sleep(chance.uniform(0.0, LONGEST_LIFE))
                    service.kill()
                    service.wait()
                done += 1
            with _service(config, home) as service:
                _wait_until(lambda: site.finished and _at_rest(home / DATABASE), SETTLE + len(site.sources))
                service.send_signal(signal.SIGTERM)
                if service.wait(timeout=60) != 0:
                    raise RuntimeError((home / "log").read_text("utf-8")[-3000:])
            return _outcome(home, log, site, done)


def _write_settings(home: Path, site: DemoSite, receiver: Receiver) -> Path:
    sources = "".join(f'[[sources]]\nurl = "{url}"\ninterval = 0.5\n' for url in site.sources)
    config = home / "dongmaeng.toml"
    config.write_text(
        'data_dir = "data"\nallow_private_addresses = true\n[fetch]\nhost_delay = 0\n'
        "[discover]\nmin_interval = 0.5\nquiet_after_days = 36500\n"
        f'[[endpoints]]\nid = "test"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
        + sources,
        "utf-8",
    )
    return config


@contextmanager
def _service(config: Path, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The service, which is killed at the end where it still runs."""
    command = [sys.executable, "-m", "dongmaeng", "--config", str(config), "run"]
    with (home / "log").open("ab") as log, subprocess.Popen(command, stderr=log, stdout=log) as service:
        try:
            yield service
        finally:
            service.kill()


def _wait_until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("the service did not come to rest")
        time.sleep(0.5)


def _at_rest(database: Path) -> bool:
    """Whether nothing is left to do, some looks at each source after the site was complete."""
    time.sleep(3.0)
    if not database.exists():  # on a busy machine each was killed before it came so far
        return False
    journal = Journal(database, readonly=True)
    try:
        return not any(p.lag or p.waiting for p in journal.positions(STAGES))
    finally:
        journal.close()


def _outcome(home: Path, log: Path, site: DemoSite, kills: int) -> Outcome:
    published = [article_id(site.story_url(story)) for story in site.published]
    indexed = Counter(asyncio.run(_indexed_ids(home / DATABASE)))
    acknowledged = read_log(log)
    ids = Counter(line["id"] for line in acknowledged)
    expected = expected_alerts(site.published)
    told = {line["id"]: line for line in acknowledged}.values()
    ended, kept = _endings(home / DATABASE)
    differences = alert_differences([Told(line["event"], line["payload"]) for line in told], expected)
    return Outcome(
        kills=kills,
        stories=len(published),
        indexed=sum(indexed[id] == 1 for id in published),
        alerts=len(expected),
        delivered=len(ids),
        repeated=sum(n - 1 for n in ids.values()),
        most_repeats=max((n - 1 for n in ids.values()), default=0),
        missing=sum(difference.startswith("missing") for difference in differences),
        endings=ended.total(),
        endings_apart=(ended - kept).total() + (kept - ended).total(),
    )


def _endings(database: Path) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How the records of stories ended, by stage and reason: as the stages count it, and as it is kept for people."""
    journal = Journal(database, readonly=True)
    try:
        counted: Counter[tuple[str, str]] = Counter()
        for name, tally in journal.progress.tallies().items():
            for reason, n in [*tally.dropped.items(), *tally.quarantined.items()]:
                if name != "discover" and reason != OF_NO_STORY:
                    counted[name, reason] += n
        kept = [Ended.model_validate_json(entry.value) for entry, _ in journal.between(ENDINGS.name, 0.0, math.inf)]
        return counted, Counter((one.stage, one.reason) for one in kept if one.outcome is not Ending.RENAMED)
    finally:
        journal.close()


async def _indexed_ids(database: Path) -> list[str]:
    store = EmbeddedStore(database, read_only=True)
    try:
        return [article.id for article in await store.recent_articles(limit=10_000)]
    finally:
        await store.close()


def _show_alerts(kills: int, seed: int) -> None:
    outcomes: list[kill_alerts.Outcome] = []
    for n in (kills, 0):
        with tempfile.TemporaryDirectory() as folder:
            outcomes.append(kill_alerts.run(Path(folder), kill_alerts.Bus(), kills=n, alliances=10, seed=seed))
    killed, peer = outcomes
    show_table(kill_alerts.COLUMNS, [kill_alerts.row("killed", killed), kill_alerts.row("not killed", peer)])
    of_peer = f"not killed {peer.acknowledged}/{peer.due}"
    repeats = f"{killed.repeated} repeated; {killed.kills} kills; {of_peer}"
    show_figure("alerts arrived", killed.acknowledged / killed.due, f"{killed.acknowledged}/{killed.due}, {repeats}")
    wrong = killed.out_of_order + killed.too_early + killed.delayed + killed.strange
    told = f"{killed.out_of_order} out of order, {killed.too_early} early, {killed.delayed} delayed by others"
    show_figure("alerts in order and on time", 1 - wrong / killed.due, told)
    dead = (
        f"{killed.refused}/{killed.ended} refused ones are dead letters with their reason, and arrived after a resend"
    )
    show_figure("dead letters", killed.refused / max(killed.ended, 1), dead)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alerts", action="store_true")
    given = parser.parse_args()
    if given.alerts:
        _show_alerts(given.kills, given.seed)
        return
    killed = run(given.kills, seconds=given.seconds, seed=given.seed)
    peer = run(0, seconds=given.seconds)
    show_table(
        ("run", "kills", "stories", "indexed once", "alerts due", "delivered", "repeated", "ended", "reasons apart"),
        [
            (name, o.kills, o.stories, o.indexed, o.alerts, o.delivered, o.repeated, o.endings, o.endings_apart)
            for name, o in (("killed", killed), ("not killed", peer))
        ],
    )
    of_peer = f"not killed {peer.indexed}/{peer.stories}"
    show_figure("indexed once", killed.indexed / killed.stories, f"{killed.indexed}/{killed.stories}; {of_peer}")
    show_figure("delivered", killed.delivered / peer.delivered, f"{killed.delivered}/{peer.delivered} of the peer")
    reasons = f"{killed.endings_apart} lost or doubled of {killed.endings}"
    show_figure("reasons kept once", 1 - killed.endings_apart / killed.endings, reasons)
    once = killed.delivered - killed.repeated
    repeats = f"{killed.repeated} repeated, each at most {killed.most_repeats} more"
    show_figure("delivered once", once / peer.delivered, f"{once}/{peer.delivered}; {killed.kills} kills, {repeats}")


if __name__ == "__main__":
    main()
