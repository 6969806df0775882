"""What pages call alliances and their members."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Protocol

from agents.alert.wording import words_of
from agents.resolve.match_rules import text_of
from dongmaeng.ways.ledger import rule_text
from dongmaeng.web.texts import Language, Texts
from topics.records import Alliance, Identifiers


class Named(Protocol):
    """A member, an organisation or a company."""

    @property
    def name(self) -> str: ...

    @property
    def identifiers(self) -> Identifiers | None: ...


def headline(t: Texts, alliance: Alliance) -> str:
    """What an alliance is called: its own name or its parties, with its kind."""
    words = words_of(t.language)
    return words.deal(alliance.kind, parties(t, alliance.members), alliance.name or "")


def parties(t: Texts, members: Sequence[Named]) -> str:
    """Who with whom."""
    return words_of(t.language).parties([shown_name(t, member) for member in members])


def shown_name(t: Texts, named: Named) -> str:
    """A name; in English the English one, where it is known."""
    english = named.identifiers.english_name if named.identifiers else None
    return english if english and t.language is Language.ENGLISH else named.name


def rule_words(t: Texts, rule: str, otherwise: str = "") -> str:
    """What a rule of the reading says."""
    return _rules(t, "rule", rule) or otherwise or rule_text(rule).partition(": ")[2] or rule


def match_words(t: Texts, rule: str) -> str:
    """What a rule says by which accounts are taken for accounts of one alliance."""
    return _rules(t, "match", rule) or text_of(rule)


def reason_words(t: Texts, reason: str) -> str:
    """What makes a score, with its weight, such as "+0.10 it has a date"."""
    weight, _, text = reason.partition(" ")
    return f"{weight} {_rules(t, 'reason', text) or text}"


def _rules(t: Texts, table: str, id: str) -> str:
    """The Korean words of a rule; the code itself says the English ones."""
    return _korean_rules()[table].get(id, "") if t.language is Language.KOREAN else ""


@cache
def _korean_rules() -> dict[str, dict[str, str]]:
    text = resources.files("dongmaeng.web").joinpath("rules.ko.toml").read_text("utf-8")
    tables: dict[str, dict[str, str]] = tomllib.loads(text)
    return tables


WORDS = (headline, parties, shown_name, rule_words, match_words, reason_words)
"""What templates may call."""
