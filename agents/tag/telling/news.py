"""What of a text's deals is its own news, told once, and on which day it happened."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.tag.language import moments as dating
from agents.tag.saying.rule import Rule
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement
from agents.tag.telling.deals import Deal
from agents.tag.telling.ledger import Did, Ledger
from agents.tag.telling.membership import names_of
from agents.tag.telling.phrasing import TELLING
from topics.records import Dated, Kind, Mention, Status

_REPORTED = re.compile(r"[^.]{0,34}(?:밝혔|발표|전했|공시|알렸|공개)")


@dataclass(frozen=True, slots=True)
class Day:
    """When a deal was made, as a sentence has it."""

    iso: str | None
    of_news: bool = False
    """It names a day of this text's news."""
    reported: bool = False
    """It is the day of the report."""


def day_of(text: str, trigger: Trigger, judgement: Judgement, moments: list[dating.Moment]) -> Day:
    """The date of a deal as its sentence gives it."""
    before = [m for m in moments if m.end <= trigger.verb_end + 1 or text[trigger.verb_end : m.start].strip() == "("]
    after = [m for m in moments if m.start >= trigger.verb_end and not m.ahead]
    reported = next((m for m in after if _REPORTED.match(text, m.end, m.end + 44)), None)
    recently = text.rfind("최근", 0, trigger.start)
    before = [m for m in before if m.start > recently]  # "24일 업계에 따르면 최근": the day of the report
    near = [m for m in before if m.day is not None] or before
    if judgement.status is Status.BACKGROUND:
        return Day(near[-1].iso if near else None)
    if near and not (near[-1].ahead and judgement.status is Status.ANNOUNCED):
        behind = TELLING["tells"].search(text, trigger.verb_end)  # "24일 가람은 나래와 협약을 체결했다고 밝혔다"
        told_on_it = near[-1].start == 0 and near[-1].bare and behind is not None
        return Day(near[-1].iso, of_news=near[-1].day is not None, reported=told_on_it)
    if "최근" in text[: trigger.start] and trigger.group != "agree":  # what is resolved has no day but that
        return Day(None, of_news=reported is not None)
    if reported is not None:
        return Day(reported.iso, of_news=True, reported=True)
    return Day(None)


def without_retold_headlines(deals: list[Deal], ledger: Ledger) -> list[Deal]:
    """Leaves out what a headline alone says where the text tells its news in full: headlines shorten names."""
    told = [d for d in deals if any(x.index >= 0 and x.lead for x in d.fresh) and len(d.members) >= 2]
    kept = [d for d in deals if not told or d in told or any(x.index >= 0 for x in d.drafts)]
    for deal in deals:
        if deal not in kept:
            ledger.note(Did.LEFT, Rule.RETOLD_HEADLINE, deal.best.sentence, was=names_of(deal.members))
    return kept


def one_for_each_news(found: list[Mention], ledger: Ledger) -> list[Mention]:
    """Leaves one mention for each deal: a looser one of partly the same parties is the same news told again."""
    news = [m for m in found if m.new]
    kept: list[Mention] = []
    for mention in found:
        if not mention.new and any(_retells(mention, n) for n in news):
            ledger.note(Did.LEFT, Rule.RETOLD_PASSING, was=names_of(mention.members))
            continue
        other = next((k for k in kept if k.new and mention.new and _same_news(k, mention)), None)
        if other is None:
            kept.append(mention)
            continue
        fuller = len(other.members) < len(mention.members) and other.kind is Kind.PARTNERSHIP
        looser = mention
        if _of_groups(other, mention) or fuller:
            kept[kept.index(other)], looser = mention, other
        told = mention if looser is other else other
        if told.date is None:
            told.date, told.dated = looser.date, looser.dated
        ledger.note(Did.JOINED, Rule.LOOSER_NEWS, was=names_of(looser.members))
    return kept


def _retells(background: Mention, news: Mention) -> bool:
    """Whether what is no news speaks of a deal that is: in passing, or by its day ("13일 맺은 협약에는")."""
    of_it = {x.id for x in background.members} <= {x.id for x in news.members}
    on_its_day = news.dated is Dated.DEAL and background.date == news.date
    return of_it and (background.rule == Rule.IN_PASSING or on_its_day)


def _of_groups(groups: Mention, companies: Mention) -> bool:
    """Whether the one tells the deal as one of the groups whose companies made it: GS for GS에너지."""
    names = [m.name.removesuffix("그룹") for m in groups.members]
    return len(names) == len(companies.members) and all(
        sum(member.name.startswith(name) for member in companies.members) == 1 for name in names
    )


def _same_news(one: Mention, other: Mention) -> bool:
    shared = {m.id for m in one.members} & {m.id for m in other.members}
    if not shared:
        return _of_groups(one, other) or _of_groups(other, one)
    return Kind.PARTNERSHIP in (one.kind, other.kind) or len(shared) >= 2
