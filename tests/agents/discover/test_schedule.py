import asyncio
from pathlib import Path

from agents.discover.discover import discover_stage, first_polls
from agents.discover.sources import SourceSetting
from agents.web import Web
from agents.workers import InlineWorkers
from tests.agents.discover.samples import rss
from tests.loopback import loopback_site
from topics.carrier import Tally
from topics.embedded.carrier import EmbeddedCarrier


async def test_orders_that_a_restart_repeats_do_not_double_the_schedule(tmp_path: Path) -> None:
    async with loopback_site() as site, Web(user_agent="Dongmaeng/0", allow_private=True) as web:
        sources = [SourceSetting(url=site.url + path) for path in ("/a", "/b")]
        for path in ("/a", "/b"):
            site.page(path, rss([f"{site.url}/news{path}", f"{site.url}/news/both"]), "application/xml")
        for _ in range(2):
            stage = discover_stage(sources, web, InlineWorkers())
            async with EmbeddedCarrier(tmp_path / "journal.sqlite", [stage]) as carrier:
                for _ in range(3):
                    await carrier.publish(first_polls(sources))
                tally = await _run(carrier)
        assert tally.done == 2
        assert tally.dropped == {"polled already": 10}
        assert tally.written == 3 + 2  # the stories, each once, and the next look of each source


async def _run(carrier: EmbeddedCarrier) -> Tally:
    running = asyncio.create_task(carrier.run())
    await carrier.idle()
    carrier.stop()
    await running
    return (await carrier.tallies())["discover"]
