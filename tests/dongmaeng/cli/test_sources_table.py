"""The table of sources: a line each that fits, what is wrong and what to do below it, and again and again on a terminal."""

from __future__ import annotations

import asyncio
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from agents.clean.yields import Yield
from agents.discover.health import save_health
from agents.page_outcomes import PageOutcome
from dongmaeng.cli.app import app
from dongmaeng.cli.context import console
from dongmaeng.cli.sources_live import screen, show_live
from dongmaeng.cli.sources_table import ago, view
from dongmaeng.fault import Fault
from dongmaeng.settings import Settings
from dongmaeng.shapes.sources import SourceShape
from dongmaeng.terminal import SafeConsole
from dongmaeng.watched_sources import WatchedSource
from tests.dongmaeng.watched import AT, HOUR, failing, health, outcomes, watched
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import now

LONG = "https://www.news.example/rss/산업-기술-과학/아주-긴-이름의-지면/all.xml"


def shown(*sources: WatchedSource, width: int = 80) -> str:
    """What is printed of sources."""
    out = SafeConsole(width=width, file=io.StringIO(), highlight=False)
    out.print(view([SourceShape.of(source, AT) for source in sources], AT, width))
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    assert [line for line in text.splitlines() if cell_len(line) > width] == []
    assert "…" not in text
    return text


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_line_says_how_a_source_goes() -> None:
    pages = outcomes(*[PageOutcome.FETCHED] * 15, *[PageOutcome.BLOCKED] * 3, *[PageOutcome.PAYWALLED] * 2)
    source = watched(
        health=health(next=AT + 4 * HOUR / 60, delays=[30, 40, 300, 900]),
        yields=Yield(site="paper.example", recent=[500] * 19 + [0]),
        outcomes=pages,
    )
    head, *names, line = shown(source).splitlines()
    assert head == "1 source: 1 well"
    assert words(" ".join(names)) == ("last next stories delay pages source new look a day p50/p95 yield refused paid")
    assert re.fullmatch(r"paper.example/rss +30m +4m +2\d +40s/15m +95% +15% +10%", line.rstrip())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_is_wrong_is_told_with_what_to_do_at_any_width(width: int) -> None:
    fallen = Yield(site="news.example", usual=[900] * 50, recent=[0] * 20, fallen=AT - HOUR)
    text = shown(
        watched(LONG, yields=fallen),
        watched("https://silent.example/rss", health=health("https://silent.example/rss", stirred=AT - 9 * HOUR)),
        watched("https://shut.example/rss", health=health("https://shut.example/rss", **failing(AT - 4 * HOUR))),
        watched("https://odd.example/rss", health=health("https://odd.example/rss", **failing(AT - HOUR, failures=1))),
        watched("https://new.example/rss", health=None),
        watched("https://off.example/rss", {"enabled": False}),
        width=width,
    )
    assert text.startswith("6 sources: 2 failing, 1 fallen, 1 silent, 1 new, 1 off")
    told = words(text)
    assert "its pages give less than usual since 2026-11-11 14:00: pages with a body 100% → 0%" in told
    assert re.search(
        r"no new story since 2026-11-11 06:00: some \d+ stories were expected, its longest pause was 2h", told
    )
    assert "it refuses us since 2026-11-11 11:00: forbidden, HTTP status 403, 5 looks in a row." in told
    assert "forbidden, 1 failures, last 2026-11-11 15:00" in told
    assert told.count("See whether it opens in a browser") == 2
    assert "`dongmaeng sources learn` proposes new rules" in told
    assert LONG.removeprefix("https://www.") in text.replace("\n", "").replace(" ", "") or width < 120


@pytest.mark.parametrize(
    ("span", "said"),
    [(0, "0s"), (119, "119s"), (120, "2m"), (7_199, "119m"), (7_200, "2h"), (172_800, "2d"), (1_209_600, "2w")],
)
def test_how_long_ago_is_said_in_a_unit_of_which_there_are_two(span: int, said: str) -> None:
    assert ago(AT - timedelta(seconds=span), AT) == said
    assert ago(None, AT) == ""


def many(count: int) -> list[SourceShape]:
    """Of which every fourth fails."""
    shapes = []
    for number in range(count):
        url = f"https://paper{number}.example/rss"
        what = failing(AT - 4 * HOUR) if number % 4 == 3 else {"last_new": AT - number * HOUR}
        shapes.append(SourceShape.of(watched(url, health=health(url, **what)), AT))
    return shapes


@pytest.mark.parametrize("height", [6, 24, 50])
@pytest.mark.parametrize("count", [0, 1, 7, 300])
@pytest.mark.parametrize("only_failing", [False, True])
def test_a_screen_holds_what_fits_and_counts_the_rest(height: int, count: int, only_failing: bool) -> None:
    out = SafeConsole(width=80, height=height, file=io.StringIO(), highlight=False)
    lines = ["".join(part.text for part in line) for line in out.render_lines(
        screen(out, many(count), AT, failing=only_failing), pad=False
    )]  # fmt: skip
    assert len(lines) < height
    assert lines[0].startswith(f"{count} source")
    listed = sum(re.match(r"paper\d+\.example/rss +\d+[smhdw] ", line) is not None for line in lines)
    [left] = [int(found[1]) for line in lines if (found := re.match(r"and (\d+) more", line))] or [0]
    assert listed + left == (count // 4 if only_failing else count)
    assert listed or height < 10 or not count or (only_failing and count < 4)


async def test_a_terminal_is_shown_what_has_become_of_the_sources_meanwhile() -> None:
    written = io.StringIO()
    out = SafeConsole(width=80, height=24, file=written, force_terminal=True, highlight=False)
    looks = asyncio.Queue[int]()

    async def rows() -> list[SourceShape]:
        looks.put_nowait(looks.qsize())
        return many(4 if looks.qsize() > 2 else 3)

    showing = asyncio.create_task(show_live(out, rows, 0.0, failing=False))
    async with asyncio.timeout(30):
        while "1 failing" not in written.getvalue():
            await asyncio.sleep(0)
    showing.cancel()
    await asyncio.gather(showing, return_exceptions=True)
    assert "3 sources" in written.getvalue()
    assert "4 sources" in written.getvalue()


@pytest.fixture
def home(tmp_path: Path) -> list[str]:
    """The options of a data directory with two sources, of which one fails."""
    settings = Settings(data_dir=tmp_path)
    urls = ["https://paper.example/rss?key=secret", "https://shut.example/rss"]

    async def fill() -> None:
        async with EmbeddedCarrier(settings.database, []) as carrier:
            await save_health(carrier.state, health(urls[0], last_success=now(), stirred=now(), delays=[60]))
            await save_health(carrier.state, health(urls[1], **failing(now() - 4 * HOUR, now())))

    asyncio.run(fill())
    config = tmp_path / "dongmaeng.toml"
    config.write_text("".join(f'[[sources]]\nurl = "{url}"\n' for url in urls), "utf-8")
    return ["--data-dir", str(tmp_path), "--config", str(config), "sources"]


def run(*arguments: str) -> str:
    return CliRunner().invoke(app, arguments, catch_exceptions=False).stdout


def test_json_has_all_that_is_known(home: list[str]) -> None:
    one, other = json.loads(run(*home, "--json"))
    assert "secret" not in str(one)
    assert (one["standing"], one["delay"], one["troubles"]) == ("well", {"p50": 60, "p95": 60, "stories": 1}, [])
    assert one["stories_a_day"] == pytest.approx(24, rel=0.2)
    [trouble] = other["troubles"]
    assert (trouble["kind"], trouble["event"], trouble["fault"]) == ("failing", "source.blocked", "refused")
    assert other["advice"] == ["refused"]
    assert [found["url"] for found in json.loads(run(*home, "--failing", "--json"))] == ["https://shut.example/rss"]


def test_piped_it_is_told_once_and_plainly(home: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "width", 80)
    text = run(*home, "--live")
    assert text.startswith("2 sources: 1 well, 1 failing")
    assert "\x1b" not in text
    assert "secret" not in text
    assert "paper.example" not in run(*home, "--failing").splitlines()[4]


def test_live_and_json_are_not_asked_together(home: list[str]) -> None:
    with pytest.raises(Fault, match="--live shows a table"):
        run(*home, "--live", "--json")


def test_where_no_source_is_known_or_fails_it_is_said(tmp_path: Path) -> None:
    config = tmp_path / "dongmaeng.toml"
    config.write_text("", "utf-8")
    options = ["--data-dir", str(tmp_path / "data"), "--config", str(config), "sources"]
    assert "No source is set" in run(*options)
    assert "All sources are well." in run(*options, "--failing")
