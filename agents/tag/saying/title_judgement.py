"""Decides what a headline says has become of an alliance."""

from __future__ import annotations

import re

from agents.tag.language.clauses import Clause
from agents.tag.saying.arguments import is_argument
from agents.tag.saying.forms import Form, form_of
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import Rule
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement, Left, announced, background, rumoured
from topics.records import Kind, Status

NEXT_WORD = 4  # characters: "맞손 추진", but not "손잡고 사업 추진"

_NOUN_END = re.compile(
    r"(?:식|서)?(?:\([^)]{0,20}\))?['\")\s]*(?:$|[,…·(\[.!-]|체결| 선언| [가-힣]{1,2}(?:…|\.{2,})$"
    r"|등(?:\s|$)|외$| 외$|맺|맞손|로 |으로 |통해)"
)
_WEAK_END = re.compile(r"['\")\s]*(?:$|[.…!])")
_ADVERSATIVE = re.compile(r"(?:지만|으나|는데도?),? ?(?:…|$)")  # "손잡았지만… 성과는"
_NOUNS_ALONE = (Kind.JOINT_VENTURE, Kind.CONSORTIUM, Kind.EQUITY_SWAP)


def judge_title(text: str, clause: Clause, trigger: Trigger) -> Judgement | Left:
    """What a headline's trigger says."""
    around = text[clause.start : clause.end]
    if PATTERNS["denied"].search(text[trigger.end : clause.end]):
        return Judgement(Status.DENIED, Rule.DENIED_IN_TITLE)
    if PATTERNS["ended"].search(around):
        return Judgement(Status.ENDED, Rule.ENDED_IN_TITLE)
    if trigger.verb and not is_argument(text, trigger):
        return Left(Rule.NOT_ITS_VERB)
    if trigger.kind is Kind.EQUITY_SWAP and PATTERNS["merger"].search(text):
        return Left(Rule.MERGER)
    if PATTERNS["several"].search(around):
        return background(Rule.SEVERAL_DEALS)
    return _not_done(text, clause, trigger) or _told(text, trigger)


def _joins_hands(trigger: Trigger) -> bool:
    return trigger.group == "idiom" and trigger.kind is Kind.PARTNERSHIP


def _not_done(text: str, clause: Clause, trigger: Trigger) -> Judgement | None:
    """What a headline doubts, or speaks of as known."""
    reach = trigger.end + NEXT_WORD if _joins_hands(trigger) else len(text)
    if PATTERNS["title_doubt"].search(text, trigger.end) or PATTERNS["title_undone"].search(text, trigger.end, reach):
        return rumoured(Rule.DOUBT_IN_TITLE)
    after = text[trigger.verb_end : clause.end]
    if PATTERNS["title_old"].search(after) or PATTERNS["old_words"].search(text[clause.start : trigger.start]):
        return background(Rule.TITLE_OF_ANOTHER)
    if _ADVERSATIVE.search(text, trigger.verb_end, clause.end):
        return background(Rule.TITLE_GOES_ON)
    form = form_of(text, trigger) if trigger.verb else Form.NOMINAL
    if form in (Form.ADNOMINAL, Form.HABIT):
        return background(Rule.ADNOMINAL_IN_TITLE)
    if form is Form.PROSPECT and not _joins_hands(trigger):
        return rumoured(Rule.DOUBT_IN_TITLE)  # "동맹 맺자"
    return None


def _told(text: str, trigger: Trigger) -> Judgement | Left:
    if not trigger.verb:
        if trigger.kind in _NOUNS_ALONE or not _NOUN_END.match(text, trigger.end):
            return Left(Rule.TITLE_NOUN)
        return announced(Rule.TITLE, firm=trigger.kind is Kind.MOU)
    if trigger.group == "weak":
        ends = _WEAK_END.match(text[trigger.end :])
        return announced(Rule.WEAK_TITLE, firm=False) if ends else Left(Rule.WEAK_WORD)
    if _joins_hands(trigger):
        if PATTERNS["marketing"].search(text):
            return background(Rule.MARKETING_IN_TITLE)
        return announced(Rule.IDIOM_IN_TITLE, firm=trigger.word == "맞손")
    return announced(Rule.TITLE)
