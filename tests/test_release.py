"""What is released: every module can be imported, and the version is the same wherever it stands."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from dongmaeng import __version__
from tests.composition import ROOT
from tests.every_module import EXTRAS, fault, imported


def test_every_module_and_all_that_any_imports_can_be_imported() -> None:
    command = [sys.executable, "tests/every_module.py", "--extras"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[-5]) > 1000


def test_an_import_within_a_function_is_found_and_one_that_fails_is_told() -> None:
    source = "def later():\n    import no.such\n    from topics.stage import Stage, Staged\n"
    found = list(imported(source))
    assert found == [("no.such", ""), ("topics.stage", "Stage"), ("topics.stage", "Staged")]
    assert [bool(fault(*one)) for one in found] == [True, False, True]


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_is_optional_is_named_as_an_extra(extra: str) -> None:
    extras = (ROOT / "pyproject.toml").read_text("utf-8").partition("[project.optional-dependencies]")[2]
    assert f'"{extra}' in extras.partition("benchmarks = [")[0]


def test_the_version_is_the_same_wherever_it_stands() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    changes = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert changes[0] == __version__
    for file in (ROOT / "deploy" / "kubernetes").glob("*.yaml"):
        assert set(re.findall(r"image: dongmaeng:(\S+)", file.read_text("utf-8"))) <= {__version__}
    called = subprocess.run(
        [sys.executable, "-m", "dongmaeng", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert called.stdout == f"dongmaeng {__version__}\n"
