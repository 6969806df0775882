"""How Elasticsearch takes Korean text apart: only what the official analysis-nori plugin and analysis-common have."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from search.analysis import STOP_TAGS
from search.hanja import read_hanja, readings
from search.synonyms import synonyms
from search.written import HANJA, LONGEST_RUN

PARTICLE = "\ue003"
"""A private character that no text has: the term at the place of each particle and ending."""
MOST_PARTICLES = 4
"""How many of them are looked for between two words: 이었다고는 has four."""
DICTIONARY = Path(__file__).with_name("dictionary.txt")
SYNONYMS_SET = "synonyms"
"""The name of the set of synonyms, behind the prefix of all names."""

WRITTEN = "written"
"""The field below a text that has its words as they are written."""
SENTENCE_END = "\ue000"
"""A private character that no text has: a word between sentences, which is taken out again."""
JOINED_AND = "ƞ"
"""A letter out of use in place of the & of KT&G, which would be taken for punctuation."""

# All tags of nori that are not of `STOP_TAGS`.
_NOUNS = ("NNG", "NNP", "NNB", "NNBC", "NP", "NR", "XPN", "XR", "XSN")
_VERBS_AND_ADVERBS = ("VA", "VCN", "VV", "VX", "XSA", "XSV", "MAG", "MAJ", "MM", "IC")
_OTHER_TAGS = ("SH", "SL", "SN", "SY", "UNKNOWN", "UNA", "NA", "VSV")
_SEPARATORS = "·ㆍ・･•‧∙ᆞ㈜㈔㈕"
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FULL_WIDTH = {chr(0xFEE0 + ord(c)): c.lower() for c in _LATIN + _LATIN.lower() + "0123456789+&"}


def analysis(synonyms_set: str) -> dict[str, Any]:
    """The `analysis` part of the settings of an index; the user dictionary is case-sensitive, hence in lower case."""
    before = ["signs", "marks", "hangul_gloss", "plus", "and", "sentence_end"]
    words = ["reading", "hanja", "no_particles", "lowercase"]
    return {
        "char_filter": {
            "signs": {"type": "mapping", "mappings": _mappings()},
            # (주) and (株) say what kind of company it is; other hanja in brackets repeats the word before it.
            "marks": {
                "type": "pattern_replace",
                "pattern": f"\\((?:[주유사재]|[{HANJA}]{{1,10}})\\)",
                "replacement": " ",
            },
            "hangul_gloss": {
                "type": "pattern_replace",
                "pattern": f"([{HANJA}]{{1,10}})\\([가-힣]{{1,10}}\\)",
                "replacement": "$1 ",
            },
            "plus": {
                "type": "pattern_replace",
                "pattern": "(?<=[a-z가-힣])\\+(?![a-z0-9])",
                "replacement": "플러스",
            },
            "and": {
                "type": "pattern_replace",
                "pattern": "(?<=[a-z0-9])&(?=[a-z0-9])",
                "replacement": JOINED_AND,
            },
            "sentence_end": {
                "type": "pattern_replace",
                "pattern": "\\n+|(?<=[가-힣\"'”’)\\]])[.!?。]+(?=[\\s\"'”’)\\]]|$)",
                "replacement": f" {SENTENCE_END} ",
            },
            "hanja_as_hangul": {"type": "mapping", "mappings": hanja_rules()},
            "only_hangul": {"type": "pattern_replace", "pattern": "[^가-힣]+", "replacement": " "},
        },
        "tokenizer": {
            "nori": {
                "type": "nori_tokenizer",
                # A compound in its parts: `mixed` finds no phrase by its exact text.
                "decompound_mode": "discard",
                "user_dictionary_rules": dictionary_rules(),
            }
        },
        "filter": {
            "reading": {"type": "nori_readingform"},
            # The reading form knows no reading of a character that is a word by itself (女, 檢).
            "hanja": {"type": "stemmer_override", "rules": hanja_rules()},
            "no_particles": {"type": "nori_part_of_speech", "stoptags": sorted(STOP_TAGS)},
            "only_particles": {"type": "nori_part_of_speech", "stoptags": [*_NOUNS, *_VERBS_AND_ADVERBS, *_OTHER_TAGS]},
            "as_particle": {"type": "pattern_replace", "pattern": ".+", "replacement": PARTICLE},
            # A phrase can thus tell a particle between its words from another word.
            "words_and_particles": {
                "type": "multiplexer",
                "filters": ["no_particles", "only_particles, as_particle"],
                "preserve_original": False,
            },
            "no_sentence_end": {"type": "stop", "stopwords": [SENTENCE_END]},
            "synonyms": {"type": "synonym_graph", "synonyms_set": synonyms_set, "updateable": True},
            # Two to four words as one term, with nothing in place of a particle between them.
            "phrases": {
                "type": "shingle",
                "min_shingle_size": 2,
                "max_shingle_size": 4,
                "output_unigrams": False,
                "filler_token": "",
            },
            "whole_phrases": {"type": "pattern_replace", "pattern": "^ .*|.* $", "replacement": ""},
            "one_space": {"type": "pattern_replace", "pattern": " {2,}", "replacement": " "},
            "two_letters": {"type": "length", "min": 2},
            "words_as_written": {"type": "length", "min": 2, "max": LONGEST_RUN},
            "each_once": {"type": "remove_duplicates"},
        },
        "analyzer": {
            "korean": _analyzer(before, ["reading", "hanja", "words_and_particles", "lowercase", "no_sentence_end"]),
            "korean_words": _analyzer(before, words),
            # Before the particles go: a synonym of several words would have a hole in it afterwards.
            "korean_search": _analyzer(before, ["reading", "hanja", "synonyms", "no_particles", "lowercase"]),
            "korean_phrases": _analyzer(
                before, [*words, "phrases", "whole_phrases", "one_space", "two_letters", "each_once"]
            ),
            "as_written": {
                "type": "custom",
                "char_filter": ["hanja_as_hangul", "only_hangul"],
                "tokenizer": "whitespace",
                "filter": ["words_as_written"],
            },
            "terms": {"type": "custom", "tokenizer": "whitespace"},
        },
    }


def synonym_rules() -> list[dict[str, str]]:
    """The rows of the synonym table as the rules of a synonyms set, in Solr's format."""
    rules = []
    for number, row in enumerate(synonyms().rows):
        spellings = list(dict.fromkeys(spelling.lower() for spelling in row.spellings))
        if len(spellings) > 1 and not any("," in spelling or "=>" in spelling for spelling in spellings):
            rules.append({"id": f"row{number}", "synonyms": ", ".join(spellings)})
    return rules


@cache
def dictionary_rules() -> list[str]:
    """The rules of the user dictionary: a word, and its parts where it has several; none twice."""
    lines = DICTIONARY.read_text(encoding="utf-8").splitlines() if DICTIONARY.exists() else []
    rules = {line.split()[0]: line for line in lines if line and not line.startswith("#")}
    return list(rules.values())


@cache
def hanja_rules() -> list[str]:
    """The reading of each single character."""
    return [f"{character} => {read_hanja(character)}" for character in sorted(readings())]


def _analyzer(before: list[str], filters: list[str]) -> dict[str, Any]:
    return {"type": "custom", "char_filter": before, "tokenizer": "nori", "filter": filters}


def _mappings() -> list[str]:
    spaces = [f"{sign} => \\u0020" for sign in _SEPARATORS]
    lower = [f"{letter} => {letter.lower()}" for letter in _LATIN]
    return [*spaces, *lower, *(f"{wide} => {plain}" for wide, plain in _FULL_WIDTH.items())]
