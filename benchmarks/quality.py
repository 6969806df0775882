"""Quality on labelled stories: are the new alliances found, with their members, kinds and dates?

    python -m benchmarks.quality [FOLDER] [--failures FILE] [--raise-floors]

A folder holds `stories.jsonl` (id, title, text, published) and `labels.jsonl` (id, is_alliance, members, kind,
announced_date, negative_category; `members_alt` and `kind_alt` are also right; `roles`, where it is given, says who
hosts and who joins, all others being signatories; `deals`, where it is given, the members of each deal that the story
tells; `activity`, `countries`, `cross_border`, `term`, `venture` and `signatories`, where they are given, the tie;
`borderline: true` is left out). By default it is `labelled/` beside
this file: stories of our own, whose floors in `floors.toml` only go up.
"""

from __future__ import annotations

import argparse
import json
import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from agents.clean.story.article import read_page
from agents.tag.names.gazetteer import gazetteer
from agents.tag.tag import tag_article
from benchmarks import ties
from benchmarks.figures import show_figure, show_table
from dongmaeng.intake.targets import items_of
from topics.outcome import Ending
from topics.records import Mention, Role

OWN = Path(__file__).parent / "labelled"
FLOORS = "floors.toml"

HIGHEST_PRECISION_FLOOR = 0.97
"""Room for two false alarms: whoever finds ten more alliances may pay with one."""


class Label(ties.TieLabel):
    """What is right for one story."""

    id: str
    is_alliance: bool
    members: list[str] = Field(default_factory=list)
    members_alt: list[str] | None = None
    deals: list[list[str]] | None = None
    kind: str | None = None
    kind_alt: str | None = None
    announced_date: str | None = None
    roles: dict[str, Role] | None = None
    negative_category: str | None = None
    borderline: bool = False

    @property
    def group(self) -> str:
        """The row of the table that the story counts in."""
        return self.kind or "alliance" if self.is_alliance else f"not: {self.negative_category or 'other'}"


@dataclass(frozen=True, slots=True)
class Judged:
    """One story, its label and the new alliances found in it."""

    label: Label
    found: Sequence[Mention]

    @property
    def expected(self) -> set[str]:
        want = organisations(self.label.members)
        other = organisations(self.label.members_alt or ())
        return other if other and len(self.got ^ other) < len(self.got ^ want) else want

    @property
    def got(self) -> set[str]:
        return organisations(member.name for mention in self.found for member in mention.members)

    @property
    def right_members(self) -> bool:
        """Whether all members are found and no others, each in its own deal where the label tells them apart."""
        deals = sorted(sorted(organisations(member.name for member in mention.members)) for mention in self.found)
        expected = sorted(sorted(organisations(deal)) for deal in self.label.deals or ())
        return self.got == self.expected and (self.label.deals is None or deals == expected)

    @property
    def right_kind(self) -> bool:
        return any(mention.kind in (self.label.kind, self.label.kind_alt) for mention in self.found)

    @property
    def right_date(self) -> bool:
        return any(mention.date == self.label.announced_date for mention in self.found)

    @property
    def roles(self) -> tuple[dict[str, Role], dict[str, Role]]:
        """The roles of the expected members, and of those found; empty where the story says nothing of them."""
        if self.label.roles is None:
            return {}, {}
        told = {_same(name): role for name, role in self.label.roles.items()}
        found = {_same(member.name): member.role for mention in self.found for member in mention.members}
        return {name: told.get(name, Role.SIGNATORY) for name in self.expected}, found

    @property
    def right_roles(self) -> int:
        expected, found = self.roles
        return sum(found.get(name) is role for name, role in expected.items())

    @property
    def tie(self) -> tuple[dict[str, ties.Said], dict[str, ties.Said]]:
        """The facts of the expected tie, and of the one found; empty where the label says nothing of it."""
        if not self.label.is_alliance:
            return {}, {}
        return ties.expected(self.label, _same), ties.found(self.label, self.found, _same)

    def faults(self) -> list[tuple[str, str, str]]:
        """What is wrong: the matter, what was expected, what was found."""
        label = self.label
        if not label.is_alliance:
            said = "; ".join(
                f"{m.kind} {', '.join(x.name for x in m.members)} ({m.rule}): {m.evidence}" for m in self.found
            )
            return [("false alarm", label.group, said)] if self.found else []
        if not self.found:
            return [("missed", f"{label.kind}: {', '.join(label.members)}", "no new alliance")]
        faults = []
        if not self.right_members:
            names = "; ".join(", ".join(x.name for x in m.members) for m in self.found)
            faults.append(("members", "; ".join(map(", ".join, label.deals or [label.members])), names))
        if not self.right_kind:
            faults.append(("kind", str(label.kind), ", ".join(m.kind for m in self.found)))
        if label.announced_date and not self.right_date:
            faults.append(("date", label.announced_date, ", ".join(str(m.date) for m in self.found)))
        expected, found = self.roles
        if self.right_roles < len(expected):
            faults.append(("roles", str(expected), str({name: found.get(name) for name in expected})))
        return faults + ties.faults(*self.tie)


@dataclass(slots=True)
class Score:
    """Counts over some judged stories."""

    stories: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, one: Judged) -> None:
        self.stories += 1
        label, count = one.label, self.counts
        count["to date"] += label.is_alliance and label.announced_date is not None
        count["roles"] += len(one.roles[0])
        count["role right"] += one.right_roles
        ties.count(count, *one.tie, hit=bool(one.found))
        if label.is_alliance and one.found:
            count["hit"] += 1
            count["member right"] += len(one.got & one.expected)
            count["member found"] += len(one.got)
            count["member expected"] += len(one.expected)
            count["exact"] += one.right_members
            count["kind"] += one.right_kind
            count["dated"] += label.announced_date is not None
            count["date"] += label.announced_date is not None and one.right_date
        elif label.is_alliance:
            count["missed"] += 1
        elif one.found:
            count["alarm"] += 1

    def fractions(self) -> dict[str, tuple[int, int]]:
        """Each figure as right of all."""
        c = self.counts
        return {
            "precision": (c["hit"], c["hit"] + c["alarm"]),
            "recall": (c["hit"], c["hit"] + c["missed"]),
            "member precision": (c["member right"], c["member found"]),
            "member recall": (c["member right"], c["member expected"]),
            "exact member sets": (c["exact"], c["hit"]),
            "kinds": (c["kind"], c["hit"]),
            "dates": (c["date"], c["dated"]),
            "roles": (c["role right"], c["roles"]),
            **ties.fractions(c),
        }

    def figures(self) -> dict[str, float]:
        values = {name: good / total if total else math.nan for name, (good, total) in self.fractions().items()}
        both = values["precision"] + values["recall"]
        return values | {"F1": 2 * values["precision"] * values["recall"] / both if both else math.nan}

    def gated(self) -> dict[str, float]:
        """The figures that have floors: what is right of all that should be, so that finding more never lowers one."""
        figures, c = self.figures(), self.counts
        alliances = c["hit"] + c["missed"]
        right = {
            "found with exact members": (c["exact"], alliances),
            "found with kind": (c["kind"], alliances),
            "found with date": (c["date"], c["to date"]),
            "found with role": (c["role right"], c["roles"]),
        }
        shares = {name: good / total if total else math.nan for name, (good, total) in right.items()}
        return {name: figures[name] for name in ("precision", "recall", "F1")} | shares | ties.shares_of_all(c)


def organisations(names: Iterable[str]) -> set[str]:
    """Names that can be compared: all spellings that the gazetteer knows of an organisation are one."""
    return {_same(name) for name in names}


def _same(name: str) -> str:
    bare = "".join(name.replace("㈜", "").replace("(주)", "").replace("주식회사", "").split())
    for spelling in (name, bare):
        if known := gazetteer().meanings(spelling):
            bare = "".join(known[0].name.split())
            break
    # 한빛대학교 and 한빛대 are one, listed or not.
    return bare.removesuffix("학교").lower() if bare.endswith("대학교") else bare.lower()


def judge(folder: Path) -> list[Judged]:
    """Read and tag each labelled story; raises `FileNotFoundError` and `ValueError` for what is no such folder."""
    labels = {}
    for number, line in enumerate((folder / "labels.jsonl").read_text("utf-8").splitlines(), 1):
        try:
            label = Label.model_validate(json.loads(line))
        except ValueError as error:
            raise ValueError(f"labels.jsonl line {number}: {error}") from None
        if not label.borderline:
            labels[label.id] = label
    judged = []
    for item in items_of([str(folder / "stories.jsonl")]):
        if item.id not in labels:
            continue
        if item.page is None:
            raise ValueError(item.fault)
        try:
            mentions = tag_article(read_page(item.page)).mentions
        except Ending:
            mentions = []
        judged.append(Judged(labels.pop(item.id), [mention for mention in mentions if mention.new]))
    if labels:
        raise ValueError(f"labels.jsonl: no such story: {', '.join(sorted(labels))}")
    return judged


def scores(judged: Iterable[Judged]) -> tuple[Score, dict[str, Score]]:
    """The score of all, and of each kind and class of negatives."""
    whole, groups = Score(), dict[str, Score]()
    for one in judged:
        whole.add(one)
        groups.setdefault(one.label.group, Score()).add(one)
    return whole, groups


def floors(folder: Path) -> dict[str, float]:
    """The least that each figure of the folder must reach; empty where none are set."""
    file = folder / FLOORS
    return (
        {name: float(value) for name, value in tomllib.loads(file.read_text("utf-8")).items()} if file.exists() else {}
    )


def raise_floors(folder: Path, figures: Mapping[str, float]) -> None:
    """Write the figures as floors where they are higher than those that stand."""
    held = floors(folder)
    lines = []
    for name, value in figures.items():
        cut = math.floor(value * 1000) / 1000  # not rounded, so that the figure itself passes
        if name.endswith("precision"):
            cut = min(cut, HIGHEST_PRECISION_FLOOR)
        lines.append(f'"{name}" = {max(held.get(name, 0.0), cut)}')
    head = "# The least that each figure must reach; `python -m benchmarks.quality --raise-floors` raises them."
    (folder / FLOORS).write_text("\n".join([head, *lines]) + "\n", "utf-8")


def show(whole: Score, groups: Mapping[str, Score]) -> None:
    """Print the table by kind and class, then the figures."""
    columns = ("class", "stories", "found", "members P", "members R", "exact", "kinds", "dates")
    rows: list[list[object]] = []
    for name in sorted(groups, key=lambda name: (name.startswith("not"), name)):
        score = groups[name]
        found = score.counts["hit"] + score.counts["alarm"]
        parts = score.fractions()
        cells = [
            _share(*parts[key]) for key in ("member precision", "member recall", "exact member sets", "kinds", "dates")
        ]
        rows.append([name, score.stories, found, *cells])
    show_table(columns, rows)
    figures, parts = whole.figures(), whole.fractions()
    for name in ("precision", "recall", "F1", *(name for name in figures if name not in ("precision", "recall", "F1"))):
        note = "{}/{}".format(*parts[name]) if name in parts else f"{whole.stories} stories"
        show_figure(name, figures[name], note)


def _share(good: int, total: int) -> str:
    return f"{good}/{total}" if total else ""


def main() -> None:
    options = argparse.ArgumentParser(description="Quality on labelled stories.")
    options.add_argument("folder", nargs="?", type=Path, default=OWN)
    options.add_argument(
        "--failures", type=Path, help="write each fault: story, matter, expected, found (tab separated)"
    )
    options.add_argument("--raise-floors", action="store_true", help="keep the figures as the folder's floors")
    given = options.parse_args()
    judged = judge(given.folder)
    whole, groups = scores(judged)
    show(whole, groups)
    if given.failures:
        lines = ["\t".join((one.label.id, *fault)) for one in judged for fault in one.faults()]
        given.failures.write_text("\n".join(lines) + "\n", "utf-8")
    if given.raise_floors:
        raise_floors(given.folder, whole.gated())


if __name__ == "__main__":
    main()
