"""The tables of words that ship with the package."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def table_file(name: str) -> dict[str, Any]:
    """What a TOML file of this package holds."""
    return tomllib.loads(resources.files("search").joinpath(name).read_text("utf-8"))
