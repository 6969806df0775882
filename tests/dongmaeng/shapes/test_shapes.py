"""The JSON shapes are what their schemas say, and JSON has moments in Seoul."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module

import jsonschema_rs
import pytest

from agents.clean.yields import Yield
from agents.discover.sources import SourceSetting
from dongmaeng import shapes
from dongmaeng.shapes.alliances import AllianceShape
from dongmaeng.shapes.hits import SearchShape
from dongmaeng.shapes.shape import Shape
from dongmaeng.shapes.sources import SourceShape
from dongmaeng.shapes.ways import StopShape
from dongmaeng.watched_sources import WatchedSource
from search.store import Highlight, Hit, SearchResult
from tests.agents.resolve.stories import mention, report, resolve_all


def every_shape() -> Iterator[type[Shape]]:
    for module in pkgutil.iter_modules(shapes.__path__):
        found = vars(import_module(f"dongmaeng.shapes.{module.name}"))
        yield from (one for one in found.values() if isinstance(one, type) and issubclass(one, Shape))


EVERY = sorted(set(every_shape()) - {Shape}, key=lambda shape: shape.__name__)


def is_as_its_schema_says(shape: Shape) -> bool:
    schema = type(shape).model_json_schema(mode="serialization")
    return jsonschema_rs.is_valid(schema, json.loads(json.dumps(shape.as_json())))


@pytest.mark.parametrize("shape", EVERY, ids=lambda shape: shape.__name__)
def test_every_shape_has_a_schema_that_says_what_it_is(shape: type[Shape]) -> None:
    schema = shape.model_json_schema(mode="serialization")
    assert schema["description"]
    jsonschema_rs.meta.validate(schema)


async def test_an_alliance_is_as_its_schema_says() -> None:
    [alliance] = await resolve_all([report("a", mention("가람전자 나래통신", date="2024-03"))])
    shape = AllianceShape.of(alliance)
    assert is_as_its_schema_says(shape)
    assert shape.as_json()["first_seen"] == "2024-03-04T09:03:00+09:00"


def test_moments_are_in_seoul_to_the_second() -> None:
    hit = Hit("s", "a", "제목", "https://news.example/a", datetime(2026, 3, 1, 23, 30, 1, 999, UTC), None, 1.23456)
    shape = SearchShape.of(SearchResult(total=1, hits=(hit,)))
    assert is_as_its_schema_says(shape)
    [told] = shape.as_json()["hits"]
    assert (told["published"], told["score"]) == ("2026-03-02T08:30:01+09:00", 1.2346)


def test_highlights_are_safe_html() -> None:
    highlight = Highlight("title", "<b>가람</b>", ((3, 5),))
    hit = Hit("s", "a", "제목", "", None, None, 1.0, (highlight,))
    [told] = SearchShape.of(SearchResult(total=1, hits=(hit,))).hits
    assert told.highlights == ["&lt;b&gt;<em>가람</em>&lt;/b&gt;"]


def test_a_field_that_python_cannot_spell_has_its_own_name_in_json() -> None:
    found = Yield(site="news.example", recent=[500], usual=[500], fallen=datetime(2026, 3, 1, tzinfo=UTC))
    source = {"url": "https://news.example/feed"}
    shape = SourceShape.of(WatchedSource(SourceSetting.model_validate(source), "news.example", yields=found))
    assert shape.is_failing
    assert shape.as_json()["yield"]["share"] == 1.0
    assert is_as_its_schema_says(shape)


def test_what_a_stage_does_not_know_of_a_story_is_left_out() -> None:
    stop = StopShape(stage="index", at=None, outcome="done", text="in the store")
    assert stop.as_json() == {"stage": "index", "at": None, "outcome": "done", "text": "in the store", "more": []}
    assert is_as_its_schema_says(stop)
