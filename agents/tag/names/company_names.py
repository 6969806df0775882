"""When two spellings are one name of a company: legal forms, spaces, and Latin letters spelt in Hangul."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from search.letters import LETTER_NAMES

_LEGAL_FORM = re.compile(r"㈜|㈔|\((?:주|유|사|재|株|유한)\)|^(?:주식|유한)회사|(?:주식|유한)회사$")
_COMPANY_END = re.compile(
    r"(코리아|테크|바이오|바이오텍|시스템|시스템즈|홀딩스|파트너스|소프트|소프트웨어|네트웍스|벤처스|인베스트먼트|캐피탈|로보틱스"
    r"|테크놀로지|테크놀로지스|엔터테인먼트|게임즈|스튜디오|커머스|로직스|머티리얼즈|에너지|모빌리티|헬스케어|메디칼|제약|전자|반도체"
    r"|물산|산업|건설|증권|화학|중공업|해운|항공|통신|은행|생명|화재|저축은행|자산운용|이노베이션|컴퍼니|그룹|랩스|랩|텍|닷컴)$"
)
_PASSED_OVER = re.compile(r"[\s.,·ㆍ・\-'’‘:/()]+")
_SIGNS = {"&": "앤", "+": "플러스"}


@lru_cache(maxsize=8_000)  # a look-up asks for the keys of the same rows in the middle of the table
def key_of_name(name: str) -> str:
    """What is left of a name when its legal form, spaces and dots do not count and Latin letters are spelt in Hangul.

    BGF리테일 and 비지에프리테일, KT&G and 케이티앤지 have one key.
    """
    plain = unicodedata.normalize("NFKC", _LEGAL_FORM.sub("", name.strip())).lower()
    return "".join(LETTER_NAMES.get(c) or _SIGNS.get(c) or c for c in _PASSED_OVER.sub("", plain))


def is_company_end(name: str) -> bool:
    """Whether a name ends as names of companies do, so that nothing need follow."""
    return _COMPANY_END.search(name) is not None
