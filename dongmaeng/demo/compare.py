"""Compares what a run over the sample stories found with what a right run finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from dongmaeng.demo.expected import NEWS, ExpectedAlert, ExpectedAlliance
from topics.records import Alliance, Status


class Received(Protocol):
    """A webhook call as the receiver keeps it."""

    @property
    def event(self) -> str: ...
    @property
    def payload(self) -> dict[str, object]: ...


def alliance_differences(found: Iterable[Alliance], expected: Sequence[ExpectedAlliance]) -> list[str]:
    """One line for each alliance that is missing, unexpected or wrong in status, kind, date or name.

    Alliances that are only rumoured or denied may or may not be known.
    """
    lines = []
    left = {_members(alliance): alliance for alliance in expected}
    for alliance in found:
        members = frozenset(same_name(member.name) for member in alliance.members)
        right = left.pop(members, None)
        if right is None:
            if alliance.status not in (Status.RUMOURED, Status.DENIED):
                lines.append(f"unexpected: {_listed(members)} ({alliance.kind}, {alliance.status})")
            continue
        pairs = (
            ("status", _settled(alliance.status), _settled(right.status)),
            ("date", alliance.date, right.date),
            ("name", alliance.name, right.name),
        )
        lines += [f"{right.id}: {what} is {is_}, not {should}" for what, is_, should in pairs if is_ != should]
        if alliance.kind not in right.kinds:
            lines.append(f"{right.id}: kind is {alliance.kind}, not {_listed(right.kinds)}")
    return lines + [f"missing: {alliance.id}: {_listed(alliance.members)}" for alliance in left.values()]


def alert_differences(received: Iterable[Received], expected: Sequence[ExpectedAlert]) -> list[str]:
    """One line for each alert that is missing, unexpected, repeated or wrong in kind."""
    lines = []
    left = [(alert.event, frozenset(map(same_name, alert.members)), alert) for alert in expected]
    for delivery in received:
        data = delivery.payload.get("data")
        data = data if isinstance(data, dict) else {}
        # Who founded, joined or parted stands in the change; the alliance itself lists all its members known by then.
        told = data.get("change", {})
        members = frozenset(same_name(member["name"]) for member in told.get("members", []))
        match = next((entry for entry in left if entry[:2] == (delivery.event, members)), None)
        if match is None:
            lines.append(f"unexpected or repeated: {delivery.event} {_listed(members)}")
            continue
        left.remove(match)
        if data.get("kind") not in match[2].kinds:
            lines.append(f"{match[2].alliance}: kind is {data.get('kind')}, not {_listed(match[2].kinds)}")
    return lines + [f"missing: {event} {_listed(members)}" for event, members, _ in left]


def same_name(name: str) -> str:
    """The form under which two ways to write an organisation are one: 은가람대학교 is 은가람대."""
    return name.removesuffix("학교") if name.endswith("대학교") else name


def _members(alliance: ExpectedAlliance) -> frozenset[str]:
    return frozenset(map(same_name, alliance.members))


def _settled(status: Status) -> Status:
    return Status.ANNOUNCED if status in NEWS else status


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
