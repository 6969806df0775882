"""A file that is saved is there whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from dongmaeng.exports.saving import saved
from dongmaeng.fault import Fault


def write(path: Path, data: bytes, *, replace: bool = False, fails: bool = False) -> None:
    with saved(path, replace=replace) as file:
        file.write(data)
        if fails:
            raise ZeroDivisionError


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "동맹.csv"
    with saved(path, replace=False) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_of_a_file_that_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "a.csv", b"half", fails=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")
    with pytest.raises(Fault, match="--force"):
        write(path, b"after")
    with pytest.raises(ZeroDivisionError):
        write(path, b"half", replace=True, fails=True)
    assert path.read_bytes() == b"before"
    write(path, b"after", replace=True)
    assert path.read_bytes() == b"after"


def test_a_file_that_somebody_else_wrote_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with contextlib.ExitStack() as stack:
        stack.enter_context(saved(path, replace=False)).write(b"ours")
        path.write_bytes(b"theirs")
        with pytest.raises(Fault, match="is there already"):
            stack.close()
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_place_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="is a folder"):
        write(tmp_path, b"", replace=True)
    with pytest.raises(Fault, match="no such folder"):
        write(tmp_path / "b" / "a.csv", b"", replace=True)
