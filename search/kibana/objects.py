"""Kibana saved objects as plain dictionaries, in the oldest form that every Kibana from 8.9 on reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SavedObject = dict[str, Any]

# A newer form than the server's is refused, an older one is brought up to date.
CORE_VERSION = "8.8.0"
TYPE_VERSIONS = {"index-pattern": "8.0.0", "search": "8.0.0", "lens": "8.9.0", "dashboard": "8.9.0"}
COLUMNS = 48
"""How wide the grid of a dashboard is."""
LAYER = "layer1"
LAYER_REFERENCE = f"indexpattern-datasource-layer-{LAYER}"
SEARCH_REFERENCE = "kibanaSavedObjectMeta.searchSourceJSON.index"
RECORDS = "___records___"
"""The field name of a count of documents."""

Reference = dict[str, str]


def saved_object(
    type: str, id: str, attributes: Mapping[str, Any], references: Sequence[Reference] = ()
) -> SavedObject:
    """One object as a line of an export has it."""
    return {
        "attributes": dict(attributes),
        "coreMigrationVersion": CORE_VERSION,
        "id": id,
        "managed": False,
        "references": list(references),
        "type": type,
        "typeMigrationVersion": TYPE_VERSIONS[type],
    }


def data_view(id: str, index: str, name: str, time: str, links: Mapping[str, str]) -> SavedObject:
    """A data view over an index; `links`: fields that hold addresses, with the text to show in their place."""
    formats = {
        name: {
            "id": "url",
            "params": {"urlTemplate": "{{rawValue}}", "labelTemplate": label, "openLinkInCurrentTab": False},
        }
        for name, label in links.items()
    }
    attributes = {
        "title": index,
        "name": name,
        "timeFieldName": time,
        "fieldAttrs": "{}",
        "fieldFormatMap": compact(formats),
        "fields": "[]",
        "runtimeFieldMap": "{}",
        "sourceFilters": compact([{"value": "record"}]),
        "typeMeta": "{}",
    }
    return saved_object("index-pattern", id, attributes)


def saved_search(id: str, title: str, view: str, columns: Sequence[str], sort: str, query: str = "") -> SavedObject:
    """A list of documents, the latest first."""
    source = {
        "query": {"query": query, "language": "kuery"},
        "filter": [],
        "highlightAll": True,
        "version": True,
        "indexRefName": SEARCH_REFERENCE,
    }
    attributes = {
        "title": title,
        "description": "",
        "columns": list(columns),
        "sort": [[sort, "desc"]],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": compact(source)},
    }
    return saved_object("search", id, attributes, [{"id": view, "name": SEARCH_REFERENCE, "type": "index-pattern"}])


@dataclass(frozen=True, slots=True)
class Column:
    """What a chart counts or is divided by."""

    id: str
    operation: str
    label: str
    source: str = RECORDS
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        bucketed = self.operation in ("terms", "date_histogram")
        types = {"terms": "string", "date_histogram": "date"}
        scales = {"terms": "ordinal", "date_histogram": "interval"}
        return {
            "label": self.label,
            "customLabel": True,
            "dataType": types.get(self.operation, "number"),
            "operationType": self.operation,
            "isBucketed": bucketed,
            "scale": scales.get(self.operation, "ratio"),
            "sourceField": self.source,
            "params": self.params,
        }


def count(label: str) -> Column:
    return Column("count", "count", label, params={"emptyAsNull": True})


def largest(field: str, label: str) -> Column:
    return Column("value", "max", label, field, {"emptyAsNull": True})


def over_time(field: str, label: str, interval: str = "auto") -> Column:
    params = {"interval": interval, "includeEmptyRows": True, "dropPartials": False}
    return Column("time", "date_histogram", label, field, params)


def values(field: str, label: str, size: int, by: str = "count") -> Column:
    params = {
        "size": size,
        "orderBy": {"type": "column", "columnId": by},
        "orderDirection": "desc",
        "otherBucket": False,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
        "include": [],
        "exclude": [],
        "includeIsRegex": False,
        "excludeIsRegex": False,
    }
    return Column("values", "terms", label, field, params)


def chart(
    id: str, title: str, view: str, series: str, columns: Sequence[Column], *, x: str, y: str, split: str | None = None
) -> SavedObject:
    """Bars or lines: `x`, `y` and `split` are the ids of columns."""
    layer: dict[str, Any] = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": series,
        "xAccessor": x,
        "accessors": [y],
        "position": "top",
        "showGridlines": False,
    }
    if split:
        layer["splitAccessor"] = split
    visualization = {
        "preferredSeriesType": series,
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "layers": [layer],
    }
    return _lens(id, title, view, "lnsXY", columns, visualization)


def donut(id: str, title: str, view: str, columns: Sequence[Column], *, group: str, metric: str) -> SavedObject:
    """A ring of shares."""
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "primaryGroups": [group],
        "metrics": [metric],
        "numberDisplay": "value",
        "categoryDisplay": "default",
        "legendDisplay": "default",
        "nestedLegend": False,
    }
    return _lens(id, title, view, "lnsPie", columns, {"shape": "donut", "layers": [layer]})


def dashboard(
    id: str, title: str, description: str, panels: Sequence[tuple[SavedObject, int, int, int, int]]
) -> SavedObject:
    """Objects with their place (x, y, width, height) on a grid of 48 columns."""
    shown: list[dict[str, Any]] = []
    references: list[Reference] = []
    for number, (panel, x, y, width, height) in enumerate(panels, 1):
        index = str(number)
        shown.append(
            {
                "type": panel["type"],
                "gridData": {"x": x, "y": y, "w": width, "h": height, "i": index},
                "panelIndex": index,
                "embeddableConfig": {"enhancements": {}},
                "panelRefName": f"panel_{index}",
                "title": panel["attributes"]["title"],
            }
        )
        references.append({"id": panel["id"], "name": f"{index}:panel_{index}", "type": panel["type"]})
    options = {
        "useMargins": True,
        "syncColors": True,
        "syncCursor": True,
        "syncTooltips": False,
        "hidePanelTitles": False,
    }
    attributes = {
        "title": title,
        "description": description,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": compact({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
        "optionsJSON": compact(options),
        "panelsJSON": compact(shown),
        "timeRestore": True,
        "timeFrom": "now-30d",
        "timeTo": "now",
        "refreshInterval": {"pause": False, "value": 60_000},
        "version": 1,
    }
    return saved_object("dashboard", id, attributes, references)


def compact(value: Any) -> str:
    """JSON inside JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lens(
    id: str, title: str, view: str, type: str, columns: Sequence[Column], visualization: Mapping[str, Any]
) -> SavedObject:
    layer = {
        "columnOrder": [column.id for column in columns],
        "columns": {column.id: column.as_json() for column in columns},
        "incompleteColumns": {},
        "sampling": 1,
    }
    attributes = {
        "title": title,
        "description": "",
        "visualizationType": type,
        "state": {
            "adHocDataViews": {},
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
            "filters": [],
            "internalReferences": [],
            "query": {"query": "", "language": "kuery"},
            "visualization": dict(visualization),
        },
    }
    return saved_object("lens", id, attributes, [{"id": view, "name": LAYER_REFERENCE, "type": "index-pattern"}])
