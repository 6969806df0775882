"""By what two accounts are taken for accounts of one alliance: rules with an id and a text for people."""

from __future__ import annotations

from enum import StrEnum


class MatchRule(StrEnum):
    """The rule by which two accounts belong together."""

    ACCOUNT = "same account"
    NAME = "same name"
    LAUNCH = "launch of an initiative"
    PARTIES = "same parties"
    MOST_PARTIES = "parties in common"
    HEADLINE = "headline of the text"
    RETOLD = "retold without a day"
    PARTS = "parts of one deal"
    JOINER = "same joiner"
    WORDS = "one party and the words"
    DECISION = "a person's decision"

    @property
    def text(self) -> str:
        """What the rule says."""
        return _TEXTS[self]


_TEXTS = {
    MatchRule.ACCOUNT: "it is the same account",
    MatchRule.NAME: "both name the same initiative",
    MatchRule.LAUNCH: "one tells the launch of what the other names: two thirds of the parties, same days",
    MatchRule.PARTIES: "both name the same parties, within 14 days",
    MatchRule.MOST_PARTIES: "both have two parties or more in common and tell the same of them, within 4 days",
    MatchRule.HEADLINE: "the headline of an article announces what its text tells as made before",
    MatchRule.RETOLD: "one tells no day of the deal, and the other's lies within the 30 days before it",
    MatchRule.PARTS: "each names some of the parties, and one names or counts them all, within a day",
    MatchRule.JOINER: "both tell that the same member joins, within 14 days",
    MatchRule.WORDS: "both name one of the parties, within a day and in like words",
    MatchRule.DECISION: "a person decided that they belong together",
}


def text_of(rule: str | None) -> str:
    """What a rule that is kept says; the id itself where this version does not know it."""
    try:
        return MatchRule(rule or "").text
    except ValueError:
        return rule or ""
