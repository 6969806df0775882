"""Sites on loopback that tell of deals, and a service that reads them until nothing is left to do."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

import apsw
import pytest

from agents.alert.endpoints import Endpoint
from agents.discover.discover import first_polls
from agents.discover.sources import SourceSetting
from agents.fetch.settings import FetchSettings
from agents.stages import STAGES
from dongmaeng.backend.opening import open_cluster, open_operations
from dongmaeng.demo import Receiver
from dongmaeng.service import open_pipeline
from dongmaeng.settings import KafkaSettings, Settings
from tests.loopback import Site
from tests.servers.stores import drop_indices, new_settings
from topics.catalogue import TOPICS
from topics.records import Record, TaggedArticle

ONE_LOOK = 86_400.0  # seconds until the next look at a source
HORIZON = 5.0  # seconds: retries that are due this soon are waited for


@dataclass
class Newsroom:
    """A service in this process, run a while with some sources and endpoints, and then perhaps again with others."""

    settings: Settings
    endpoints: list[Endpoint] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """By stage, what was dropped since the beginning, by reason."""

    async def read(self, *sources: SourceSetting, records: Sequence[Record] = ()) -> None:
        """Look once at each source that is new, take up the records, and go on until nothing is left to do."""
        settings = self.settings.model_copy(update={"sources": list(sources), "endpoints": self.endpoints})
        async with open_pipeline(settings, gather=True, alert=True) as pipeline:
            running = asyncio.create_task(pipeline.carrier.run())
            await pipeline.carrier.ready()
            await pipeline.carrier.publish([*first_polls(sources), *records])
            async with asyncio.timeout(120):
                idle = asyncio.create_task(pipeline.carrier.idle(HORIZON))
                await asyncio.wait({idle, running}, return_when=asyncio.FIRST_COMPLETED)
            pipeline.carrier.stop()
            await running
            self.counts = {stage: tally.dropped for stage, tally in (await pipeline.carrier.tallies()).items()}

    async def article(self, url: str) -> TaggedArticle | None:
        """The story stored under an address."""
        async with open_pipeline(self.settings, gather=False, alert=False) as pipeline:
            articles = await pipeline.store.recent_articles(limit=1000)
            id = next((article.id for article in articles if article.canonical_url == url), None)
            return await pipeline.store.get_article(id) if id else None

    def dump(self) -> str:
        """All that the tables of the file in the data directory hold."""
        connection = apsw.Connection(str(self.settings.database), flags=apsw.SQLITE_OPEN_READONLY)
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [repr(connection.execute(f'SELECT * FROM "{table}"').fetchall()) for table in tables]
        connection.close()
        return "\n".join(rows)

    async def replay(self, topic: str) -> int:
        """Replay a topic to all its readers, as the command line does."""
        readers = [stage for stage, topics in STAGES.items() if topic in topics]
        async with open_operations(self.settings, readonly=False) as operations:
            return await operations.replay(TOPICS[topic], readers, None, None)


@pytest.fixture(params=["embedded", pytest.param("kafka and elasticsearch", marks=pytest.mark.long)])
async def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """The service on the embedded default, and on Kafka with Elasticsearch."""
    common = {
        "data_dir": tmp_path / "data",
        "allow_private_addresses": True,
        "fetch": FetchSettings(host_delay=0),
    }
    if request.param == "embedded":
        yield Newsroom(Settings(**common))
        return
    elastic = new_settings()
    settings = Settings(
        bus=f"kafka://{request.getfixturevalue('kafka_address')}",
        kafka=KafkaSettings(prefix=f"test-{secrets.token_hex(4)}."),
        store=request.getfixturevalue("elasticsearch"),
        elastic=elastic,
        **common,
    )
    async with open_cluster(settings) as operations:
        await operations.create_topics()
    yield Newsroom(settings)
    drop_indices(settings.store, elastic)


@contextmanager
def endpoint(id: str, *events: str) -> Iterator[tuple[Receiver, Endpoint]]:
    """A webhook on loopback and its setting; without events, for announcements."""
    with Receiver() as receiver:
        wanted = {"events": list(events)} if events else {}
        given = {"id": id, "url": receiver.url, "secret": receiver.secret, "allow_private": True, **wanted}
        yield receiver, Endpoint.model_validate(given)


def members(receiver: Receiver, event: str = "alliance.announced") -> list[frozenset[str]]:
    """The members of each alliance in the alerts received, in an order that does not depend on that of arrival."""
    told = [alert.payload["data"]["members"] for alert in receiver.acknowledged if alert.event == event]
    return sorted((frozenset(member["name"] for member in one) for one in told), key=sorted)


def source(site: Site, path: str = "/feed", **what: object) -> SourceSetting:
    return SourceSetting.model_validate({"url": site.url + path, "interval": ONE_LOOK, **what})


def deal(first: str, second: str, *, published: datetime | None = None, title: bool = True) -> str:
    """A page that tells of a new deal of two; it is dated only where a time is given."""
    headline = f"{first}-{second}, 물류 로봇 업무협약"
    head = f'<title>{headline}</title><meta property="og:type" content="article">' if title else ""
    if published:
        head += f'<meta property="article:published_time" content="{published.isoformat()}">'
    return (
        f'<html><head>{head}</head><body><div id="articleBody"><p>{first}는 {second}과 물류 로봇 사업을 위한 '
        f"업무협약을 체결했다고 밝혔다. 두 회사는 시제품을 함께 만들어 내년에 선보인다.</p><p>{first} 관계자는 "
        f'"두 회사의 기술을 모아 현장에서 쓰이는 로봇을 내놓겠다"고 말했다.</p></div></body></html>'
    )


def feed(*entries: tuple[str, datetime | None, str]) -> str:
    """An RSS feed of addresses with their times, where they have one, and titles."""
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link>"
        + (f"<pubDate>{format_datetime(published)}</pubDate>" if published else "")
        + "</item>"
        for url, published, title in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>가람일보</title>{items}</channel></rss>'
