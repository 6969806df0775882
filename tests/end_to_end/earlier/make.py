"""Makes what version 0.1.0 leaves behind, by running it: `PYTHONPATH=<its checkout> python make.py <this checkout>`.

Its stages run one after the other less far along, so that something is on its way in every topic; then it is gone.
Given a Kafka and an Elasticsearch (`host:port http://host:port`) as well, the same on these.
"""

# ruff: noqa: E402
from __future__ import annotations

import asyncio
import base64
import gzip
import importlib.util
import json
import lzma
import shutil
import sys
import tempfile
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import apsw

TREE = Path(sys.argv[1]).resolve()


def _load(name: str, path: str) -> object:
    """A module of this checkout, while all others are of the earlier one."""
    spec = importlib.util.spec_from_file_location(name, TREE / path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_load("tests.end_to_end.outlet", "tests/end_to_end/outlet.py")
earlier = _load("earlier_stories", "tests/end_to_end/earlier/stories.py")

from agents.alert.endpoints import Endpoint
from agents.discover.discover import first_polls
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.fetch.settings import FetchSettings
from agents.pipeline import STAGES
from dongmaeng.cli.context import open_cluster
from dongmaeng.service import make_store, open_pipeline
from dongmaeng.settings import Settings
from search.elastic.indices import create_missing

SECRET = "whsec_" + base64.b64encode(b"an example secret of 32 bytes...").decode()
PREFIX = "earlier-0-1-0"
ORDER = tuple(STAGES)


def receiver(host: int, status: int, taken: list[dict[str, str]]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = json.loads(self.rfile.read(int(self.headers["content-length"])))
            members = [member["name"] for member in payload["data"]["members"]]
            taken.append({"id": self.headers["webhook-id"], "type": payload["type"], "members": members})
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((f"{earlier.NET}.{host}", earlier.PORT), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def settings(folder: Path, **servers: object) -> Settings:
    hooks = {"desk": earlier.DESK, "late": earlier.LATE}
    return Settings(
        data_dir=folder,
        allow_private_addresses=True,
        discover=DiscoverSettings(min_interval=1.0, quiet_after_days=None),
        fetch=FetchSettings(host_delay=0.0),
        sources=[
            SourceSetting(url=f"http://{earlier.NET}.{n}:{earlier.PORT}/rss.xml", interval=1.0) for n in earlier.OUTLETS
        ],
        endpoints=[
            Endpoint(id=id, url=f"http://{earlier.NET}.{n}:{earlier.PORT}/hook", secret=SECRET, allow_private=True)
            for id, n in hooks.items()
        ],
        **servers,
    )


async def run(using: Settings, last: str) -> None:
    """Run the stages up to one until nothing is left for them; `index` goes with `alert`."""
    only = list(ORDER[: ORDER.index("index" if last == "resolve" else last) + 1])
    if last == "resolve":
        only.remove("index")
    async with open_pipeline(using, gather=True, alert=True, only=only, worker="earlier-1") as pipeline:
        carrier = pipeline.carrier
        running = asyncio.create_task(carrier.run())
        await carrier.ready()
        await carrier.publish(first_polls(using.sources))
        before, quiet = await looks(carrier), 0
        while quiet < 8:
            await asyncio.sleep(0.5)
            waits = any(p.lag for p in await carrier.positions() if p.stage in only[1:])
            quiet = 0 if waits or await looks(carrier) < before + len(earlier.OUTLETS) else quiet + 1
        carrier.stop()
        await running


async def looks(carrier: object) -> int:
    tally = (await carrier.tallies()).get("discover")
    return tally.done if tally else 0


async def phases(using: Settings) -> dict[str, list[dict[str, str]]]:
    desk: list[dict[str, str]] = []
    late: list[dict[str, str]] = []
    with ExitStack() as stack:
        outlets = earlier.site(stack)
        servers = [receiver(earlier.DESK, 200, desk), receiver(earlier.LATE, 503, late)]
        named: dict[int, list[tuple[str, object]]] = {n: [] for n in earlier.OUTLETS}
        for last, told in earlier.PHASES:
            for number, what in told:
                earlier.tell(outlets[number], what)
                named[number].append((outlets[number].url + earlier.path_of(what), earlier.PUBLISHED))
                outlets[number].lists(*named[number])
            await asyncio.sleep(1.2)
            await run(using, last)
            print(last, len(desk), len(late), flush=True)
        for server in servers:
            server.shutdown()
            server.server_close()
    return {"desk": desk, "late": late}


def embedded(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        using = settings(Path(folder))
        sent = asyncio.run(phases(using))
        connection = apsw.Connection(str(using.database))
        connection.execute("VACUUM INTO ?", (f"{folder}/kept.sqlite",))
        connection.close()
        with lzma.open(out / "embedded.sqlite.xz", "wb", preset=9) as kept, open(f"{folder}/kept.sqlite", "rb") as file:
            shutil.copyfileobj(file, kept)
    (out / "embedded.sent.json").write_text(json.dumps(sent, ensure_ascii=False, indent=1) + "\n", "utf-8")


def cluster(out: Path, kafka: str, elastic: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        using = settings(
            Path(folder),
            bus=f"kafka://{kafka}",
            kafka={"prefix": f"{PREFIX}."},
            store=elastic,
            elastic={"prefix": PREFIX},
        )
        asyncio.run(_cluster(out, using))


async def _cluster(out: Path, using: Settings) -> None:
    store = make_store(using)
    await create_missing(store.client, store.definition)
    async with open_cluster(using) as operations:
        await operations.create_topics()
    sent = await phases(using)
    (out / "cluster.sent.json").write_text(json.dumps(sent, ensure_ascii=False, indent=1) + "\n", "utf-8")
    with gzip.open(out / "cluster.jsonl.gz", "wt", encoding="utf-8") as lines:

        def write(**line: object) -> None:
            lines.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")

        await _topics(using, write)
        await _indices(store, write)
    await store.close()


async def _topics(using: Settings, write: object) -> None:
    from aiokafka import AIOKafkaConsumer, TopicPartition
    from aiokafka.admin import AIOKafkaAdminClient

    servers = using.kafka_servers
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    names = sorted(name for name in await admin.list_topics() if name.startswith(PREFIX))
    described = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics(names)}
    for name in names:
        write(topic=name, partitions=described[name])
    for group, _ in await admin.list_consumer_groups():
        if group.startswith(PREFIX):
            for place, at in (await admin.list_consumer_group_offsets(group)).items():
                write(group=group, of=place.topic, partition=place.partition, offset=at.offset)
    await admin.close()
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False)
    await consumer.start()
    for name in names:
        for partition in range(described[name]):
            place = TopicPartition(name, partition)
            consumer.assign([place])
            begin, end = (
                (await consumer.beginning_offsets([place]))[place],
                (await consumer.end_offsets([place]))[place],
            )
            assert begin == 0, place
            await consumer.seek_to_beginning(place)
            while await consumer.position(place) < end:
                for message in (await consumer.getmany(place, timeout_ms=1000)).get(place, ()):
                    write(
                        of=name,
                        partition=partition,
                        offset=message.offset,
                        key=_text(message.key),
                        value=_text(message.value),
                        headers=[[key, _text(value)] for key, value in message.headers],
                    )
    await consumer.stop()


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


async def _indices(store: object, write: object) -> None:
    client = store.client
    await client.indices.refresh(index=f"{PREFIX}-*")
    for index, told in sorted((await client.indices.get(index=f"{PREFIX}-*")).items()):
        kept = {k: v for k, v in told["settings"]["index"].items() if k in KEPT_SETTINGS}
        write(index=index, mappings=told["mappings"], settings=kept, aliases=told["aliases"])
        found = await client.search(index=index, size=5000, version=True, query={"match_all": {}})
        for hit in found["hits"]["hits"]:
            write(document=hit["_id"], index_of=index, version=hit["_version"], source=hit["_source"])
    rules = await client.synonyms.get_synonym(id=store.definition.synonyms_set, size=10_000)
    write(synonyms=store.definition.synonyms_set, rules=rules["synonyms_set"])


KEPT_SETTINGS = ("analysis", "number_of_shards", "auto_expand_replicas", "refresh_interval", "query", "hidden")

if __name__ == "__main__":
    here = TREE / "tests/end_to_end/earlier"
    if len(sys.argv) > 2:
        cluster(here, sys.argv[2], sys.argv[3])
    else:
        embedded(here)
