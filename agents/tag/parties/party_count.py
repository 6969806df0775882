"""How many parties a deal has, as its text counts them: "3자 업무협약"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agents.tag.language.vocabulary import ALL_OF_THEM, number_of, size_of, with_terms

# What counts the parties, as the subject of its sentence or right before the word for the deal: "3자 업무협약".
_NUMBER = r"(?P<of>(?:이들 )?(?:[2-9]|1[0-9]|양|두|세|네|다섯|여섯|일곱|여덟|아홉|열)(?:개|곳)?\s?[가-힣]{1,4}?)"
_BEFORE = r"^|[.,'\"]\s?|(?:은|는|이|가|을|를|의|에|에서|위한|위해|이번|함께|등|[0-9]일) "
_COUNTS = (
    re.compile(rf"(?:{_BEFORE}){_NUMBER}(?:은|는|이|가|의) "),
    re.compile(
        rf"(?:{_BEFORE}|(?:과|와) ){_NUMBER}\s(?:간\s)?(?:[가-힣]{{2,5}}\s)?(?:업무)?\s?"
        r"(?:협약|협력|협정|양해각서|MOU|제휴|파트너십|계약)"
    ),
)
# In headlines: "가람 등 3곳, …", "… 위해 3개사 손잡았다".
_COUNTS_IN_TITLE = re.compile(rf"(?:^|[ ,…]){_NUMBER}(?:(?:이|가|은|는)? |, ?|…|$)")
# Partners whom the sentence counts by what they are and does not name, or not all.
_MANY = r"[2-9]|[1-9][0-9]|두|세|네|다섯|여섯|일곱|여덟|아홉|열"
_WHAT = r"[가-힣·A-Z]+(?<![와과의을를은는한할된로에서])"  # a word without a particle
_OF_THEM = r"[가-힣·]*(?:{bodies}|{consortia})(?:들)?"
_PARTNERS = re.compile(
    with_terms(
        rf"(?<![가-힣]){_OF_THEM} ?(?P<of>{_MANY}) ?(?:곳|개사|개소|개|사)(?: ?등)?[와과][ ,]"  # "대학·기업 7곳과"
        rf"|(?<![가-힣0-9])(?P<many>{_MANY})(?:여 ?개|개|곳의)"
        rf"(?:사|(?: ?{_WHAT} )?(?: ?{_WHAT} )? ?{_OF_THEM})[와과][ ,]"
    )
)  # "지역 4개 바이오 벤처기업과"

# Partners whom it neither names nor counts: "지역 기업들과".
_UNCOUNTED = re.compile(with_terms(r"(?<![가-힣])[가-힣·]*{bodies}들과 "))

# Those of whom it names some: "가람을 비롯한 14개 해외 통신 사업자와".
_SOME_OF_MANY = re.compile(
    rf"(?:등|비롯한|포함한) (?:(?:모두|총|국내외) )?(?:{_MANY})(?:여 ?개|개|곳)(?:사|(?: {_WHAT}){{1,3}})?[와과][ ,]"
)


def partners_counted(sentence: str) -> int:
    """How many partners a sentence counts by what they are, without their names; 0 where it counts none so."""
    counted = _PARTNERS.search(sentence)
    return number_of(counted["of"] or counted["many"]) if counted else 0


def leaves_partners_unnamed(sentence: str) -> bool:
    """Whether a sentence only says what partners are, with or without their number: "기업 7곳과", "기업들과"."""
    return partners_counted(sentence) > 0 or _UNCOUNTED.search(sentence) is not None


def names_some_partners(sentence: str) -> bool:
    """Whether a sentence names only some of the partners it counts: "가람 등 모두 14개 사업자와"."""
    return _SOME_OF_MANY.search(sentence) is not None


def parties_counted(sentences: Iterable[str], title: str = "") -> int | None:
    """How many parties there are as the text counts them; None where it does not, or not one number alone.

    `title`: the headline, where the text tells of one deal.
    """
    hits = [hit for text in sentences for pattern in _COUNTS for hit in pattern.finditer(text)]
    hits += _COUNTS_IN_TITLE.finditer(title)
    sizes = {size_of(hit["of"]) for hit in hits} - {0, ALL_OF_THEM}
    return sizes.pop() if len(sizes) == 1 else None
