"""A plain sentence on two companies is read whatever noun names their paper and whatever verb makes it."""

from __future__ import annotations

import pytest

from benchmarks.examples import article_of, reading_of

_MADE = [
    ("바른에너지는 모아카드와 라이선스 계약을 체결했다.", "partnership"),
    ("바른에너지와 모아카드가 업무협조 약정을 맺고 배송을 넓히기로 했다.", "partnership"),
    ("바른에너지가 모아카드와 공동판매 계약을 성사시켰습니다.", "partnership"),
    ("바른에너지와 모아카드는 양해각서에 최종 합의했다.", "mou"),
    ("바른에너지는 모아카드와 합작법인 설립 계약을 15일 서울 중구 본사에서 체결했다.", "joint_venture"),
    ("바른에너지는 모아카드와 합작법인 설립 계약을 체결, 로봇을 만든다.", "joint_venture"),
    ("바른에너지와 모아카드의 배송 사업을 위한 양해각서 서명식이 거행됐다.", "mou"),
    ("바른에너지와 모아카드의 상생협약식이 15일 오전 본사 회의실에서 열렸다.", "mou"),
    ("바른에너지는 모아카드와 제휴하기로 했다.", "partnership"),
    ("바른에너지와 모아카드는 협업해 로봇을 내놓기로 했다.", "partnership"),
    ("바른에너지와 모아카드는 주식을 상호 보유하기로 했다.", "equity_swap"),
    ("바른에너지는 모아카드와 업무협약을 체결함에 따라 배송을 넓힌다.", "mou"),
    ("바른에너지가 모아카드와 업무협약을 맺어 눈길을 끌고 있다.", "mou"),
]

_NOT_MADE = [
    "바른에너지는 모아카드와 업무협약에 합의하지 못했다.",
    "바른에너지는 모아카드와 배상 금액에 합의했다.",
    "바른에너지는 모아카드와 제휴하기로 했던 계획을 접었다.",
    "바른에너지와 모아카드가 제휴하기로 할지 관심이다.",
    "바른에너지는 모아카드와 협력해 온 사업을 정리하기로 했다.",
    "바른에너지는 모아카드와 협약 준비를 마쳤다.",
    "바른에너지는 모아카드와 합작법인 설립 회의를 15일 서울 중구 본사에서 열었다.",
    "바른에너지는 모아카드와 지분을 상호 보유하고 있다.",
]


@pytest.mark.parametrize(("text", "kind"), _MADE)
def test_a_deal_is_read_whatever_noun_and_verb_tell_it(text: str, kind: str) -> None:
    reading = reading_of(article_of(text))
    assert reading.startswith(f"announced {kind}")
    assert ";" not in reading
    assert "바른에너지, 모아카드" in reading


@pytest.mark.parametrize("text", _NOT_MADE)
def test_no_new_deal_is_read_where_none_is_made(text: str) -> None:
    assert "announced" not in reading_of(article_of(text))


def test_what_a_deal_is_for_is_no_partner_of_it() -> None:
    read = reading_of(article_of("솔빛보험은 모아카드와 상조산업의 발전을 위한 업무협약을 체결했다."))
    assert read.startswith("announced mou: 솔빛보험, 모아카드 "), read
