"""Invented stories in a store of each kind."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from search.elastic.store import ElasticStore
from search.embedded.store import EmbeddedStore
from search.query import parse_query
from search.store import SearchResult, Store
from tests.servers.stores import dropped, emptied_store, made_empty
from topics.records import (
    SEOUL,
    Activity,
    ActivityTold,
    Article,
    CountryTold,
    Kind,
    Mention,
    Organisation,
    Person,
    Status,
    TaggedArticle,
    Tie,
    stable_id,
)

HERE = Path(__file__).parent

Search = Callable[[str], SearchResult]


def tagged(story: dict[str, Any]) -> TaggedArticle:
    """A tagged article from a row of the stories file."""
    published = datetime.fromisoformat(story["published"]).replace(hour=9, tzinfo=SEOUL)
    mentions = []
    if "kind" in story:
        tie = Tie(
            activities=[ActivityTold(activity=Activity(name)) for name in story.get("activities", [])],
            countries=[CountryTold(member=code, country=code) for code in story.get("countries", [])],
            cross_border=story.get("cross_border"),
        )
        mentions.append(Mention(kind=Kind(story["kind"]), status=Status(story["status"]), tie=tie))
    url = f"https://news.example.com/{story['id']}"
    return TaggedArticle(
        article=Article(
            id=stable_id(url),
            source_id=story["id"],
            url=url,
            canonical_url=url,
            title=story["title"],
            body=story["body"],
            published=published,
            fetched=published,
            publisher=story.get("publisher"),
        ),
        organisations=[
            Organisation(id=stable_id(name), name=name, identifiers=story.get("identifiers", {}).get(name))
            for name in story.get("organisations", [])
        ],
        people=[Person(name=name) for name in story.get("people", [])],
        mentions=mentions,
    )


def stories() -> list[TaggedArticle]:
    """All invented stories."""
    rows = tomllib.loads((HERE / "stories.toml").read_text(encoding="utf-8"))["story"]
    return [tagged(row) for row in rows]


@pytest.fixture(params=["embedded", "elastic"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store of each kind."""
    made: Store
    if request.param == "embedded":
        made = EmbeddedStore(tmp_path / "dongmaeng.db")
        yield made
        await made.close()
    else:
        url, settings = request.getfixturevalue("elasticsearch"), request.getfixturevalue("elastic_settings")
        async with emptied_store(url, settings) as made:
            yield made


@pytest.fixture
async def filled(store: Store) -> Store:
    """A store that holds all invented stories."""
    await store.write(stories())
    return store


@contextmanager
def searches(
    request: pytest.FixtureRequest,
    folders: pytest.TempPathFactory,
    articles: Sequence[TaggedArticle],
    *,
    on: date | None = None,
    limit: int = 100,
) -> Iterator[Search]:
    """Searches a store of the kind that the request names, which holds articles and is only read."""
    with asyncio.Runner() as runner:
        if request.param == "embedded":
            store: Store = EmbeddedStore(folders.mktemp("search") / "dongmaeng.db")
        else:
            store = runner.run(made_empty(request.getfixturevalue("elasticsearch")))
        runner.run(store.write(articles))
        yield lambda query: runner.run(store.search(parse_query(query, on), limit))
        if isinstance(store, ElasticStore):
            runner.run(dropped(store))
        runner.run(store.close())


@pytest.fixture(scope="session", params=["embedded", "elastic"])
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """Searches a store of each kind that holds all invented stories and is only read."""
    with searches(request, tmp_path_factory, stories()) as search:
        yield search


@pytest.fixture(name="stories")
def all_stories() -> list[TaggedArticle]:
    return stories()
