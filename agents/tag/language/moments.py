"""Reads the dates of a Korean sentence against the day the text was published, as exactly as they are given."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agents.tag.language.boundaries import starts_word, word_end
from topics.records import SEOUL

_NOT_A_MOMENT = (
    r"(?!\s*(?:말|초|중순)?\s*(?:까지|부터|자로|간의|동안|만에|이상|이내|정도|선고"
    r"|자 (?:[0-9]+면|보도|신문|기사|참조|본보|본지))"  # "(본보 13일자 1면)"
    r"|(?:간|째|차|분|치)|\s+(?:간|째|차|분|치)(?![가-힣]))"  # "17일 치매", "20일 차세대" begin another word
)
_EXPRESSION = re.compile(
    r"(?=[0-9지작재올내오이다전어하사나])(?:"  # what each of them begins with: a letter is soon passed over
    r"(?<![0-9.])(?P<year>(?:19|20)\d\d)(?:"
    r"\s?년(?:\s?(?P<month>1[0-2]|0?[1-9])월(?:\s?(?P<day>3[01]|[12]\d|0?[1-9])일)?)?"
    r"|[./-]\s?(?P<nmonth>1[0-2]|0?[1-9])[./-]\s?(?P<nday>3[01]|[12]\d|0?[1-9])(?![0-9]))"
    r"|(?<![가-힣])(?P<when>지난해|작년|재작년|올해|올|내년|지난달|지난 달|지난|오는|이달|다음\s?달|내달|전달)\s?"
    r"(?:(?P<wmonth>1[0-2]|[1-9])월\s?)?(?:(?P<wday>3[01]|[12]\d|[1-9])일)?"
    r"|(?<![0-9.~∼\-])(?:(?P<month2>1[0-2]|[1-9])월\s?)(?:(?P<day2>3[01]|[12]\d|[1-9])일)?"
    r"|(?<![0-9.~∼\-])(?P<day3>3[01]|[12]\d|[1-9])일(?=[\s(),에·]|$)"
    r"|(?P<word>이날|오늘|전날|전일|어제)"
    r"|(?<=[은는이가] )(?P<ago>하루|이틀|사흘|나흘) (?:전|앞서)(?=에? ))"
)
_DAYS_AGO = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4}
_LOOK_OUT = re.compile(_NOT_A_MOMENT)
_STAMP = re.compile(
    r"(?:입력|승인|등록|작성|발행|송고|기사입력|수정)?\s*:?\s*(?P<year>(?:19|20)\d\d)\s?[년./-]\s?(?P<month>1[0-2]|0?[1-9])\s?[월./-]\s?"
    r"(?P<day>3[01]|[12]\d|0?[1-9])"
)
_STAMP_LINE = 60  # characters: a line that holds a date and little else is the time of publication
_SLACK = timedelta(days=1)  # a story may be stamped an hour before the day it speaks of begins


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as exactly as it was given; `start` and `end` are offsets in the sentence."""

    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None
    ahead: bool = False
    """The words themselves say that it is to come."""
    bare: bool = False
    """A day without month or any other word, or 오늘: what a story calls the days of its own news."""

    @property
    def iso(self) -> str:
        """YYYY-MM-DD, YYYY-MM or YYYY."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def days_before(self, anchor: date) -> int:
        """How many days it lies before a day at the least; negative where it lies after it."""
        if self.month is None:
            last = date(self.year, 12, 31)
        elif self.day is None:
            last = date(self.year, self.month, monthrange(self.year, self.month)[1])
        else:
            last = date(self.year, self.month, self.day)
        return (anchor - last).days


def publication_day(published: datetime | None, text: str) -> date | None:
    """The Seoul day of publication: given, or read from a line of the text that is a time stamp."""
    if published is not None:
        return (published.astimezone(SEOUL) if published.tzinfo else published).date()
    for line in text[:3000].split("\n"):  # stamps stand at the top of a page
        if len(line) <= _STAMP_LINE or "입력" in line[:80]:
            found = _STAMP.search(line[:200])
            if found and (day := _day(int(found["year"]), int(found["month"]), int(found["day"]))):
                return day
    return None


def moments(sentence: str, anchor: date | None, said_last: Moment | None = None) -> list[Moment]:
    """The dates in a sentence; relative ones only where `anchor` is known.

    `said_last` is the last whole date of the text so far, which "이날" refers to.
    """
    found: list[Moment] = []
    for hit in _EXPRESSION.finditer(sentence):
        if not hit[0].strip() or not _LOOK_OUT.match(sentence, hit.end()):
            continue
        if hit["word"] and not _is_whole_word(sentence, hit):
            continue
        if found and sentence[found[-1].end : hit.start()] == "(":
            continue  # "어제(15일)"
        moment = _moment(hit, anchor, said_last)
        if moment is not None:
            found.append(moment)
            if moment.day is not None:
                said_last = moment
    return found


def names_a_day(sentence: str, start: int, end: int) -> bool:
    """Whether a stretch names a day as a story does those of its own news: 25일, 지난 25일, 오늘."""
    for hit in _EXPRESSION.finditer(sentence, start, end):
        of_news = hit["day3"] or (hit["wday"] and not hit["wmonth"] and hit["when"] == "지난") or hit["word"]
        if of_news and _LOOK_OUT.match(sentence, hit.end()) and (not hit["word"] or _is_whole_word(sentence, hit)):
            return True
    return False


def _is_whole_word(sentence: str, hit: re.Match[str]) -> bool:
    """Whether no other word holds it: "대전일자리재단" and "오늘날" tell no day."""
    return starts_word(sentence, hit.start()) and word_end(sentence, hit.end()) is not None


def _moment(hit: re.Match[str], anchor: date | None, said_last: Moment | None) -> Moment | None:
    start, end = hit.span()
    if hit["year"]:
        year, month, day = int(hit["year"]), _number(hit["month"] or hit["nmonth"]), _number(hit["day"] or hit["nday"])
        if day and not _day(year, month or 1, day):
            return None
        return Moment(
            start, end, year, month, day, ahead=anchor is not None and date(year, month or 1, day or 1) > anchor
        )
    if hit["word"]:
        if hit["word"] in ("이날", "오늘") and said_last is not None and hit["word"] == "이날":
            return Moment(start, end, said_last.year, said_last.month, said_last.day)
        if anchor is None:
            return None
        day_meant = anchor if hit["word"] in ("이날", "오늘") else anchor - timedelta(days=1)
        today = hit["word"] == "오늘"
        return Moment(start, end, day_meant.year, day_meant.month, day_meant.day, bare=today)
    if anchor is None:
        return None
    if hit["ago"]:
        before = anchor - timedelta(days=_DAYS_AGO[hit["ago"]])
        return Moment(start, end, before.year, before.month, before.day)
    if hit["when"]:
        return _relative(hit, anchor)
    if hit["month2"]:
        month, day = int(hit["month2"]), _number(hit["day2"])
        year = anchor.year - (month > anchor.month + 6) + (month < anchor.month - 6)
        if day and not _day(year, month, day):
            return None
        return Moment(start, end, year, month, day, ahead=date(year, month, day or 1) > anchor + _SLACK)
    past = _latest(int(hit["day3"]), anchor)
    return Moment(start, end, past.year, past.month, past.day, bare=True) if past else None


def _relative(hit: re.Match[str], anchor: date) -> Moment | None:
    start, end = hit.span()
    when, month, day = hit["when"].replace(" ", ""), _number(hit["wmonth"]), _number(hit["wday"])
    if when in ("지난해", "작년", "재작년", "올해", "올", "내년"):
        if when == "올" and month is None:
            return None
        year = anchor.year + {"지난해": -1, "작년": -1, "재작년": -2, "내년": 1}.get(when, 0)
        if day and not _day(year, month or 1, day):
            return None
        to_come = month is not None and date(year, month, day or 1) > anchor + _SLACK
        return Moment(start, end, year, month, day if month else None, ahead=when == "내년" or to_come)
    if when in ("지난달", "전달", "다음달", "내달", "이달"):
        step = {"지난달": -1, "전달": -1, "이달": 0}.get(when, 1)
        year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + step, 12)
        if day and not _day(year, month0 + 1, day):
            return None
        return Moment(start, end, year, month0 + 1, day, ahead=step > 0)
    if month is None and day is None:
        return None
    ahead = when == "오는"
    if month is None:
        near = _next(day or 1, anchor) if ahead else _latest(day or 1, anchor)
        return Moment(start, end, near.year, near.month, near.day, ahead=ahead) if near else None
    year = anchor.year
    if ahead and month < anchor.month:
        year += 1
    if not ahead and (month > anchor.month or (month == anchor.month and day is not None and day > anchor.day + 1)):
        year -= 1
    if day and not _day(year, month, day):
        return None
    return Moment(start, end, year, month, day, ahead=ahead)


def _latest(day: int, anchor: date) -> date | None:
    """The last day of that number up to the anchor, or just after it."""
    year, month = anchor.year, anchor.month
    for _ in range(3):
        found = _day(year, month, day)
        if found and found <= anchor + _SLACK:
            return found
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def _next(day: int, anchor: date) -> date | None:
    year, month = anchor.year, anchor.month
    for _ in range(3):
        found = _day(year, month, day)
        if found and found >= anchor:
            return found
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
