"""The ledger of a reading: what was decided of an article, by which rule and on which words."""

from __future__ import annotations

from topics.records.record import Part, Span


class Step(Part):
    """One decision of a reading."""

    did: str
    """What was done: found, judged, left, joined, carried, merged, …"""
    rule: str
    """The id of the rule that decided it."""
    text: str = ""
    """What the rule says, for people."""
    sentence: str | None = None
    """An excerpt of the sentence that it was decided on."""
    span: Span | None = None
    """The place of the words that decided it: offsets into the body, or into the title where it is `in_title`."""
    in_title: bool = False
    was: str | None = None
    """What it was before, where the step changed something."""
