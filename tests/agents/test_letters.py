from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.letters import is_improbable
from tests.agents.test_charset import STORY

WRONG = [*permutations(("utf-8", "cp949", "latin-1"), 2), ("utf-8", "cp1252"), ("utf-8", "gbk"), ("utf-8", "shift_jis"), ("cp949", "gbk")]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), [pair for pair in WRONG if pair[0] != "latin-1"])
@given(st.permutations(STORY))
def test_korean_read_in_a_wrong_charset_is_improbable(written: str, read: str, story: list[str]) -> None:
    text = "\n".join(story)
    assert not is_improbable(text)
    assert is_improbable(text.encode(written).decode(read, "replace"))


@pytest.mark.parametrize("charset", ["ascii", "latin-1", "cp1252", "shift_jis"])
@given(st.permutations(STORY))
def test_korean_whose_letters_became_question_marks_is_improbable(charset: str, story: list[str]) -> None:
    text = "\n".join([*story, "가람전자(Garam)는 MOU를 맺었다."])
    assert is_improbable(text.encode(charset, "replace").decode(charset))


@pytest.mark.parametrize("lost", ["??", "□□□", "？？"])
def test_the_signs_that_stand_for_lost_letters(lost: str) -> None:
    assert is_improbable(" ".join([lost] * 12))


@pytest.mark.parametrize(
    "text",
    [
        '"뭐라고??? 정말????" 만화 속 주인공은 "???"라는 말풍선만 남긴 채 사라졌다. 독자들은 "다음 화는??"이라고 물었다.',
        "□□ 안에 알맞은 말을 넣어라. □□□와 □□을 차례로 쓰면 된다고 문제를 낸 교사가 설명했다. 답은 □□이다.",
        "Is it over?? Nobody knows???? The firm said on Friday it would not say??",
        "왜? 언제? 어디서? 누가? 무엇을? 어떻게? 왜? 언제? 어디서? 누가? 무엇을? 어떻게?",
        "????",
        "가람전자가 뷁 소리가 나는 펲시 기계를 내놓았다고 밝혔다.",
        "美 정부가 對北 制裁를 强化하겠다고 밝혔다. 한국 政府는 論評하지 않았다.",
        "카페 앞에서 프랑수아 올랑드(François Hollande)와 르네(René)가 만났다.",
        "기온이 30℃를 넘고 습도는 70%±5였다. ㅋㅋㅋ 소리가 났다 😀😀😀😀😀😀😀😀😀😀",
        "一家公司十五日表示,在釜山開設了新的研究所,並將在明年投入一千億韓元,與當地大學一起培養人才,這是該公司在國內的第三個研究所。"
        * 2,
        "ソウルの会社が十五日、新しい研究所を開いたと発表した。" * 4,
        "L'entreprise a annoncé qu'elle a créé un laboratoire à Séoul, où des élèves étudieront la robotique dès l'été.",
        "The firm opened a laboratory.",
        "Компания открыла лабораторию в Сеуле.",
        "",
    ],
)
def test_what_people_write_is_not(text: str) -> None:
    assert not is_improbable(text)
