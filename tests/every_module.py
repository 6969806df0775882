"""Imports every module of ours and whatever any of them imports anywhere, also within functions: run on what is installed.

python tests/every_module.py            what is optional may be missing
python tests/every_module.py --extras   nothing may be
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("topics", "search", "agents", "dongmaeng")
EXTRAS = ("fastwarc", "opentelemetry", "pyarrow")
"""The packages that only extras bring."""


def modules() -> Iterator[tuple[str, Path]]:
    """The name and file of each module; a package has that of its `__init__`."""
    for package in map(importlib.import_module, PACKAGES):
        assert package.__file__ is not None
        yield package.__name__, Path(package.__file__)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            spec = found.module_finder.find_spec(found.name, None)  # type: ignore[call-arg]
            assert spec is not None
            assert spec.origin is not None
            if not found.name.endswith("__main__"):
                yield found.name, Path(spec.origin)


def imported(source: str) -> Iterator[tuple[str, str]]:
    """Module and name (empty: the module itself) of each import of a source; for types alone, too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, alias.name) for alias in node.names)


def fault(module: str, name: str) -> str:
    """What is wrong with an import; empty where nothing is."""
    try:
        found = importlib.import_module(module)
        if name and not hasattr(found, name):
            importlib.import_module(f"{module}.{name}")
    except Exception as error:  # whatever a module of others does when it is imported
        return f"{module} {name}: {type(error).__name__}: {error}"
    return ""


def faults(*, extras: bool) -> tuple[int, list[str]]:
    """How many imports were tried, and what was wrong with some."""
    wanted: set[tuple[str, str]] = set()
    for module, file in modules():
        wanted |= {(module, ""), *imported(file.read_text("utf-8"))}
    if not extras:
        wanted = {(module, name) for module, name in wanted if module.partition(".")[0] not in EXTRAS}
    return len(wanted), [told for module, name in sorted(wanted) if (told := fault(module, name))]


if __name__ == "__main__":
    tried, wrong = faults(extras="--extras" in sys.argv)
    print(*wrong, f"{tried} imports tried, {len(wrong)} failed", sep="\n")
    sys.exit(1 if wrong else 0)
