"""Reads the timestamps of pages, to the minute, in Seoul time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from agents.clock import HALVES, hour_of_day, month_and_day, plain_signs
from topics.records import SEOUL

_EARLIEST_YEAR = 1990  # the first Korean news sites
_LOCAL = frozenset(("", "KST", "+09:00", "+0900"))
_MINUTE = timedelta(minutes=1)

_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?(?:[-./]|년)\s?(?P<month>\d{1,2})\s?(?:[-./]|월)\s?(?P<day>\d{1,2})(?!\d)\s?일?\.?"
    r"(?:[\s,T]{0,3}(?:\(?[월화수목금토일](?:요일)?\)?)?[\s,|]{0,3}[(\[（［]?\s?"
    rf"(?P<half>{HALVES})?\s?(?P<hour>\d{{1,2}})\s?(?::|시)\s?(?P<minute>\d{{1,2}})(?::(?P<second>\d{{2}}))?(?:\.\d{{1,9}})?분?"
    r"\s?(?P<late>AM|PM|am|pm)?\s?(?P<zone>Z|UTC|GMT|KST|[+-]\d\d:?\d\d)?)?"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile("|".join(_MONTHS))
_ENGLISH = re.compile(
    r"\b(?:(?P<before>\d{1,2})(?:st|nd|rd|th)?\s)?"
    rf"(?P<month>{_MONTH.pattern})[a-z]{{0,6}}\.?\s"
    r"(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?,?\s)?(?P<year>(?:19|20)\d\d)(?:,?\s(?:at|[-–])|,)?(?=\D|$)"
)
_YEAR = r"(?:19|20)\d\d(?!\d)"
_YEAR_LAST = re.compile(
    rf"(?<![\d./-])(?P<first>\d{{1,2}})(?P<sign>[./-])(?P<second>\d{{1,2}})(?P=sign)(?P<year>{_YEAR})"
)
_TIME = r"\d{1,2}:\d\d(?::\d\d)?"
_CTIME = re.compile(
    rf"(?<!\d)(?P<month>\d{{1,2}})월\s(?P<day>\d{{1,2}})일?\s(?P<clock>{_TIME})\s(?:[A-Z]{{3}}\s)?(?P<year>{_YEAR})"
    rf"|\b(?P<name>{_MONTH.pattern})\s{{1,2}}(?P<at>\d{{1,2}})\s(?P<time>{_TIME})\s(?:[A-Z]{{3}}\s)?(?P<of>{_YEAR})"
)
"""As `ctime` of C prints times, in Korean and in English."""

_SHORT_YEAR = re.compile(
    r"(?<![\d.:/-])['’]?(?P<year>\d\d)\s?(?:[-./]|년)\s?(?P<month>\d{1,2})\s?(?:[-./]|월)\s?(?P<day>\d{1,2})(?![\d:])"
)
_SHORT_YEAR_ALONE = re.compile(
    r"(?<![\w./:-])(?P<year>\d\d)(?P<sign>[./-])(?P<month>[01]\d)(?P=sign)(?P<day>[0-3]\d)(?![\w/:-]|\.\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\d\d)?(?!\d)")
_PUBLISHED = r"입력|승인|등록|게재|작성|송고|발행|출고|보도|게시|기사전송|published|posted"
_UPDATED = r"수정|업데이트|변경|updated|modified"
_WHEN = "일시|일자|시간|시각|날짜|일"
_LABEL = rf"(?:(?P<published>{_PUBLISHED})|(?P<updated>{_UPDATED}))\s?(?:{_WHEN})?\s?[:：|]?\s?"
_LABEL_ENDS = frozenset(word[-1] for word in f"{_PUBLISHED}|{_UPDATED}|{_WHEN}".split("|"))
_PUBLICATION_LABEL = re.compile(rf"(?:{_PUBLISHED})\s?(?:{_WHEN})?", re.IGNORECASE)
_LABELLED_YEAR = re.compile(rf"{_LABEL}(?=(?:19|20)\d\d)", re.IGNORECASE)
_LABELLED_SHORT_YEAR = re.compile(rf"{_LABEL}(?=['’]?\d\d\s?[-./년])", re.IGNORECASE)
_LABEL_BEFORE = re.compile(rf"{_LABEL}$", re.IGNORECASE)

_DAY_IN_PATH = re.compile(r"[/A-Z]((?:19|20)\d\d)([/-]?)(\d\d)\2(\d\d)(?=[/n_-])")
_DAY_IN_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d*")
_SHORTEST_NUMBER, _SHORTEST_WITH_TIME = 11, 14
"""Digits of a story's number that begins with its day, and with its day and time; shorter ones may be any number."""

_FIRST_HOUR = 5
"""Of the day, in a story's number: what looks like a time at night is mostly a running number behind the day."""

_YEARS = re.compile(r"20\d\d"), re.compile(r"19\d\d")  # apart, each is looked for by its first letters
_LONGEST_LINE = 60  # characters in which a time stands alone
_LONGEST_LABEL = 24  # characters: "기사 최초 게재 일시 : "
_SIGNS = frozenset("./-")  # before a year that stands last in a date
_LONGEST_MONTH = 20  # characters: "September. 15th, "


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A time as a page states it."""

    at: datetime
    exact: bool
    """Whether the page says the time of day."""
    zone: str
    """The zone as written; empty where there is none."""

    @property
    def is_local(self) -> bool:
        """Whether it was stated in Seoul's time."""
        return self.zone in _LOCAL


def read_timestamp(text: str) -> Timestamp | None:
    """The first date in a text, in Seoul time; a time without a zone is Seoul's, one in UTC is converted."""
    text = _in_numbers(_composed(text[:200]))
    if compact := _COMPACT.search(text):
        return _timestamp([int(part or 0) for part in compact.groups()], "", True)
    for found in _DATE.finditer(text):
        *day, half, clock, minutes, seconds, late, zone = found.groups()
        hour = int(clock or 0)
        numbers = (*map(int, day), hour_of_day(hour, half or late), int(minutes or 0), int(seconds or 0))
        if moment := _timestamp(numbers, zone or "", clock is not None):
            return moment
    whole = _SHORT_YEAR.sub(_with_century, text)
    return read_timestamp(whole) if whole != text else None


def _composed(text: str) -> str:
    """The text with plain digits and its syllables whole: some systems write 오전 letter by letter."""
    return text if text.isascii() else plain_signs(unicodedata.normalize("NFC", text))


def _with_century(found: re.Match[str]) -> str:
    year = int(found["year"])
    return f"{year + (1900 if year >= _EARLIEST_YEAR % 100 else 2000)}-{found['month']}-{found['day']}"


def with_centuries(markup: str) -> str:
    """The markup with years of two digits made whole, which stand first in Korea: others take `26.11.21` for 2021."""
    return _SHORT_YEAR_ALONE.sub(_with_century, markup)


def _in_numbers(text: str) -> str:
    """The text with its dates in the Korean order: `May 15, 2024 - 14:07` and `5/15/2024` become `2024-05-15`."""
    has_name = _MONTH.search(text) is not None
    if ":" in text and (has_name or "월" in text):
        text = _CTIME.sub(_from_ctime, text)
    text = _ENGLISH.sub(_number, text) if has_name else text
    return _YEAR_LAST.sub(_year_first, text)


def _from_ctime(found: re.Match[str]) -> str:
    if found["name"]:
        return f"{found['of']}-{_MONTHS.index(found['name']) + 1}-{found['at']} {found['time']}"
    return f"{found['year']}-{found['month']}-{found['day']} {found['clock']}"


def _year_first(found: re.Match[str]) -> str:
    month, day = month_and_day(int(found["first"]), int(found["second"]), month_first=found["sign"] == "/")
    return f"{found['year']}-{month}-{day}"


def _years(text: str) -> list[int]:
    """Where the years begin in a text."""
    return sorted(found.start() for pattern in _YEARS for found in pattern.finditer(text))


def _number(found: re.Match[str]) -> str:
    day = found.group("before") or found.group("after")
    return f"{found.group('year')}-{_MONTHS.index(found.group('month')) + 1}-{day}" if day else found.group()


def _timestamp(numbers: Sequence[int], zone: str, exact: bool) -> Timestamp | None:
    """The moment of a year, month, day, hour, minute and second."""
    if numbers[0] < _EARLIEST_YEAR:
        return None
    year, month, day, hour, minute, second = numbers
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone))
        return Timestamp(at if at.tzinfo is SEOUL else at.astimezone(SEOUL), exact, zone)
    except (ValueError, OverflowError):
        return None


def _zone(zone: str) -> tzinfo:
    if zone in ("Z", "UTC", "GMT"):
        return UTC
    if zone in _LOCAL:
        return SEOUL
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timezone((-1 if zone[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def timestamp_in_address(address: str) -> Timestamp | None:
    """The minute, or the day, that an address tells: `AKR20240515140700051`, `no=20240515140712`, `/2024/05/15/`."""
    numbers = [found for found in _DAY_IN_NUMBER.finditer(address) if len(found.group()) >= _SHORTEST_NUMBER]
    stated = [
        ([*map(int, found.groups()), 0], True)
        for found in numbers
        if len(found.group()) >= _SHORTEST_WITH_TIME and int(found[4]) >= _FIRST_HOUR
    ]
    if path := _DAY_IN_PATH.search(address):
        stated.append(([int(path[1]), int(path[3]), int(path[4]), 0, 0, 0], False))
    stated += [([*map(int, found.groups()[:3]), 0, 0, 0], False) for found in numbers]
    return next((told for at, exact in stated if (told := _timestamp(at, "", exact)) is not None), None)


def labelled_timestamps(text: str) -> Iterator[tuple[bool, Timestamp]]:
    """Dates behind a label in running text: (whether it is the time of a change, the time)."""
    for is_change, told in labelled_texts(text):
        if moment := read_timestamp(told):
            yield is_change, moment


def labelled_texts(text: str) -> Iterator[tuple[bool, str]]:
    """What begins with a year behind a label in running text: (whether it may be the time of a change, the text)."""
    text = _composed(text)
    years = _years(text)
    if any(_MONTH.search(text, max(0, at - _LONGEST_MONTH), at) or text[at - 1 : at] in _SIGNS for at in years):
        text = _in_numbers(text)
        years = _years(text)
    for at in years:
        before = text[max(0, at - _LONGEST_LABEL) : at]
        last = before.rstrip().rstrip(":：|").rstrip()[-1:].lower()
        found = _LABEL_BEFORE.search(before) if last in _LABEL_ENDS else None
        if found:
            yield found.group("updated") is not None, text[at : at + 45]


def labelled_short_years(text: str) -> Iterator[tuple[bool, Timestamp]]:
    """Dates with years of two digits behind a label, like `labelled_timestamps`."""
    text = _composed(text)
    for found in _LABELLED_SHORT_YEAR.finditer(text):
        if moment := read_timestamp(text[found.end() : found.end() + 45]):
            yield found.group("updated") is not None, moment


def tells_change(text: str) -> bool:
    """Whether the first time in a text is labelled as that of a change."""
    found = _LABELLED_YEAR.search(_in_numbers(text))
    return found is not None and found.group("updated") is not None


def without_label(text: str) -> str:
    """A short text without the labels of a time of publication and the signs around them."""
    return _PUBLICATION_LABEL.sub("", text).strip(" |:·/,-ㅣ()[]")


def lone_timestamp(text: str) -> tuple[Timestamp, str] | None:
    """The exact time in a short line and what else the line says, or None where there is no such time."""
    if len(text) > _LONGEST_LINE:
        return None
    text = _in_numbers(_composed(text))
    if ("20" not in text and "19" not in text) or not _DATE.search(text):
        text = _SHORT_YEAR.sub(_with_century, text)
    if not (found := _DATE.search(text)) or found.group("hour") is None:
        return None
    moment = read_timestamp(text)
    return (moment, (text[: found.start()] + " " + text[found.end() :]).strip(" |:·/,-ㅣ()[]")) if moment else None


def choose(stated: Sequence[Timestamp], seen: Iterable[Timestamp]) -> datetime:
    """The first exact time of those stated, best first, else the first day.

    A time said to be in UTC whose clock shows what the page shows its readers is Seoul's with a wrong label. A day
    is made exact by a later statement about the same day.
    """
    first = stated[0]
    shown = [moment for moment in seen if moment.exact]
    if not first.exact:
        better = next(
            (moment for moment in (*stated, *shown) if moment.exact and moment.at.date() == first.at.date()), None
        )
        return (better or next((moment for moment in stated if moment.exact), first)).at
    if not first.is_local:
        clock = first.at.astimezone(UTC).replace(tzinfo=SEOUL)
        if any(abs(moment.at - clock) < _MINUTE for moment in shown) and not any(
            abs(moment.at - first.at) < _MINUTE for moment in shown
        ):
            return clock
    return first.at
