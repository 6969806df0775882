from collections.abc import Sequence

import pytest

from agents.tag.parties.party_count import parties_counted
from agents.tag.telling.terms import amounts, purpose, stakes
from tests.agents.tag.stories import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("두 회사는 3000억원 규모의 지분을 교환한다", ["3000억원"]),
        ("1조 2천억원을 들여 공장을 짓는다", ["1조 2천억원"]),
        ("각각 1천500억원씩 출자하고 2억달러를 빌린다", ["1천500억원", "2억달러"]),
        ("총사업비는 약 340억 원이다. 340억 원은 나눠 낸다", ["약 340억 원", "340억 원"]),
        ("회원 3100만명과 점포 1만개를 잇는다", []),
        ("원가를 낮추고 5G 통신을 쓴다", []),
    ],
)
def test_amounts_are_sums_of_money(text: str, expected: Sequence[str]) -> None:
    assert amounts([text]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("가람은 한별 지분 2.5%를, 한별은 가람 지분 1.6%를 갖는다", ["2.5%", "1.6%"]),
        ("지분은 가람이 51%, 한별이 49%를 보유한다", ["51%", "49%"]),
        ("50대 50 지분으로 출자한다", ["50대50"]),
        ("전력 사용을 30% 줄인다", []),
    ],
)
def test_stakes_are_shares_of_companies(text: str, expected: Sequence[str]) -> None:
    assert stakes([text]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("가람전자는 한별과 스마트 공장 구축을 위한 업무협약을 체결했다", "스마트 공장 구축"),
        ("가람전자는 5일 본사에서 한별과 '도서 배송 활성화 업무협약'을 맺었다", "도서 배송 활성화"),
        ("가람전자와 한별이 오디오북 제작에 관한 양해각서를 교환했다", "오디오북 제작"),
        ("가람전자와 한별은 5일 양사 대표가 참석한 가운데 도서 배송을 위한 업무협약을 맺었다", "도서 배송"),
        ("가람전자가 한별과 손을 잡았다", None),
        ("가람전자는 고객을 위한 새 전시장을 열었다", None),
    ],
)
def test_the_purpose_is_the_phrase_before_the_deal(text: str, expected: str | None) -> None:
    assert purpose([text]) == expected


@pytest.mark.parametrize(
    ("sentences", "count"),
    [
        (["가람전자는 한별과 3자 업무협약을 맺었다", "3사는 공장을 함께 짓는다"], 3),
        (["양사는 도서 배송을 함께 한다"], 2),
        (["가람시와 네 기관은 자료를 나눈다"], None),
        (["이들 다섯 기관은 자료를 나눈다"], 5),
        (["제3자 배정 방식으로 신주를 발행한다"], None),
        (["이동통신 3사는 경쟁이 치열하다"], None),
        (["3사는 공장을 짓는다", "두 회사는 물류를 맡는다"], None),
    ],
)
def test_parties_are_counted_where_one_number_is_told_of_them(sentences: Sequence[str], count: int | None) -> None:
    assert parties_counted(sentences) == count


def test_the_terms_of_one_deal_are_not_those_of_the_next() -> None:
    one, other = read(
        "KT는 16일 현대건설과 업무협약을 체결했다. 두 회사는 30억원을 들인다. "
        "KT는 이날 LG전자, 신한은행과 업무협약을 체결했다. 3사는 70억원을 들인다."
    )
    assert (one.amounts, one.parties) == (["30억원"], 2)
    assert (other.amounts, other.parties) == (["70억원"], 3)
