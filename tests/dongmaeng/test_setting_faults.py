"""An error in the settings names the line of the file and the likely meant word."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dongmaeng.fault import WrongSettings
from dongmaeng.setting_origins import line_of
from dongmaeng.settings import load_settings

FILE = """\
# what is read
data_dir = "state"

[fetch]
# politely
host_dely = 2

[[sources]]
url = "https://a.example/feed"
sites = [
  "a.example",
]

[[sources]]
url = "https://b.example/feed"
intervall = 60
"""


def said_of(folder: Path, text: str) -> list[str]:
    file = folder / "dongmaeng.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(WrongSettings) as wrong:
        load_settings(file)
    return [line.removeprefix(f"{file} ") for line in str(wrong.value).splitlines()]


def test_each_wrong_setting_has_its_line_and_the_likely_word(tmp_path: Path) -> None:
    assert said_of(tmp_path, FILE) == [
        "line 6: fetch.host_dely: there is no such setting; host_delay is meant?",
        "line 16: sources[1].intervall: there is no such setting; interval is meant?",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("host_delay = 2", "line 1: host_delay: there is no such setting; fetch.host_delay is meant?"),
        ("\n[fetsh]\nhost_delay = 2", "line 2: fetsh: there is no such setting; fetch is meant?"),
        ("colour = 1", "line 1: colour: there is no such setting: take it out"),
        ('[log]\n\nlevel = "loud"', "line 3: log.level: "),
        ('[[sources]]\n\n[[sources]]\nurl = "https://a.example/feed"', "line 1: sources[0].url: Field required"),
        (
            '[[sources]]\nurl = "https://a.example/feed"\nsites = [\n "a.example",\n 7,\n]',
            "line 3: sources[0].sites[1]: ",
        ),
    ],
)
def test_the_line_is_that_in_which_the_setting_begins(tmp_path: Path, text: str, said: str) -> None:
    [told] = said_of(tmp_path, text)
    assert told.startswith(said)
    assert told == said or said.endswith((": ", "Field required"))


def test_a_wrong_word_in_the_environment_is_answered_with_the_likely_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONGMAENG_FETCH__HOST_DELY", "2")
    file = tmp_path / "dongmaeng.toml"
    file.write_text("[fetch]\nmax_bytes = 1000000\n", "utf-8")
    with pytest.raises(
        WrongSettings, match=r"^environment: DONGMAENG_FETCH__HOST_DELY: .*; DONGMAENG_FETCH__HOST_DELAY is meant\?$"
    ):
        load_settings(file)


def test_every_setting_of_a_long_file_is_found_on_its_line() -> None:
    text = "".join(f'[[sources]]\nurl = "https://{n}.example/feed"  # {n}\n\n' for n in range(200))
    assert tomllib.loads(text)
    assert [line_of(text, ("sources", n, "url")) for n in (0, 99, 199)] == [2, 299, 599]
    assert line_of(text, ("sources", 200)) is None
