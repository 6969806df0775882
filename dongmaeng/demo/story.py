"""The sample stories as data: what each says, and which alliances it speaks of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from dongmaeng.demo.outlets import OUTLETS
from topics.records import SEOUL, Kind, Status

STORIES = Path(__file__).parent / "stories"


class StoryError(ValueError):
    """Story data that is wrong; the message names the file, the story and the field."""


def _paragraphs(value: object) -> object:
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return value


def _in_seoul(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=SEOUL) if value.tzinfo is None else value.astimezone(SEOUL)
    return value


Paragraphs = Annotated[list[str], BeforeValidator(_paragraphs), Field(min_length=1)]
SeoulTime = Annotated[datetime, BeforeValidator(_in_seoul)]


class Entry(BaseModel):
    """One table of the story data: unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


EntryT = TypeVar("EntryT", bound=Entry)


class SampleAlliance(Entry):
    """An alliance that the sample stories speak of."""

    id: str
    name: str | None = None
    kind: Kind
    kind_also: list[Kind] = []
    """Other kinds that a fair reader may give it."""
    members: list[str] = Field(min_length=2)
    """The members at its founding."""
    date: str | None = None
    """YYYY-MM-DD, YYYY-MM or YYYY, as exactly as the stories say."""


class Says(Entry):
    """What one story says of one alliance."""

    alliance: str
    status: Status
    joining: list[str] = []
    """Those it reports as joining an alliance that existed before."""


class Story(Entry):
    """One sample story, the outlet that publishes it, and what a right reading finds in it."""

    id: str
    outlet: str
    title: str = Field(min_length=1)
    subtitle: str | None = None
    section: str = "산업"
    reporter: str
    published: SeoulTime
    updated: SeoulTime | None = None
    caption: str | None = None
    body: Paragraphs
    wire: str | None = None
    """The outlet or agency whose copy the portal republishes."""
    copy_of: str | None = None
    """The id of the story whose text the portal republishes word for word."""
    forbidden: bool = False
    """True where robots.txt forbids the page: it must never be fetched."""
    cases: list[str] = []
    """The reading problems this story stands for."""
    says: list[Says] = []

    @property
    def text(self) -> str:
        """The body as a right reading gives it: one line a paragraph."""
        return "\n".join(self.body)


class BestStory(Entry):
    """An older story that the small outlet appends whole below every other."""

    title: str
    reporter: str
    published: SeoulTime
    body: Paragraphs


@cache
def load_alliances(folder: Path = STORIES) -> Mapping[str, SampleAlliance]:
    """The alliances of the sample stories by id."""
    path = folder / "alliances.toml"
    found: dict[str, SampleAlliance] = {}
    for number, row in enumerate(_tables(path, "alliance"), 1):
        alliance = _entry(SampleAlliance, row, path, number)
        if alliance.id in found:
            raise StoryError(f"{path.name}: alliance {alliance.id!r}: id used twice")
        found[alliance.id] = alliance
    return found


@cache
def load_stories(folder: Path = STORIES) -> Sequence[Story]:
    """The sample stories in the order of publication; raises `StoryError`."""
    alliances = load_alliances(folder)
    rows: dict[str, tuple[Path, int, dict[str, Any]]] = {}
    for path in sorted(folder.glob("2*.toml")):
        for number, row in enumerate(_tables(path, "story"), 1):
            key = str(row.get("id", f"number {number}"))
            if key in rows:
                raise StoryError(f"{path.name}: story {key!r}: id used twice")
            rows[key] = (path, number, row)
    stories = []
    for key, (path, number, row) in rows.items():
        story = _entry(Story, _with_copied_text(row, rows, path), path, number)
        _check(story, alliances, f"{path.name}: story {key!r}")
        stories.append(story)
    return tuple(sorted(stories, key=lambda story: (story.published, story.id)))


@cache
def load_best_stories(folder: Path = STORIES) -> Sequence[BestStory]:
    """The older stories that the small outlet appends below every other."""
    path = folder / "best.toml"
    return tuple(_entry(BestStory, row, path, number) for number, row in enumerate(_tables(path, "story"), 1))


def _tables(path: Path, name: str) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StoryError(f"{path.name}: {error}") from error
    tables = data.get(name, [])
    if not isinstance(tables, list) or set(data) - {name}:
        raise StoryError(f"{path.name}: holds only [[{name}]] tables")
    return tables


def _entry(model: type[EntryT], row: dict[str, Any], path: Path, number: int) -> EntryT:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        title = row.get("id") or row.get("title") or f"number {number}"
        raise StoryError(f"{path.name}: {model.__name__.lower()} {title!r}: {field}: {first['msg']}") from error


def _with_copied_text(
    row: dict[str, Any], rows: Mapping[str, tuple[Path, int, dict[str, Any]]], path: Path
) -> dict[str, Any]:
    if "copy_of" not in row:
        return row
    if row["copy_of"] not in rows:
        raise StoryError(f"{path.name}: story {row.get('id')!r}: copy_of: no story {row['copy_of']!r}")
    original = rows[row["copy_of"]][2]
    copied = {field: original[field] for field in COPIED if field in original}
    outlet = OUTLETS.get(original.get("outlet", ""))
    return copied | ({"wire": outlet.name} if outlet else {}) | row


COPIED = ("title", "subtitle", "section", "reporter", "body", "caption", "says")


def _check(story: Story, alliances: Mapping[str, SampleAlliance], where: str) -> None:
    if story.outlet not in OUTLETS:
        raise StoryError(f"{where}: outlet: no outlet {story.outlet!r}")
    if OUTLETS[story.outlet].portal != bool(story.wire):
        raise StoryError(f"{where}: wire: the portal's stories name the outlet they come from, and no others do")
    if story.updated and story.updated < story.published:
        raise StoryError(f"{where}: updated: before published")
    for says in story.says:
        if says.alliance not in alliances:
            raise StoryError(f"{where}: says.alliance: no alliance {says.alliance!r}")
        told = says.joining if says.joining else alliances[says.alliance].members
        absent = [name for name in told if name not in story.title + story.text]
        if absent:
            raise StoryError(f"{where}: says.alliance: {', '.join(absent)} not named in the text")
