"""In which forms things can be taken away."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A form of a file; the value is how its name ends."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSONLD = "jsonld"
    GRAPHML = "graphml"
    GEXF = "gexf"
    ATOM = "atom"
    RSS = "rss"
    JSON = "json"
    """A JSON Feed."""
    ICS = "ics"

    @property
    def media_type(self) -> str:
        """What it is called in HTTP."""
        return _MEDIA_TYPES[self]

    @property
    def is_binary(self) -> bool:
        """Whether it is of no use on a terminal."""
        return self in (Format.XLSX, Format.PARQUET)


class What(StrEnum):
    """What can be taken away."""

    ALLIANCES = "alliances"
    SEARCH = "search"
    GRAPH = "graph"


class Rows(StrEnum):
    """What a table has a row for, where there is a choice."""

    ALLIANCES = "alliances"
    MEMBERS = "members"
    EDGES = "edges"
    NODES = "nodes"


FEEDS = (Format.ATOM, Format.RSS, Format.JSON)
TABLES = (Format.CSV, Format.XLSX, Format.PARQUET)

OF_ALLIANCES = (Format.JSONL, *TABLES, Format.JSONLD, *FEEDS, Format.ICS)
OF_SEARCH = (Format.JSONL, *TABLES, *FEEDS)
OF_GRAPH = (Format.JSONL, *TABLES, Format.GRAPHML, Format.GEXF)

_MEDIA_TYPES = {
    Format.JSONL: "application/jsonl; charset=utf-8",
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.JSONLD: "application/ld+json",
    Format.GRAPHML: "application/graphml+xml",
    Format.GEXF: "application/gexf+xml",
    Format.ATOM: "application/atom+xml; charset=utf-8",
    Format.RSS: "application/rss+xml; charset=utf-8",
    Format.JSON: "application/feed+json; charset=utf-8",
    Format.ICS: "text/calendar; charset=utf-8",
}
