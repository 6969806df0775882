"""The patterns by which the words around a trigger are judged, from `phrasing.toml`."""

from __future__ import annotations

from pathlib import Path

from agents.tag.language.pattern_table import load

OWN = Path(__file__).with_name("phrasing.toml")
FORMS = load(OWN, "forms")
PATTERNS = load(OWN, "patterns")
