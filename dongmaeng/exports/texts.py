"""Text of strangers, made fit for files that other programs read."""

from __future__ import annotations

import re

from agents.alert.plain import web_address

BYTE_ORDER_MARK = "\ufeff"
"""By it Excel knows that a file is UTF-8 and shows Hangul."""

REPLACEMENT = "\ufffd"

# What XML 1.0 cannot carry, escaped or not (its production Char), and halves of surrogate pairs, which UTF-8 cannot.
_NOT_CARRIED = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff\\ud800-\\udfff]")
_LINE_END = re.compile(r"\r\n?")

# What makes a formula of a cell for Excel, LibreOffice and Google Sheets, in wide letters too and behind spaces; and
# what was written so already, so that the mark can be taken away again.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠\t\n]")
MARK = "'"
"""What stands before a cell of CSV that would be a formula: a spreadsheet shows the rest as text."""


def carriable(text: str) -> str:
    """The text with line feeds as its only line ends, and U+FFFD for each character that XML or UTF-8 cannot carry."""
    return _NOT_CARRIED.sub(REPLACEMENT, _LINE_END.sub("\n", text))


def defused(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; `armed` gives it back."""
    return MARK + cell if _FORMULA.match(cell) else cell


def armed(cell: str) -> str:
    """A cell as it was before it was `defused`."""
    return cell[1:] if cell.startswith(MARK) and _FORMULA.match(cell[1:]) else cell


def linkable(url: str) -> str | None:
    """An address as it may stand in a link; None for what is none of the web."""
    return web_address(carriable(url))
