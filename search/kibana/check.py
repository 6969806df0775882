"""Kibana's rules for an import, and every field and aggregation of the objects against a live index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import AsyncElasticsearch, BadRequestError, NotFoundError

from search.kibana.objects import COLUMNS, CORE_VERSION, LAYER, LAYER_REFERENCE, RECORDS, TYPE_VERSIONS, SavedObject

_LINE = {"attributes", "coreMigrationVersion", "id", "managed", "references", "type", "typeMigrationVersion"}
# What Kibana's schemas of these versions know; a dashboard with anything else is refused.
_ATTRIBUTES = {
    "index-pattern": {
        "title", "name", "timeFieldName", "fieldAttrs", "fieldFormatMap", "fields", "runtimeFieldMap", "sourceFilters",
        "typeMeta", "type", "allowNoIndex", "allowHidden",
    },
    "search": {
        "title", "description", "columns", "sort", "grid", "rowHeight", "hideChart", "isTextBasedQuery",
        "usesAdHocDataView", "kibanaSavedObjectMeta", "timeRestore", "timeRange", "refreshInterval", "viewMode",
        "hideAggregatedPreview", "rowsPerPage", "breakdownField", "hits", "version",
    },
    "lens": {"title", "description", "visualizationType", "state", "uiStateJSON", "expression"},
    "dashboard": {
        "title", "description", "kibanaSavedObjectMeta", "timeRestore", "timeFrom", "timeTo", "refreshInterval",
        "controlGroupInput", "panelsJSON", "optionsJSON", "hits", "version",
    },
}  # fmt: skip
_JSON_TEXTS = {"fieldAttrs", "fieldFormatMap", "fields", "runtimeFieldMap", "sourceFilters", "typeMeta"}
_CHARTS = {"lnsXY", "lnsPie", "lnsDatatable", "lnsMetric"}
_SERIES = {"bar", "bar_stacked", "bar_horizontal", "bar_horizontal_stacked", "line", "area", "area_stacked"}
_FIELD_OF_QUERY = re.compile(r"([\w.]+)\s*:")
_OPERATIONS = {"count", "max", "terms", "date_histogram"}


def faults_of(objects: Sequence[SavedObject]) -> list[str]:
    """What an import would refuse or show as broken."""
    known = {(made["type"], made["id"]) for made in objects}
    faults = [] if len(known) == len(objects) else ["an id is there twice"]
    for made in objects:
        where = f"{made.get('type')} {made.get('id')}"
        faults += [f"{where}: {fault}" for fault in (*_line_faults(made, known), *_faults_by_type(made))]
    return faults


async def live_faults(client: AsyncElasticsearch, objects: Sequence[SavedObject]) -> list[str]:
    """What the index does not know or answer: each field, sort, query and aggregation is asked for."""
    views = {made["id"]: made["attributes"] for made in objects if made["type"] == "index-pattern"}
    faults: list[str] = []
    for made in objects:
        where = f"{made['type']} {made['id']}"
        if made["type"] == "index-pattern":
            formats = json.loads(made["attributes"]["fieldFormatMap"])
            needed = [made["attributes"]["timeFieldName"], *formats]
            faults += [f"{where}: {f}" for f in await _unknown(client, made["attributes"]["title"], needed)]
        elif made["type"] in ("search", "lens"):
            index = views[made["references"][0]["id"]]["title"]
            faults += [f"{where}: {fault}" for fault in await _unknown(client, index, _fields(made))]
            try:
                await client.search(index=index, **_request(made))
            except (BadRequestError, NotFoundError) as error:
                faults.append(f"{where}: {error.error}")
    return faults


def _line_faults(made: SavedObject, known: set[tuple[str, str]]) -> Iterator[str]:
    if made.keys() != _LINE:
        yield f"the line has {sorted(made.keys() ^ _LINE)} too much or too little"
    if made["type"] not in TYPE_VERSIONS:
        yield "not a type that is written here"
        return
    if made["coreMigrationVersion"] != CORE_VERSION or made["typeMigrationVersion"] != TYPE_VERSIONS[made["type"]]:
        yield "another version than the portable one"
    unknown = made["attributes"].keys() - _ATTRIBUTES[made["type"]]
    if unknown:
        yield f"unknown attributes {sorted(unknown)}"
    if not made["attributes"].get("title"):
        yield "no title"
    names = [reference["name"] for reference in made["references"]]
    if len(set(names)) != len(names):
        yield "a reference is there twice"
    for reference in made["references"]:
        if (reference["type"], reference["id"]) not in known:
            yield f"refers to {reference['type']} {reference['id']}, which is missing"


def _faults_by_type(made: SavedObject) -> Iterator[str]:
    attributes = made["attributes"]
    names = {reference["name"] for reference in made["references"]}
    if made["type"] == "index-pattern":
        for name in _JSON_TEXTS & attributes.keys():
            if not isinstance(attributes[name], str) or not _is_json(attributes[name]):
                yield f"{name} must be JSON in a string"
    elif made["type"] == "search":
        source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
        if source["indexRefName"] not in names:
            yield "its data view is no reference"
        if not all(len(sort) == 2 and sort[1] in ("asc", "desc") for sort in attributes["sort"]):
            yield "a sort is a field and asc or desc"
    elif made["type"] == "lens":
        yield from _lens_faults(attributes, names)
    elif made["type"] == "dashboard":
        yield from _dashboard_faults(attributes, names)


def _lens_faults(attributes: dict[str, Any], names: set[str]) -> Iterator[str]:
    state = attributes["state"]
    layer = state["datasourceStates"]["formBased"]["layers"][LAYER]
    columns = layer["columns"]
    if attributes["visualizationType"] not in _CHARTS:
        yield "no such chart"
    if LAYER_REFERENCE not in names:
        yield "the layer's data view is no reference"
    if sorted(layer["columnOrder"]) != sorted(columns):
        yield "columnOrder does not name each column once"
    ordered = [columns[id]["isBucketed"] for id in layer["columnOrder"]]
    if ordered != sorted(ordered, reverse=True):
        yield "buckets come before metrics"
    for id, column in columns.items():
        if column["operationType"] not in _OPERATIONS:
            yield f"{id}: no such operation"
        if (column["operationType"] == "count") != (column["sourceField"] == RECORDS):
            yield f"{id}: a count is of {RECORDS}"
        order = column["params"].get("orderBy")
        if order and order["columnId"] not in columns:
            yield f"{id}: ordered by a column that is missing"
    for shown in state["visualization"]["layers"]:
        used = [shown.get("xAccessor"), shown.get("splitAccessor"), *shown.get("accessors", [])]
        used += [*shown.get("primaryGroups", []), *shown.get("metrics", [])]
        missing = {id for id in used if id} - columns.keys()
        if missing:
            yield f"shows columns that are missing: {sorted(missing)}"
        if "seriesType" in shown and shown["seriesType"] not in _SERIES:
            yield f"no such series: {shown['seriesType']}"


def _dashboard_faults(attributes: dict[str, Any], names: set[str]) -> Iterator[str]:
    panels = json.loads(attributes["panelsJSON"])
    wanted = {f"{panel['panelIndex']}:{panel['panelRefName']}" for panel in panels}
    if wanted != names:
        yield "panels and references are not the same"
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        grid = panel["gridData"]
        if grid["i"] != panel["panelIndex"]:
            yield f"panel {panel['panelIndex']}: its place has another index"
        if grid["x"] < 0 or grid["x"] + grid["w"] > COLUMNS or min(grid["w"], grid["h"]) < 1:
            yield f"panel {panel['panelIndex']}: outside the grid"
        cells = {
            (x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])
        }
        if cells & taken:
            yield f"panel {panel['panelIndex']}: lies on another"
        taken |= cells


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _fields(made: SavedObject) -> list[str]:
    attributes = made["attributes"]
    if made["type"] == "search":
        query = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])["query"]["query"]
        asked = [*(sort[0] for sort in attributes["sort"]), *_FIELD_OF_QUERY.findall(query)]
        return [*attributes["columns"], *asked]
    columns = attributes["state"]["datasourceStates"]["formBased"]["layers"][LAYER]["columns"].values()
    return [column["sourceField"] for column in columns if column["sourceField"] != RECORDS]


async def _unknown(client: AsyncElasticsearch, index: str, fields: Sequence[str]) -> list[str]:
    try:
        answer = await client.field_caps(index=index, fields=list(fields))
    except NotFoundError:
        return [f"there is no {index}"]
    return [f"there is no field {name} in {index}" for name in fields if name not in answer["fields"]]


def _request(made: SavedObject) -> dict[str, Any]:
    """What Kibana would ask, without the charts' time range."""
    attributes = made["attributes"]
    if made["type"] == "search":
        return {"sort": [{sort[0]: sort[1]} for sort in attributes["sort"]], "size": 1}
    layer = attributes["state"]["datasourceStates"]["formBased"]["layers"][LAYER]
    columns = [layer["columns"][id] | {"id": id} for id in layer["columnOrder"]]
    metrics = {c["id"]: {"max": {"field": c["sourceField"]}} for c in columns if c["operationType"] == "max"}
    inner: dict[str, Any] = metrics
    for column in reversed([column for column in columns if column["isBucketed"]]):
        inner = {column["id"]: {**_bucket(column, metrics), "aggs": inner}}
    return {"size": 0, "aggs": inner}


def _bucket(column: dict[str, Any], metrics: dict[str, Any]) -> dict[str, Any]:
    if column["operationType"] == "date_histogram":
        interval = column["params"]["interval"]
        fixed = "1d" if interval == "auto" else interval
        return {"date_histogram": {"field": column["sourceField"], "fixed_interval": fixed, "min_doc_count": 1}}
    by = column["params"]["orderBy"]["columnId"]
    order = {by if by in metrics else "_count": column["params"]["orderDirection"]}
    return {"terms": {"field": column["sourceField"], "size": column["params"]["size"], "order": order}}
