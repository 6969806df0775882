"""Alliances by query: every store answers as the plain functions do over all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.alliances import AllianceFacet, AllianceQuery, AlliancesWritten, BadCursor, select
from search.store import Store, alliance_version, every_alliance
from topics.records import (
    Activity,
    ActivityTold,
    Alliance,
    Change,
    ChangeKind,
    Identifiers,
    Kind,
    Member,
    Source,
    Status,
    Tie,
)

START = datetime(2025, 3, 1, 20, tzinfo=UTC)
CODES = Identifiers(corp_code="00990001", stock_code="990010", english_name="GARAM ELECTRONICS CO., LTD.", listed=True)
MEMBERS = [
    Member(id="m1", name="가람전자", identifiers=CODES),
    *(Member(id=f"m{number}", name=name) for number, name in enumerate(("나래통신", "다솔", "라온", "미르"), 2)),
]
ASKED = ("가람전자", "m1", "990010", "00990001", "Garam Electronics", "나래통신", "다솔", "없는회사", "AI 원팀")

moments = st.integers(0, 60).map(lambda hours: START + timedelta(hours=hours)) | st.integers(0, 10**6).map(
    lambda micro: START + timedelta(microseconds=micro)
)


def some(values: object, most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(list(values)), max_size=most, unique=True).map(tuple)  # type: ignore[call-overload]


@st.composite
def alliances(draw: st.DrawFn) -> Alliance:
    id = f"a{draw(st.integers(0, 30))}"
    changes = draw(st.integers(0, 3))
    kinds = [ChangeKind.ANNOUNCED, *draw(some((ChangeKind.DISMISSED, ChangeKind.CORROBORATED)))]
    articles = draw(st.lists(st.none() | moments, max_size=2))
    return Alliance(
        id=id,
        name=draw(st.sampled_from((None, None, "AI 원팀"))),
        kind=draw(st.sampled_from(list(Kind))),
        status=draw(st.sampled_from(list(Status))),
        members=draw(st.lists(st.sampled_from(MEMBERS), max_size=3, unique_by=lambda member: member.id)),
        first_seen=draw(moments),
        articles=[
            Source(article_id=f"{id}-{n}", url="https://news.example.com", published=published)
            for n, published in enumerate(articles)
        ],
        changes=[
            Change(id=f"{id}-{n}", change=kind, at=draw(moments), article_id="x")
            for n, kind in enumerate(kinds[:changes])
        ],
        held=draw(st.booleans()),
        tie=Tie(activities=[ActivityTold(activity=one) for one in draw(some(Activity))]),
        merged_into=draw(st.sampled_from((None,) * 9 + ("a99",))),
    )


queries = st.builds(
    AllianceQuery,
    organisations=some(ASKED),
    kinds=some(Kind),
    activities=some(Activity),
    statuses=some(Status),
    since=st.none() | moments,
    until=st.none() | moments,
    dismissed=st.booleans(),
    held=st.sampled_from((False, False, True)),
)


class Plain:
    """What a store should hold, as a plain list."""

    def __init__(self) -> None:
        self.known: dict[str, Alliance] = {}
        self.cursor = ""
        """Of what was read last of all that was written."""

    def write(self, alliance: Alliance) -> None:
        before = self.known.get(alliance.id)
        if before is None or alliance_version(alliance) >= alliance_version(before):
            self.known[alliance.id] = alliance

    @property
    def alliances(self) -> list[Alliance]:
        return [alliance for alliance in self.known.values() if alliance.merged_into is None]


async def written(store: Store, cursor: str) -> AsyncIterator[AlliancesWritten]:
    """All parts of what was written since a cursor; the last is empty."""
    while True:
        part = await store.written_alliances(cursor, 2)
        yield part
        cursor = part.cursor
        if not part.alliances:
            return


many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def plain() -> Plain:
    """What the store should hold; both go on from example to example."""
    return Plain()


@many
@given(st.lists(alliances(), max_size=6), st.lists(queries, min_size=1, max_size=4), st.integers(0, 5))
async def test_a_store_answers_as_the_plain_functions_do(
    store: Store, plain: Plain, coming: list[Alliance], asked: list[AllianceQuery], limit: int
) -> None:
    await store.write_alliances(coming)
    for alliance in coming:
        plain.write(alliance)
    for query in (AllianceQuery(), *asked):
        cursor = None
        for _ in range(3):
            expected = select(plain.alliances, query, limit, cursor, list(AllianceFacet))
            assert await store.alliances(query, limit, cursor=cursor, facets=list(AllianceFacet)) == expected
            if (cursor := expected.next) is None:
                break


@many
@given(st.lists(alliances(), max_size=6))
async def test_a_reader_of_what_is_written_misses_nothing(store: Store, plain: Plain, coming: list[Alliance]) -> None:
    before = dict(plain.known)
    await store.write_alliances(coming)
    for alliance in coming:
        plain.write(alliance)
    seen: list[Alliance] = []
    async for part in written(store, plain.cursor):
        assert len(part.cursors) == len(part.alliances) <= 2
        seen += part.alliances
        plain.cursor = part.cursor
    new = {a.id: a for a in plain.alliances if a.changes and a != before.get(a.id)}
    assert len({alliance.id for alliance in seen}) == len(seen)
    assert {alliance.id: alliance for alliance in seen if alliance.id in new} == new
    assert {alliance.id for alliance in seen} <= {alliance.id for alliance in coming}


async def test_a_cursor_goes_on_from_within_a_part(store: Store) -> None:
    assert (await store.written_alliances("")).alliances == ()
    now = (await store.written_alliances()).cursor
    told = [made(f"a{number}") for number in range(5)]
    await store.write_alliances(told)
    part = await store.written_alliances(now)
    assert {alliance.id for alliance in part.alliances} == {alliance.id for alliance in told}
    again = await store.written_alliances(part.cursors[1])
    assert again.alliances == part.alliances[2:]
    assert (await store.written_alliances(part.cursor)).alliances == ()
    later = (await store.written_alliances()).cursor
    assert (await store.written_alliances(later)).alliances == ()


async def test_pages_neither_lose_nor_repeat_while_more_is_written(store: Store) -> None:
    there = [made(f"a{number}", START + timedelta(hours=number % 3)) for number in range(9)]
    await store.write_alliances(there)
    seen: list[str] = []
    cursor = None
    for number in range(100):
        page = await store.alliances(limit=2, cursor=cursor)
        seen += [alliance.id for alliance in page.alliances]
        await store.write_alliances([made(f"b{number}", START + timedelta(minutes=40 * number))])
        if (cursor := page.next) is None:
            break
    assert len(set(seen)) == len(seen)
    assert {alliance.id for alliance in there} <= set(seen)


async def test_all_alliances_however_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.store.MOST_ALLIANCES", 2)
    there = [made(f"a{number}", START - timedelta(hours=number)) for number in range(7)]
    await store.write_alliances(there)
    assert [alliance async for alliance in every_alliance(store)] == there


@pytest.mark.parametrize("cursor", ["x", "nan_a", "1e999_a", "-1", "9" * 30, "١"])
async def test_a_cursor_that_no_answer_gave_is_refused(store: Store, cursor: str) -> None:
    await store.write_alliances([made("a1")])
    if "_" in cursor:
        with pytest.raises(BadCursor):
            await store.alliances(cursor=cursor)
    else:
        with pytest.raises(BadCursor):
            await store.written_alliances(cursor)


def made(id: str, told: datetime = START) -> Alliance:
    change = Change(id=f"{id}-1", change=ChangeKind.ANNOUNCED, at=told, article_id="x")
    return Alliance(
        id=id, kind=Kind.MOU, status=Status.ANNOUNCED, first_seen=told, members=MEMBERS[:2], changes=[change]
    )
