"""The stretches around a word of co-operation in which the patterns of a class are looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from agents.tag.language.clauses import Clause
from agents.tag.language.pattern_table import PatternClass, Place
from agents.tag.saying.phrasing import PATTERNS, classes_in
from agents.tag.saying.triggers import Trigger
from topics.records import Span


@dataclass(frozen=True)
class Surroundings:
    """A trigger in its clause of a sentence."""

    text: str
    """The sentence."""
    clause: Clause
    trigger: Trigger
    in_title: bool = False

    @cached_property
    def head(self) -> str:
        """What stands before the noun in its clause."""
        return self.text[self.clause.start : self.trigger.start]

    @cached_property
    def rest(self) -> str:
        """What stands behind the verb."""
        return self.text[self.trigger.verb_end :]

    def finds(self, name: str, case: str = "") -> re.Match[str] | None:
        """The match of a class of patterns where that class looks; `case`: one for which it has a reach of its own."""
        if name not in classes_in(self.text):
            return None
        patterns = PATTERNS[name]
        place = patterns.in_title if self.in_title else patterns.looks
        if place in _RIGHT_BEHIND:
            return self._right_behind(patterns, place)
        start, end = self._stretches.get(place) or (0, len(self.text))
        if place is not patterns.looks:
            return patterns.search(self.text, start, end)  # the reach is that in a sentence
        if place is Place.END:
            return patterns.search(self.text, max(start, end - (patterns.reach or 0)), end)
        if place is Place.NOUN_ON and patterns.reach is not None:
            hit = patterns.search(self.text, start, end)
            return hit if hit is not None and hit.start() < self.trigger.verb_end + patterns.reach else None
        return patterns.near(self.text, start, end, case=case)

    def _right_behind(self, patterns: PatternClass, place: Place) -> re.Match[str] | None:
        hit = None
        if place is not Place.RIGHT_BEHIND_NOUN:
            hit = patterns.match(self.text, self.trigger.verb_end)
        if hit is None and place is not Place.RIGHT_BEHIND_VERB:
            hit = patterns.match(self.text, self.trigger.end)
        return hit

    @cached_property
    def _stretches(self) -> Mapping[Place, Span]:
        """Where each place begins and ends, but for those that are the whole sentence."""
        clause, trigger, whole = self.clause, self.trigger, len(self.text)
        return {
            Place.BEFORE_NOUN: (clause.start, trigger.start),
            Place.UP_TO_VERB: (clause.start, trigger.verb_end),
            Place.BETWEEN: (trigger.end, trigger.verb_start),
            Place.VERB: (trigger.verb_start, trigger.verb_end),
            Place.NOUN_ON: (trigger.end, whole),
            Place.BEHIND_NOUN: (trigger.end, whole),
            Place.BEHIND_NOUN_IN_CLAUSE: (trigger.end, clause.end),
            Place.BEHIND_VERB: (trigger.verb_end, whole),
            Place.END: (trigger.verb_end, whole),
            Place.BEHIND_VERB_IN_CLAUSE: (trigger.verb_end, clause.end),
            Place.CLAUSE: (clause.start, clause.end),
        }


_RIGHT_BEHIND = frozenset({Place.RIGHT_BEHIND_NOUN, Place.RIGHT_BEHIND_EITHER, Place.RIGHT_BEHIND_VERB})
