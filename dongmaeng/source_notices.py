"""What is wrong with the sources, told to the endpoints that asked: each trouble once, and once that it is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.alert.payload import korean_time
from agents.discover.known import KnownSources
from agents.source_faults import fault_named
from dongmaeng.repeating import repeat
from dongmaeng.source_troubles import Judgement, SourceTrouble, TroubleKind, is_cut_off, judge
from dongmaeng.watched_sources import WatchedSource, watched_sources
from topics.carrier import Carrier
from topics.records import Notice, now, stable_id
from topics.state import State

TOLD_SPACE = "sources told"
"""State: what was told, by the source's id, or by the name of the site whose pages it is about."""

LOOK_EVERY = 300.0  # seconds: what is told has lasted for hours

RECOVERED = "source.recovered"

ALL = "*"
"""In the place of a source: all of them."""


class ToldTrouble(BaseModel):
    """A trouble that was told and is not over."""

    model_config = ConfigDict(extra="ignore")

    since: datetime
    fault: str
    detail: str | None = None


class Told(BaseModel):
    """What was told of a source, a site or all sources."""

    model_config = ConfigDict(extra="ignore")

    troubles: dict[TroubleKind, ToldTrouble] = Field(default_factory=dict)
    online: datetime | None = None
    """Of all sources: when one could be read again after none could."""


@dataclass(slots=True)
class News:
    """What is to be told, and what counts as told once it is."""

    notices: list[Notice] = field(default_factory=list)
    told: dict[str, Told | None] = field(default_factory=dict)
    """By subject, what has changed; None: nothing any more."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What notices are about: a source, the pages of a site, or all sources."""

    key: str
    source: str
    publisher: str | None = None
    site: str | None = None


async def tell_of_sources(carrier: Carrier, known: KnownSources) -> None:
    """Look every five minutes, and publish what is new; without end."""
    await carrier.ready()
    await repeat(lambda: tell(carrier, known, now()), LOOK_EVERY, "troubles of sources not told")


async def tell(carrier: Carrier, known: KnownSources, moment: datetime) -> None:
    """Publish what was not told yet."""
    told = await told_before(carrier.state)
    news = news_of(await watched_sources(carrier.state, known), told, moment)
    if news.notices:
        await carrier.publish(news.notices)
    await remember(carrier.state, news)  # behind it: told twice under one id is told once


def news_of(sources: Sequence[WatchedSource], told: Mapping[str, Told], moment: datetime) -> News:
    """What was not told yet of how the sources stand.

    What is told begins at a moment that the state says, so that two workers that see the same give it one id. Of a
    source that is known no more, or rests, nothing is told.
    """
    sources = [source for source in sources if source.setting.enabled]
    news = News()
    everything = told.get(ALL, Told())
    cut_off = is_cut_off(sources, moment)
    back = bool(everything.troubles) and not cut_off
    online = moment if back else everything.online
    failing = False
    subjects = {ALL}
    for source, subject, kinds in _subjects(sources):
        subjects.add(subject.key)
        judged = judge(source, moment, online)
        failing = failing or any(trouble.kind is TroubleKind.FAILING for trouble in judged.wrong)
        if cut_off:
            judged.wrong = [trouble for trouble in judged.wrong if trouble.kind is not TroubleKind.FAILING]
        _compare(subject, _only(judged, kinds), told.get(subject.key, Told()), news, moment)
    _compare_all(sources, everything, news, moment, cut_off=cut_off, failing=failing)
    news.told |= dict.fromkeys(told.keys() - subjects)
    return news


async def told_before(state: State) -> dict[str, Told]:
    """What was told last; what cannot be read counts as not told."""
    found = {}
    async for key, document in state.scan(TOLD_SPACE):
        try:
            found[key] = Told.model_validate(document)
        except ValidationError:
            found[key] = Told()
    return found


async def remember(state: State, news: News) -> None:
    """Take what was published as told."""
    for key, told in news.told.items():
        if told is None:
            await state.delete(TOLD_SPACE, key)
        else:
            await state.put(TOLD_SPACE, key, told.model_dump(mode="json", exclude_none=True))


def _subjects(sources: Sequence[WatchedSource]) -> Iterator[tuple[WatchedSource, Subject, set[TroubleKind]]]:
    """Each source, and each site once, with what may be wrong with it."""
    of_pages = {kind for kind in TroubleKind if kind.is_of_site}
    sites = set()
    for source in sources:
        id, publisher = source.setting.id, source.setting.publisher
        yield source, Subject(id, id, publisher), set(TroubleKind) - of_pages
        if source.site not in sites:
            sites.add(source.site)
            yield source, Subject(source.site, id, publisher, source.site), of_pages


def _only(judged: Judgement, kinds: set[TroubleKind]) -> Judgement:
    return Judgement([trouble for trouble in judged.wrong if trouble.kind in kinds], judged.well & kinds)


def _compare(subject: Subject, judged: Judgement, told: Told, news: News, moment: datetime) -> None:
    """Take into the news what has begun and what is over."""
    begun = [trouble for trouble in judged.wrong if trouble.kind not in told.troubles]
    over = {kind: one for kind, one in told.troubles.items() if kind in judged.well}
    if not begun and not over:
        return
    news.notices += [_begun(subject, trouble, moment) for trouble in begun]
    news.notices += [_over(subject, kind, one, moment) for kind, one in over.items()]
    left = {kind: one for kind, one in told.troubles.items() if kind not in over}
    left |= {
        trouble.kind: ToldTrouble(since=trouble.since, fault=trouble.fault.name, detail=trouble.detail)
        for trouble in begun
    }
    news.told[subject.key] = Told(troubles=left) if left else None


def _compare_all(
    sources: Sequence[WatchedSource], told: Told, news: News, moment: datetime, *, cut_off: bool, failing: bool
) -> None:
    """Take into the news that no source can be read, or that one can again."""
    subject = Subject(ALL, ALL)
    earlier = told.troubles.get(TroubleKind.FAILING)
    if cut_off and failing and earlier is None:
        since = min(source.health.failing for source in sources if source.health and source.health.failing)
        trouble = SourceTrouble(TroubleKind.FAILING, since, fault_named("cut_off"), f"{len(sources)} sources")
        news.notices.append(_begun(subject, trouble, moment))
        kept = ToldTrouble(since=since, fault=trouble.fault.name, detail=trouble.detail)
        news.told[ALL] = Told(troubles={TroubleKind.FAILING: kept}, online=told.online)
    elif earlier is not None and not cut_off:
        news.notices.append(_over(subject, TroubleKind.FAILING, earlier, moment))
        news.told[ALL] = Told(online=moment)


def _begun(subject: Subject, trouble: SourceTrouble, moment: datetime) -> Notice:
    data = _data(subject, trouble.since, trouble.fault.name, trouble.detail)
    if trouble.expected is not None:
        data["expected"] = round(trouble.expected, 1)
    if trouble.longest_pause is not None:
        data["longest_pause"] = round(trouble.longest_pause.total_seconds())
    data["what_to_do"] = trouble.fault.todo["en"]
    event = trouble.kind.event
    id = stable_id(event, subject.key, trouble.kind, trouble.since.isoformat())
    return Notice(id=id, event=event, at=moment, data=data)


def _over(subject: Subject, kind: TroubleKind, told: ToldTrouble, moment: datetime) -> Notice:
    data = _data(subject, told.since, told.fault, told.detail) | {"over": kind.event}
    id = stable_id(RECOVERED, subject.key, kind, told.since.isoformat())
    return Notice(id=id, event=RECOVERED, at=moment, data=data)


def _data(subject: Subject, since: datetime, fault: str, detail: str | None) -> dict[str, Any]:
    """The fields of `SourceData` that every event of a source has."""
    return {
        "source": subject.source,
        "publisher": subject.publisher,
        "site": subject.site,
        "since": korean_time(since),
        "fault": fault,
        "reason": fault_named(fault).wrong["en"],
        "detail": detail,
    }
