"""What the parties of a deal do together, by the sentences that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from agents.tag.ties.passages import OUT, Passage
from agents.tag.ties.rules import Detail, Reach, Rule, finds, tie_table
from topics.records import Activity, ActivityTold, Span, Venture

_SAID = re.compile(r'^[^"]*"(?=(?:이?라고|이?라며|이?라는|이?라면서|고|며|면서)[ ,])|"[^"]*(?:"|$)')
_NEARER = {Reach.OWN: 0, Reach.SAID: 1, Reach.AROUND: 2}


@dataclass(frozen=True, slots=True)
class _Hit:
    """What a rule finds in a sentence."""

    rule: Rule
    passage: Passage
    span: Span
    reach: Reach
    """What kind of sentence it is."""

    @property
    def counts(self) -> bool:
        return not self.rule.alone and _NEARER[self.reach] <= _NEARER[self.rule.where]

    def told(self) -> ActivityTold:
        start, end = self.span
        said, span = self.passage.text[start:end], self.passage.span(start, end)
        return ActivityTold(activity=Activity(self.rule.value), rule=self.rule.id, said=said, span=span)


def activities(passages: Sequence[Passage], founded: Venture | None = None) -> list[ActivityTold]:
    """The activities of a deal, each once, in the order of their enumeration.

    Who founds a company (`founded`) with a capital invests in it.
    """
    found: dict[Activity, ActivityTold] = {}
    spare: _Hit | None = None
    for hit in _hits(passages, found):
        if hit.counts:
            found[Activity(hit.rule.value)] = hit.told()
        else:
            spare = spare or hit
    if spare and not found:
        found[Activity(spare.rule.value)] = spare.told()
    if founded and founded.capital and Activity.INVESTMENT not in found:
        grounds = founded.model_dump(include={"rule", "said", "span"})
        found[Activity.INVESTMENT] = ActivityTold(activity=Activity.INVESTMENT, **grounds)
    return sorted(found.values(), key=lambda told: list(Activity).index(told.activity))


def _hits(passages: Sequence[Passage], found: Collection[Activity]) -> Iterator[_Hit]:
    """What the rules find of activities that are not `found`, the sentences that tell of the deal first.

    Around an agreement to invest stands what the investor alone will do.
    """
    invests = any(passage.tells and _like("of_investment").search(passage.text) for passage in passages)
    told = [(text, _reach(passage), passage) for passage in passages if (text := content(passage))]
    for text, reach, passage in sorted(told, key=lambda one: _NEARER[one[1]]):
        if invests and reach is not Reach.OWN and not _like("begins_with_all").match(text):
            continue
        for rule, hit in finds(Detail.ACTIVITY, text):
            if rule.value not in found:
                yield _Hit(rule, passage, hit.span("said" if "said" in hit.re.groupindex else 0), reach)


def _reach(passage: Passage) -> Reach:
    if passage.tells:
        return Reach.OWN
    all_do = _like("by_deal").match(passage.text) or _like("both").match(passage.text)
    return Reach.SAID if all_do or _like("purpose").search(passage.text) else Reach.AROUND


def content(passage: Passage) -> str:
    """What a sentence says that the parties will do; of the same length, empty where it says nothing of it.

    What somebody is quoted with is a hope, and what is done already is no content of a deal.
    """
    purpose = None if passage.tells else _like("purpose").search(passage.text)
    if not (passage.tells or _goes_on(passage) or purpose):
        return ""
    text = _SAID.sub(lambda quote: OUT * len(quote[0]), passage.unnamed)
    if passage.tells:
        return text
    ahead = _like("by_deal").match(text) or _like("agreed").search(text)
    if purpose:
        return text if ahead else text[: purpose.end()]
    return text if ahead and not _like("background").search(text) else ""


def _goes_on(passage: Passage) -> bool:
    """Whether a sentence behind the one that tells of a deal goes on about it."""
    begins = passage.near or passage.names_member or _like("goes_on").match(passage.text)
    return bool(begins or _like("by_deal").match(passage.text))


def _like(name: str) -> re.Pattern[str]:
    return tie_table().words[name]
