"""The settings file: its text, what it says, and where the files lie that it names."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from agents.alert.endpoints import FILES
from agents.discover.sources import KEY_FILES
from agents.urls import loggable
from dongmaeng.fault import WrongSettings
from dongmaeng.setting_origins import File
from topics.kafka.settings import ACCESS_FILES


def read_settings_file(file: Path) -> File:
    """What a settings file says, names of files relative to it; raises `WrongSettings`."""
    text = _text(file)
    found = _parsed(text, file)
    _place_files(found, file.parent)
    return File(found, str(file), text)


def holds_secrets(file: Path) -> bool:
    """Whether a settings file says what others must not read: a secret, a webhook, an address with a key."""
    found = _parsed(_text(file), file)
    elastic = found.get("elastic", {})
    sources = found.get("sources", [])
    return bool(found.get("endpoints") or {"password", "api_key"} & elastic.keys()) or any(
        loggable(str(source.get("url", ""))) != source.get("url", "") for source in sources
    )


def _text(file: Path) -> str:
    """What stands in a settings file; raises `WrongSettings`."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        raise WrongSettings(f"{file}: no such file; `dongmaeng init` writes one") from None
    except IsADirectoryError:
        raise WrongSettings(
            f"{file}: a folder, as Docker makes one where a file is missing; remove it, then `dongmaeng init`"
        ) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise WrongSettings(f"{file} line {line}: no UTF-8 text; save the file as UTF-8") from None
    except OSError as error:
        told = f"cannot be read: {error.strerror}; mend it, or name another file with --config"
        raise WrongSettings(f"{file}: {told}") from None


def _parsed(text: str, file: Path) -> dict[str, Any]:
    """What a settings file says; raises `WrongSettings`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        from dongmaeng.setting_faults import syntax_fault

        raise WrongSettings(f"{file} {syntax_fault(str(error), text)}") from None


def _place_files(found: dict[str, Any], folder: Path) -> None:
    """Take file names as relative to the settings file, wherever the command is called."""
    named: list[tuple[Any, tuple[str, ...]]] = [
        (found, ("data_dir",)),
        (found.get("web"), ("token_file",)),
        (found.get("kafka"), ACCESS_FILES),
        (found.get("elastic"), ("ca_file",)),
    ]
    files: dict[str, tuple[str, ...]] = {"endpoints": FILES, "sources": KEY_FILES}
    for of, names in files.items():
        tables = found.get(of)
        named += [(table, names) for table in tables] if isinstance(tables, list) else []
    for table, names in named:
        for name in names:
            if isinstance(table, dict) and isinstance(table.get(name), str):
                table[name] = str(folder / table[name])
