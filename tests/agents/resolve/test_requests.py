"""What a report asks of the state: little, at once, and nothing that it cannot be about."""

from __future__ import annotations

import json
from collections.abc import Collection

import pytest

from agents.resolve.documents import EntryDocuments
from agents.resolve.entries import ALLIANCES_SPACE, INDEX_SPACE, MOST_OF_ANY_DAY
from agents.resolve.entry import Entry
from agents.resolve.reported import claims_of
from agents.resolve.resolve import resolve_stage
from tests.agents.resolve.stories import mention, names, registry, report, resolve_all
from tests.fakes import MemoryState, run_one
from topics.buffered import BufferedState, Documents, Key
from topics.outcome import Done
from topics.records import Dated, Kind, Report, Status

PAIR = "누리통신 동해식품"


class AskedTexts:
    """State texts in memory, and what was asked of them: the keys of each request."""

    def __init__(self) -> None:
        self.asked: list[list[Key]] = []
        self.texts: dict[Key, str] = {}

    async def read(self, space: str, key: str) -> str | None:
        self.asked.append([(space, key)])
        return self.texts.get((space, key))

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        self.asked.append(list(keys))
        return {key: self.texts[key] for key in keys if key in self.texts}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        raise AssertionError("a report asks by key alone")

    def keep(self, documents: Documents) -> None:
        self.texts |= {key: write[0] for key, write in documents.items() if write}


class Owner:
    """The stage that owns the registry over texts."""

    def __init__(self, texts: AskedTexts) -> None:
        self._stage, self._texts = resolve_stage(), texts

    async def requests_of(self, one: Report) -> list[list[Key]]:
        """The requests that a report makes."""
        before, state = len(self._texts.asked), BufferedState(self._texts)
        assert isinstance(await run_one(self._stage, one, state), Done)
        self._texts.keep(state.documents)
        return self._texts.asked[before:]


def signed(article: str, day: float, members: str = PAIR) -> Report:
    date = report(article, day=day).published
    assert date is not None
    told = mention(members, date=date.date().isoformat(), dated=Dated.DEAL)
    return report(article, told, day=day, site=f"{article}.example", source=f"https://{article}.example/rss")


async def test_a_report_is_one_request_be_its_deal_new_or_known_or_it_a_repeat() -> None:
    owner = Owner(AskedTexts())
    assert len(await owner.requests_of(signed("a", 0))) == 1
    assert len(await owner.requests_of(signed("b", 0.1))) == 1
    assert len(await owner.requests_of(signed("b", 0.1))) == 1


async def test_the_owner_asks_once_for_what_it_knows_whatever_hangs_on_it() -> None:
    texts, alone, three = AskedTexts(), MemoryState(), f"{PAIR} 한별전자"
    owner = Owner(texts)
    reports = [
        signed("a", 0, three),
        report("b", mention(three, Status.ENDED), day=40),
        report("d", mention(three, Status.BACKGROUND), day=40),
        signed("c", 35, three),
        report("e", mention(PAIR), mention("한별전자 새봄중공업"), mention("한솔대 해오름전자"), day=40.2),
    ]
    for one in reports:
        assert len(await owner.requests_of(one)) == 1
    await resolve_all(reports, alone)
    assert {key: json.loads(text) for (space, key), text in texts.texts.items() if space == ALLIANCES_SPACE} == {
        id: entry async for id, entry in alone.scan(ALLIANCES_SPACE)
    }


async def test_owners_in_turns_go_on_from_what_is_there_with_few_requests() -> None:
    texts = AskedTexts()
    owners = [Owner(texts), Owner(texts)]
    for n in range(6):
        assert len(await owners[n % 2].requests_of(signed(f"a{n}", n / 10))) <= 3
    (entry,) = [Entry.model_validate_json(text) for (space, _), text in texts.texts.items() if space == ALLIANCES_SPACE]
    assert len(entry.claims) == 6


async def test_deals_of_the_same_companies_that_are_long_past_are_not_asked_for() -> None:
    texts = AskedTexts()
    for n in range(8):
        await Owner(texts).requests_of(signed(f"a{n}", n * 60))
    alliances = {key for space, key in texts.texts if space == ALLIANCES_SPACE}
    assert len(alliances) == 8
    asked = {
        key
        for keys in await Owner(texts).requests_of(signed("b", 7 * 60 + 1))
        for space, key in keys
        if space == ALLIANCES_SPACE
    }
    assert len(asked & alliances) == 1


@pytest.mark.parametrize("told", [Status.ENDED, Status.BACKGROUND])
async def test_what_may_be_of_any_earlier_day_is_held_against_deals_long_past(told: Status) -> None:
    state = MemoryState()
    await resolve_all([signed("a", 0), report("b", mention(PAIR, told), day=400)], state)
    (one,) = await registry(state)
    assert {source.article_id for source in one.articles} == {"a", "b"}


async def test_a_recollection_without_its_day_is_held_against_the_latest_of_many_deals() -> None:
    texts = AskedTexts()
    for n in range(MOST_OF_ANY_DAY + 4):
        await Owner(texts).requests_of(signed(f"a{n}", n * 60))
    there = {key for space, key in texts.texts if space == ALLIANCES_SPACE}
    asked = await Owner(texts).requests_of(report("b", mention(PAIR, Status.BACKGROUND), day=n * 60 + 30))
    assert len(there & {key for keys in asked for _, key in keys}) == MOST_OF_ANY_DAY
    entries = [Entry.model_validate_json(text) for (space, _), text in texts.texts.items() if space == ALLIANCES_SPACE]
    assert {claim.article_id for one in entries for claim in one.claims if "b" in one.articles} == {f"a{n}", "b"}


async def test_a_rumour_meets_the_deal_that_comes_three_months_later() -> None:
    rumour = report("a", mention(PAIR, Status.RUMOURED), day=0)
    for order in ([rumour, signed("b", 89)], [signed("b", 89), rumour]):
        state = MemoryState()
        await resolve_all(order, state)
        assert [len(one.articles) for one in await registry(state)] == [2]


async def test_the_documents_of_earlier_versions_are_read() -> None:
    """They say all, empty or not, and under a pair of members not until when an alliance may be meant."""
    state = MemoryState()
    await resolve_all([signed("a", 0)], state)
    async for id, document in state.scan(ALLIANCES_SPACE):
        await state.put(ALLIANCES_SPACE, id, Entry.model_validate(document).model_dump(mode="json"))
    async for key, document in state.scan(INDEX_SPACE):
        await state.put(INDEX_SPACE, key, {"ids": document["ids"]})
    await resolve_all([signed("b", 1), report("c", mention(PAIR, Status.ENDED), day=300)], state)
    (one,) = await registry(state)
    assert {source.article_id for source in one.articles} == {"a", "b", "c"}
    assert names(one) == PAIR


def entry(*articles: str) -> Entry:
    claims = [claim for article in articles for claim in claims_of(signed(article, 0))]
    return Entry(id="e", claims=claims)


def test_what_is_kept_of_an_entry_is_no_longer_used_when_another_process_wrote_it() -> None:
    ours, theirs = EntryDocuments(), EntryDocuments()
    first = ours.text_of(entry("a"))
    assert ours.entry_of("e", first) == entry("a")
    second = theirs.text_of(entry("a", "b"))
    assert ours.entry_of("e", second) == entry("a", "b")
    assert ours.entry_of("e", first) == entry("a")


def test_who_changes_an_entry_does_not_change_what_is_kept() -> None:
    documents = EntryDocuments()
    text = documents.text_of(entry("a"))
    documents.entry_of("e", text).claims.clear()
    assert documents.entry_of("e", text) == entry("a")


def test_a_changed_copy_of_an_account_has_other_consequences() -> None:
    (claim,) = claims_of(signed("a", 0))
    assert claim.is_news
    assert claim.named.stems == {"누리통신", "동해식품"}
    other = claim.model_copy(update={"status": Status.RUMOURED, "members": claim.members[:1]})
    assert not other.is_news
    assert other.named.stems == {"누리통신"}
    assert '"status":"rumoured"' in other.text
    with pytest.raises(ValueError, match="frozen"):
        claim.kind = Kind.CONSORTIUM  # type: ignore[misc]
