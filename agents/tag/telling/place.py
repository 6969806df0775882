"""A clause of a story with what stands in its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.tag.language.clauses import Clause, Sentence
from agents.tag.language.moments import Moment
from agents.tag.parties.noun_phrases import OrganisationSpan


@dataclass(frozen=True, slots=True)
class Place:
    """A clause in its sentence, with the names and dates there."""

    sentence: Sentence
    clause: Clause
    here: Sequence[OrganisationSpan]
    moments: list[Moment]

    @property
    def text(self) -> str:
        return self.sentence.text
