"""Articles that were analysed by another version are analysed anew, some at a time, and found all the while."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import apsw
import pytest

from search.analysis import analyse
from search.embedded import rebuild
from search.embedded.document import documents_of_records
from search.embedded.store import EmbeddedStore
from search.query import parse_query
from tests.search.old_analysis import analysed_as_before, dump
from tests.search.test_store import article
from topics.records import TaggedArticle

STORIES = [article(str(number), body=f"로봇 {number}대를 들였다고 밝혔다") for number in range(25)]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "PART", 10)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "dongmaeng.sqlite"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[EmbeddedStore]:
    """A store whose articles were analysed by an earlier version."""
    await analysed_as_before(file, STORIES)
    store = EmbeddedStore(file)
    yield store
    await store.close()


async def make(records: Sequence[bytes]) -> Sequence[object]:
    return documents_of_records(records)


async def total(store: EmbeddedStore) -> int:
    return (await store.search(parse_query("로봇"))).total


async def test_a_new_file_needs_no_rebuild(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "new.sqlite")
    assert not await store.needs_rebuild()
    await store.write(STORIES)
    assert not await store.needs_rebuild()
    assert await store.rebuild(make, lambda _: None) is None
    await store.close()


async def test_what_another_version_analysed_is_found_by_the_present_terms_afterwards(
    store: EmbeddedStore, file: Path, tmp_path: Path
) -> None:
    assert await store.needs_rebuild()
    assert await total(store) == 0
    shown: list[rebuild.RebuildProgress] = []
    done = await store.rebuild(make, shown.append)
    assert [(one.done, one.total) for one in shown] == [(10, 25), (20, 25), (25, 25)]
    assert done == shown[-1]
    assert not await store.needs_rebuild()
    assert await total(store) == 25
    fresh = EmbeddedStore(tmp_path / "fresh.sqlite")
    await fresh.write(STORIES)
    assert dump(file) == dump(tmp_path / "fresh.sqlite")
    await fresh.close()


async def test_interrupted_it_goes_on_where_it_was_and_searches_go_on_by_both(store: EmbeddedStore) -> None:
    looked_at: list[int] = []

    async def broken(records: Sequence[bytes]) -> Sequence[object]:
        if len(looked_at) == 2:
            raise KeyboardInterrupt
        looked_at.append(len(records))
        return documents_of_records(records)

    with pytest.raises(KeyboardInterrupt):
        await store.rebuild(broken, lambda _: None)
    assert await store.needs_rebuild()
    assert await total(store) == 20
    assert (await store.search(parse_query("공장"))).total == 5
    shown: list[rebuild.RebuildProgress] = []
    await store.rebuild(make, shown.append)
    assert [one.done for one in shown] == [25]
    assert await total(store) == 25


async def test_what_is_written_meanwhile_is_kept(store: EmbeddedStore, file: Path) -> None:
    service = EmbeddedStore(file)
    newer = STORIES[3].model_copy(update={"article": STORIES[3].article.model_copy(update={"title": "고친 제목"})})

    async def beside(records: Sequence[bytes]) -> Sequence[object]:
        made = documents_of_records(records)
        await service.write([newer, article("late", body="로봇 소식")])
        return made

    await store.rebuild(beside, lambda _: None)
    kept = await store.get_article("3")
    assert kept is not None
    assert kept.article.title == "고친 제목"
    assert (await store.search(parse_query("고친 제목"))).total == 1
    assert await total(store) == 26
    assert not await store.needs_rebuild()
    await service.close()


async def test_what_cannot_be_analysed_keeps_its_terms_and_holds_nothing_up(store: EmbeddedStore) -> None:
    async def refusing(records: Sequence[bytes]) -> Sequence[object]:
        return [
            None if TaggedArticle.model_validate_json(one).article.id == "7" else made
            for one, made in zip(records, documents_of_records(records), strict=True)
        ]

    await store.rebuild(refusing, lambda _: None)
    assert await total(store) == 24
    assert (await store.search(parse_query("공장"))).total == 1
    assert not await store.needs_rebuild()


async def test_a_rebuild_for_another_analysis_begins_anew(store: EmbeddedStore, file: Path) -> None:
    async def stopped(records: Sequence[bytes]) -> Sequence[object]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await store.rebuild(stopped, lambda _: None)
    connection = apsw.Connection(str(file))
    connection.execute("UPDATE search_marks SET value = 20 WHERE name = 'analysed up to'")
    connection.execute("UPDATE search_marks SET value = 1 WHERE name = 'analysis wanted'")
    connection.close()
    done = await store.rebuild(make, lambda _: None)
    assert done is not None
    assert await total(store) == done.done == 25


async def test_it_can_be_asked_for_where_it_is_not_needed(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "new.sqlite")
    await store.write(STORIES)
    done = await store.rebuild(make, lambda _: None, force=True)
    assert done is not None
    assert (done.done, await total(store)) == (25, 25)
    await store.close()


def test_other_terms_of_the_same_text_are_another_analysis() -> None:
    """Where this fails, the analysis makes other terms: raise `ANALYSIS`, and put the new digest here."""
    texts = (
        "해온전자㈜는 9일 다솔통신과 AI 반도체 업무협약(MOU)을 체결했다고 밝혔다. 金 대표는 “함께”라고 말했다.",
        "LG유플러스·KT&G, 한빛누리재단과 ‘원팀’ 결성을 3.2천만원에 합의했다",
    )
    terms = [(term.text, term.start, term.end) for text in texts for term in analyse(text)]
    assert hashlib.sha256(repr(terms).encode()).hexdigest()[:16] == "52e9c3afc3201631"
