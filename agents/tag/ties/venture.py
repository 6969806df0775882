"""The company that a deal is to found; SDC Platinum has it as the name and capitalisation of the joint venture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.tag.ties.passages import Passage
from agents.tag.ties.rules import Detail, may_find, rules_for, tie_table
from topics.records import Venture

_GLOSS = re.compile(r"\s?\([^)]*\)|\(가칭\)|^가칭 ?|^(?:㈜|\(주\)|주식회사) ?|\s?(?:㈜|\(주\)|주식회사)$")


def venture(passages: Sequence[Passage]) -> Venture | None:
    """The company to be founded with what is first said of its name and capital; None where none is."""
    found: Venture | None = None
    speaking = [passage for passage in passages if may_find(Detail.VENTURE, passage.text)]
    for rule in rules_for(Detail.VENTURE):
        for passage in speaking:
            hit = rule.search(passage.text)
            if hit is None or (found is not None and found.name):
                continue
            if not passage.tells and tie_table().words["done"].search(passage.text):
                continue
            name = _GLOSS.sub("", hit.groupdict().get("name") or "").strip() or None
            if found is None or name:
                span = passage.span(*hit.span())
                found = Venture(what=hit.groupdict().get("what"), name=name, rule=rule.id, said=hit[0], span=span)
    return found.model_copy(update={"capital": _capital(passages)}) if found else None


def _capital(passages: Sequence[Passage]) -> str | None:
    speaking = [passage for passage in passages if may_find(Detail.CAPITAL, passage.text)]
    for rule in rules_for(Detail.CAPITAL):
        for passage in speaking:
            if hit := rule.search(passage.text):
                return hit["capital"].strip()
    return None
