"""A Kafka and an Elasticsearch for hand work, until Ctrl-C; what they hold stays in ./data/servers."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.servers.elasticsearch import Elasticsearch
from tests.servers.kafka import Kafka

FOLDER = Path.cwd() / "data" / "servers"


def main() -> None:
    """Start both, print the settings to use and wait."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())
    kafka, elasticsearch = Kafka(FOLDER / "kafka"), Elasticsearch(FOLDER / "elasticsearch")
    with ExitStack() as stack:
        for server in (kafka, elasticsearch):
            stack.callback(server.stop)
            server.start()
        print(f'bus = "kafka://{kafka.address}"')
        print(f'store = "{elasticsearch.url}"', flush=True)
        print(
            f"# Ctrl-C stops them; their logs are {kafka.folder / 'log'} and {elasticsearch.folder / 'log'}", flush=True
        )
        signal.pause()


if __name__ == "__main__":
    main()
