"""What one article says of one alliance: the evidence that the registry keeps and compares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property
from typing import Self

from pydantic import ConfigDict, ValidationInfo, field_validator

from agents.resolve.dates import Days, days_of, seoul_day
from agents.resolve.names import Names, names_of
from topics.records import (
    Dated,
    Member,
    Quiet,
    QuietReason,
    Source,
    Statement,
    Status,
)

MOST_EVIDENCE = 600
"""Characters of evidence that are kept: a long Korean sentence has about 200."""

STALE = timedelta(days=30)
"""A deal dated more than this before its article is no news, whatever the clause sounds like; "지난달" is."""

ANY_DAY = Day.min.toordinal()
"""The first day of a deal that may have been made at any time before."""


class Weight(IntEnum):
    """How much a claim says that the alliance exists, the strongest last."""

    DOUBT = 1
    """Rumoured or denied."""
    PAST = 2
    """Told in passing, or its end."""
    NEWS = 3
    """Reports a new alliance, or someone joining one."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a claim says, as a key of what follows from it; of each claim that was read another."""

    claim: Claim


class Claim(Statement):
    """One mention with what is known of the article that holds it; frozen, so that what follows is worked out once."""

    model_config = ConfigDict(frozen=True)

    id: str
    article_id: str
    source_id: str | None = None
    url: str
    title: str = ""
    publisher: str | None = None
    site: str = ""
    group: str | None = None
    quiet: QuietReason = Quiet.REPLAYED
    """Why the article alerts nobody; None where it is live. Of claims of earlier versions nobody knows."""
    published: datetime | None = None
    fetched: datetime
    read_at: datetime | None = None
    """When the text was fetched that the details are from, where it was again after `fetched`."""
    joined_by: str | None = None
    """The rule (`MatchRule`) by which it was put to the other accounts of its alliance; None for the first of them."""
    joined_to: str | None = None
    """The id of the article whose account it matched by that rule."""
    edited: datetime | None = None
    """When it came into the text of its article by an edit; None where the first text told it."""
    withdrawn: bool = False
    """Whether the article was edited and tells it no longer; kept where nobody else tells of the alliance."""

    @field_validator("evidence")
    @classmethod
    def _cut(cls, text: str, _: ValidationInfo) -> str:
        return text[:MOST_EVIDENCE]

    def put_to(self, article_id: str | None, rule: str | None) -> Self:
        """The claim as one that a rule puts to the account of an article, or as the first of its alliance."""
        if (self.joined_to, self.joined_by) == (article_id, rule):
            return self
        put = self.model_copy(update={"joined_to": article_id, "joined_by": rule})
        # What follows from what it says is as it was.
        put.__dict__.update((name, known) for name, known in self.__dict__.items() if name in _FROM_WHAT_IS_SAID)
        return put

    def __copy__(self) -> Self:
        """Without what was worked out, which may be otherwise where the copy is changed."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - Claim.model_fields.keys():
            del copied.__dict__[name]
        return copied

    @cached_property
    def text(self) -> str:
        """The claim as it is kept in the state, in JSON; fields as they are where nothing is said are left out."""
        return self.model_dump_json(exclude_defaults=True)

    @cached_property
    def said(self) -> Said:
        """By which it is known what it says, whatever it is put to."""
        return Said(self)

    @cached_property
    def source(self) -> Source:
        """The article as the source of what it tells."""
        return Source.model_validate(self.model_dump(include=set(Source.model_fields)))

    @cached_property
    def day(self) -> Day | None:
        """The Korean day of publication."""
        return seoul_day(self.published)

    @cached_property
    def told_on(self) -> Day:
        """The Korean day on which the article told it: of one without a date, the day of its fetch."""
        told = self.day or seoul_day(self.fetched)
        assert told is not None
        return told

    @cached_property
    def days(self) -> Days | None:
        """The days on which the deal may have been made, as the text says."""
        return days_of(self.date)

    @cached_property
    def signed(self) -> Days | None:
        """The days on which the deal was made, as far as the text tells its day and not that of the report alone."""
        return None if self.dated is Dated.REPORT else self.days

    @cached_property
    def is_undated_news(self) -> bool:
        """Whether it announces a deal without a name and without its day, which may be any of the last weeks."""
        return self.is_news and not self.name and self.signed is None

    @cached_property
    def may_have_been_made(self) -> Days | None:
        """The days on which the deal that it tells may have been made; None where nobody knows.

        What is announced without its day was made in the last weeks, whether it says "최근" or nothing. A step that
        comes later, a rumour and a denial tell no day on which a deal was made.
        """
        if self.joining or self.status in (Status.RUMOURED, Status.DENIED, Status.ENDED):
            return None
        told = self.day or (self.days.last if self.days else None)
        if self.signed is not None or told is None:
            return self.signed
        return Days(told - STALE if self.is_news else Day.min, told)

    @cached_property
    def times(self) -> list[Days]:
        """The days on which the deal may have been made or first reported."""
        if self.joining or self.status is Status.ENDED:
            # Whoever joins or leaves an alliance does so after it was made; the date told is that of the step.
            return [Days(Day.min, self.day or Day.max)]
        times = [self.days] if self.days else []
        told_later = self.signed is not None and self.day is not None and self.signed.last <= self.day
        if self.day and self.status is not Status.BACKGROUND and not told_later:
            times.append(Days(self.day, self.day))
        return times or [Days(Day.min, self.day or Day.max)]

    @cached_property
    def span(self) -> tuple[int, int]:
        """The first and the last (ordinals) of all days on which the deal may have been made or first reported."""
        known = [*self.times, *([self.may_have_been_made] if self.may_have_been_made else [])]
        return min(days.first for days in known).toordinal(), max(days.last for days in known).toordinal()

    @cached_property
    def latest(self) -> int:
        """The last of those days, as an ordinal."""
        return max(days.last.toordinal() for days in self.times)

    @cached_property
    def stale(self) -> bool:
        """Whether the deal was made well before this article."""
        return self.days is not None and self.day is not None and self.days.last < self.day - STALE

    @cached_property
    def is_news(self) -> bool:
        """Whether this article announces the alliance."""
        said = self.new and self.status in (Status.ANNOUNCED, Status.PLANNED)
        return said and not self.joining and not self.stale

    @cached_property
    def tells_joining(self) -> bool:
        doubted = self.status in (Status.RUMOURED, Status.DENIED, Status.ENDED)
        return bool(self.joining) and not doubted and not self.stale

    @cached_property
    def weight(self) -> Weight:
        if self.status in (Status.RUMOURED, Status.DENIED):
            return Weight.DOUBT
        return Weight.NEWS if self.is_news or self.tells_joining else Weight.PAST

    @cached_property
    def base(self) -> list[Member]:
        """The members before anybody joined."""
        joining = {member.id for member in self.joining}
        return [member for member in self.members if member.id not in joining]

    @cached_property
    def named(self) -> Names:
        """The members before anybody joined, as they are compared."""
        return names_of(self.base)

    @cached_property
    def known_as(self) -> list[tuple[str, str]]:
        """Of each member the keys of its id and stem, by which accounts that name it are found."""
        return [(f"id:{id}", f"stem:{stem}") for id, stem in names_of(self.members).each]

    @cached_property
    def is_exact(self) -> bool:
        """Whether the claim pins its deal down: at least two parties and its day, no vaguer than a month.

        Only exact claims join two alliances into one; the others are put where they fit best.
        """
        if self.withdrawn:
            return False
        if self.name:
            return self.is_news
        return self.tells_parties and self.signed is not None and self.signed.length <= 31

    @cached_property
    def tells_parties(self) -> bool:
        """Whether the claim names the parties of a deal of about some day, so that others may tell a part of it."""
        if len(self.members) < 2 or self.joining or self.withdrawn:
            return False
        if self.status in (Status.RUMOURED, Status.DENIED, Status.ENDED):
            return False
        dated = self.days is not None and self.days.length <= 31
        return dated or (self.is_news and self.day is not None)

    @cached_property
    def is_loose(self) -> bool:
        """Whether the claim is put where it fits best, and elsewhere when something comes that it fits better."""
        return not self.is_exact and not self.name


_FROM_WHAT_IS_SAID = {name for name, held in vars(Claim).items() if isinstance(held, cached_property)} - {"text"}


def in_reading_order(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order in which they are put together: the exact and the strongest first, whenever they came."""
    return sorted(
        claims, key=lambda c: (not c.is_exact, -c.weight, bool(c.name), -len(c.members), c.fetched, c.article_id, c.id)
    )
