"""What the parties of a deal do together, by the sentences that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.tag.ties.passages import OUT, Passage
from agents.tag.ties.rules import Detail, rules_for, tie_table
from search.hangul import ends_with_n
from topics.records import Activity, ActivityTold, Venture

_PLAIN_END = re.compile(r"([가-힣])다[.!]?\s?$")
_SAID = re.compile(r'"[^"]*(?:"|$)')


def activities(passages: Sequence[Passage], founded: Venture | None = None) -> list[ActivityTold]:
    """The activities of a deal, each once, in the order of their enumeration.

    Who founds a company (`founded`) with a capital invests in it.
    """
    found: dict[Activity, ActivityTold] = {}
    for passage in passages:
        text = content(passage)
        for rule in rules_for(Detail.ACTIVITY) if text else ():
            activity = Activity(rule.value)
            if activity not in found and (hit := rule.search(text)):
                said = passage.text[hit.start() : hit.end()]
                found[activity] = ActivityTold(
                    activity=activity, rule=rule.id, said=said, span=passage.span(*hit.span())
                )
    if founded and founded.capital and Activity.INVESTMENT not in found:
        grounds = founded.model_dump(include={"rule", "said", "span"})
        found[Activity.INVESTMENT] = ActivityTold(activity=Activity.INVESTMENT, **grounds)
    return sorted(found.values(), key=lambda told: list(Activity).index(told.activity))


def content(passage: Passage) -> str:
    """What a sentence says that the parties will do; of the same length, empty where it says nothing of it.

    What somebody is quoted with is a hope, and what is done already is no content of a deal.
    """
    if not (passage.tells or _goes_on(passage)):
        return ""
    text = _SAID.sub(lambda quote: OUT * len(quote[0]), passage.unnamed)
    if passage.tells:
        return text
    if _like("background").search(text):
        return ""
    ahead = _like("by_deal").match(text) or _in_present(text) or _like("agreed").search(text)
    return text if ahead else ""


def _goes_on(passage: Passage) -> bool:
    """Whether a sentence behind the one that tells of a deal goes on about it."""
    begins = passage.near or passage.names_member or _like("goes_on").match(passage.text)
    return bool(begins or _like("by_deal").match(passage.text))


def _in_present(text: str) -> bool:
    """Whether a sentence ends in the plain present, in which Korean news tells what will be done: "함께 만든다"."""
    end = _PLAIN_END.search(text)
    return end is not None and ends_with_n(end[1])


def _like(name: str) -> re.Pattern[str]:
    return tie_table().words[name]
