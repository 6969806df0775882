"""What takes long to make is made once, and again as soon as what it is made from has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import kept as room
from benchmarks.kept import kept


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one file."""
    monkeypatch.setattr(room, "ROOT", tmp_path)
    (tmp_path / "writer.py").write_text("one", "utf-8")
    return tmp_path


def test_made_once_and_again_when_its_sources_change(root: Path) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "store").write_text(str(len(made)), "utf-8")

    def text() -> str:
        return (kept("stories", ["*.py"], make, within=root / "build") / "store").read_text("utf-8")

    assert [text(), text()] == ["1", "1"]
    (root / "writer.py").write_text("two", "utf-8")
    assert [text(), text()] == ["2", "2"]
    (root / "reader.py").write_text("", "utf-8")
    assert text() == "3"
    assert len([one for one in (root / "build").iterdir() if one.is_dir()]) == 1


def test_what_was_not_made_to_its_end_is_made_again(root: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        kept("stories", ["writer.py"], fail, within=root)
    whole = kept("stories", ["writer.py"], lambda folder: (folder / "store").touch(), within=root)
    assert [file.name for file in whole.iterdir()] == ["store"]


def test_another_name_is_left_alone(root: Path) -> None:
    first = kept("stories-1", ["writer.py"], lambda folder: None, within=root)
    kept("stories-10", ["writer.py"], lambda folder: None, within=root)
    kept("stories", ["writer.py"], lambda folder: None, within=root)
    assert first.exists()


def test_sources_that_are_not_there_are_an_error(root: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"absent\.py"):
        kept("stories", ["absent.py"], lambda folder: None, within=root)
