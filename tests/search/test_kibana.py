"""The Kibana objects: right by Kibana's rules and by the index, and a wrong one is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

import pytest

from search.elastic.definition import Definition
from search.elastic.settings import ElasticSettings
from search.kibana.build import as_ndjson, saved_objects
from search.kibana.check import faults_of, live_faults
from search.kibana.objects import LAYER, SavedObject
from tests.servers.stores import emptied_store

OBJECTS = saved_objects(Definition("test"))


def test_the_objects_keep_the_rules_of_an_import() -> None:
    assert faults_of(OBJECTS) == []
    lines = as_ndjson(OBJECTS).splitlines()
    assert [json.loads(line) for line in lines] == OBJECTS
    titles = {made["attributes"]["title"] for made in OBJECTS if made["type"] in ("search", "dashboard")}
    assert titles == {"새 동맹", "확인할 동맹", "기사", "동맹"}


def _columns(made: SavedObject) -> dict[str, dict[str, object]]:
    layers = made["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
    columns: dict[str, dict[str, object]] = layers[LAYER]["columns"]
    return columns


@pytest.mark.parametrize(
    ("type", "spoil", "said"),
    [
        ("dashboard", lambda made: made["attributes"].update(colour="red"), "unknown attributes"),
        ("dashboard", lambda made: made["references"].pop(), "panels and references"),
        ("dashboard", lambda made: made.update(version="1"), "too much or too little"),
        ("lens", lambda made: made.update(typeMigrationVersion="9.9.0"), "another version"),
        ("lens", lambda made: made["references"][0].update(id="none"), "which is missing"),
        ("lens", lambda made: _columns(made)["count"].update(sourceField="x"), "a count is of"),
        ("index-pattern", lambda made: made["attributes"].update(fieldFormatMap={}), "JSON in a string"),
        ("search", lambda made: made["attributes"].update(sort=[["published"]]), "a sort is"),
    ],
)
def test_an_object_that_kibana_would_refuse_is_named(
    type: str, spoil: Callable[[SavedObject], object], said: str
) -> None:
    objects = copy.deepcopy(OBJECTS)
    spoil(next(made for made in objects if made["type"] == type))
    (fault, *_) = faults_of(objects)
    assert said in fault


async def test_every_field_and_aggregation_is_answered(elasticsearch: str, elastic_settings: ElasticSettings) -> None:
    objects = saved_objects(elastic_settings.definition)
    async with emptied_store(elasticsearch, elastic_settings) as store:
        assert await live_faults(store.client, objects) == []
        wrong = copy.deepcopy(objects)
        lens = next(made for made in wrong if made["type"] == "lens")
        _columns(lens)["time"]["sourceField"] = "nowhere"
        _columns(lens)["values"]["sourceField"] = "evidence"
        search = next(made for made in wrong if made["type"] == "search")
        search["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"] = '{"query": {"query": "stage: done"}}'
        faults = await live_faults(store.client, wrong)
    assert any("no field nowhere" in fault for fault in faults)
    assert [fault for fault in faults if lens["id"] not in fault] == [
        f"search {search['id']}: there is no field stage in {elastic_settings.definition.alias('alliances')}"
    ]
