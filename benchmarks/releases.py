"""One alert a deal: generated releases told by many papers, alone and beside articles that list many deals.

    python -m benchmarks.releases [--seeds N]

Each release is told by 2 to 20 papers, each leaving out up to a third of its parties, over four days. Beside it
stand pairs of companies with a release of their own each, and articles that list pairs, of 4 or 15 parties, in front,
between or behind. All are read as the service reads them; the registry is given the reports in their order and in
another. Figures: releases that gave one alert, pairs that are an alliance of their own and gave one.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.clean.copies.copies import Copies
from agents.clean.story.article import read_page
from agents.resolve.registry import alliances, resolve_report
from agents.tag.tag import report_of, tag_article
from agents.urls import article_id
from benchmarks.figures import show_figure, show_table
from benchmarks.press import Paper, companies, list_article, release
from tests.fakes import MemoryState
from topics.records import ChangeKind, Page, Report

PLACES = ("none", "in front", "between", "behind", "everywhere")
SIZES = (2, 3, 4, 6, 9, 12, 15)
LISTS = (4, 15)


@dataclass
class Told:
    """The reports of some deals, and which deal each of their articles is about; a list is about none."""

    reports: list[Report]
    deals: dict[str, str]
    """The id of an article → its deal."""
    parties: dict[str, set[str]]
    """A deal → the names of its parties."""


@dataclass
class Outcome:
    """What became of some deals."""

    alerts: Counter[str] = field(default_factory=Counter)
    """Of each deal."""
    of_lists: int = 0
    """Alerts for what no article but lists tells."""
    members: dict[str, list[set[str]]] = field(default_factory=dict)
    """A deal → the members of each alliance that holds an article of it."""


async def read_all(papers: Sequence[Paper]) -> list[Report]:
    """The reports of papers, read as the clean and tag stages read them; what tells of nothing has none."""
    copies, state, reports = Copies(), MemoryState(), []
    for number, paper in enumerate(papers):
        url = f"https://{paper.outlet}/news/{number}"
        page = Page(
            id=article_id(url),
            url=url,
            final_url=url,
            body=b"",
            text=paper.text,
            title=paper.title,
            published=paper.published,
            fetched=paper.published,
        )
        article = await copies.place(read_page(page), state)
        report = report_of(tag_article(article))
        reports.append(report or Report(article_id=article.id, url=url))
    return reports


async def tell(rng: random.Random, size: int, papers: int, list_of: int, place: str) -> Told:
    """A release of some size, pairs with releases of their own, and lists of the pairs where they are asked for."""
    names = companies(rng, size + list_of + 1)
    deal, others = names[:size], names[size:]
    pairs = [others[n : n + 2] for n in range(0, list_of - 1, 2)]
    told = [("release", paper) for paper in release(rng, deal, papers, "r")]
    for number, pair in enumerate(pairs):
        count = rng.randint(1, 3)
        told += [(f"pair {number}", paper) for paper in release(rng, pair, count, f"p{number}-")]
    told.sort(key=lambda one: one[1].published)
    at = {"none": [], "in front": [0], "between": [len(told) // 2], "behind": [len(told)]}
    at["everywhere"] = [0, len(told) // 2, len(told)]
    listed = list_article(rng, pairs, "l.example")
    for number, where in enumerate(sorted(at[place], reverse=True)):
        again = listed if rng.random() < 0.5 else list_article(rng, pairs, "l.example")
        told.insert(where, ("list", Paper(f"l{number}.example", again.title, again.text, again.published)))
    reports = await read_all([paper for _, paper in told])
    deals = {report.article_id: deal for report, (deal, _) in zip(reports, told, strict=True) if deal != "list"}
    parties = {"release": set(deal)} | {f"pair {number}": set(pair) for number, pair in enumerate(pairs)}
    return Told([report for report in reports if report.mentions], deals, parties)


async def resolved(reports: Iterable[Report], told: Told) -> Outcome:
    """What the registry makes of reports in this order."""
    state, outcome = MemoryState(), Outcome()
    announced: Counter[str] = Counter()
    into: dict[str, str] = {}
    for report in reports:
        for record in await resolve_report(report, state):
            if record.merged_into:
                into[record.id] = record.merged_into
            if record.change is not None and record.change.change is ChangeKind.ANNOUNCED and record.quiet is None:
                announced[record.id] += 1
    last: Counter[str] = Counter()
    for id, count in announced.items():
        while id in into:
            id = into[id]
        last[id] += count
    async for alliance in alliances(state):
        deals = {told.deals[s.article_id] for s in alliance.articles if s.article_id in told.deals}
        for deal in deals:
            outcome.alerts[deal] += last[alliance.id]
            outcome.members.setdefault(deal, []).append({member.name for member in alliance.members})
        if not deals:
            outcome.of_lists += last[alliance.id]
    return outcome


async def measure(seeds: Iterable[int]) -> dict[str, Counter[str]]:
    """For each place of the list: releases, those with one alert, pairs, those told as their own, alerts too many."""
    found: dict[str, Counter[str]] = {place: Counter() for place in PLACES}
    for seed in seeds:
        for place in PLACES:
            rng = random.Random(seed)
            told = await tell(rng, rng.choice(SIZES), rng.randint(2, 20), rng.choice(LISTS), place)
            shuffled = rng.sample(told.reports, len(told.reports))
            counts = found[place]
            for order in (told.reports, shuffled):
                outcome = await resolved(order, told)
                for deal, names in told.parties.items():
                    what = "releases" if deal == "release" else "pairs"
                    members = outcome.members.get(deal, [])
                    own = bool(members) and all(names >= some for some in members)
                    counts[what] += 1
                    counts[f"{what}, one alert"] += outcome.alerts[deal] == 1 and own
                    counts[f"alerts for {what}"] += outcome.alerts[deal]
                counts["alerts for lists alone"] += outcome.of_lists
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=40)
    given = parser.parse_args()
    found = asyncio.run(measure(range(given.seeds)))
    columns = [
        *("releases", "releases, one alert", "alerts for releases"),
        *("pairs", "pairs, one alert", "alerts for pairs", "alerts for lists alone"),
    ]
    show_table(["list", *columns], [[place, *(counts[c] for c in columns)] for place, counts in found.items()])
    for what in ("releases", "pairs"):
        whole = sum((found[place] for place in PLACES), Counter[str]())
        right = whole[f"{what}, one alert"]
        show_figure(f"{what} with one alert", right / whole[what], f"{right}/{whole[what]}")


if __name__ == "__main__":
    main()
