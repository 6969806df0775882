"""The patterns by which sentences go on about deals that others tell, from `phrasing.toml`."""

from __future__ import annotations

from pathlib import Path

from agents.tag.language.pattern_table import load

TELLING = load(Path(__file__).with_name("phrasing.toml"))
