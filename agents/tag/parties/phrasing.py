"""The patterns by which the words around a name tell its part in a deal, from `phrasing.toml`."""

from __future__ import annotations

from pathlib import Path

from agents.tag.language.pattern_table import load

PATTERNS = load(Path(__file__).with_name("phrasing.toml"))
