"""The status of single clauses, and the tables behind it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agents.rule_table import RuleTableError
from agents.tag.language.clauses import clauses, plain, sentences
from agents.tag.language.moments import moments
from agents.tag.saying import triggers
from agents.tag.saying.judgement import is_opinion, judge
from agents.tag.saying.triggers import table
from agents.tag.saying.verdicts import Judgement
from topics.records import Kind, Status

DAY = date(2024, 5, 16)


def statuses(text: str, *, title: bool = False) -> list[Status]:
    found = []
    for sentence in sentences(plain(text).text, title=title):
        for clause in clauses(sentence):
            for trigger in table().find(sentence.text[: clause.end]):
                if trigger.start >= clause.start:
                    judgement = judge(sentence, clause, trigger, moments(sentence.text, DAY), DAY)
                    if isinstance(judgement, Judgement):
                        found.append(judgement.status)
    return found


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("가온은 한빛과 업무협약을 체결했다.", Status.ANNOUNCED),
        ("가온은 한빛과 업무협약에 서명했다.", Status.ANNOUNCED),
        ("가온은 한빛과 합작법인을 설립하기로 했다.", Status.ANNOUNCED),
        ("가온은 한빛과 업무협약을 맺은 것으로 알려졌다.", Status.ANNOUNCED),
        ("가온은 한빛과 업무협약을 맺을 예정이다.", Status.PLANNED),
        ("가온은 한빛과 업무협약을 체결한다.", Status.PLANNED),
        ("업계에 따르면 가온은 한빛과 업무협약을 맺을 예정이다.", Status.RUMOURED),
        ("가온은 한빛과 합작법인 설립을 검토하고 있다.", Status.RUMOURED),
        ("가온은 한빛과 업무협약을 맺을 가능성이 있다.", Status.RUMOURED),
        ("가온과 한빛의 업무협약 체결설은 사실무근이다.", Status.DENIED),
        ("가온은 한빛과 업무협약을 체결하지 않았다.", Status.DENIED),
        ("가온은 한빛과의 제휴를 종료했다.", Status.ENDED),
        ("가온은 한빛과 맺은 업무협약을 해지했다.", Status.ENDED),
        ("가온은 2019년 한빛과 업무협약을 체결했다.", Status.BACKGROUND),
        ("앞서 가온은 한빛과 업무협약을 체결했다.", Status.BACKGROUND),
        ("가온은 한빛과 업무협약을 체결한 바 있다.", Status.BACKGROUND),
    ],
)
def test_status_follows_the_ending_of_the_clause(text: str, status: Status) -> None:
    assert statuses(text) == [status]


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("가온·한빛, 배송 업무협약", Status.ANNOUNCED),
        ("가온-한빛 맞손", Status.ANNOUNCED),
        ("가온·한빛 합작법인 설립", Status.ANNOUNCED),
        ("가온·한빛 합작법인 설립 추진", Status.RUMOURED),
        ("가온, 한빛과 제휴 논의", Status.RUMOURED),
        ("가온·한빛, 배송 동맹 해체", Status.ENDED),
    ],
)
def test_headlines_are_judged_by_what_follows_the_trigger(title: str, status: Status) -> None:
    assert statuses(title, title=True)[0] is status


@pytest.mark.parametrize(
    "text",
    [
        "현대차 노사가 단체협약을 체결했다.",
        "손잡이를 잡은 손님이 웃었다.",
        "학생들이 동맹휴업을 결의했다.",
        "가온 경영지원팀이 새로 꾸려졌다.",
        "한빛 컨소시엄이 공사를 수주했다.",
        "합작법인이 공장을 세웠다.",
        "기후변화협약 총회가 열렸다.",
    ],
)
def test_other_things_are_no_triggers(text: str) -> None:
    assert statuses(text) == []


def test_columns_are_told_by_their_marks() -> None:
    assert is_opinion("[칼럼] 동맹의 조건", "")
    assert is_opinion("", "【기자수첩】 협약의 무게\n가온은")
    assert not is_opinion("가온·한빛, 업무협약", "가온은 한빛과 협약을 맺었다.")


def test_the_kind_comes_from_the_noun() -> None:
    kinds = {t.word: t.kind for t in table().find("업무협약 제휴 컨소시엄 합작법인 지분")}
    assert kinds == {
        "업무협약": Kind.MOU,
        "제휴": Kind.PARTNERSHIP,
        "컨소시엄": Kind.CONSORTIUM,
        "합작법인": Kind.JOINT_VENTURE,
        "지분": Kind.EQUITY_SWAP,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[noun.a]\nkind = "pact"\nverbs = ["sign"]\nwords = ["협약"]\nright = ["a → b"]\n[verbs.sign]\nwords = ["a"]\nright = ["a → b"]',
            "noun.a: kind: must be one of",
        ),
        ('[noun.a]\nkind = "mou"\nverbs = ["sign"]\nwords = ["협약"]', "noun.a: verbs: there is no group 'sign'"),
        ('[idiom.a]\nkind = "mou"\nwords = "협약"', "idiom.a: words: must be a list"),
        (
            '[idiom.a]\nkind = "mou"\nwords = ["a", "a"]\nright = ["a → b", "b → a"]',
            "broken.toml: idiom.a: words: 'a' stands in the table twice",
        ),
        ('[idiom.a]\nkind = "mou"\nwords = ["a", "b"]\nright = ["a → b"]', "idiom.a: right: needs at least 2"),
        ('[verbs.a]\nwords = ["a"]\nright = []', "verbs.a: right: needs at least 1"),
        (
            '[idiom.a]\nkind = "mou"\nwords = ["a"]\nright = ["a → b"]\nnot_after = ["b"]',
            "idiom.a: wrong: needs at least 1",
        ),
        ("[idiom\n", "broken.toml"),
        ("", "no row"),
    ],
)
def test_a_wrong_trigger_table_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleTableError) as raised:
        triggers.load(path)
    assert message in str(raised.value)
