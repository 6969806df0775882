"""Looking at the lists of OpenDART: each day's disclosures that become stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from agents.discover.contents import Item
from agents.discover.health import Validator
from agents.discover.look import Look, SourceFailure
from agents.opendart.client import PAGE_SIZE, OpenDart, OpenDartError, Row
from agents.opendart.reports import report_table
from topics.records import SEOUL, Disclosure
from topics.state import State

_MOST_DAYS = 7
"""Days looked back at after a pause; what is older is seldom news."""

_MOST_PAGES = 50
"""Of one group and day; a busy day has about twenty."""

_VIEWER = "https://dart.fss.or.kr/dsaf001/main.do?rcpNo="
"""Where people read a disclosure."""


async def look_at_disclosures(
    dart: OpenDart, known: Mapping[str, Validator], seen: datetime, most_requests: int, state: State
) -> Look:
    """The disclosures of the days since the last look; raises `SourceFailure`.

    A day's list is read on where it has grown; `fresh_for` spreads the requests of a day (`most_requests`) over it.
    """
    look = Look(200, requests=0)
    try:
        for day in _days(known, seen):
            for group in report_table().groups:
                total = await _read_list(dart, day, group, known, look, seen, state)
                look.validators[_name(day, group)] = Validator(etag=str(total))
    except OpenDartError as error:
        raise SourceFailure(error.reason, after=error.after) from error
    look.fresh_for = look.requests * timedelta(days=1).total_seconds() / most_requests
    return look


async def _read_list(
    dart: OpenDart,
    day: date,
    group: str,
    known: Mapping[str, Validator],
    look: Look,
    seen: datetime,
    state: State,
) -> int:
    """Take up what a day's list holds; gives how many disclosures there are."""
    before = known.get(_name(day, group))
    page = 1
    while True:
        rows, total = await dart.disclosures(day, group, page, state)
        look.requests += 1
        if before is not None and before.etag == str(total):
            return total
        look.items += [item for row in rows if (item := _item(row, seen)) is not None]
        if len(rows) < PAGE_SIZE or page * PAGE_SIZE >= total or page == _MOST_PAGES:
            return total
        page += 1


def _item(row: Row, seen: datetime) -> Item | None:
    """A disclosure of use; None for another, or one whose entry lacks something."""
    texts = {name: str(row.get(name) or "").strip() for name in ("corp_name", "corp_code", "report_nm", "rcept_no")}
    day = str(row.get("rcept_dt") or "")[:8]
    if not all(texts.values()) or report_table().rule_of(texts["report_nm"]) is None:
        return None
    if not (texts["rcept_no"].isascii() and texts["rcept_no"].isdecimal() and texts["corp_code"].isdecimal()):
        return None
    try:
        ended = datetime.combine(date.fromisoformat(day), time(23, 59), SEOUL)
    except ValueError:
        return None
    return Item(
        url=f"{_VIEWER}{texts['rcept_no']}",
        title=f"{texts['corp_name']} {texts['report_nm']}",
        published=min(ended, seen.astimezone(SEOUL)),
        disclosure=Disclosure(
            company=texts["corp_name"],
            corp_code=texts["corp_code"],
            report=texts["report_nm"],
            receipt=texts["rcept_no"],
            day=day,
        ),
    )


def _days(known: Mapping[str, Validator], seen: datetime) -> Iterator[date]:
    """The days to list, from the last one that was listed on; the first look takes today alone."""
    today = seen.astimezone(SEOUL).date()
    listed = [day for name in known if (day := _day(name)) is not None]
    day = max(max(listed, default=today), today - timedelta(days=_MOST_DAYS))
    while day <= today:
        yield day
        day += timedelta(days=1)


def _name(day: date, group: str) -> str:
    return f"{day.isoformat()} {group}"


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name.partition(" ")[0])
    except ValueError:
        return None
