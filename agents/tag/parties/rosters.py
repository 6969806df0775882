"""Finds the sentences that list who takes part in a deal told before: "협약식에는 가람 대표와 나래 대표가 참석했다"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.tag.parties.clause_parties import parties
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.party import Party

_DEAL = r"(?:협약|협정|체결|조인|서명|출범|발족|제휴|컨소시엄|협의체|얼라이언스|연합|연합체|동맹)"
_TAKES_PART = r"(?:참여|참석|가입|동참|함께|서명|합류)"
# "협약에는 A, B 등이 참여했다"
_INTO_IT = re.compile(rf"{_DEAL}식?(?:에는|엔|에) (?P<who>.{{4,}}?)(?:이|가) (?:[가-힣]+ )?{_TAKES_PART}(?:했|한다|하)")
# "협약에 참여한 12개사는 A, B 등이다"
_THOSE_IN_IT = re.compile(
    rf"{_TAKES_PART}(?:한|하는|했던) (?:[가-힣0-9]+ ){{0,3}}"
    r"(?:기업|업체|기관|회사|은행|대학|곳|[0-9]+개?사|선사)(?:은|는) (?P<who>.{4,}?)(?:(?:등)?(?:이다|다|입니다)\.?)?$"
)
_AUDIENCE = re.compile(r"(?:[0-9]{3}|[0-9]천|[0-9],[0-9]{3})여? ?명")  # hundreds come to watch


def roster(sentence: str, known: Sequence[OrganisationSpan], hints: frozenset[str]) -> list[Party]:
    """Those whom a plain sentence lists as taking part; none where it is no such list."""
    listed = _INTO_IT.search(sentence) or _THOSE_IN_IT.search(sentence)
    if listed is None or _AUDIENCE.search(listed["who"]):
        return []
    end = listed.end("who") + 1  # with the particle
    if len(deals_listed(sentence, listed.start("who"), min(end, len(sentence)), known)) > 1:
        return []
    found = parties(sentence, listed.start("who"), min(end, len(sentence)), known, hints)
    return [p for p in found if p.role in ("topic", "subject", "with", "list") and not p.size]
