"""Names in the middle of a sentence, which an analyser may take apart, are found whatever stands around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from search.store import Highlight
from tests.search.conftest import Search, searches
from topics.records import Article, TaggedArticle

WELL_KNOWN = [
    "에어팟", "센드버드", "야나두", "몰로코", "와디즈", "제미나이", "리비안", "고젝", "그린카", "루닛",
    "매스프레소", "클래스팅", "에이블리", "프레시지", "마이리얼트립", "중고나라", "왓챠", "쏘카", "컬리",
    "뤼이드", "퓨리오사", "크몽", "탈잉", "직방", "무신사", "두나무", "크래프톤", "배달의민족", "숨고", "토스",
]  # fmt: skip
INVENTED = [
    "미리내텔레콤", "이든은행", "온새미로", "우리두리", "아라미르", "사로나", "버드나랩", "가나두", "이음버드",
    "에어나루", "로보이", "고래로드", "해솔버즈", "바로고미", "나래팟", "두루누비", "하나두랩", "도토리팟",
    "센트두", "가온누리", "보라매소프트", "라온버드", "어울팟", "마루에듀", "별하나로",
]  # fmt: skip
NAMES = (*WELL_KNOWN, *INVENTED)
# The form after a consonant, the one after a vowel.
SENTENCES = (
    ("{}은 3일 신제품을 공개했다고 밝혔다.", "{}는 3일 신제품을 공개했다고 밝혔다."),
    ("무선 사업을 하는 {}이 새로운 기록을 세웠다.", "무선 사업을 하는 {}가 새로운 기록을 세웠다."),
    ("지난해 {}을 인수한 회사가 늘었다.", "지난해 {}를 인수한 회사가 늘었다."),
    ("한빛전자는 {}과 손잡고 시제품을 함께 만든다.", "한빛전자는 {}와 손잡고 시제품을 함께 만든다."),
    ("작은 {}의 판매가 크게 늘었다고 업계는 전했다.",) * 2,
    ("올해 {}에 50억원을 투자했다.",) * 2,
    ("새 {}에서 일하던 직원들이 회사를 차렸다.",) * 2,
    ("한빛전자, 누리통신, {} 등 3개사가 참여했다.",) * 2,
    ("이번에는 {}도 함께했다고 한다.",) * 2,
    ("다른 회사처럼 {}만 따로 움직였다.",) * 2,
    ("협력사인 {} 대표는 기대를 나타냈다.",) * 2,
    ("국내 1위 {}(대표 홍길동)가 계약했다.",) * 2,
    ("그는 {}까지 찾아가 설명했다.",) * 2,
    ("전국에 {}이라는 이름이 알려졌다.", "전국에 {}라는 이름이 알려졌다."),
    ("이 가운데 ‘{}’을 앞세운 전략이다.", "이 가운데 ‘{}’를 앞세운 전략이다."),
)
OTHER_WORDS = {
    "비자": "소비자 단체가 조사했다.",
    "라인": "온라인으로 판다.",
    "토스": "토스트를 굽는다.",
    "손잡": "손잡이나 문고리를 고친다.",
    "새마": "새마을 운동을 다뤘다.",
    "우버": "쿠버네티스를 쓴다.",
    "리디": "리디아가 노래했다.",
    "고래로드": "고래로 드나드는 길이다.",
    "나두야": "야나두를 쓴다.",
    "에어팟프로": "에어팟을 쓴다.",
}


def story(id: str, body: str) -> TaggedArticle:
    moment, url = datetime(2020, 6, 1, tzinfo=UTC), f"https://news.example.com/{id}"
    return TaggedArticle(
        article=Article(id=id, url=url, canonical_url=url, title="소식", body=body, published=moment, fetched=moment)
    )


def sentences(name: str) -> dict[str, str]:
    """A story of each sentence with the name in it, by id."""
    after_vowel = (ord(name[-1]) - ord("가")) % 28 == 0
    number = NAMES.index(name)
    return {f"{number}-{n}": forms[after_vowel].format(name) for n, forms in enumerate(SENTENCES)}


@pytest.fixture(scope="module", params=["embedded", "elastic"])
def named(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """Searches a store of each kind that holds all names in all sentences."""
    stories = [story(id, body) for name in NAMES for id, body in sentences(name).items()]
    stories += [story(f"other-{name}", body) for name, body in OTHER_WORDS.items()]
    stories += [
        story("hanja", "현대車는 새 공장을 짓는다."),
        story("bond", "새 상품은 보라매證과 낸다."),
        story("letters", unicodedata.normalize("NFD", "가람누리는 해솔팟을 만든다.")),
    ]
    with searches(request, tmp_path_factory, stories, limit=500) as search:
        yield search


def covered(name: str, highlight: Highlight) -> bool:
    """Whether each letter of the name is marked."""
    start = highlight.text.index(name)
    marked = {place for first, last in highlight.spans for place in range(first, last)}
    return marked.issuperset(range(start, start + len(name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_in_every_sentence_and_marked(name: str, named: Search) -> None:
    for query in (name, f'"{name}"', unicodedata.normalize("NFD", name)):
        hits = {hit.article_id: hit for hit in named(query).hits}
        assert sentences(name).keys() <= hits.keys()
        for id, body in sentences(name).items():
            assert any(covered(name, highlight) for highlight in hits[id].highlights), body


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_a_name_is_not_found_in_another_word(name: str, named: Search) -> None:
    assert f"other-{name}" not in {hit.article_id for hit in named(name).hits}


@pytest.mark.parametrize("name", WELL_KNOWN[:3])
def test_a_story_without_the_name_is_not_found_by_leaving_it_out(name: str, named: Search) -> None:
    found = {hit.article_id for hit in named(f"신제품 -{name}").hits}
    assert found == {f"{number}-0" for number, other in enumerate(NAMES) if other != name}


@pytest.mark.parametrize(
    ("query", "id"), [("현대차", "hanja"), ("현대자동차", "hanja"), ("현대車", "hanja"), ("보라매증", "bond")]
)
def test_a_name_written_half_in_hanja_is_the_name(query: str, id: str, named: Search) -> None:
    [hit] = named(query).hits
    assert hit.article_id == id
    assert any(
        "[현대車]는" in marked or "[보라매證]과" in marked for marked in (h.marked("[", "]") for h in hit.highlights)
    )


@pytest.mark.parametrize("name", ["가람누리", "해솔팟"])
def test_a_name_stored_letter_by_letter_is_found(name: str, named: Search) -> None:
    for form in ("NFC", "NFD"):
        assert [hit.article_id for hit in named(unicodedata.normalize(form, name)).hits] == ["letters"]
