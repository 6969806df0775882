"""docker-compose.yml without Docker: its services in order, with the files, folders and environment it gives them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
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
WORKDIR = re.findall(r"^WORKDIR (\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)[-1]


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


class Container:
    """What one service finds: its mounts below a folder of this machine, and its environment."""

    def __init__(self, name: str, project: Path, machine: Path, addresses: Mapping[str, str]) -> None:
        """`project`: the folder of the composition; `addresses`: what stands for a host and port inside it."""
        service = OURS[name]
        self._addresses = addresses
        self._given = {key: value or "" for key, value in dotenv_values(project / ".env").items()}
        self._mounts: dict[str, Path] = {}
        for volume in service["volumes"]:
            source, target, *_ = volume.split(":")
            if source.startswith("./"):
                assert (project / source).is_file(), "Docker makes a folder in place of a missing file"
                self._mounts[target] = project / source
            else:
                self._mounts[target] = machine / source
                self._mounts[target].mkdir(exist_ok=True)
        self.folder = machine / name
        self.folder.mkdir()
        for target, source in self._mounts.items():
            if Path(target).parent == Path(WORKDIR):
                (self.folder / Path(target).name).symlink_to(source)
        self.environment = {key: self._here(str(value)) for key, value in service["environment"].items()}
        self.environment |= {key: value or "" for key, value in dotenv_values(project / service["env_file"]).items()}
        self.command = self._here(service.get("command", "run")).split()

    def process(self, arguments: list[str] | None = None, **more: str) -> subprocess.Popen[str]:
        """Start the service's command, or another, as its container would."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("DONGMAENG_")}
        return subprocess.Popen(
            [sys.executable, "-m", "dongmaeng", *(arguments or self.command)],
            cwd=self.folder,
            env={**own, "PYTHONPATH": str(ROOT), **self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _here(self, value: str) -> str:
        value = re.sub(r"\$\{(\w+)[^}]*\}", lambda match: self._given[match[1]], value)
        for inside, outside in self._addresses.items():
            value = value.replace(inside, outside)
        for target, source in self._mounts.items():
            value = re.sub(rf"^{re.escape(target)}(?=/|$)", str(source), value)
        return value
