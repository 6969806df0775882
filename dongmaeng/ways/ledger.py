"""The ledger of a reading in words; of a story that was read without one, its strong words."""

from __future__ import annotations

from agents.tag.saying.rule import Rule
from agents.tag.telling.ledger import Did
from dongmaeng.triggers import strong_words
from topics.records import Article, Step, TaggedArticle

LONGEST_WORDS = 100
"""Characters of the words of a story that are shown with a step."""

_TEXTS = {rule.value: rule.text for rule in Rule}


def left_lines(tagged: TaggedArticle, most: int) -> list[str]:
    """What a reading left and why, weak words last; of one without a ledger, which strong words led to nothing."""
    left = [step for step in tagged.steps if step.did == Did.LEFT]
    left.sort(key=lambda step: step.rule == Rule.WEAK_WORD)
    if left:
        more = [f"and {len(left) - most} more: --json"] if len(left) > most else []
        return [*(step_line(step, tagged.article) for step in left[:most]), *more]
    if any(mention.new for mention in tagged.mentions):
        return []
    words = words_of(tagged)
    if not words:
        return [] if tagged.mentions else ["no strong word of co-operation in it"]
    return [f"led to no new alliance: {', '.join(words)}"]


def words_of(tagged: TaggedArticle) -> list[str]:
    """The strong words of co-operation of a story; its reading is asked first, which costs less than to look again."""
    if tagged.steps and all(s.rule == Rule.WEAK_WORD or s.did not in (Did.JUDGED, Did.LEFT) for s in tagged.steps):
        return []
    return strong_words(tagged.article)


def rule_text(id: str) -> str:
    """What a rule of the reading says, behind its id; the id alone where this version does not know it."""
    return f"{id}: {_TEXTS[id]}" if id in _TEXTS else id


def words_at(step: Step, article: Article) -> str:
    """The words of a story that a step was decided on."""
    start, end = step.span or (0, 0)
    return step.sentence or (article.title if step.in_title else article.body)[start:end]


def step_line(step: Step, article: Article) -> str:
    """One step of the ledger in words, with the words of the story that it was decided on."""
    was = f", was {step.was}" if step.was else ""
    words = words_at(step, article)
    told = words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"
    return f"{step.did}: {step.text or step.rule} [{step.rule}]{was}" + (f" “{told}”" if told else "")
