"""The patterns by which the words around a trigger are judged, from `phrasing.toml` and `forms.toml`."""

from __future__ import annotations

from pathlib import Path

from agents.tag.language.pattern_table import load

FORMS = load(Path(__file__).with_name("forms.toml"))
PATTERNS = load(Path(__file__).with_name("phrasing.toml"))
