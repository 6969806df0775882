"""What takes long to make, such as a filled store, kept under `build/benchmarks` until what it is made from changes."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "benchmarks"


def kept(name: str, made_from: Sequence[str], make: Callable[[Path], None], *, within: Path = BUILD) -> Path:
    """A folder that `make` filled, in this run or an earlier one; those of the same name made from else are removed.

    `made_from`: patterns of the files of the repository whose text decides what is made. A second process that asks for
    it meanwhile waits; what was not made to its end is made again. Raises `FileNotFoundError` where nothing is of a
    pattern.
    """
    within.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = within / f"{name}.{_digest(made_from)}"
    with (within / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder
        for earlier in within.glob(f"{name}.*"):
            if earlier.is_dir():
                shutil.rmtree(earlier)
        making = within / f"{name}.making"
        making.mkdir(mode=0o700)
        make(making)
        making.rename(folder)
    return folder


def is_kept(name: str, made_from: Sequence[str], *, within: Path = BUILD) -> bool:
    """Whether `kept` would find the folder."""
    return (within / f"{name}.{_digest(made_from)}").exists()


def _digest(made_from: Sequence[str]) -> str:
    text = hashlib.sha256()
    for pattern in made_from:
        files = sorted(file for file in ROOT.glob(pattern) if file.is_file())
        if not files:
            raise FileNotFoundError(ROOT / pattern)
        for file in files:
            text.update(f"{file.relative_to(ROOT)}\0".encode())
            text.update(file.read_bytes())
    return text.hexdigest()[:12]
