"""The words of messages, by language, with particles in the form that fits what stands before them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from agents.filled_templates import filled
from search.vocabulary import words_in

PARTIES_SHOWN = 3
"""Names of parties in one line, where there are more than four."""


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
