"""Fetching a disclosure: what OpenDART says of it becomes the text of a page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from agents.opendart.client import OpenDart, OpenDartError
from agents.opendart.document import Row, UnreadableDocument, rows_of
from agents.opendart.reports import ReportRule, bare_name, is_correction, report_table
from agents.opendart.story import NoStory, Told, first_reported, told_by_decision, told_by_document
from agents.urls import article_id
from topics.outcome import Drop, Quarantine, Retry
from topics.records import Candidate, Disclosure, Page, now
from topics.state import State

DISCLOSURES = "disclosures"
"""State: where the reports of one company and name are, by its code and that name, so that corrections find them."""

_CORRECTED_WITHIN = timedelta(days=400)
"""Corrections of a deal come until it is closed."""

_MOST_KEPT = 20
"""Reports of one company and name."""

_NO_FAILURE = frozenset({"daily limit reached", "closed for maintenance"})
"""Reasons to wait that use up none of a record's tries."""

AccountOf = Callable[[State, str], Awaitable[OpenDart | None]]
"""The way to OpenDART of a source, by its id; None where it is no longer one."""


async def no_account(state: State, source: str) -> OpenDart | None:
    """Where no source is an account of OpenDART."""
    return None


async def disclosure_page(candidate: Candidate, account_of: AccountOf, state: State) -> Page:
    """The page of a candidate that is a disclosure; a correction is a new version of what it corrects.

    Raises `Drop`, `Retry` and `Quarantine`.
    """
    disclosure = candidate.disclosure
    assert disclosure is not None
    dart = await account_of(state, candidate.source)
    rule = report_table().rule_of(disclosure.report)
    if dart is None or rule is None:
        raise Drop("no longer a source")
    try:
        document = await _document(dart, disclosure, rule, state)
        told = await _told(dart, disclosure, rule, document, state)
    except OpenDartError as error:
        raise _ending(error) from error
    except NoStory as reason:
        raise Drop(str(reason)) from None
    except UnreadableDocument as fault:
        raise Quarantine(str(fault)) from fault
    url = await _address(candidate, disclosure, document, state)
    return Page(
        id=article_id(url),
        url=url,
        final_url=url,
        text=told.text,
        title=told.title,
        published=candidate.published,
        seen=candidate.seen,
        fetched=now(),
        source=candidate.source,
        by_own_site=True,
        quiet=candidate.quiet,
        old_before=candidate.old_before,
    )


async def _document(dart: OpenDart, disclosure: Disclosure, rule: ReportRule, state: State) -> list[Row]:
    """The rows of the document where they are needed: a correction says there what it corrects."""
    if not rule.document and not is_correction(disclosure.report):
        return []
    body = await dart.document(disclosure.receipt, state)
    return await asyncio.to_thread(rows_of, body)


async def _told(dart: OpenDart, disclosure: Disclosure, rule: ReportRule, document: list[Row], state: State) -> Told:
    table = report_table()
    if not rule.decision:
        return told_by_document(disclosure, document, table)
    day = datetime.strptime(disclosure.day, "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    since = day - _CORRECTED_WITHIN if is_correction(disclosure.report) else day  # it is found by its first day
    for row in await dart.decisions(rule.decision, disclosure.corp_code, since, day, state):
        if str(row.get("rcept_no")) == disclosure.receipt:
            return told_by_decision(disclosure, rule, row, document, table)
    raise Retry("facts not there yet")


async def _address(candidate: Candidate, disclosure: Disclosure, document: list[Row], state: State) -> str:
    """Where the story is: of a correction, where the report that it corrects is, as far as that is known."""
    key = f"{disclosure.corp_code} {bare_name(disclosure.report)}"
    known = await state.get(DISCLOSURES, key) or {}
    if is_correction(disclosure.report):
        day = first_reported(document, report_table())
        of_day = [str(url) for kept, url in known.items() if day is None or kept.startswith(day)]
        if len(set(of_day)) == 1:
            return of_day[0]
        return candidate.url
    kept = dict(sorted({**known, disclosure.receipt: candidate.url}.items())[-_MOST_KEPT:])
    await state.put(DISCLOSURES, key, kept, expires=now() + _CORRECTED_WITHIN)
    return candidate.url


def _ending(error: OpenDartError) -> Drop | Retry:
    if error.reason == "gone":
        return Drop(error.reason)
    return Retry(error.reason, after=error.after, counts=error.reason not in _NO_FAILURE)
