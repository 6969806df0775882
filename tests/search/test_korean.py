"""Korean queries find the same documents in every store, however they are spelt."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from search.store import SearchResult

Search = Callable[[str], SearchResult]

GROUPS = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", GROUPS)
def test_every_spelling_finds_the_same_documents(name: str, searched: Search) -> None:
    for query in GROUPS[name]["queries"]:
        result = searched(query)
        assert sorted(hit.source_id for hit in result.hits) == sorted(GROUPS[name]["finds"]), query
        assert result.total == len(result.hits)


def test_there_are_enough_queries() -> None:
    assert sum(len(group["queries"]) for group in GROUPS.values()) >= 100
