"""What docs/answers.md says that becomes of each answer of a site."""

from __future__ import annotations

import re
from pathlib import Path

_DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "answers.md"


def _rows(heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading: the first cell, and the others."""
    section = _DOCUMENT.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in row.split("|")] for row in re.findall(r"^\| (.*) \|$", section, re.MULTILINE)]
    return {what: cells for what, *cells in rows[1:]}


PAGES = {name: f"{word}: {reason}" if reason else word for name, (word, reason) in _rows("Pages").items()}
"""How a story ends by what its site does: `read`, or the word and the reason."""

SOURCES = {name: reason for name, (reason,) in _rows("Sources").items()}
"""The reason that is told of a source, by what it does."""
