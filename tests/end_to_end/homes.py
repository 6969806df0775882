"""A service in a process of its own, on the embedded default and on Kafka with Elasticsearch, and outlets for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest

from tests.command_line import CommandLine
from tests.end_to_end.outlet import Outlet, days_ago, signing, signing_retold
from tests.servers.stores import drop_indices, new_settings

PATH = "/news/articleView.html"


class Outlets:
    """The outlets of one run, all on one port."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._port = 0
        self._number = 1
        self.made: list[Outlet] = []

    def open(self, *, beside: bool = False) -> Outlet:
        """One outlet more; `beside`: at another address that ends like the last one's."""
        self._number += not beside
        outlet = self._stack.enter_context(Outlet(self._number, self._port, net="127.1.0" if beside else "127.0.0"))
        self._port = outlet.port
        outlet.lists()
        self.made.append(outlet)
        return outlet

    def with_story(self, *parties: str, published: datetime | None = None) -> Outlet:
        """An outlet with a story of a signing, which its feed does not name yet."""
        outlet = self.open()
        outlet.story(PATH, *signing_story(*parties), published=published)
        return outlet

    def with_two_accounts(self, *parties: str) -> tuple[Outlet, Outlet]:
        """Two outlets that tell of one signing in words of their own."""
        one, other = self.with_story(*parties, published=days_ago(0)), self.open()
        title, sentences = signing_retold(days_ago(0), *parties)
        other.story(PATH, title, *sentences, published=days_ago(0))
        return one, other


def signing_story(*parties: str) -> tuple[str, ...]:
    """Title and sentences of a story about parties that sign an agreement today."""
    title, sentences = signing(days_ago(0), *parties)
    return (title, *sentences)


@pytest.fixture(scope="module", params=["embedded", pytest.param("cluster", marks=pytest.mark.long)])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CommandLine, str]]:
    """A command line and the settings that name its bus and store."""
    command_line = CommandLine(tmp_path_factory.mktemp(request.param))
    if request.param == "embedded":
        yield command_line, ""
        return
    kafka, elasticsearch = request.getfixturevalue("kafka_address"), request.getfixturevalue("elasticsearch")
    elastic = new_settings()
    settings = (
        f'bus = "kafka://{kafka}"\nstore = "{elasticsearch}"\n'
        f'[kafka]\nprefix = "test-{secrets.token_hex(4)}."\n[elastic]\nprefix = "{elastic.prefix}"\n'
    )
    command_line.configure(settings)
    command_line.run("topics", "create")
    yield command_line, settings
    drop_indices(elasticsearch, elastic)
