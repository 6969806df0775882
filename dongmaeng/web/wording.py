"""What pages call alliances and their members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agents.alert.wording import words_of
from dongmaeng.web.texts import Language, Texts
from topics.records import Alliance, Identifiers, Member


def headline(t: Texts, alliance: Alliance) -> str:
    """What an alliance is called: its own name or its parties, with its kind."""
    words = words_of(t.language)
    return words.deal(alliance.kind, parties(t, alliance.members), alliance.name or "")


def parties(t: Texts, members: Sequence[Member]) -> str:
    """Who with whom."""
    return words_of(t.language).parties([shown_name(t, member) for member in members])


class Named(Protocol):
    """A member of alliances, as whoever knows it."""

    @property
    def name(self) -> str: ...

    @property
    def identifiers(self) -> Identifiers | None: ...


def shown_name(t: Texts, member: Named) -> str:
    """The name of a member; in English the English one, where it is known."""
    english = member.identifiers.english_name if member.identifiers else None
    return english if english and t.language is Language.ENGLISH else member.name
