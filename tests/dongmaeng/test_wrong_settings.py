"""Forty wrong settings, each with all that is said of it: its place, its name, what is wrong and what to do."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dongmaeng.cli.context import Context
from dongmaeng.fault import WrongSettings
from dongmaeng.kafka_access import check_kafka
from dongmaeng.setting_checks import check_endpoints, check_sources, check_web, doubts

CASES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("wrong_settings.toml").read_text("utf-8"))
"""By name: the `file`, the `environment` and `flags` beside it, and what is `said`."""

SECRET = "c2VjcmV0LW9mLW5vYm9keQ"
"""What no error may show."""


def lay_out(folder: Path, case: dict[str, Any]) -> Path:
    """The settings file of a case, and what lies beside it."""
    file = folder / "dongmaeng.toml"
    for name, text in case.get("beside", {}).items():
        (folder / name).write_text(text, "utf-8")
    match case.get("file_is"):
        case "a folder":
            file.mkdir()
        case "a link to itself":
            file.symlink_to(file)
        case "no text":
            file.write_bytes(case["file"].encode("cp949"))
        case "missing":
            pass
        case None:
            file.write_text(case.get("file", ""), "utf-8")
    return file


def check(options: Context, flags: dict[str, Any]) -> None:
    """As `config check` does."""
    settings = options.load(**flags)
    check_endpoints(settings)
    check_sources(settings)
    check_web(settings)
    check_kafka(settings)


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_setting_is_told_with_its_place_and_remedy(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    for variable in [name for name in os.environ if name.startswith("DONGMAENG_")]:
        monkeypatch.delenv(variable)
    for variable, value in case.get("environment", {}).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, case)
    flags = dict(case.get("flags", {}))
    own = {name: flags.pop(name) for name in ("store", "log_level", "config") if name in flags}
    options = Context(**{name: Path(value) if name == "config" else value for name, value in own.items()})
    with pytest.raises(WrongSettings) as wrong:
        check(options, flags)
    assert str(wrong.value).splitlines() == case["said"]
    assert SECRET not in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'bus = "kafka://kafka1:9092"',
            ["store: workers on other machines do not share the state: set store to an Elasticsearch"],
        ),
        ('bus = "kafka://kafka1:9092"\nstore = "https://search:9200"', []),
        (
            '[[endpoints]]\nid = "desk"\nurl = "https://a.example"\nsecret_env = "S"\nkinds = ["mou"]',
            ["endpoints: desk: kinds is old: `filter` with kind: says the same"],
        ),
        ("", []),
    ],
)
def test_what_holds_and_is_better_otherwise_is_told(tmp_path: Path, text: str, said: list[str]) -> None:
    file = tmp_path / "dongmaeng.toml"
    file.write_text(text, "utf-8")
    assert doubts(Context(config=file).load()) == said


def test_there_are_as_many_as_were_promised() -> None:
    assert len(CASES) >= 40
