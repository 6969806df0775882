"""Tells of which kind the deal of a clause is: its noun's, or another's that the words around it name."""

from __future__ import annotations

from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import Rule
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement
from topics.records import Kind


def kind_told(text: str, trigger: Trigger, judgement: Judgement, *, swap: bool, pact: bool) -> Kind:
    """The kind of a trigger's deal.

    `swap`: its clause speaks of an exchange of shares; `pact`: its story speaks of a paper that is signed.
    """
    kind = Kind.EQUITY_SWAP if swap and judgement.rule is not Rule.CONTRAST else trigger.kind
    if kind is Kind.MOU:
        return _of_paper(text, trigger)
    if kind is not Kind.PARTNERSHIP:
        return kind
    if PATTERNS["by_shares"].search(text, 0, trigger.verb_end):
        return Kind.EQUITY_SWAP
    if trigger.verb and PATTERNS["its_paper"].search(text, trigger.end, trigger.verb_start):
        return Kind.MOU
    resolved = pact and trigger.group in ("agree", "idiom")
    return Kind.MOU if resolved or PATTERNS["by_paper"].search(text, 0, trigger.start) else kind


def _of_paper(text: str, trigger: Trigger) -> Kind:
    """What a paper is signed for, where the words beside it say so."""
    before = text[: trigger.start]
    if PATTERNS["to_form"].search(before):
        return Kind.CONSORTIUM  # an agreement to form one, and no other
    if PATTERNS["among_shareholders"].search(before):
        return Kind.JOINT_VENTURE
    return Kind.PARTNERSHIP if PATTERNS["agreement_in_english"].match(text, trigger.end) else Kind.MOU
