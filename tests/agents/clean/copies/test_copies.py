"""Copies of a text join its group; other stories, however alike their titles, do not."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import struct
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rensa import RMinHash

from agents.clean.copies.copies import Copies
from agents.clean.copies.memory import COPY_WINDOW
from agents.clean.copies.signature import KEPT, Signature, sign
from agents.clean.story.article import read_page
from tests.fakes import MemoryState
from topics.buffered import BufferedState, CommittedState, Key
from topics.embedded.journal import Journal
from topics.embedded.state import committed_state
from topics.records import SEOUL, Article, Copy, Page
from topics.state import Document

SHARED = Path(__file__).resolve().parents[4] / "../shared"
MORNING = datetime(2024, 5, 15, 9, 0, tzinfo=SEOUL)
STORY = [
    "가람전자와 누리통신이 스마트 물류 설비를 함께 개발하기 위한 업무협약을 체결했다고 15일 밝혔다.",
    "두 회사는 이번 협약에 따라 무인 운반차 관제와 창고 영상 분석, 설비 원격 점검 등 세 분야에서 협력한다.",
    "가람전자는 감지 장치와 로봇 팔을, 누리통신은 전용 통신망과 관제 소프트웨어를 맡는다.",
    "시범 운영은 내년 상반기에 부산항 배후 창고 12곳에서 시작하며 투자비는 모두 340억원이다.",
    "박도윤 가람전자 부사장은 “현장의 목소리를 가장 먼저 듣는 설비를 만들겠다”고 말했다.",
]
MORE = [
    "누리통신은 이날 오후 따로 설명회를 열어 관제 소프트웨어의 시험판을 선보였다.",
    "업계에서는 항만 물류의 자동화가 한층 빨라질 것이라는 기대가 나온다.",
    "부산시는 두 회사에 부지를 싸게 빌려주고 지방세를 깎아 주는 방안을 검토하고 있다.",
]
TITLE = "가람전자·누리통신, 스마트 물류 설비 함께 만든다"


def article(id: str, *, title: str = TITLE, body: list[str] = STORY, publisher: str = "하늘신문", at: datetime = MORNING, site: str = "haneul.example", **fields: object) -> Article:  # fmt: skip
    url = f"https://{site}/view/{id}"
    return Article(
        id=id,
        url=url,
        canonical_url=url,
        title=title,
        body="\n".join(body),
        publisher=publisher,
        published=at,
        **fields,
    )  # type: ignore[arg-type]


@pytest.fixture
def state() -> MemoryState:
    return MemoryState()


async def test_first_article_is_a_group_of_its_own(state: MemoryState) -> None:
    placed = await Copies().place(article("a"), state)
    assert (placed.group, placed.copy_kind, placed.version, placed.first_publisher) == ("a", None, 1, "하늘신문")


async def test_mirror_on_another_host(state: MemoryState) -> None:
    copies = Copies()
    await copies.place(article("a"), state)
    placed = await copies.place(article("b", site="portal.example"), state)
    assert (placed.group, placed.copy_kind, placed.version) == ("a", Copy.MIRROR, 1)


async def test_updates_are_versions_of_one_story(state: MemoryState) -> None:
    copies = Copies()
    await copies.place(article("a"), state)
    second = await copies.place(article("b", title=f"{TITLE}(종합)", body=STORY + MORE[:2], at=MORNING + timedelta(hours=2)), state)  # fmt: skip
    third = await copies.place(article("c", title=f"{TITLE}(종합2보)", body=STORY + MORE, at=MORNING + timedelta(hours=4)), state)  # fmt: skip
    assert [(p.group, p.copy_kind, p.version) for p in (second, third)] == [("a", Copy.UPDATE, 2), ("a", Copy.UPDATE, 3)]  # fmt: skip


async def test_wire_story_has_one_group_and_a_first_publisher(state: MemoryState) -> None:
    copies = Copies()
    first = await copies.place(article("a", publisher="구름일보", site="gureum.example", at=MORNING + timedelta(minutes=20)), state)  # fmt: skip
    wire = await copies.place(article("w", publisher="하늘통신", at=MORNING), state)
    other = await copies.place(
        article(
            "b",
            publisher="바다경제",
            site="bada.example",
            title="물류도 함께…두 회사 손잡았다",
            body=STORY[:4],
            at=MORNING + timedelta(hours=1),
        ),
        state,
    )
    assert (first.group, wire.group, other.group) == ("a", "a", "a")
    assert wire.copy_kind is other.copy_kind is Copy.SYNDICATED
    assert wire.first_publisher == "하늘통신"


async def test_agency_named_in_the_dateline_published_first(state: MemoryState) -> None:
    placed = await Copies().place(article("a", publisher="구름일보", first_publisher="하늘통신"), state)
    assert placed.first_publisher == "하늘통신"


@pytest.mark.parametrize("partner", ["나래물산", "다온유통"])
async def test_deals_told_in_one_form_stay_apart(state: MemoryState, partner: str) -> None:
    copies = Copies()
    await copies.place(article("a"), state)
    body = [text.replace("누리통신", partner).replace("부산항", "인천항").replace("12곳", "8곳") for text in STORY]
    placed = await copies.place(article("b", title=TITLE.replace("누리통신", partner), body=body), state)
    assert placed.group == "b"


async def test_equal_title_is_no_copy(state: MemoryState) -> None:
    copies = Copies()
    await copies.place(article("a"), state)
    assert (await copies.place(article("b", body=MORE), state)).group == "b"


async def test_short_flashes_of_one_form_stay_apart(state: MemoryState) -> None:
    copies = Copies()
    await copies.place(article("a", title="[속보] 지수 출발", body=["종합지수가 12.3포인트 오른 2,410.5로 출발했다."]), state)  # fmt: skip
    flash = article("b", title="[속보] 지수 출발", body=["종합지수가 8.1포인트 내린 2,399.2로 출발했다."])
    assert (await copies.place(flash, state)).group == "b"


async def test_copy_after_the_window_is_a_new_story(state: MemoryState) -> None:
    copies = Copies()
    await copies.place(article("a"), state)
    assert (await copies.place(article("b", at=MORNING + COPY_WINDOW + timedelta(hours=1)), state)).group == "b"


async def test_state_forgets_after_the_window() -> None:
    clock = datetime(2024, 5, 15, tzinfo=UTC)
    state = MemoryState(lambda: clock)
    await Copies().place(article("a", fetched=clock), state)
    clock += COPY_WINDOW + timedelta(hours=1)
    assert (await Copies().place(article("b", fetched=clock), state)).group == "b"


async def test_replay_gives_the_same_place(state: MemoryState) -> None:
    copies = Copies()
    await copies.place(article("a"), state)
    mirror = article("b", site="portal.example")
    once = await copies.place(mirror, state)
    assert await copies.place(mirror, state) == once
    assert (await copies.place(article("a"), state)).copy_kind is None


async def test_changed_page_is_the_next_version_of_itself(state: MemoryState) -> None:
    copies = Copies()
    await copies.place(article("a"), state)
    placed = await copies.place(article("a", body=STORY + MORE), state)
    assert (placed.group, placed.copy_kind, placed.version) == ("a", Copy.UPDATE, 2)


async def test_groups_survive_a_restart(tmp_path: Path) -> None:
    def opened() -> tuple[Journal, CommittedState]:
        journal = Journal(tmp_path / "journal.sqlite")

        async def ask(function: object) -> object:
            return function(journal)  # type: ignore[operator]

        return journal, committed_state(ask)  # type: ignore[arg-type]

    journal, state = opened()
    await Copies().place(article("a", fetched=datetime.now(UTC)), state)
    journal.close()
    journal, state = opened()
    assert (await Copies().place(article("b", site="portal.example"), state)).group == "a"
    journal.close()


async def test_texts_that_earlier_versions_remember_are_found_until_none_can_be_left(state: MemoryState) -> None:
    first = sign("\n".join(STORY))
    values = RMinHash(num_perm=128, seed=20_240_515)
    letters = re.sub(r"[\W_]+", "", "\n".join(STORY)).lower()
    values.update(sorted({letters[at : at + 5] for at in range(len(letters) - 4)}))
    packed = base64.b85encode(struct.pack(">128I", *values.digest())).decode()
    remembered = {"id": "a", "group": "a", "signature": packed, "size": first.size, "site": "haneul.example"}
    await state.put("copies", "t:a", remembered)
    for band in first.bands:
        await state.put("copies", f"k:{band}", {"ids": ["a"]})
    untitled = article("b", title="물류", site="portal.example")
    assert (await Copies().place(untitled, state)).group == "a"
    await state.put("copies", "earlier", {"until": "2024-01-01T00:00:00+00:00"})
    await state.delete("copies", "t:b")
    assert (await Copies().place(article("c", title="물류", site="other.example"), state)).group == "c"


async def test_an_article_costs_few_requests_and_rows() -> None:
    class Counting(MemoryState):
        asked = 0
        written = 0

        async def get_many(self, space: str, keys: Collection[str]) -> dict[str, Document]:
            self.asked += 1
            return await super().get_many(space, keys)

        async def put(self, *args: Any, **kwargs: Any) -> None:
            self.written += 1
            await super().put(*args, **kwargs)

    state, copies = Counting(), Copies()
    await copies.place(article("a"), state)
    state.asked = state.written = 0
    await copies.place(article("b", title="부산항 창고가 달라진다", body=MORE * 2), state)
    assert (state.asked, state.written) == (2, 1 + KEPT + 1)


async def test_copies_in_flight_find_each_other() -> None:
    """Each handling sees only what is committed and its own writes."""

    class Empty:
        async def read(self, space: str, key: str) -> str | None:
            await asyncio.sleep(0)
            return None

        async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
            await asyncio.sleep(0)
            return {}

        async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
            return []

    copies = Copies()
    placed = await asyncio.gather(*(copies.place(article(id), BufferedState(Empty())) for id in "abcdef"))
    assert {one.group for one in placed} == {"a"}


async def test_unreadable_memory_does_no_harm(state: MemoryState) -> None:
    await Copies().place(article("a"), state)
    for key, document in [pair async for pair in state.scan("copies")]:
        await state.put("copies", key, {**document, "signature": "~", "ids": [1, None, "a"]})
    assert (await Copies().place(article("b"), state)).group == "b"


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_has_a_signature_that_survives_packing(text: str) -> None:
    signature = sign(text)
    assert Signature.unpack(signature.pack(), signature.size) == signature
    assert signature.likeness(signature).jaccard == 1.0


@settings(max_examples=40)
@given(st.lists(st.sampled_from(STORY + MORE), min_size=1, max_size=8, unique=True))
def test_order_of_paragraphs_hardly_matters(paragraphs: list[str]) -> None:
    there, back = sign("\n".join(paragraphs)), sign("\n".join(reversed(paragraphs)))
    assert there.likeness(back).containment > 0.6


needs_shared = pytest.mark.skipif(
    not (SHARED / "real" / "neardup.jsonl").is_file(), reason="the pairs of copies are not beside this checkout"
)


@needs_shared
async def test_real_copies_are_found_and_real_stories_stay_apart(state: MemoryState) -> None:
    def told(id: str, title: str | None, text: str) -> Article:
        return read_page(Page(id=id, url=f"item:{id}", final_url=f"item:{id}", text=text, title=title)).model_copy(
            update={"id": id}
        )

    lines = [json.loads(line) for line in (SHARED / "real" / "neardup.jsonl").read_text("utf-8").split("\n") if line]
    pairs = [line["items"] for line in lines if "items" in line]
    stories = [json.loads(line) for line in (SHARED / "real" / "stories.jsonl").read_text("utf-8").split("\n") if line]
    one_event = {id: line["id"] for line in lines for id in line.get("story_ids", ())}
    copies, groups = Copies(), dict[str, set[str]]()
    for story in stories:
        placed = await copies.place(told(story["id"], story["title"], story["text"]), state)
        groups.setdefault(placed.group or "", set()).add(one_event.get(story["id"], story["id"]))
    assert all(len(events) == 1 for events in groups.values())
    for first, second in pairs:
        places = [await copies.place(told(item["ref"], item["title"], item["text"]), state) for item in (first, second)]
        assert places[0].group == places[1].group
