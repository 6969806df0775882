"""The named numbers of the code that reads a text, with the examples of `agents/tag/numbers.toml` at their limits."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import agents.tag.tag as tag
from agents.rule_table import RuleTableError, TableRow, read_table

TAG = "agents.tag"
TABLE = Path(tag.__file__).with_name("numbers.toml")
ROOMS = ("language.clauses", "parties.", "saying.", "telling.", "ties.countries")

NO_RULES = {
    "language.clauses.LONGEST_SENTENCE": "bounds the work on broken pages",
    "telling.ledger.MOST_STEPS": "bounds a ledger, which decides no reading",
    "telling.ledger.MOST_STEPS_WITHOUT_STRONG_WORD": "bounds a ledger, which decides no reading",
    "telling.mentions.LONGEST_BODY": "bounds the work on broken pages",
    "telling.memory.LAST": "is a key, and measures nothing",
    "telling.mentions.MOST_CAPTIONS": "bounds the work on galleries",
    "telling.ties.MOST_SENTENCES": "bounds the work on broken pages",
}
"""Numbers that are no rules of reading, with the reason."""

READ_ONCE = frozenset(
    {
        "_abroad",
        "_load",
        "_matcher",
        "_mecab",
        "_of_user",
        "_shipped",
        "_tokenizer",
        "_words_for",
        "alternatives",
        "known_products",
        "lexicon",
        "rules_for",
        "spellings",
        "table",
        "tie_table",
        "vocabulary",
    }
)
"""Functions that remember a table, which no rule of reading changes."""

_NUMBER = re.compile(r"^(_?[A-Z][A-Z_]+) = [0-9_]+(?: |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number by which texts are read."""

    module: str
    """Below agents.tag."""
    name: str
    value: int
    text: str
    right: tuple[str, ...]
    """Texts at its limit, read otherwise with one more or one less."""


def numbers(path: Path = TABLE) -> list[Number]:
    """Every number of the rooms that read, with its examples.

    Raises RuleTableError for a number without examples, and for examples of none.
    """
    told = [
        (f"{room}.{module}", name, TableRow.of(path.name, f"{room}.{module}.{name}", entry))
        for room, modules in read_table(path).items()
        for module, entries in modules.items()
        for name, entry in entries.items()
    ]
    if wrong := set(_named()) ^ ({row.id for _, _, row in told} | NO_RULES.keys()):
        raise RuleTableError(f"{path.name}: numbers without examples, or examples without number: {sorted(wrong)}")
    return [_number(module, name, row) for module, name, row in told]


def _number(module: str, name: str, row: TableRow) -> Number:
    row.refuse_others(("text", "right"))
    right, _ = row.examples(right=2, wrong=0)
    return Number(module, name, getattr(import_module(f"{TAG}.{module}"), name), row.text("text"), right)


def _named() -> Iterator[str]:
    for path in sorted(TABLE.parent.glob("*/*.py")):
        module = f"{path.parent.name}.{path.stem}"
        if module.startswith(ROOMS):
            yield from (f"{module}.{hit[1]}" for hit in _NUMBER.finditer(path.read_text("utf-8")))


@contextmanager
def moved(number: Number, value: int) -> Iterator[None]:
    """The number as another one, in its module and wherever it was imported to from there."""
    holders = [module for module in _modules() if vars(module).get(number.name) == number.value]
    if number.name.startswith("_"):
        holders = [import_module(f"{TAG}.{number.module}")]
    try:
        for module in holders:
            setattr(module, number.name, value)
        forget_words()
        yield
    finally:
        for module in holders:
            setattr(module, number.name, number.value)
        forget_words()


def forget_words() -> None:
    """Forget what was made of words and names by the rules as they were; tables and analysers stay."""
    for module in _modules():
        for name, remembering in vars(module).items():
            if hasattr(remembering, "cache_clear") and name not in READ_ONCE:
                remembering.cache_clear()


def _modules() -> list[Any]:
    return [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{TAG}.")]
