"""The ledger of a reading tells all that was decided, once, within bounds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.tag import tag as tagging
from agents.tag.language.clauses import clauses
from agents.tag.saying.triggers import table
from agents.tag.tag import tag_article, tag_stage
from agents.tag.telling.ledger import MOST_STEPS
from agents.tag.telling.story import Story
from agents.workers import InlineWorkers
from tests.agents.tag.laws.labelled_stories import reading, stories
from tests.agents.tag.laws.written_news import Written, written_stories
from tests.agents.tag.stories import tagged
from tests.fakes import MemoryState
from topics.outcome import Done
from topics.records import Article, TaggedArticle

MOST_BYTES = 2_000
"""Of the ledger of a story without a strong word of co-operation."""


def _told(article: TaggedArticle) -> Story:
    """The story of a reading, cut into its sentences."""
    text = article.article
    return Story(text.title, text.body, article.organisations, text.published)


def _words(story: Story) -> Iterator[tuple[bool, int]]:
    """Where each word of co-operation starts that a reading judges: in the title or not, and its offset."""
    for sentence in (*story.title_sentences, *story.body_sentences):
        source = story.plain_title if sentence.in_title else story.plain_body
        for clause in clauses(sentence):
            for trigger in table().find(sentence.text[: clause.end]):
                if trigger.start >= clause.start:
                    yield sentence.in_title, source.origin(sentence.start + trigger.start)


def _silent_words(article: TaggedArticle) -> set[tuple[bool, int]]:
    """The words of co-operation that no step tells of, where the ledger keeps all its steps."""
    story = _told(article)
    strong = story.has_strong_word() or article.mentions
    if not strong or len(article.steps) >= MOST_STEPS:
        return set()
    told = {(s.in_title, s.span[0]) for s in article.steps if s.did in ("judged", "left") and s.span}
    return set(_words(story)) - told


def _faults(article: TaggedArticle) -> list[str]:
    """What a ledger leaves out, or says of places that are not in the text."""
    found = [f"silent on {place}" for place in _silent_words(article)]
    told = Counter(s.was for s in article.steps if s.did == "told")
    found += [
        f"untold: {m.members}"
        for m in article.mentions
        if not told[", ".join(x.canonical or x.name for x in m.members)]
    ]
    found += [f"{x.name} came in unsaid" for m in article.mentions if m.new for x in m.members if not x.came]
    for step in article.steps:
        text = article.article.title if step.in_title else article.article.body
        if step.span is not None and not (0 <= step.span[0] < step.span[1] <= len(text)):
            found.append(f"outside of the text: {step}")
        if not step.rule or not step.text:
            found.append(f"no rule: {step}")
    size = len(json.dumps([s.model_dump(mode="json") for s in article.steps], ensure_ascii=False).encode())
    if not (_told(article).has_strong_word() or article.mentions) and size > MOST_BYTES:
        found.append(f"{size} bytes without a strong word")
    return found


def test_the_ledgers_of_our_stories_tell_all() -> None:
    assert {story.id: faults for story in stories() if (faults := _faults(reading(story)))} == {}


@settings(max_examples=60, deadline=None)
@given(st.lists(written_stories(), min_size=1, max_size=4))
def test_the_ledgers_of_written_stories_tell_all(parts: list[Written]) -> None:
    article = tagged("\n".join(part.text for part in parts), parts[0].title)
    assert _faults(article) == []
    again = tag_article(article.article)
    assert again.model_dump(mode="json") == article.model_dump(mode="json")


def test_the_ledger_of_many_weak_words_stays_small() -> None:
    body = " ".join(f"가람전자와 나래통신은 {n}월에도 협력을 넓힌다고 강조했다." for n in range(1, 60))
    article = tagged(body, "가람전자, 나래통신과 협력 넓혀야")
    assert article.steps
    assert _faults(article) == []


@pytest.mark.parametrize("trusted", [False, True], ids=["unknown names", "names that other news confirmed"])
async def test_a_story_is_named_once_and_read_once(trusted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()

    def counted(name: str) -> None:
        whole = getattr(tagging, name)

        def call(*arguments: object) -> object:
            calls[name] += 1
            return whole(*arguments)

        monkeypatch.setattr(tagging, name, call)

    async def confirmed(_article: Article, unlisted: list[object], _state: object) -> frozenset[str]:
        return frozenset(o.name for o in unlisted) if trusted else frozenset()  # type: ignore[attr-defined]

    counted("find_organisations")
    counted("find_mentions")
    monkeypatch.setattr(tagging, "confirmed", confirmed)
    body = "물류 기업 퀴라젬은 보안 기업 노바쉴드와 업무협약을 체결했다고 16일 밝혔다."
    article = tagged(body, "퀴라젬-노바쉴드 업무협약").article
    calls.clear()
    (outcome,) = await tag_stage(InlineWorkers()).handle([article], MemoryState())
    assert isinstance(outcome, Done)
    kinds = {o.name: o.kind for o in outcome.outputs[0].organisations}  # type: ignore[attr-defined]
    assert kinds["퀴라젬"] == ("company" if trusted else "unknown")
    assert calls == {"find_organisations": 1, "find_mentions": 1}
