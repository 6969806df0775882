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


@pytest.mark.parametrize(
    "text",
    [
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
