from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tag.names.gazetteer import TableError
from agents.tag.names.organisations import find_organisations
from agents.tag.names.products import find_products, read_products


def products(text: str) -> dict[str, list[str]]:
    return {p.name: [text[s:e] for s, e in p.spans] for p in find_products(text, find_organisations(text))}


def test_a_quoted_name_beside_a_word_for_products() -> None:
    assert products("KT는 AI 플랫폼 ‘퀴라봄’을 선보였다. 퀴라봄은 새롭다.") == {"퀴라봄": ["퀴라봄", "퀴라봄"]}


def test_a_quoted_name_with_its_latin_form() -> None:
    assert "한빛 퀴라" in products("한빛전자의 '한빛 퀴라(HANBIT Qura)'가 나왔다")


def test_a_known_product_under_any_spelling() -> None:
    assert set(products("LG 씽큐와 ThinQ를 쓴다")) == {"LG 씽큐"}


@pytest.mark.parametrize("text", ["그는 “이번 서비스를 지켜보자”고 말했다", "‘업무협약’ 서비스", "KT 서비스가 좋다"])
def test_quotations_that_are_no_products(text: str) -> None:
    assert products(text) == {}


def test_a_wrong_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "products.tsv"
    path.write_text("# head\n퀴라\t\n\t이름 없음\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"products\.tsv:3"):
        read_products(path)


@given(st.text(alphabet="퀴라봄KT플랫폼 서비스‘’'\"(),.는A-Z\n", max_size=100))
def test_spans_are_in_the_text(text: str) -> None:
    for product in find_products(text, []):
        assert product.spans
        assert all(0 <= start < end <= len(text) for start, end in product.spans)
