"""The day of a deal in a story as a whole: of the deal, of its ceremony or of the report, the first that is told."""

from __future__ import annotations

from pathlib import Path

from agents.tag.language import moments as dating
from agents.tag.language.clauses import Sentence
from agents.tag.language.pattern_table import load
from agents.tag.telling.deals import Deal
from agents.tag.telling.story import Story
from topics.records import Dated

CEREMONY_NEAR = 5  # sentences before or behind the one that tells of a deal in which its ceremony is told

PATTERNS = load(Path(__file__).with_name("days.toml"))
_TODAY = "오늘"
_BESIDE = 20  # characters between a ceremony and its day: "지난 28일 본사에서 열린 협약식"
_BEHIND = 8  # characters between them the other way round: "협약식은 지난 28일"


def day_before(deal: Deal) -> tuple[str | None, Dated | None]:
    """The day of what is no news of the text."""
    return deal.date, Dated.DEAL if deal.date else None


def day_of_deal(story: Story, deal: Deal) -> tuple[str | None, Dated | None]:
    """The day of the deal, of its ceremony or of the news, the first that is told, and which of them it is."""
    if deal.date and not deal.dated_by_report:
        return deal.date, Dated.DEAL
    day, dated = (deal.date, Dated.REPORT) if deal.date else _reported_day(story, deal)
    if day is None or not (ceremony := _day_of_ceremony(story, deal, day)):
        return day, dated
    return ceremony, Dated.DEAL


def is_scene(sentence: Sentence) -> bool:
    """Whether a sentence is no more than the day and the place of what the next ones tell."""
    return PATTERNS["scene"].search(sentence.text) is not None


def _day_of_ceremony(story: Story, deal: Deal, reported: str) -> str | None:
    """The day of a ceremony that is told near the deal, and lies before the day on which it was reported."""
    first = min((d.index for d in deal.fresh if d.index >= 0), default=0)
    for sentence in story.body_sentences[max(0, first - CEREMONY_NEAR) : first + CEREMONY_NEAR + 1]:
        held = PATTERNS["held"].search(sentence.text) if sentence.index != first else None
        if held is None:
            continue
        for moment in dating.moments(sentence.text, story.anchor, None):
            beside = abs(moment.start - held.start()) <= _BESIDE or PATTERNS["held_on"].match(sentence.text, moment.end)
            if moment.day is not None and not moment.ahead and beside and moment.iso < reported:
                return moment.iso
    return None


def _reported_day(story: Story, deal: Deal) -> tuple[str | None, Dated | None]:
    """The day of the news in the first sentences, where those of the deal give none."""
    late = any("최근" in d.evidence for d in deal.fresh)  # not on the day of the news
    ids = {m.id for m in deal.members}
    first = min((d.index for d in deal.fresh if d.index >= 0), default=0)
    for sentence in story.body_sentences[: first + CEREMONY_NEAR + 1]:
        for moment in dating.moments(sentence.text, story.anchor, None):
            if moment.day is None or moment.ahead:
                continue
            if late:
                if PATTERNS["held_on"].match(sentence.text, moment.end):
                    return moment.iso, Dated.DEAL
                continue
            if PATTERNS["given_out"].match(sentence.text, moment.end):
                return moment.iso, Dated.REPORT
            today = sentence.text.startswith(_TODAY, moment.start)
            if (moment.bare or today) and PATTERNS["ceremony"].search(sentence.text):
                return moment.iso, Dated.DEAL
            if PATTERNS["held_on"].match(sentence.text, moment.end) or is_scene(sentence):
                return moment.iso, Dated.DEAL
            opens = sentence.place == 0 and moment.start == 0  # "지난 17일, 가람전자와 나래통신이 협력하여"
            if opens and ids <= {k.organisation.id for k in story.here(sentence)}:
                return moment.iso, Dated.DEAL
            tells = sentence.index == 0 or any(k.organisation.id in ids for k in story.here(sentence))
            if sentence.truncated and tells:
                return moment.iso, Dated.REPORT  # what it tells of is the headline's news
            if (held := PATTERNS["held"].search(sentence.text)) and 0 <= moment.start - held.end() <= _BEHIND:
                return moment.iso, Dated.DEAL
    return None, None
