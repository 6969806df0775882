"""Which alliances a request asks for: the parameters that pages, API, feeds, files and the map have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from dongmaeng.fault import Fault
from dongmaeng.periods import period
from search.alliances import MOST_ALLIANCES, AllianceQuery
from search.days import DayError
from topics.records import Activity, Kind, Status

FILTERS = ("company", "kind", "activity", "status", "since", "until", "dismissed", "held")
"""The parameters that say which alliances are wanted; the first four may be repeated."""

_REPEATABLE = FILTERS[:4]
MOST_COMPANIES = 10
_LONGEST_VALUE = 200
LONGEST_CURSOR = 500
YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off")

Choice = TypeVar("Choice", bound=StrEnum)


class BadParameter(Fault):
    """A parameter of a request that cannot be understood; the message names it and says what it takes."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}", usage=True)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a request as they were written, so that links keep `since=7d` what it is."""

    asked: tuple[tuple[str, str], ...]

    def values(self, parameter: str) -> tuple[str, ...]:
        """What was given for a parameter."""
        return tuple(value for name, value in self.asked if name == parameter)

    def value(self, parameter: str) -> str:
        """What was given for a parameter that stands once; empty where it was not."""
        return next(iter(self.values(parameter)), "")

    def with_one(self, parameter: str, value: str) -> Filters:
        """These and one more; of a parameter that stands once, the new value in place of the old."""
        kept = self if parameter in _REPEATABLE else self.without(parameter)
        return Filters(tuple(dict.fromkeys([*kept.asked, (parameter, value)])))

    def without(self, parameter: str, value: str | None = None) -> Filters:
        """These without a parameter, or without one value of it."""
        return Filters(tuple(p for p in self.asked if p[0] != parameter or value not in (None, p[1])))

    def url(self, path: str, **more: str | int | None) -> str:
        """A path with these filters, and with other parameters, of which those that are None are left out."""
        others = [(name, str(value)) for name, value in more.items() if value is not None]
        query = urlencode([*self.asked, *others])
        return f"{path}?{query}" if query else path


def filters_of(params: QueryParams) -> Filters:
    """The filters among the parameters of a request; empty ones, as forms send them, are none."""
    pairs = [(name, value.strip()) for name, value in params.multi_items() if name in FILTERS]
    return Filters(tuple(dict.fromkeys(pair for pair in pairs if pair[1])))


def alliance_query(params: QueryParams | Filters) -> AllianceQuery:
    """The alliances that a request asks for; raises `BadParameter`.

    `since` and `until` take a day, week, month or year, which both include, as `periods` reads them.
    """
    filters = params if isinstance(params, Filters) else filters_of(params)
    for name, value in filters.asked:
        if len(value) > _LONGEST_VALUE:
            raise BadParameter(name, f"takes at most {_LONGEST_VALUE} characters")
        if name not in _REPEATABLE and len(filters.values(name)) > 1:
            raise BadParameter(name, "stands once only")
    companies = filters.values("company")
    if len(companies) > MOST_COMPANIES:
        raise BadParameter("company", f"stands at most {MOST_COMPANIES} times")
    since, until = filters.value("since"), filters.value("until")
    query = AllianceQuery(
        organisations=companies,
        kinds=_choices("kind", filters, Kind),
        activities=_choices("activity", filters, Activity),
        statuses=_choices("status", filters, Status),
        since=_period("since", since)[0] if since else None,
        until=_period("until", until)[1] if until else None,
        dismissed=_yes_or_no("dismissed", filters.value("dismissed")),
        held=_yes_or_no("held", filters.value("held")),
    )
    if query.since and query.until and query.since >= query.until:
        raise BadParameter("until", "is before since")
    return query


def limit_of(params: QueryParams, default: int, most: int = MOST_ALLIANCES) -> int:
    """How many are wanted at most; raises `BadParameter`."""
    return number_of(params, "limit", default, 1, most)


def number_of(params: QueryParams, parameter: str, default: int, least: int, most: int) -> int:
    """A whole number among the parameters; raises `BadParameter`."""
    text = params.get(parameter, "").strip()
    if not text:
        return default
    # Ten digits are more than any number asked for; int() of very long ones is slow.
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else -1
    if not least <= number <= most:
        raise BadParameter(parameter, f"takes a number from {least} to {most}")
    return number


def choice_of(params: QueryParams, parameter: str, first: Choice, *others: Choice) -> Choice:
    """One of some values among the parameters, the first unless the request says; raises `BadParameter`."""
    asked, known = params.get(parameter) or first, (first, *others)
    if asked not in known:
        raise BadParameter(parameter, f"takes one of {', '.join(known)}")
    return known[known.index(asked)]


def since_of(text: str | None, otherwise: str) -> datetime:
    """The first moment of a period, or of another one where none is said; raises `BadParameter`."""
    return _period("since", (text or "").strip() or otherwise)[0]


def cursor_of(params: QueryParams) -> str | None:
    """The cursor of an earlier answer, where what follows it is wanted; raises `BadParameter`."""
    cursor = params.get("cursor") or None
    if cursor and len(cursor) > LONGEST_CURSOR:
        raise BadParameter("cursor", "takes the cursor of an answer")
    return cursor


def _choices(parameter: str, filters: Filters, choices: type[Choice]) -> tuple[Choice, ...]:
    given = (value.lower() for value in _parts(filters.values(parameter)))
    known = {choice.value: choice for choice in choices}
    chosen = []
    for value in given:
        if value not in known:
            raise BadParameter(parameter, f"takes one of {', '.join(known)}")
        chosen.append(known[value])
    return tuple(dict.fromkeys(chosen))


def _parts(values: Sequence[str]) -> Iterable[str]:
    """The values, those too that stand together with commas between."""
    return (part.strip() for value in values for part in value.split(",") if part.strip())


def _yes_or_no(parameter: str, value: str) -> bool:
    if value and value.lower() not in (*YES, *_NO):
        raise BadParameter(parameter, "takes true or false")
    return value.lower() in YES


def _period(parameter: str, value: str) -> tuple[datetime, datetime]:
    try:
        return period(value)
    except DayError as error:
        raise BadParameter(parameter, str(error)) from None
