"""Finds whom a caption within the text shows: "왼쪽부터 김하늘 가람전자 대표, 이바다 나래통신 사장"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.tag.language.lexicon import lexicon
from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.party import Came, Party

_SHOWS = re.compile("왼쪽|오른쪽|앞줄|뒷줄|가운데")
_HEADS = "|".join(sorted(vocabulary().person_heads, key=len, reverse=True))
_SHOWN = re.compile(
    r"(?<![가-힣])(?P<person>[가-힣]{2,4}(?<!부터)(?<!에서)) "
    r"(?P<firm>[가-힣A-Za-z0-9&.]{2,20}(?: [가-힣A-Za-z0-9&.]{2,12})?) "
    rf"(?:[가-힣]{{2,8}} )?(?:{_HEADS})(?=[,·.(\s와과이]|$)"
)


def shows_people(caption: str) -> bool:
    """Whether a text may be a caption that names people from left to right."""
    return _SHOWS.search(caption) is not None


def shown(caption: str, known: Sequence[OrganisationSpan]) -> list[Party]:
    """The organisations of those whom a plain sentence shows from left to right; none where it is no caption."""
    if not shows_people(caption):
        return []
    return [_firm(hit, known) for hit in _SHOWN.finditer(caption) if hit["person"][0] in lexicon().surnames]


def _firm(hit: re.Match[str], known: Sequence[OrganisationSpan]) -> Party:
    start, end = hit.span("firm")
    same = next((k.organisation for k in known if k.start == start and k.end <= end), None)
    return Party(same.name if same else hit["firm"], start, end, "list", same, came=Came.NAMED)
