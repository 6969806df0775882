"""What makes a report and its mentions others than those that were read before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.resolve.reported import claims_of, digest
from agents.tag.tag import report_of, tag_article
from tests.agents.resolve.stories import names, resolve_all, told
from tests.fakes import MemoryState
from topics.records import SEOUL, Article, ChangeKind, Kind, Member, Mention, Report, Status


def reported(*members: Member) -> Report:
    mention = Mention(
        status=Status.ANNOUNCED,
        new=True,
        kind=Kind.MOU,
        members=list(members),
        date="2024-05-07",
        evidence="가람전자와 나래통신은 7일 업무협약을 체결했다.",
    )
    return Report(
        article_id="a1",
        source_id="s1",
        url="https://paper.example/1",
        title="t",
        source="x",
        fetched=datetime(2024, 5, 7, tzinfo=UTC),
        version=1,
        mentions=[mention],
    )


def test_a_report_of_an_earlier_version_keeps_the_keys_that_this_gave_it() -> None:
    # Those that 0.2.0 gave before mentions had canonical names beside those of their texts.
    report = reported(Member(id="o1", name="가람전자"), Member(id="o2", name="나래통신"))
    assert [claim.id for claim in claims_of(report)] == ["3af238268a12d81d"]
    assert digest(report) == "599933917fea1a65"


def test_a_mention_is_the_same_claim_whatever_its_text_calls_the_members() -> None:
    canonical = reported(Member(id="o1", name="가람전자"), Member(id="o2", name="나래통신"))
    called = reported(Member(id="o1", name="가람", canonical="가람전자"), Member(id="o2", name="나래통신"))
    assert list(claims_of(called)) == list(claims_of(canonical))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_papers_that_call_a_member_otherwise_tell_one_alliance_under_the_canonical_name(
    order: tuple[int, int],
) -> None:
    tagged = [
        tag_article(
            Article(
                id=f"a{number}",
                source_id=f"s{number}",
                url=f"https://paper{number}.example/1",
                canonical_url=f"https://paper{number}.example/1",
                title=f"{bank}-{maker}, 충전 업무협약",
                body=f"{bank}과 {maker}는 7일 충전 사업을 위한 업무협약을 체결했다고 밝혔다.",
                published=datetime(2024, 5, 7, 9 + number, tzinfo=SEOUL),
            )
        )
        for number, (bank, maker) in enumerate([("국민은행", "현대자동차"), ("KB국민은행", "현대차")])
    ]
    reports = [report_of(tagged[i]) for i in order]
    records = await resolve_all([one for one in reports if one is not None], MemoryState())
    (announced,) = told(records, ChangeKind.ANNOUNCED)
    assert names(announced) == "KB국민은행 현대차"
    assert all(member.canonical is None for member in announced.members)
