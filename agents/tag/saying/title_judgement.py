"""Decides what a headline says has become of an alliance."""

from __future__ import annotations

from agents.tag.language.clauses import Clause
from agents.tag.saying.arguments import is_argument
from agents.tag.saying.forms import Form, form_of
from agents.tag.saying.rule import Rule
from agents.tag.saying.surroundings import Surroundings
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement, Left, announced, background, rumoured
from topics.records import Kind, Status

_NOUNS_ALONE = (Kind.JOINT_VENTURE, Kind.CONSORTIUM, Kind.EQUITY_SWAP)


def judge_title(text: str, clause: Clause, trigger: Trigger) -> Judgement | Left:
    """What a headline's trigger says."""
    told = Surroundings(text, clause, trigger, in_title=True)
    if told.finds("denied"):
        return Judgement(Status.DENIED, Rule.DENIED_IN_TITLE)
    if told.finds("ended"):
        return Judgement(Status.ENDED, Rule.ENDED_IN_TITLE)
    if trigger.verb and not is_argument(told):
        return Left(Rule.NOT_ITS_VERB)
    if trigger.kind is Kind.EQUITY_SWAP and told.finds("merger"):
        return Left(Rule.MERGER)
    if told.finds("several"):
        return background(Rule.SEVERAL_DEALS)
    return _not_done(told) or _told(told)


def _joins_hands(trigger: Trigger) -> bool:
    return trigger.group == "idiom" and trigger.kind is Kind.PARTNERSHIP


def _not_done(told: Surroundings) -> Judgement | None:
    """What a headline doubts, or speaks of as known."""
    trigger, joins_hands = told.trigger, _joins_hands(told.trigger)
    if told.finds("title_doubt") or told.finds("title_undone", "hands" if joins_hands else ""):
        return rumoured(Rule.DOUBT_IN_TITLE)
    if told.finds("title_old") or told.finds("old_words") or (not trigger.verb and told.finds("title_result")):
        return background(Rule.TITLE_OF_ANOTHER)
    if told.finds("adversative"):
        return background(Rule.TITLE_GOES_ON)
    form = form_of(told.text, trigger) if trigger.verb else Form.NOMINAL
    if form in (Form.ADNOMINAL, Form.HABIT):
        return background(Rule.ADNOMINAL_IN_TITLE)
    if form is Form.PROSPECT and not joins_hands:
        return rumoured(Rule.DOUBT_IN_TITLE)  # "동맹 맺자"
    return None


def _told(told: Surroundings) -> Judgement | Left:
    trigger = told.trigger
    if not trigger.verb:
        if trigger.kind in _NOUNS_ALONE or not told.finds("title_ends"):
            return Left(Rule.TITLE_NOUN)
        return announced(Rule.TITLE, firm=trigger.kind is Kind.MOU)
    if trigger.group == "weak":
        return announced(Rule.WEAK_TITLE, firm=False) if told.finds("weak_ends") else Left(Rule.WEAK_WORD)
    if _joins_hands(trigger):
        if told.finds("marketing"):
            return background(Rule.MARKETING_IN_TITLE)
        return announced(Rule.IDIOM_IN_TITLE, firm=trigger.word == "맞손")
    return announced(Rule.TITLE)
