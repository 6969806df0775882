"""docker-compose.yml without Docker: its services in order, with the files, folders and environment it gives them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from dotenv import dotenv_values

ROOT = Path(__file__).parents[1]
COMPOSITION: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSITION["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "dongmaeng"}
MADE = (".env", "dongmaeng.toml", "webhooks.env")
"""What `make .env` writes."""
_DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
WORKDIR = re.findall(r"^WORKDIR (\S+)", _DOCKERFILE, re.MULTILINE)[-1]
COPIED = {to: ROOT / of for of, to in re.findall(r"^COPY ([^-\s]\S*) (/\S+)$", _DOCKERFILE, re.MULTILINE)}
"""Files of the tree by their place in the image."""

CONFINED = os.getuid() == 0 and all(map(shutil.which, ("unshare", "setpriv")))
"""Whether the user of the tests may mount: else what is to be read only is so by its mode."""

_CONFINE = """
set -e
while [ "$1" != ro ]; do mount --bind "$1" "$1"; shift; done; shift
while [ "$1" != run ]; do mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"; shift 2; done; shift
mount -o remount,bind,ro /
exec setpriv --no-new-privs --bounding-set -all --inh-caps -all -- "$@"
"""
"""In a mount namespace: folders that may be written, `ro`, pairs of file and place, `run`, a command.

All else is read only, and root has no right beyond its own files, as `read_only` and `cap_drop` have it.
"""


def made_files(folder: Path) -> None:
    """Call `make .env` in a folder, with the environment of the tests in place of one of its own."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copyfile(ROOT / name, folder / name)
    ready = folder / "ready"
    ready.touch()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    bin_ = Path(sys.executable).parent
    command = ["make", ".env", f"BIN={bin_}", f"READY={ready}", f"PYTHON={sys.executable}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment, timeout=120)


def in_order() -> list[str]:
    """Our services without a profile, each behind those that it waits for."""
    waits = {name: set(service.get("depends_on", {})) for name, service in SERVICES.items()}
    return [n for n in TopologicalSorter(waits).static_order() if n in OURS and "profiles" not in OURS[n]]


def seconds(text: str) -> float:
    """A duration as the composition writes it."""
    return sum(float(n) * {"h": 3600, "m": 60, "s": 1}[unit] for n, unit in re.findall(r"([\d.]+)([hms])", text))


def megabytes(text: str) -> int:
    """A size as the composition writes it."""
    [(number, unit)] = re.findall(r"(\d+)([mg])\}?$", text)
    return int(number) * (1024 if unit == "g" else 1)


class Container:
    """What one service finds: its mounts below a folder of this machine, and its environment."""

    def __init__(self, name: str, project: Path, machine: Path, addresses: Mapping[str, str]) -> None:
        """`project`: the folder of the composition; `addresses`: what stands for a host and port inside it."""
        self.service = service = OURS[name]
        self._addresses = addresses
        self._given = {key: value or "" for key, value in dotenv_values(project / ".env").items()}
        self._places: dict[str, Path] = {}
        self.folder = machine / name
        self._temporary = machine / f"{name}.tmp"
        self.log = machine / f"{name}.log"
        """All that it says."""
        self.checks = machine / f"{name}.checks"
        """All that its health checks say."""
        self.folder.mkdir()
        self._temporary.mkdir()
        self._kept, self._read_only = [self._temporary], dict[Path, Path]()
        for volume in service["volumes"]:
            self._mount(*volume.split(":"), project=project, machine=machine)
        self.environment = {key: self._here(str(value)) for key, value in service["environment"].items()}
        self.environment |= {key: value or "" for key, value in dotenv_values(project / service["env_file"]).items()}
        self.command = self._here(service.get("command", "run")).split()

    def process(self, arguments: Sequence[str] | None = None, **more: str) -> subprocess.Popen[bytes]:
        """Start the service's command, or another of ours, as its container would."""
        return self._start([sys.executable, "-m", "dongmaeng", *(arguments or self.command)], more, self.log)

    def health_check(self) -> int:
        """The exit code of the service's health check, that of `timeout` where it took too long."""
        kind, program, port, *rest = self.service["healthcheck"]["test"]
        assert kind == "CMD"
        listens = self._addresses[f"0.0.0.0:{port}"].rpartition(":")[2]
        limited = ["timeout", str(seconds(self.service["healthcheck"]["timeout"]))]
        return self._start([*limited, str(COPIED[program]), listens, *rest], {}, self.checks).wait()

    @property
    def grace(self) -> float:
        """Seconds that it has to stop."""
        return seconds(self.service.get("stop_grace_period", "10s"))

    def _start(self, command: Sequence[str], more: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        own = {key: value for key, value in os.environ.items() if not key.startswith("DONGMAENG_")}
        written = {"PYTHONPATH": str(ROOT), "TMPDIR": str(self._temporary)}
        if CONFINED:
            files = [str(path) for pair in self._read_only.items() for path in pair[::-1]]
            confined = ["unshare", "--mount", "--propagation", "private", "sh", "-c", _CONFINE, "sh"]
            command = [*confined, *map(str, self._kept), "ro", *files, "run", *command]
        environment = {**own, **written, **self.environment, **more}
        with log.open("ab") as out:  # a pipe that nobody reads would stop it
            return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=out, stderr=out)

    def _mount(self, source: str, target: str, mode: str = "rw", *, project: Path, machine: Path) -> None:
        if not source.startswith("./"):
            self._places[target] = machine / source
            self._places[target].mkdir(exist_ok=True)
            self._kept.append(self._places[target])
            return
        file = project / source
        assert file.is_file(), "Docker makes a folder in place of a missing file"
        assert mode == "ro"
        self._places[target] = file
        if Path(target).parent != Path(WORKDIR):
            return
        place = self.folder / Path(target).name
        if CONFINED:
            place.touch()
            self._read_only[place] = file
        else:
            file.chmod(0o400)
            place.symlink_to(file)

    def _here(self, value: str) -> str:
        value = re.sub(r"\$\{(\w+)[^}]*\}", lambda match: self._given[match[1]], value)
        for inside, outside in self._addresses.items():
            value = value.replace(inside, outside)
        for target, source in self._places.items():
            value = re.sub(rf"^{re.escape(target)}(?=/|$)", str(source), value)
        return value
