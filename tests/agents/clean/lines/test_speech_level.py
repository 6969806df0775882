"""Lines at a story's edges that address the reader are no part of a story told in plain speech."""

from __future__ import annotations

import pytest

from agents.clean.lines.speech_level import without_addresses
from agents.clean.page.blocks import Line

PLAIN = [
    "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다.",
    "연구소에는 연구원 300명이 일하며 로봇 제어 기술을 개발한다.",
    "회사는 내년까지 1200억원을 들여 시험 설비를 갖출 계획이다.",
]
POLITE = [
    "가람전자가 부산에 새 연구소를 엽니다.",
    "연구소에는 연구원 300명이 일하게 됩니다.",
    "한서준 기자가 다녀왔습니다.",
]


def left(*lines: str) -> list[str]:
    return [line.text for line in without_addresses([Line(text) for text in lines])]


@pytest.mark.parametrize(
    "line",
    [
        "이 기사를 음성으로 들려드립니다. 재생 단추를 눌러 주세요.",
        "독자의 눈으로 보고 듣고 쓰겠습니다.",
        "이 기사가 도움이 되었나요?",
        "※ 본 기사는 15일자 3면에 실린 기사입니다.",
    ],
)
def test_address_at_an_edge_goes(line: str) -> None:
    assert left(line, *PLAIN) == PLAIN
    assert left(*PLAIN, line) == PLAIN


@pytest.mark.parametrize(
    "lines",
    [
        POLITE,
        [*POLITE, *PLAIN],  # told in both ways
        [*PLAIN, "“설비를 아끼지 않겠습니다.”"],
        [*PLAIN[:2], "설비를 아끼지 않겠습니다.", PLAIN[2]],
        [PLAIN[0], POLITE[0]],
        [],
    ],
)
def test_what_may_be_told_stays(lines: list[str]) -> None:
    assert left(*lines) == lines
