"""Whether a spelling that is a common word, too, is a company's name, by what stands right around it."""

from __future__ import annotations

import re
from collections.abc import Set

_MARK_BEHIND = re.compile(r"\s?(?:\[\d{6}|\(\d{6}|\((?:대표|[A-Z][A-Za-z]+\))|㈜|\(주\))")
_MARK_BEFORE = re.compile(r"(?:㈜|\(주\)|주식회사|기업|업체|회사)\s?$")
# Only listed companies disclose: "가람은 14일 조회공시를 통해".
_DISCLOSES = re.compile(r"(?:은|는|이|가) [^.\n]{0,50}공시")
_ALLIES = re.compile(
    r"(?:와|과) (?:[‘'“\"]?[가-힣A-Za-z ]{2,30}위한 )?"
    r"(?:손잡|손을 잡|손 잡|맞손|업무 ?협약|양해각서|업무 ?제휴|전략적 ?제휴|제휴[해를])"
)  # "공군과 손잡고"
_OF_COUNTRY = re.compile(r"(?:미국|일본|중국|독일|영국|프랑스|[美日中獨英佛])(?:의)? $")  # "미국 델사와"
_PARTNER = re.compile(r"(?:社|사)?(?:와|과)(?:의)? ")
_COORDINATED_BEHIND = re.compile(r"(?:와|과|,|·|ㆍ|-|/)\s?(?:㈜\s?|\(주\)\s?)?")
_COORDINATED_BEFORE = re.compile(r"(?:와|과|,|·|ㆍ|-|/)\s?$")
_WITHIN = r"(?:[^.\n]|\.(?=\S)){0,120}?"
_SIGNED = (
    r"(?:MOU|양해각서|의향서|합의서|협약|협정|제휴|계약|파트너십)[)\]’”'\"]{0,2}(?:\([A-Z]{2,4}\))?[’”'\"]?[을를]? "
    r"(?:[0-9]{1,2}일 |최근 )?(?:체결|맺|교환)(?:[했었았고]|하[였고며]|[키하기]{1,2}로 ?[했합하]|한다고)"
)
_SIGNS = re.compile(rf"(?:은|는|이|가) {_WITHIN}(?:와|과) {_WITHIN}(?:{_SIGNED}|손을? ?잡[고았])")
_SIGNS_WITH = re.compile(rf"(?:와|과) {_WITHIN}{_SIGNED}")
# What a subject of its own stands behind: the end of a sentence or byline, or who it is.
_BEFORE_A_SUBJECT = re.compile(r"(?:^|[.\n=\])”\"’'] ?|(?:기업|업체|회사|그룹)인? )$")
_BEFORE_A_PARTNER = re.compile(r"(?:[은는이가,)일]|에서|최근) $")


def stands_as_a_company(text: str, start: int, end: int, edges: Set[int]) -> bool:
    """Whether the word from `start` to `end` stands as only companies do; `edges`: where sure names start and end."""
    if _MARK_BEHIND.match(text, end) or _MARK_BEFORE.search(text, max(0, start - 6), start):
        return True
    if _DISCLOSES.match(text, end) or _ALLIES.match(text, end) or _signs(text, start, end):
        return True
    if _OF_COUNTRY.search(text, max(0, start - 8), start) and _PARTNER.match(text, end):
        return True
    behind = _COORDINATED_BEHIND.match(text, end)
    if behind is not None and behind.end() in edges:
        return True
    before = _COORDINATED_BEFORE.search(text, max(0, start - 3), start)
    return before is not None and before.start() in edges


def _signs(text: str, start: int, end: int) -> bool:
    """Whether a word is the subject or the partner of a deal that is made: "대상은 … 나래와 … 협약을 체결했다"."""
    reach = max(0, start - 8)
    if _BEFORE_A_SUBJECT.search(text, reach, start) and _SIGNS.match(text, end):
        return True
    return _BEFORE_A_PARTNER.search(text, reach, start) is not None and _SIGNS_WITH.match(text, end) is not None
