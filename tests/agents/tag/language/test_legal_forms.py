"""Legal forms beside the names of companies."""

from __future__ import annotations

import pytest

from agents.tag.language.legal_forms import legal_forms
from agents.tag.language.vocabulary import vocabulary


def without_forms(text: str) -> str:
    for form in reversed(list(legal_forms(text))):
        text = text[: form.start] + text[form.end :]
    return text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("가람전자 주식회사와", "가람전자와"),
        ("가람전자주식회사는", "가람전자는"),
        ("가람전자 주식회사 대표이사", "가람전자 대표이사"),
        ("가람전자 주식회사(대표 김하늘)는", "가람전자(대표 김하늘)는"),
        ("주식회사 가람전자와", "가람전자와"),
        ("주식회사가람전자와", "가람전자와"),
        ("유한회사 '가람전자'와", "'가람전자'와"),
        ("㈜가람전자는", "가람전자는"),
        ("(주)농업회사법인 가람농장과", "가람농장과"),
        ("농업회사법인 ㈜가람농장과", "가람농장과"),
        ("가람전자㈜는", "가람전자는"),
        ("(주)가람전자는", "가람전자는"),
        ("가람전자(주)는", "가람전자는"),
        ("농업회사법인 가람과", "가람과"),
        ("가람 Co., Ltd.와", "가람와"),
        ("Gaon Co.,Ltd와", "Gaon와"),
        ("Gaon CO., LTD.와", "Gaon와"),
        ("Gaon Tech, Inc.와", "Gaon Tech와"),
        ("가람Inc의", "가람의"),
        ("Gaon GmbH와", "Gaon와"),
        ("가람 S.A.와", "가람와"),
        ("Gaon B.V.는", "Gaon는"),
        ("Gaon Pte. Ltd.와", "Gaon와"),
        ("Gaon Sdn. Bhd.와", "Gaon와"),
        ("가람 LLC와", "가람와"),
        ("가람 AG는", "가람는"),
    ],
)
def test_a_legal_form_is_found_with_what_ties_it_to_its_name(text: str, name: str) -> None:
    assert without_forms(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "주식회사와 협약을",
        "5G SA 도입",
        "세 해 만의 AG 메달",
        "Incheon과",
        "가람 SE 아시아",
        "Limitless와",
    ],
)
def test_what_only_looks_like_a_form_is_none(text: str) -> None:
    assert not list(legal_forms(text))


def test_every_form_of_the_lists_is_found_behind_a_name() -> None:
    lists = vocabulary()
    for form in (*lists.legal_forms, *lists.legal_forms_abroad):
        assert without_forms(f"가람 {form}와") == "가람와", form
    for form in lists.legal_forms_before:
        assert without_forms(f"{form} 가람과") == "가람과", form
