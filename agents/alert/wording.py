"""The words of messages, by language, with particles in the form that fits what stands before them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from search.hangul import RIEUL, final_of, is_hangul
from search.letters import LETTER_NAMES
from search.vocabulary import words_in

PARTIES_SHOWN = 3
"""Names of parties in one line, where there are more than four."""

_GAP = re.compile(r"\{([^{}]+)\}")
_SPOKEN_DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_LAST_LETTER = re.compile(r"[^\W_](?=[\W_]*$)")
_LATIN_WORD = re.compile(r"[a-z]{2,}$")
_CLOSED_ENDING = re.compile("(?:(?P<l>le?)|[mn]|ng|[aeiou](?:[bpkt]|ck))$")
"""How an English word ends that Korean writes with a final: 인텔, 애플, 줌 and 북, but 데스크 and 보쉬."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a language says: tables of templates by name."""

    tables: Mapping[str, Mapping[str, str]]

    def say(self, table: str, entry: str, /, **values: object) -> str:
        """The words of an entry, or else of `other`, with values in their gaps."""
        words = self.tables[table]
        return filled(words.get(entry) or words["other"], values)

    def parties(self, names: Sequence[str], left: int = 0) -> str:
        """Who with whom; of many the first few, with the number of the rest and of the `left` that are not given."""
        if not names:
            return self.say("parties", "none")
        if len(names) == 2 and not left:
            return self.say("parties", "two", first=names[0], second=names[1])
        between = self.tables["parties"]["between"]
        if len(names) <= PARTIES_SHOWN + 1 and not left:
            return between.join(names)
        shown = between.join(names[:PARTIES_SHOWN])
        return self.say("parties", "more", shown=shown, count=len(names[PARTIES_SHOWN:]) + left)

    def deal(self, kind: str, parties: str, name: str = "") -> str:
        """What an alliance of a kind is called: by its own name where it has one, else by its parties."""
        if name:
            return self.say("parties", "named", name=name, kind=self.say("kind", kind))
        return self.say("parties", "deal", parties=parties, kind=self.say("kind", kind))


@cache
def words_of(language: str) -> Words:
    """The words of a language, `ko` or `en`."""
    text = resources.files("agents.alert").joinpath("words", f"{language}.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    tables["labels"] |= {f"alliance.{change}": word for change, word in words_in(language, "change").items()}
    return Words(tables | {table: words_in(language, table) for table in ("kind", "status", "matter")})


def filled(template: str, values: Mapping[str, object]) -> str:
    """A template with its gaps filled; what a value holds is never read as a gap.

    `{name}` stands for a value, `{은/는}` for the form of a particle, the one behind a final consonant first.
    """
    said = ""
    end = 0
    for gap in _GAP.finditer(template):
        said += template[end : gap.start()]
        name = gap[1]
        said += _form(said, *name.split("/", 1)) if "/" in name else str(values[name])
        end = gap.end()
    return said + template[end:]


def _form(before: str, closed: str, open_: str) -> str:
    final = _final(before)
    if final is None:
        return f"{closed}({open_})"
    return open_ if not final or (final == RIEUL and open_ == "로") else closed


def _final(text: str) -> int | None:
    """The final with which a text ends as it is spoken (0: none); None where nobody can tell."""
    last = _LAST_LETTER.search(text)
    if last is None:
        return None
    char = last[0]
    if char in _SPOKEN_DIGITS:
        return final_of(_SPOKEN_DIGITS[char])
    if is_hangul(char):
        return final_of(char)
    if _LATIN_WORD.search(text[: last.end()]):
        ending = _CLOSED_ENDING.search(text[: last.end()])
        return 0 if ending is None else RIEUL if ending["l"] else 1
    if char.lower() in LETTER_NAMES:
        return final_of(LETTER_NAMES[char.lower()][-1])
    return None
