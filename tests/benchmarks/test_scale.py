"""The simulation of what so many stories a day take keeps what is known of queues."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.scale import limits, planned
from benchmarks.scale_costs import MEASURED, Costs, StageCost
from benchmarks.scale_model import BUSIEST, LATE, SECONDS_A_DAY, Load, simulate, workers_for

DEALS = 0.1
STAGES = {name: StageCost(1.0, 1.0, 0.0) for name in ("discover", *MEASURED)} | {
    "clean": StageCost(1.0, 1.0, 2.0),
    "tag": StageCost(1.0, 1.0, 3.0),
    "resolve": StageCost(DEALS, 4.0, 0.0),
}
COSTS = Costs("2026-01-01", "a machine", 100, STAGES, (9.0, 5.0), (200.0, 100.0), {"pages": 2000.0}, 3000.0)


def test_one_worker_reads_as_many_as_its_main_process_has_time_for() -> None:
    load = Load.of(COSTS, unseen=False)
    assert load.main == pytest.approx(0.009)
    assert load.owner == pytest.approx(DEALS * 0.004)
    run = simulate(load, workers=1, partitions=1, stories=3_000)
    assert len(run.delays) == 3_000
    assert 3_000 / run.seconds == pytest.approx(1 / load.main, rel=0.1)
    assert run.busy == pytest.approx(1, abs=0.05)


def test_what_the_stages_alone_do_not_show_is_planned_for() -> None:
    assert COSTS.main == pytest.approx(7.4 + 1)  # seven a story and a look, one in ten to the owner
    dearer = replace(COSTS, whole=(2 * COSTS.main, 5.0))
    assert Load.of(dearer).main == pytest.approx(2 * Load.of(COSTS, unseen=False).main)


def test_a_queue_of_one_server_waits_as_theory_says() -> None:
    service, busy = 0.01, 0.5  # M/M/1: the mean time in the system is service / (1 - busy)
    run = simulate(Load(service, 0.0, 0.0, 0.0, 0.0), workers=1, partitions=1, stories=20_000, a_second=busy / service)
    assert sum(run.delays) / len(run.delays) == pytest.approx(service / (1 - busy), rel=0.1)
    assert run.busy == pytest.approx(busy, rel=0.1)


def test_ten_times_the_stories_take_about_ten_times_the_workers() -> None:
    load = Load.of(COSTS)
    few, many = (workers_for(load, stories) for stories in (10_000_000, 100_000_000))
    assert 7 * few[0] <= many[0] <= 11 * few[0]
    assert all(run.late(0.95) <= LATE for _, run in (few, many))


def test_no_number_of_workers_helps_a_single_owner_that_has_no_time() -> None:
    load = Load(0.001, 0.001, 0.001, 0.5, DEALS)
    stories = 1.2 * SECONDS_A_DAY / BUSIEST / load.owner
    workers, run = workers_for(load, stories)
    assert workers < 5
    assert run.owner_busy > 0.9


def test_the_plan_adds_up() -> None:
    load = Load.of(COSTS)
    plan = planned(COSTS, load, 1_000_000, days=100)
    assert plan.partitions % 6 == 0
    assert plan.partitions >= plan.workers
    assert plan.store_a_day == pytest.approx(6.0)  # GB: 3 kB a story, twice
    assert plan.store == pytest.approx(0.6)  # TB
    assert plan.shards == 8  # of 40 GB for 300
    assert plan.log == pytest.approx(2000 * 14 * 1_000_000 * 2 / 1e12)
    assert plan.core_hours == pytest.approx(1_000_000 * (load.main + load.owner + load.reading) / 3600)


def test_the_limits_come_in_their_order() -> None:
    found = [stories for _, stories, _ in limits(COSTS, Load.of(COSTS), days=100)]
    assert found == sorted(found)
    assert found[0] > 0
