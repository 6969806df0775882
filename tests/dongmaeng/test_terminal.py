"""What is printed: nothing that a terminal obeys, whatever it is given."""

from __future__ import annotations

import io
import json

from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from dongmaeng.terminal import SafeConsole, error_text, json_text, printable

OBEYED = ["\x1b", "\x07", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\ud800", "\U000e0041"]
TEXTS = st.text(st.one_of(st.sampled_from(OBEYED), st.characters()), max_size=30)


@given(TEXTS)
def test_a_console_prints_nothing_that_a_terminal_obeys(text: str) -> None:
    for shown in (text.replace("[", "("), Text(text, "bold")):
        out = io.StringIO()
        table = Table(text.replace("[", "("))
        table.add_row(Text(text))
        console = SafeConsole(file=out, force_terminal=False)
        console.print(shown)
        console.print(table)
        assert not any(character in out.getvalue() for character in OBEYED)


def test_colours_of_our_own_stay() -> None:
    out = io.StringIO()
    SafeConsole(file=out, force_terminal=True, color_system="standard").print(Text("동맹\x1b[31m", "bold"))
    assert out.getvalue() == "\x1b[1m동맹\ufffd[31m\x1b[0m\n"


@given(TEXTS)
def test_json_is_what_it_was_and_has_escapes_for_what_a_terminal_obeys(text: str) -> None:
    for indent in (None, 2):
        written = json_text({"text": text}, indent)
        assert json.loads(written) == {"text": text}
        assert not any(character in written for character in OBEYED)


@given(TEXTS)
def test_a_printable_text_is_as_long_as_it_was(text: str) -> None:
    assert len(printable(text)) == len(text)


def test_an_error_tells_no_secret_of_an_address() -> None:
    said = error_text("https://me:pw@a.kr/rss?key=s3cret: no feed\x1b[2J")
    assert said == "https://a.kr/rss?key=… no feed\ufffd[2J"
