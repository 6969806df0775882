"""Planned signings as a calendar (RFC 5545): those alone of which the day is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import cast

from icalendar import Calendar, Event, vDDDTypes, vText, vUri

from agents.alert.message import message_of
from agents.alert.payload import payload
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.texts import carriable, linkable
from topics.records import Alliance, Change, ChangeKind, Status

_PRODUCT = "-//Dongmaeng//Dongmaeng//KO"
_REFRESH = timedelta(hours=1)


def day_of(alliance: Alliance) -> date | None:
    """The day on which an alliance is to be signed; None where none is planned or only its month or year is told."""
    if alliance.status is not Status.PLANNED or alliance.date is None:
        return None
    try:
        return date.fromisoformat(alliance.date) if len(alliance.date) == len("2026-03-01") else None
    except ValueError:
        return None


def changed(alliance: Alliance) -> datetime:
    """When something became of an alliance last."""
    return alliance.changes[-1].at if alliance.changes else alliance.first_seen


def signings(alliances: Iterable[Alliance], title: str, language: str, pages: Pages) -> bytes:
    """The calendar: an event of a whole day for each alliance; the same alliances give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", vDDDTypes(_REFRESH), parameters={"VALUE": "DURATION"})
    for alliance in alliances:
        if (day := day_of(alliance)) is not None:
            calendar.add_component(_event(alliance, day, language, pages))
    return cast(bytes, calendar.to_ical())


def _event(alliance: Alliance, day: date, language: str, pages: Pages) -> Event:
    latest = changed(alliance).astimezone(UTC)
    sources = [url for article in alliance.articles if (url := linkable(article.url))]
    event = Event()
    event.add("uid", f"{carriable(alliance.id)}@dongmaeng")
    event.add("dtstamp", latest)
    event.add("last-modified", latest)
    event.add("sequence", max(0, len(alliance.changes) - 1))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("status", "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("summary", vText(_headline(alliance, language)), parameters={"LANGUAGE": language})
    event.add("description", "\n".join([carriable(alliance.evidence), *sources]))
    event.add("categories", [alliance.kind.value])
    if address := pages.alliance(alliance.id) or next(iter(sources), None):
        event.add("url", vUri(address))
    return event


def _headline(alliance: Alliance, language: str) -> str:
    change = Change(id="", change=ChangeKind.ANNOUNCED, at=alliance.first_seen, article_id="")
    text = payload(alliance, change)
    return carriable(message_of("alliance.announced", text, language=language).headline)
