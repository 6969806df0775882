"""How sure a reading is, and why."""

from agents.tag.telling.score import START
from tests.agents.tag import stories

FIRM = "KT, LG전자와 업무협약", "KT는 LG전자와 로봇 개발을 위한 업무협약을 체결했다고 7일 밝혔다."
LOOSE = "", "KT가 LG전자와 손잡고 로봇 시장 공략에 나선다."
HEARSAY = "", "KT가 LG전자와 업무협약을 체결할 예정인 것으로 알려졌다."


def read(title: str, body: str) -> tuple[float, list[str]]:
    (mention,) = stories.read(body, title, None)
    assert mention.score is not None
    return mention.score, mention.reasons


def test_a_signed_deal_is_surer_than_one_of_loose_words_or_hearsay() -> None:
    firm, loose, hearsay = (read(*story)[0] for story in (FIRM, LOOSE, HEARSAY))
    assert 1 >= firm > max(loose, hearsay)
    assert min(loose, hearsay) > 0


def test_the_reasons_make_the_score() -> None:
    score, reasons = read(*FIRM)
    assert any("headline and text agree" in reason for reason in reasons)
    assert min(1.0, START + sum(float(reason.split()[0]) for reason in reasons)) == score
