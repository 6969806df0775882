"""Which names the dictionary of nori takes apart, and the rules that keep them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from elasticsearch import AsyncElasticsearch

from search.elastic.analysis import DICTIONARY, analysis
from search.hangul import has_final_consonant
from search.sequences import BEFORE
from search.whole_words import whole_words

# What stands before and after a name in the news; in its company the dictionary may part the name another way.
AFTER_CONSONANT = ("", "은", "이", "을", "과", "의", "에", "도")
AFTER_VOWEL = ("", "는", "가", "를", "와", "의", "에", "도")
# A word of two syllables also stands inside other words (비자 in 소비자), where a rule would always find it.
_SHORTEST = 3
_HANGUL = re.compile(r"[가-힣]+")
_AT_ONCE = 400  # texts of a request; the server refuses one that makes more than 10,000 tokens
# A rule may tear a longer name that holds its word, which then needs a rule of its own.
_MOST_ROUNDS = 5

HEADER = """\
# Names and set phrases that nori would take apart or draw into their neighbours: the word, then its parts.
# Made by `dongmaeng index dictionary` from the synonym table and the tables of organisations; edit those.
"""


def wanted_words(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by how they are written together, with the parts they shall have.

    Of the names, which have no parts here, it only matters that they are always parted the same way.
    """
    wanted = {"".join(parts): parts for parts in whole_words().all_parts()}
    for name in names:
        joined = "".join(name.split())
        if _HANGUL.fullmatch(joined):
            wanted.setdefault(joined, ())
    return {word: parts for word, parts in wanted.items() if len(word) >= _SHORTEST}


async def rules_for(client: AsyncElasticsearch, wanted: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The rules that these words need, as `_analyze` of this server shows."""
    rules: dict[str, str] = {}
    for _ in range(_MOST_ROUNDS):
        apart = await _apart(client, wanted, list(rules.values()))
        new = {word: _rule(word, parts) for word, parts in apart.items() if word not in rules}
        if not new:
            break
        rules |= new
    return [rules[word] for word in sorted(rules)]


def write_dictionary(rules: Sequence[str]) -> None:
    """Write the file that the index definition reads."""
    DICTIONARY.write_text(HEADER + "".join(f"{rule}\n" for rule in rules), encoding="utf-8")


def _rule(word: str, parts: tuple[str, ...]) -> str:
    """A name in the parts it has by itself, but whole where syllables are torn off it."""
    if "".join(parts) != word or any(len(part) == 1 for part in parts[:-1]):
        return word
    return f"{word} {' '.join(parts)}" if len(parts) > 1 else word


async def _apart(
    client: AsyncElasticsearch, wanted: Mapping[str, tuple[str, ...]], rules: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The words that come apart in some context or have not the parts they shall have, with those parts."""
    tokenizer = {"type": "nori_tokenizer", "decompound_mode": "discard", "user_dictionary_rules": list(rules)}
    if not rules:
        del tokenizer["user_dictionary_rules"]
    signs = analysis("")["char_filter"]["signs"]
    words = list(wanted)
    companies = len(BEFORE) * len(AFTER_VOWEL)
    each = _AT_ONCE // companies
    apart: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(words), each):
        part = words[start : start + each]
        texts = [(before, word, after) for word in part for before in BEFORE for after in _particles(word)]
        answer = await client.indices.analyze(
            tokenizer=tokenizer, char_filter=[signs], text=["".join(text) for text in texts]
        )
        parted = iter(_parted(texts, answer["tokens"]))
        for word in part:
            seen = [next(parted) for _ in range(companies)]
            parts = wanted[word] or seen[0]
            if set(seen) != {parts}:
                apart[word] = parts
    return apart


def _particles(word: str) -> tuple[str, ...]:
    return AFTER_CONSONANT if has_final_consonant(word[-1]) else AFTER_VOWEL


def _parted(texts: Sequence[tuple[str, str, str]], tokens: Sequence[dict[str, object]]) -> Iterable[tuple[str, ...]]:
    """The tokens of each text that begin within its word."""
    position = number = 0
    for before, word, after in texts:
        found: list[str] = []
        start = position + len(before)
        end = start + len(word)
        while number < len(tokens) and int(str(tokens[number]["start_offset"])) <= end + len(after):
            token = tokens[number]
            if start <= int(str(token["start_offset"])) < end:
                # A token that reaches beyond the word is another word.
                beyond = int(str(token["end_offset"])) > end
                found.append(str(token["token"]) + "+" * beyond)
            number += 1
        yield tuple(found)
        position = end + len(after) + 1
