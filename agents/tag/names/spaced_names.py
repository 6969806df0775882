"""Names of several words, the last of which is the end of a company's name: 가나 테크놀로지스, 미르 뮤직 그룹."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agents.regex_set import RareRegex
from agents.tag.language.boundaries import starts_word, strip_particle, word_end
from agents.tag.language.lexicon import is_ordinary, is_single_noun, is_told_by_its_end, lexicon
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.language.word_search import longest_of
from agents.tag.names.candidate import NameCandidate
from agents.tag.names.gazetteer import gazetteer

_WORD_BEFORE = re.compile(r"(?<![^\s‘'“\"(])(?P<word>[가-힣A-Z][가-힣A-Za-z0-9]{0,11}) $")


_SEAT = "(?:코리아|재팬|차이나|아시아)(?![가-힣]{3})"  # behind a name of several words: "나래 테크놀로지스 코리아"
_LONGEST_WORD = 13  # letters


@cache
def _pattern() -> RareRegex:
    words = longest_of(lexicon().second_words)
    return RareRegex(
        rf"(?P<first>[가-힣A-Za-z][가-힣A-Za-z0-9]{{1,11}}) (?P<last>코리아[가-힣]{{0,8}}|{words})(?P<seat> {_SEAT})?"
    )


def find_spaced(text: str) -> Iterator[NameCandidate]:
    """The names of several words in a text whose last gives a company away."""
    for match in _pattern().finditer(text):
        first, last = match["first"], match["last"]
        if last.startswith("코리아"):
            last = strip_particle(last)
        end = match.start("last") + len(last) + len(match["seat"] or "")
        if ends_in("kinds").fit(first):
            continue  # "금융사 코리아나래"
        if not starts_word(text, match.start()) or word_end(text, end) is None or strip_particle(first) != first:
            continue
        of_a_group = last == "그룹" and not is_ordinary(first)  # "가람 그룹", but "미르 뮤직 그룹"
        start = match.start() if of_a_group else _start(text, match.start(), first)
        if last == "그룹" and text[start].isascii():
            start = match.start()  # "IP 콜라보레이션 그룹"
        firm = last in lexicon().second_words and not is_single_noun(last)  # 파트너스, but not 스튜디오
        named = not is_ordinary(first) or (firm and may_be_within(first) and not _goes_on_before(text, match.start()))
        if start < match.start() or named or gazetteer().meanings(first + last):
            yield NameCandidate(start, end, text[start:end], "company", 2)


def with_word_before(text: str, start: int, name: str) -> tuple[int, str]:
    """Where a marked name begins, and the name, with a first word that stands behind a firm's: "개발사 미르 판다"."""
    first = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    if first is None or len(first["word"]) < 2 or not may_be_within(first["word"]):
        return start, name
    if is_told_by_its_end(first["word"]) or (is_ordinary(first["word"]) and not is_ordinary(name)):
        return start, name  # "신생 나래통신"
    before = _WORD_BEFORE.search(text, max(0, first.start() - _LONGEST_WORD), first.start())
    if before is None or not _is_what_a_firm_is(before["word"]):
        return start, name  # "중국 동관 베스트(대표 …)": a town may stand behind a country
    return first.start(), f"{first['word']} {name}"


def _start(text: str, start: int, first: str) -> int:
    """Where a name begins that has words before its last two: 뉴로 in "뉴로 다이내믹 로보틱스"."""
    found = start
    words = [first]
    while may_be_within(words[-1]):
        before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
        if before is None:
            return found
        words.append(before["word"])
        if len(words) > 2 and _tells_what_follows(words[-1]):
            return start  # "미국 뉴로 다이내믹 로보틱스"
        start = before.start("word")
        if may_be_within(words[-1]) and not is_ordinary(words[-1]):
            found = start
    return found


def _goes_on_before(text: str, start: int) -> bool:
    """Whether a word without a particle stands right before, which may be the first of the name."""
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    return before is not None and not (_tells_what_follows(before["word"]) or _bears_a_particle(before["word"]))


def _tells_what_follows(word: str) -> bool:
    """Whether a word is a country or tells what the firm behind it is."""
    lists = vocabulary()
    return (word in lists.places and word not in lists.domestic) or _is_what_a_firm_is(word)


def _is_what_a_firm_is(word: str) -> bool:
    return word.endswith((*vocabulary().firms, *lexicon().cues))


def may_be_within(word: str) -> bool:
    """Whether a word may be one of a name of several: no word of business news, no name of its own, no particle."""
    lists, known = vocabulary(), lexicon()
    if any(word in ordinary for ordinary in (known.generic, known.stop, known.trade_modifiers, known.roles)):
        return False
    if any(word in ordinary for ordinary in (lists.common, lists.places, lists.descriptors, lists.abbreviations)):
        return False
    return not (_tells_what_follows(word) or _bears_a_particle(word) or gazetteer().meanings(word))


def _bears_a_particle(word: str) -> bool:
    """Whether a word ends as one with a particle does, that of a place left out, as names from abroad end so, too."""
    return strip_particle(word) != word and not word.endswith(("로", "나", "자", "라", "도"))
