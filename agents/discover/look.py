"""One look at a source: its answer, the sitemaps it points to, and what in them could be read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from agents.discover.contents import Contents, Form, Further, Item
from agents.discover.freshness import fresh_for_headers
from agents.discover.health import Validator
from agents.discover.read import read_source
from agents.discover.sources import DiscoverSettings, SourceKind, SourceSetting
from agents.http_client import HttpError, Response
from agents.retry_after import retry_after
from agents.sites import same_site
from agents.urls import loggable
from agents.validators import sendable
from agents.workers import Workers
from topics.outcome import Ending, Retry
from topics.records import source_id

_MOST_LEVELS = 3
"""An index of indexes of sitemaps; the protocol allows two levels, some sites have three."""

_STATUS_REASONS = {
    401: "forbidden",
    403: "forbidden",
    404: "not found",
    410: "gone",
    429: "told to wait",
    451: "forbidden",
    503: "told to wait",
}


class Getter(Protocol):
    """What fetches an address: `HttpClient`, or one that keeps to more."""

    async def get(self, url: str, headers: Mapping[str, str] | None = None, max_bytes: int | None = None) -> Response:
        """The answer; raises `HttpError`."""
        ...


GoesOn = Callable[[Sequence[Item]], Awaitable[bool]]
"""Whether, behind a page of a feed with these items, its next page is worth a request."""


class SourceFailure(Exception):
    """A look that gave nothing: a fixed reason, the HTTP status and the pause (seconds) asked for, if any."""

    def __init__(self, reason: str, status: int | None = None, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.after = after


@dataclass(slots=True)
class Look:
    """What a look gave."""

    status: int
    items: list[Item] = field(default_factory=list)
    fault: str | None = None
    form: Form | None = None
    title: str | None = None
    """What the source calls itself."""
    hubs: list[str] = field(default_factory=list)
    own_address: str | None = None
    validators: dict[str, Validator] = field(default_factory=dict)
    """To be kept for the next look, by what `source_id` makes of the address."""
    fresh_for: float | None = None
    """Seconds for which the source asks not to be looked at again, by its own words and by the headers, the longer."""
    requests: int = 1
    """That it took."""


class Looker:
    """Looks at sources over the web and reads them in worker processes."""

    def __init__(self, http: Getter, workers: Workers, settings: DiscoverSettings) -> None:
        self._http = http
        self._workers = workers
        self._settings = settings

    async def look(
        self, source: SourceSetting, known: dict[str, Validator], seen: datetime, goes_on: GoesOn | None = None
    ) -> Look:
        """The items of a source; raises `SourceFailure`.

        Further pages of a feed are read for as long as `goes_on` says of the last one.
        """
        # An index does not change when its sitemaps do, so it is asked for in full where there are any.
        own = known.get(source.id) if len(known) <= 1 else None
        answer = await self._answer(source.url, own)
        if answer.status == 304:
            return Look(304, validators=known, fresh_for=_fresh_for(answer, own.fresh_for if own else None))
        contents = await self._read(source, answer, source.kind, seen)
        look = Look(
            answer.status,
            list(contents.items),
            contents.fault,
            form=contents.form,
            title=contents.title,
            hubs=contents.hubs,
            own_address=contents.own_address,
        )
        look.fresh_for = _fresh_for(answer, contents.fresh_for)
        if contents.further:
            look.validators[source.id] = Validator()
            await self._follow(source, contents.further, look, known, seen)
        elif contents.fault is None:
            look.validators[source.id] = _validator(answer, fresh_for=contents.fresh_for)
        if goes_on is not None:
            await self._turn_pages(source, contents, look, goes_on, seen)
        if look.fault is not None and not look.items and not contents.further:
            raise SourceFailure(look.fault, answer.status)
        return look

    async def _turn_pages(
        self, source: SourceSetting, first: Contents, look: Look, goes_on: GoesOn, seen: datetime
    ) -> None:
        """Read the further pages of a feed on its own site, as many as the settings allow."""
        page = first
        visited = {source.url}
        while len(visited) <= self._settings.max_pages and page.next_page and await goes_on(page.items):
            if page.next_page in visited or not same_site(source.url, page.next_page):
                return
            visited.add(page.next_page)
            look.requests += 1
            try:
                page = await self._read(source, await self._answer(page.next_page, None), source.kind, seen)
            except SourceFailure as failure:
                look.fault = look.fault or failure.reason
                return
            look.items += page.items
            look.fault = look.fault or page.fault

    async def _follow(
        self, source: SourceSetting, first: list[Further], look: Look, known: dict[str, Validator], seen: datetime
    ) -> None:
        """Read the sitemaps of an index, the newest first, as many as the settings allow."""
        level = first
        left = self._settings.max_sitemaps
        visited = set(look.validators)
        for _ in range(_MOST_LEVELS - 1):
            below: list[Further] = []
            for further in _newest_first(level):
                if left == 0:
                    return
                id = source_id(further.url)
                if id in visited:
                    continue
                visited.add(id)
                left -= 1
                before = known.get(id)
                if before is not None and before.changed is not None and before.changed == further.changed:
                    look.validators[id] = before
                    continue
                look.requests += 1
                try:
                    answer = await self._answer(further.url, before)
                    if answer.status == 304 and before is not None:
                        look.validators[id] = before.model_copy(update={"changed": further.changed})
                        continue
                    contents = await self._read(source, answer, SourceKind.SITEMAP, seen)
                except SourceFailure as failure:
                    look.fault = look.fault or failure.reason
                    continue
                look.items += contents.items
                look.fault = look.fault or contents.fault
                below += contents.further
                if contents.fault is None and not contents.further:
                    look.validators[id] = _validator(answer, further.changed)
            level = below

    async def _answer(self, url: str, known: Validator | None) -> Response:
        headers = {
            "accept": "application/rss+xml, application/atom+xml, application/xml, text/xml, text/html;q=0.8, */*"
        }
        if known is not None and known.etag:
            headers["if-none-match"] = known.etag
        if known is not None and known.modified:
            headers["if-modified-since"] = known.modified
        try:
            answer = await self._http.get(url, headers, max_bytes=self._settings.max_bytes)
        except HttpError as error:
            raise SourceFailure(error.reason) from error
        status = answer.status
        if 200 <= status < 300 or (status == 304 and known is not None):
            return answer
        reason = _STATUS_REASONS.get(status, "server error" if status >= 500 else "unexpected status")
        raise SourceFailure(reason, status, retry_after(answer.headers))

    async def _read(self, source: SourceSetting, answer: Response, kind: SourceKind, seen: datetime) -> Contents:
        try:
            return await self._workers.named_by(source.id, source.url).run(
                read_source,
                answer.body,
                loggable(answer.url),  # links that lack a host must not take a secret with them
                answer.headers.get("content-type", ""),
                kind,
                self._settings.max_bytes,
                seen,
            )
        except Ending as ending:
            after = ending.after if isinstance(ending, Retry) else None
            raise SourceFailure(ending.reason, answer.status, after) from ending


def _fresh_for(answer: Response, by_words: float | None) -> float | None:
    return max(fresh_for_headers(answer.headers), by_words or 0.0) or None


def _validator(answer: Response, changed: datetime | None = None, fresh_for: float | None = None) -> Validator:
    return Validator(
        etag=sendable(answer.headers.get("etag")),
        modified=sendable(answer.headers.get("last-modified")),
        changed=changed,
        fresh_for=fresh_for,
    )


def _newest_first(level: list[Further]) -> Iterator[Further]:
    oldest = datetime.min.replace(tzinfo=UTC)
    yield from sorted(level, key=lambda further: further.changed or oldest, reverse=True)
