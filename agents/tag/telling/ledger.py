"""The ledger of a reading: each decision with its rule and the words that it was made on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from agents.tag.language.clauses import Plain, Sentence
from agents.tag.saying.rule import Rule
from topics.records import Step

MOST_STEPS = 200
"""Of one story: a list of hundreds of deals tells no more by more of them."""
MOST_STEPS_WITHOUT_STRONG_WORD = 8
"""Of a story that nobody will ask about: under 2 kB of JSON."""


class Did(StrEnum):
    """What a step of a reading did."""

    JUDGED = "judged"
    """A word of co-operation got a status."""
    LEFT = "left"
    """A word, a clause or a deal led to nothing."""
    CHANGED = "changed"
    """A status, a day or members became others."""
    BROUGHT_IN = "brought in"
    """Members came in."""
    JOINED = "joined"
    """A clause was taken as telling of a deal told before."""
    TOLD = "told"
    """A deal became a mention."""


@dataclass(slots=True)
class Ledger:
    """The steps of one reading, in their order."""

    title: Plain
    body: Plain
    steps: list[Step] = field(default_factory=list)

    def note(
        self,
        did: Did,
        rule: Rule,
        sentence: Sentence | None = None,
        span: tuple[int, int] | None = None,
        was: str | None = None,
    ) -> None:
        """Append a step; `span`: the words that decided it, in the sentence; without it the whole sentence."""
        if len(self.steps) >= MOST_STEPS:
            return
        where = None
        if sentence is not None:
            source = self.title if sentence.in_title else self.body
            start, end = span or (0, len(sentence.text))
            where = (source.origin(sentence.start + start), source.origin(sentence.start + end))
        in_title = sentence is not None and sentence.in_title
        self.steps.append(Step(did=did, rule=rule, text=rule.text, span=where, in_title=in_title, was=was))

    def kept(self, *, has_strong_word: bool) -> list[Step]:
        """What is kept of the steps: few of a story without a strong word of co-operation."""
        return self.steps if has_strong_word else self.steps[:MOST_STEPS_WITHOUT_STRONG_WORD]
