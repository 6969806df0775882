"""The ledger of a reading in words; of a story that was read without one, its strong words."""

from __future__ import annotations

from agents.tag.saying.rule import Rule
from dongmaeng.triggers import strong_words
from topics.records import Step, TaggedArticle

_TEXTS = {rule.value: rule.text for rule in Rule}


def left_lines(tagged: TaggedArticle, most: int) -> list[str]:
    """What a reading left and why; of one without a ledger, which strong words led to nothing."""
    left = [step for step in tagged.steps if step.did == "left"]
    if left:
        more = [f"and {len(left) - most} more: --json"] if len(left) > most else []
        return [*map(step_line, left[:most]), *more]
    if tagged.steps or any(mention.new for mention in tagged.mentions):
        return []
    words = strong_words(tagged.article)
    if not words:
        return [] if tagged.mentions else ["no strong word of co-operation in it"]
    told = ", ".join(words)
    return [f"led to no new alliance: {told}"]


def rule_text(id: str) -> str:
    """What a rule of the reading says, behind its id; the id alone where this version does not know it."""
    return f"{id}: {_TEXTS[id]}" if id in _TEXTS else id


def step_line(step: Step) -> str:
    """One step of the ledger in words."""
    was = f", was {step.was}" if step.was else ""
    sentence = f" “{step.sentence}”" if step.sentence else ""
    return f"{step.did}: {step.text or step.rule} [{step.rule}]{was}{sentence}"
