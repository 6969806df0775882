"""What a long run is judged by: growth, what was told and lost, and runs that go on where they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.chaos import Run, all_runs
from benchmarks.newsstand import site_host
from benchmarks.soak_news import PAPERS, TELLING, SoakStand, mixture
from benchmarks.soak_readings import Reading, Use, bytes_a_story, growth, of_files


def test_growth_is_of_the_second_half() -> None:
    minutes = list(range(60))
    warm = [100.0 + 10 * min(minute, 20) for minute in minutes]
    assert growth(minutes, warm) == pytest.approx(0)
    assert growth(minutes, [100.0 + minute for minute in minutes]) == pytest.approx(29 / 144.5)
    assert growth(minutes, [100.0 - minute for minute in minutes]) < 0
    assert growth([1.0], [5.0]) == 0
    assert growth(minutes, [0.0] * 60) == 0


def test_bytes_a_story_are_told_by_halves(tmp_path: Path) -> None:
    def reading(stories: int, size: int) -> Reading:
        use = Use(1, 1, 1, 1, 0, 0)
        return Reading(0, stories, 0, 0, 0, use, {"a": size, "b": 10}, 0, 0, 0)

    assert bytes_a_story([reading(0, 0), reading(10, 1000), reading(30, 2000)]) == (100, 50)
    (tmp_path / "kafka" / "deep").mkdir(parents=True)
    (tmp_path / "kafka" / "deep" / "one").write_bytes(b"12345")
    (tmp_path / "log").write_bytes(b"1")
    assert of_files(tmp_path) == {"kafka": 5, "log": 1}


def test_of_ten_stories_one_tells_of_a_deal_and_three_papers_of_each() -> None:
    stories = mixture(TELLING * PAPERS * 2)
    telling = [story for story in stories if story.one]
    assert len(telling) == 2 * PAPERS
    assert len({story.one for story in telling}) == 2
    assert [story.number for story in stories] == list(range(len(stories)))


async def test_the_stand_counts_what_is_due_missing_told_again_and_strange() -> None:
    stand = SoakStand(mixture(TELLING * PAPERS * 2))
    for story in stand.stories:
        stand.appear(story)
    first, second = sorted(stand.due, key=sorted)

    async def told(id: str, names: frozenset[str] | set[str], kind: str = "announced") -> None:
        body = {"type": f"alliance.{kind}", "data": {"members": [{"name": name} for name in names]}}
        await stand.receive("desk", id, json.dumps(body).encode())

    await told("1", first)
    await told("1", first)
    await told("2", first)
    await told("3", {"아무개", "누구"})
    await told("4", second, "corroborated")
    found = stand.alerts()
    assert (found.due, found.missing, found.again, found.strange, found.repeated) == (2, 1, 1, 1, 1)


async def test_a_page_stays_as_it_appeared() -> None:
    stand = SoakStand(mixture(TELLING))
    stand.appear(stand.stories[0])
    path = "/news/0"
    assert stand.page(site_host(0), path) == stand.page(site_host(0), path) is not None
    feed = stand.page(site_host(0), "/rss")
    assert feed is not None
    assert b"/news/0</link>" in feed[0]
    assert b"/news/1<" not in feed[0]


def test_runs_that_were_made_are_not_made_again(tmp_path: Path) -> None:
    made: list[int] = []

    def run(seed: int) -> Run:
        made.append(seed)
        return Run(seed, 10, seed, 0, 0, 0, 1.0, {"kill -9": 1}, "")

    results = tmp_path / "results.jsonl"
    assert [one.seed for one in all_runs(results, range(5, 7), run)] == [5, 6]
    assert [one.lost for one in all_runs(results, range(4, 8), run)] == [4, 5, 6, 7]
    assert made == [5, 6, 4, 7]
