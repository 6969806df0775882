"""What is computed ahead of the graph, and the file that keeps it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agents.whole_file import write_whole
from dongmaeng.graph.alliance import Organisation, TiedAlliance
from dongmaeng.graph.contents import Contents
from dongmaeng.graph.elements import Month, Ranked
from dongmaeng.graph.places import Place
from dongmaeng.private_files import GRAPH_FILE
from topics.records import Activity, Identifiers, Kind, Status

FORMAT = 1
"""Rises when a file can no longer be read as before; the file of another format is made anew."""

_LARGEST = 256 << 20  # bytes


class UnusableSnapshot(Exception):
    """The file is damaged or of another format: the message says which."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The graph as it was when it was computed last."""

    contents: Contents
    scale: float
    """How long one unit of the layout is for the forces."""
    laid_out: tuple[str, ...]
    """The ids of the nodes that the forces moved; all others stand beside their partners."""
    month: Month
    cursor: str
    """Of the store: what was written later is not in it."""
    older: int = 0
    """Alliances that were left out because there are too many, the earliest."""


def write_snapshot(folder: Path, snapshot: Snapshot) -> None:
    """Write the file of a data directory whole; remains of a writer that was killed are removed."""
    for remains in folder.glob(f".{GRAPH_FILE}.*"):
        remains.unlink(missing_ok=True)
    write_whole(folder / GRAPH_FILE, as_json(snapshot).encode("utf-8", "replace"))


def read_snapshot(folder: Path) -> Snapshot | None:
    """What the file of a data directory keeps; None where there is none; raises `UnusableSnapshot`."""
    file = folder / GRAPH_FILE
    try:
        if file.stat().st_size > _LARGEST:
            raise UnusableSnapshot("too large")
        return from_json(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableSnapshot(f"unreadable ({error})") from error


def as_json(snapshot: Snapshot) -> str:
    """The content of the file; the same for the same snapshot."""
    contents = snapshot.contents
    return json.dumps(
        {
            "format": FORMAT,
            "cursor": snapshot.cursor,
            "scale": snapshot.scale,
            "laid_out": snapshot.laid_out,
            "older": snapshot.older,
            "month": asdict(snapshot.month),
            "organisations": [
                [one.id, one.name, one.identifiers.model_dump(exclude_none=True) if one.identifiers else None]
                for _, one in sorted(contents.organisations.items())
            ],
            "places": [[id, place.x, place.y, place.community] for id, place in sorted(contents.places.items())],
            "alliances": [
                [one.id, one.name, one.kind, one.status, one.activities, one.told, one.day, one.members]
                for _, one in sorted(contents.alliances.items())
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(text: str) -> Snapshot:
    """The snapshot of a file's content; raises `UnusableSnapshot`."""
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT:
            raise UnusableSnapshot(f"of format {raw['format']}, where this version reads {FORMAT}")
        return _snapshot(raw)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnusableSnapshot(f"damaged ({type(error).__name__})") from error


def _snapshot(raw: dict[str, Any]) -> Snapshot:
    contents = Contents(
        {one.id: one for one in _alliances(raw["alliances"])},
        {id: Organisation(str(id), str(name), _identifiers(codes)) for id, name, codes in raw["organisations"]},
        {id: Place(_finite(x), _finite(y), int(community)) for id, x, y, community in raw["places"]},
    )
    nodes = {node for alliance in contents.alliances.values() for node in alliance.nodes}
    members = {member for alliance in contents.alliances.values() for member in alliance.members}
    if not nodes.union(raw["laid_out"]) <= contents.places.keys() or not members <= contents.organisations.keys():
        raise ValueError("an alliance with a member that has no name or no place")
    month = raw["month"]
    hubs, bridges = (tuple(Ranked(**one) for one in month[name]) for name in ("hubs", "bridges"))
    if not all(one.id in contents.organisations for one in (*hubs, *bridges)):
        raise ValueError("a hub or bridge without a name")
    return Snapshot(
        contents,
        _finite(raw["scale"]),
        tuple(map(str, raw["laid_out"])),
        Month(_finite(month["since"]), _finite(month["until"]), hubs, bridges),
        str(raw["cursor"]),
        int(raw["older"]),
    )


def _alliances(rows: Iterable[list[Any]]) -> Iterable[TiedAlliance]:
    kinds = {kind.value: kind for kind in Kind}
    statuses = {status.value: status for status in Status}
    activities = {activity.value: activity for activity in Activity}
    for id, name, kind, status, told_activities, told, day, members in rows:
        told_of = tuple(activities[activity] for activity in told_activities)
        yield TiedAlliance(id, name, kinds[kind], statuses[status], told_of, _finite(told), day, tuple(members))


def _identifiers(codes: Any) -> Identifiers | None:
    return None if codes is None else Identifiers.model_validate(codes)


def _finite(number: Any) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{number} is no number")
    return float(number)
