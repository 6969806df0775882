"""The terms of a deal as its sentences give them: amounts of money, stakes and its purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agents.tag.language.vocabulary import with_terms
from agents.tag.telling.score import Reason, in_words, score
from topics.records import Terms

_FIGURE = r"(?:약 )?(?:총 )?[0-9][0-9,.]*(?:(?:조|억|천만|백만|만|천)? ?[0-9][0-9,.]*)*"
_AMOUNT = re.compile(
    rf"(?<![0-9A-Za-z가-힣.]){_FIGURE}\s?(?:조|억|천만|백만|만|천)*\s?(?:원|달러|유로|위안|엔|파운드)(?![가-힣]*인)"
)
_PER_CENT = r"[0-9]{1,3}(?:\.[0-9]+)?\s?(?:%|％|퍼센트|프로)"
# "지분 2.5%", "2.5%의 지분", "51%를 출자", "50대 50".
_STAKE = re.compile(
    rf"(?:지분|주식|지분율|자사주|신주)[은는이을를의]?\s?(?:[가-힣]+\s){{0,2}}?(?P<behind>{_PER_CENT})"
    rf"|(?P<before>{_PER_CENT})(?:의|를|을|씩)?\s?(?:지분|출자|보유)"
    r"|(?P<ratio>[0-9]{1,2} ?(?:대|:) ?[0-9]{1,2})(?=의? ?(?:비율|지분|합작|로|씩))"
)
_OWNED = re.compile(r"지분|주식|자사주|신주|출자|보유|비율|합작")
_NOT_IN_PURPOSE = r"[^,\"'.…]"
# The noun phrase before "위한", from the last party or place on.
_PURPOSE = re.compile(
    rf"(?:^|(?:와|과|함께|에서|간|,|은|는|이|가|일) |')(?P<what>{_NOT_IN_PURPOSE}{{3,70}}?)"
    r"(?:(?:을|를) 위(?:한|해|하여)|에 관한)"
)
_TITLED = re.compile(
    r"'(?P<what>[^']{4,60}?)(?:을|를)?(?: 위한)?(?: 상호)? ?(?:업무 ?)?(?:협약|양해각서|MOU)?(?:\(MOU\))?'"
)
_DEAL = re.compile(with_terms("{papers}|제휴|파트너십|계약|합작|{consortia}"))
BEFORE_THE_DEAL = 24  # characters between "위한" and the word for the deal: "위한 전략적 3자 업무협약"
_PARTY = re.compile(r"^(?:.*(?:와|과|과의|와의|에서|함께|등|등과|가운데|갖고|열고) )?(?:[^ ]{2,15}[은는이가] )?")


def terms_of(telling: Sequence[str], following: Sequence[str], why: Sequence[Reason]) -> Terms:
    """The terms of a deal by the sentences that tell it, those that follow, and what speaks for its reading."""
    near = [*telling, *following]
    return Terms(
        amounts=amounts(near),
        stakes=stakes(near),
        purpose=purpose(telling),
        score=score(why),
        reasons=in_words(why),
    )


def amounts(sentences: Iterable[str]) -> list[str]:
    """The sums of money named, as they are written, each once."""
    return list(dict.fromkeys(hit[0].strip() for text in sentences for hit in _AMOUNT.finditer(text)))


def stakes(sentences: Iterable[str]) -> list[str]:
    """The shares of companies named, as they are written, each once."""
    told = (text for text in sentences if _OWNED.search(text))
    found = (hit["behind"] or hit["before"] or hit["ratio"] for text in told for hit in _STAKE.finditer(text))
    return list(dict.fromkeys(share.replace(" ", "") for share in found))


def purpose(sentences: Iterable[str]) -> str | None:
    """What the deal is for, in the words of the first sentence that says so."""
    for text in sentences:
        if not _DEAL.search(text):
            continue
        if titled := _TITLED.search(text):
            return titled["what"].strip()
        found = [hit for hit in _PURPOSE.finditer(text) if _DEAL.search(text, hit.end(), hit.end() + BEFORE_THE_DEAL)]
        if found and (what := _PARTY.sub("", found[-1]["what"]).strip()):
            return what
    return None
