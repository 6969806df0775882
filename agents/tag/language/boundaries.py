"""Where a Korean noun starts and ends: what may stand before it, and the particles that may follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from search.hangul import OPEN, has_final_consonant, is_hangul
from topics.records import Span

_PARTICLE = (
    "은|는|이|가|을|를|과|와|의|에|로|으로|도|만|나|이나|랑|이랑|하고|서|에서|에게|에게서|한테|께|께서|까지|부터|마저|조차|밖에|처럼|보다"
    "|라|이라|라고|이라고|라는|이라는|라며|이라며|란|이란|라면|이라면|라도|이라도|인|이며|며|이고|이자|자|이지만|지만|든|이든|이었다|였다|이던|던"
    "|이다|다|입니다|인데|이어|이어서|여서|뿐|뿐만|마다|씩|대로|로서|으로서|로써|으로써|에선|에게선|로선|으로선|에는|엔|에도|로는|로도"
    "|만의|만이|만은|만을|까지의|와의|과의|와는|과는|와도|과도|에서는|에서도|에서의|으로부터|로부터|이라든지|답게|답다|이야말로|야말로|더러"
    "|에게는|에게도|로의|으로의|에의|에서만|까지도|까지는|부터는|부터도|보다는|보다도|처럼은|나마|치고"
)
# What is not a particle and yet leaves the noun before it whole.
_SUFFIX = (
    "측|측은|측이|측과|측의|측에|측에서|측도|사|사는|사가|사와|사의|사에|등|등은|등이|등과|등의|들|들은|들이|들의|들과|들도|들에게|간|간의"
    "|발|산|제|표|판|형|식|式|향|행|내|내에|내에서|내의|외|외에|외에도|주|주가|주도|주는|팀|팀은|팀이|출신|출신의|같은|그룹"
    "|회장|부회장|사장|부사장|총재|이사장|총장|행장|은행장"
    "|건설부문|상사부문|패션부문|리조트부문|사업부문|사업부"
)
_AFTER = re.compile(f"(?:{_SUFFIX})?(?:{_PARTICLE})?(?![가-힣])")
_LONGEST_PARTICLE = 5  # syllables
_ENTIRE_PARTICLE = re.compile(f"(?:{_PARTICLE})")

# Heads of institutions are written as institution and "장" in one word: 남대문경찰서장, 연구원장.
_HEADED = re.compile(
    "(?:원|청|처|서|소|위원회|협회|공단|공사|재단|센터|은행|병원|진흥원|본부|학회"
    "|중앙회|연합회|협의회|회의소|연맹|조합|교육청|부)$"
)
_HEAD = re.compile(f"장(?:{_PARTICLE})?(?![가-힣])")

_BEFORE = r"가-힣A-Za-z0-9)\]"
LOOSE_PARTICLE = re.compile(
    rf" (?=[은는이가을를과와의에으로])"  # what each of them begins with: a word is soon passed over
    rf"(?:(?<=[{OPEN}A-Za-z0-9)\]] )(?=(?:[는가를로]|와의?)\s)"
    rf"|(?<=[{_BEFORE}] )(?<![{OPEN}] )(?=(?:[은을]|과의?|으로)\s)"
    rf"|(?<=[{_BEFORE}] )(?=(?:의|에|에서|에게|에는)\s)|(?<=[)\]] )(?=이\s))"
)
"""The space that some papers put between a name and its particle, as behind a link or a bracket: "가람전자 는"."""

_AFTER_CONSONANT = re.compile("(?:은|이|을|과|으로|이라|이라고|이라는|이라며|이나|이랑|이며|이고)(?![가-힣])")
_AFTER_VOWEL = re.compile("(?:는|가|를|와|라고|라는|라며|나|랑|며)(?![가-힣])")


def starts_word(text: str, start: int) -> bool:
    """True where a name may begin at `start`: nothing is glued to it on the left."""
    if start == 0:
        return True
    before, first = text[start - 1], text[start]
    if is_hangul(before):
        return False
    if before.isascii() and (before.isalnum() or before in "@_/&"):
        # "5G KT" is two words, "AKT" is not; a Hangul name after Latin letters ("e편한세상") is another name.
        return False
    if before == "." and start > 1 and text[start - 2].isascii() and text[start - 2].isalnum() and first.isascii():
        return False
    return not (before == "-" and start > 1 and first.isascii() and text[start - 2 : start - 1].isdigit())


def word_end(text: str, end: int) -> int | None:
    """The end of the word whose noun ends at `end`, particles included; None where the noun goes on."""
    if end >= len(text):
        return end
    after, last = text[end], text[end - 1]
    if after.isascii() and (after.isalnum() or after in "_@"):
        return None
    if after in ".-&+" and text[end + 1 : end + 2].isascii() and text[end + 1 : end + 2].isalnum() and last.isascii():
        # naver.com, KT-1, H&M; but "LG-KT" and "KT-LG유플러스" are two names.
        follows = text[end + 1]
        if after != "-" or follows.isdigit() or follows.islower():
            return None
    if "\u4e00" <= after <= "\u9fff":
        return None  # 삼성重 is 삼성중공업, not 삼성
    if not is_hangul(after):
        return end
    match = _AFTER.match(text, end)
    if match and match.end() > end:
        if is_hangul(last):
            wrong = _AFTER_VOWEL if has_final_consonant(last) else _AFTER_CONSONANT
            if wrong.match(text, end) and not (after == "로" or text.startswith("이", end)):
                return None
        return match.end()
    if _HEADED.search(text[max(0, end - 3) : end]):
        head = _HEAD.match(text, end)
        if head:
            return head.end()
    return None


def occurrences(text: str, words: str) -> Iterator[Span]:
    """Where some words stand in a text, be it within longer ones; places do not overlap."""
    start = text.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + len(words))


@lru_cache(maxsize=20_000)  # words repeat within a story and from story to story
def splits(word: str) -> tuple[tuple[str, str], ...]:
    """The ways to read a word as noun and particle, the longest particle first, the whole word last.

    A particle must fit the last syllable of its noun; a noun has at least two characters.
    """
    ways = [
        (word[:start], word[start:])
        for start in range(max(2, len(word) - _LONGEST_PARTICLE), len(word))
        if _ENTIRE_PARTICLE.fullmatch(word, start) and _fits(word[start - 1], word[start:])
    ]
    return (*ways, (word, ""))


def strip_particle(word: str) -> str:
    """The word without the longest particle at its end that fits its last syllable; at least two characters stay."""
    return splits(word)[0][0]


def _fits(last: str, particle: str) -> bool:
    if not is_hangul(last):
        return True
    wrong = _AFTER_VOWEL if has_final_consonant(last) else _AFTER_CONSONANT
    return wrong.fullmatch(particle) is None


def ends_in_the_past(sentence: str) -> bool:
    """Whether a sentence ends with a verb in the past tense: its syllable before 다 ends with ㅆ."""
    verb = sentence.rstrip(" .'\"”’").removesuffix("다").removesuffix("습니")
    return not verb.endswith(("있", "겠")) and normalize("NFD", verb[-1:]).endswith("\u11bb")
