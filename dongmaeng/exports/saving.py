"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dongmaeng.fault import Fault


def check_free(path: Path, *, replace: bool) -> None:
    """Raise `Fault` where a file cannot be saved under a path."""
    if path.is_dir():
        raise Fault(f"{path}: is a folder; name a file", usage=True)
    if not path.parent.is_dir():
        raise Fault(f"{path.parent}: there is no such folder", usage=True)
    if path.exists() and not replace:
        raise Fault(f"{path}: is there already; give --force to replace it", usage=True)


@contextlib.contextmanager
def saved(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file to write, which gets its name at the end of the block; where that fails nothing is left of it.

    Raises `Fault` where there is one of the name, which only `replace` may take the place of.
    """
    check_free(path, replace=replace)
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(beside, path, replace=replace)
    finally:
        beside.unlink(missing_ok=True)


def _name(beside: Path, path: Path, *, replace: bool) -> None:
    if replace:
        beside.replace(path)
        return
    try:
        os.link(beside, path)  # fails where somebody was quicker, as renaming does not
    except FileExistsError:
        raise Fault(f"{path}: is there already; give --force to replace it", usage=True) from None
    except OSError:  # a file system without links
        check_free(path, replace=False)
        beside.replace(path)
