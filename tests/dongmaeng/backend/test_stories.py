"""The story of an alliance holds everything that led to it: accounts, differences, decisions and the ledger of why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from agents.resolve.match_rules import MatchRule
from agents.tag.tag import tag_article
from dongmaeng.backend.alliances import alliances, decisions, story
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.writes import decide
from dongmaeng.decide import registry_stages
from dongmaeng.hand_over import carry
from dongmaeng.settings import Settings
from dongmaeng.shapes.stories import StoryShape
from search.alliances import AllianceQuery
from search.embedded.store import EmbeddedStore
from tests.agents.resolve.stories import START
from topics.records import Article, DecisionKind, Report, TaggedArticle

FIRST = (
    "나래통신은 4일 실적을 발표했다.\n"
    "나래통신과 가람전자는 4일 자율주행 기술을 함께 개발하기로 하고 업무협약을 체결했다고 밝혔다. 두 회사는 내년에 시험을 시작한다."
)
SECOND = "나래통신과 가람전자는 5일 자율주행 기술 개발을 위한 업무협약을 맺었다고 밝혔다."


def article(id: str, title: str, body: str, day: int) -> TaggedArticle:
    moment = START + timedelta(days=day)
    url = f"https://news.example/{id}"
    read = Article(id=id, url=url, canonical_url=url, title=title, body=body, published=moment, fetched=moment)
    return tag_article(read.model_copy(update={"publisher": f"{id} 신문"}))


def report_of(tagged: TaggedArticle) -> Report:
    read = tagged.article
    return Report(
        article_id=read.id,
        url=read.url,
        title=read.title,
        publisher=read.publisher,
        site=f"{read.id}.example",
        published=read.published,
        fetched=read.fetched,
        mentions=tagged.mentions,
    )


@pytest.fixture
async def backend(tmp_path: Path) -> AsyncIterator[Backend]:
    settings = Settings(data_dir=tmp_path)
    read = [
        article("a", "나래통신, 가람전자와 자율주행 맞손", FIRST, 0),
        article("b", "나래통신·가람전자 업무협약", SECOND, 1),
    ]
    await carry(settings, [report_of(tagged) for tagged in read], registry_stages)
    store = EmbeddedStore(settings.database)
    await store.write(read)
    await store.close()
    async with Backend(settings) as opened:
        yield opened


async def only(backend: Backend) -> str:
    [alliance] = (await alliances(backend, AllianceQuery(), 10)).alliances
    return alliance.id


async def test_a_story_shows_each_sentence_in_its_paragraph(backend: Backend) -> None:
    told = await story(backend, await only(backend))
    assert told is not None
    assert [reading.article_id for reading in told.readings] == ["a", "b"]
    passages = [passage for passage in told.readings[0].passages if not passage.in_title]
    [passage] = [one for one in passages if "체결했다고" in one.text]
    start, end = passage.span
    assert FIRST[start:end] == passage.text
    assert (passage.before + passage.text + passage.after).strip() == FIRST.split("\n")[1]
    assert "named" in passage.gives


async def test_a_story_has_the_steps_that_led_to_it_and_no_others(backend: Backend) -> None:
    told = await story(backend, await only(backend))
    assert told is not None
    reading = told.readings[0]
    assert reading.rule.startswith(told.accounts[0].rule)
    judged = [words for step, words in reading.steps if step.did == "judged"]
    assert any("업무협약" in words for words in judged)
    assert not any("실적" in words for _, words in reading.steps)


async def test_an_account_says_by_what_it_was_joined_and_to_what(backend: Backend) -> None:
    told = await story(backend, await only(backend))
    assert told is not None
    shape = StoryShape.of_story(told)
    joined = [(one.article_id, one.joined_by, one.joined_to) for one in shape.accounts if one.joined_by]
    [(joiner, rule, to)] = joined
    assert {joiner, to} == {"a", "b"}
    assert rule in set(MatchRule)
    assert [one.joined_because for one in shape.accounts if one.joined_by] == [MatchRule(rule).text]
    assert {member.came for member in shape.accounts[0].members} <= {"named", "headline", "set", "carried"}


async def test_a_story_has_the_decisions_about_it(backend: Backend) -> None:
    id = await only(backend)
    applied = await decide(backend, DecisionKind.DISMISS, [id])
    told = await story(backend, id)
    assert told is not None
    assert [decision.id for decision in told.decisions] == [applied.id]
    assert [decision.id for decision in await decisions(backend)] == [applied.id]
    assert told.alliance.dismissed


async def test_there_is_no_story_of_what_nobody_tells(backend: Backend) -> None:
    assert await story(backend, "0000000000000000") is None


async def test_nothing_is_known_before_anything_is_written(tmp_path: Path) -> None:
    async with Backend(Settings(data_dir=tmp_path / "none")) as nothing:
        assert await story(nothing, "0000000000000000") is None
        assert await decisions(nothing) == []
        assert (await alliances(nothing, AllianceQuery(), 10)).total == 0
