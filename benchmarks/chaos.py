"""Workers on Kafka that are killed, stopped, frozen and started at random, for five minutes a run.

    python -m benchmarks.chaos [--service] [--runs N] [--seconds N] [--seed N] [--state file|elasticsearch]

Three small stages carry 20,000 records; the peer is a plain aiokafka loop (fetch a batch, send it on, wait for the
acknowledgements, commit) over the same records, undisturbed. With --service two workers of the real service read sites
on loopback, with their state in Elasticsearch, and what the webhook was called for is counted. Without `--servers` it
starts the servers itself. What each run came to is a line of JSON in `--results`; a run whose seed is there already is
not made again, so that many runs can be made one by one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import chaos_records, chaos_service
from benchmarks.chaos_worker import STORE_VARIABLE
from benchmarks.cluster import cluster, elasticsearch, servers_for
from benchmarks.figures import show_figure, show_table


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to."""

    seed: int
    due: int
    """Records, or stories and their deals."""
    lost: int
    again: int
    """Alerts for a deal beyond its first."""
    repeated: int
    """Outputs of the last stage, or calls of the webhook, beyond the first with an id."""
    behind: int
    """Records that groups had before them at the end."""
    seconds: float
    events: dict[str, int]
    note: str


def records_run(servers: str, folder: Path, seconds: float, records: int, seed: int) -> Run:
    """One run of the small stages, and of their peer."""
    out = asyncio.run(chaos_records.run(servers, folder, seconds=seconds, records=records, seed=seed))
    rate = asyncio.run(chaos_records.undisturbed(servers, records))
    note = (
        f"{out.at_end}/{out.partitions} positions at end, no stage still longer than {out.longest_still:.0f} s; "
        f"raw loop, undisturbed: {rate:.0f}/s"
    )
    lost = records - out.delivered
    return Run(seed, records, lost, 0, out.repeated, out.behind, out.seconds, dict(out.events), note)


def service_run(servers: str, folder: Path, seconds: float, seed: int) -> Run:
    """One run of the real service."""
    out = asyncio.run(chaos_service.run(servers, folder, seconds=seconds, seed=seed))
    alerts = out.alerts
    missing = sum(map(len, out.missing.values()))
    lost = missing + alerts.missing
    note = f"{missing} of {out.stories} stories and {alerts.missing} of {alerts.due} deals lost"
    if missing:
        note += f"; of the stories {out.unasked} were never asked for; by site: {out.missing}"
    again = alerts.again + alerts.strange
    return Run(
        seed, out.stories + alerts.due, lost, again, alerts.repeated, out.behind, out.seconds, dict(out.events), note
    )


def all_runs(results: Path, seeds: Sequence[int], run: Callable[[int], Run]) -> list[Run]:
    """The runs of these seeds, of which those that the file holds are not made again."""
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    made = {found.seed: found for found in (Run(**json.loads(line)) for line in lines)}
    with results.open("a", encoding="utf-8") as file:
        for seed in seeds:
            if seed not in made:
                made[seed] = run(seed)
                print(json.dumps(asdict(made[seed])), file=file, flush=True)
    return [made[seed] for seed in seeds]


def show(runs: Sequence[Run], *, service: bool) -> None:
    """Print a row a run, then the figures."""
    show_table(
        ("seed", "events", "lost", "alerted twice", "repeated", "behind", "seconds", "note"),
        [
            (
                run.seed,
                f"{sum(run.events.values())}: " + ", ".join(f"{n} {event}" for event, n in sorted(run.events.items())),
                *(run.lost, run.again, run.repeated, run.behind, round(run.seconds), run.note),
            )
            for run in runs
        ],
    )
    due, load = sum(run.due for run in runs), os.getloadavg()[0] / (os.cpu_count() or 1)
    lost, behind = sum(run.lost for run in runs), sum(run.behind for run in runs)
    repeated = sum(run.repeated for run in runs)
    of = f"{lost} of {due} lost, {repeated} repeated, {len(runs)} runs; load {load:.1f} a processor"
    show_figure("delivered", 1 - lost / due, of)
    if service:
        again = sum(run.again for run in runs)
        show_figure("alerted once", 1 - again / due, f"{again} alerted twice")
    else:
        show_figure("positions at end", sum(not run.behind for run in runs) / len(runs), f"{behind} records behind")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--service", action="store_true", help="the real service, its state in Elasticsearch")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300.0, help="of each run; it may take longer to come to rest")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, help="of the first run, the others follow; by default by chance")
    parser.add_argument("--state", choices=("file", "elasticsearch"), default="file", help="of the small stages")
    parser.add_argument("--results", type=Path, help="where what runs came to is kept, for later calls to go on")
    parser.add_argument("--servers", help="a Kafka that is there")
    parser.add_argument("--keep", type=Path, help="a folder for the workers' logs and data")
    given = parser.parse_args()
    first = given.seed if given.seed is not None else secrets.randbelow(1_000_000)
    seeds = range(first, first + given.runs)
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        results = given.results or Path(temporary) / "results.jsonl"

        def run(seed: int) -> Run:
            own = folder / str(seed)
            own.mkdir(exist_ok=True)
            with ExitStack() as stack:
                if given.service:
                    servers = stack.enter_context(servers_for(f"chaos-{seed}", "cluster", given.servers, own))
                    return service_run(servers, own, given.seconds, seed)
                if given.state == "elasticsearch":
                    os.environ[STORE_VARIABLE] = stack.enter_context(elasticsearch(None, own / "elasticsearch"))
                servers = stack.enter_context(cluster(given.servers, own / "kafka"))
                return records_run(servers, own, given.seconds, given.records, seed)

        runs = all_runs(results, seeds, run)
    show(runs, service=given.service)


if __name__ == "__main__":
    main()
