"""What a right run over the sample stories finds, computed from the story data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dongmaeng.demo.story import SampleAlliance, Says, Story, load_alliances
from topics.records import ChangeKind, Kind, Status

NEWS = (Status.ANNOUNCED, Status.PLANNED)


@dataclass(frozen=True, slots=True)
class ExpectedAlliance:
    """One alliance after all stories were read."""

    id: str
    """The label in the story data, not the id that the registry gives."""
    name: str | None
    kinds: frozenset[Kind]
    """Any of these is right."""
    members: frozenset[str]
    date: str | None
    status: Status
    changes: frozenset[ChangeKind]
    """The changes that must have been made, `corroborated` aside."""
    stories: frozenset[str]
    """The ids of the stories that speak of it as announced, planned or ended."""
    background_stories: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExpectedAlert:
    """One call of a webhook; which of `stories` triggers it depends on which is read first."""

    alliance: str
    event: str
    kinds: frozenset[Kind]
    members: frozenset[str]
    """The founders on `alliance.announced`, the new ones on `alliance.joined`, all on `alliance.ended`."""
    date: str | None
    stories: frozenset[str]


def expected_alliances(stories: Iterable[Story]) -> list[ExpectedAlliance]:
    """The alliances that the registry must know after these stories; rumours and denials make none."""
    found = []
    for alliance, told in _by_alliance(stories):
        said = [says for _, says in told if says.status not in (Status.RUMOURED, Status.DENIED)]
        if not said:
            continue
        joined = {name for says in said for name in says.joining}
        changes = {change for change in map(_change, said) if change}
        found.append(
            ExpectedAlliance(
                id=alliance.id,
                name=alliance.name,
                kinds=frozenset({alliance.kind, *alliance.kind_also}),
                members=frozenset(alliance.members) | joined,
                date=alliance.date,
                status=_status(said),
                changes=frozenset(changes),
                stories=frozenset(story.id for story, says in told if says.status in (*NEWS, Status.ENDED)),
                background_stories=frozenset(story.id for story, says in told if says.status is Status.BACKGROUND),
            )
        )
    return found


def expected_alerts(stories: Iterable[Story], events: Sequence[str] = ("alliance.announced",)) -> list[ExpectedAlert]:
    """The alerts for an endpoint that listens to `events`: one for each new alliance, none for what was known."""
    found = []
    for alliance, told in _by_alliance(stories):
        for change in (ChangeKind.ANNOUNCED, ChangeKind.JOINED, ChangeKind.ENDED):
            telling = [(story, says) for story, says in told if _change(says) is change]
            if not telling or f"alliance.{change}" not in events:
                continue
            joined = {name for _, says in telling for name in says.joining}
            found.append(
                ExpectedAlert(
                    alliance=alliance.id,
                    event=f"alliance.{change}",
                    kinds=frozenset({alliance.kind, *alliance.kind_also}),
                    members=frozenset(joined or alliance.members),
                    date=alliance.date,
                    stories=frozenset(story.id for story, _ in telling),
                )
            )
    return found


def _by_alliance(stories: Iterable[Story]) -> list[tuple[SampleAlliance, list[tuple[Story, Says]]]]:
    told: dict[str, list[tuple[Story, Says]]] = {}
    for story in sorted(stories, key=lambda story: (story.published, story.id)):
        if story.forbidden:
            continue
        for says in story.says:
            told.setdefault(says.alliance, []).append((story, says))
    alliances = load_alliances()
    return [(alliances[label], pairs) for label, pairs in told.items()]


def _change(says: Says) -> ChangeKind | None:
    if says.status in NEWS:
        return ChangeKind.JOINED if says.joining else ChangeKind.ANNOUNCED
    if says.status is Status.ENDED:
        return ChangeKind.ENDED
    return ChangeKind.BACKGROUND if says.status is Status.BACKGROUND else None


def _status(said: Sequence[Says]) -> Status:
    statuses = [says.status for says in said]
    if Status.ENDED in statuses:
        return Status.ENDED
    if any(status in NEWS for status in statuses):
        return Status.ANNOUNCED if Status.ANNOUNCED in statuses else Status.PLANNED
    return Status.BACKGROUND
