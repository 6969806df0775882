"""docker-compose.yml: what it names is there, and what it runs is our command line."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest
from click import Context, Group
from dotenv import dotenv_values
from typer.main import get_command

from agents.stages import STAGES
from dongmaeng.cli.app import app
from dongmaeng.settings import load_settings
from tests.composition import COMPOSITION, MADE, OURS, ROOT, SERVICES, made_files

CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_services_that_can_be_waited_for(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert how["condition"] in CONDITIONS
        assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[other]
        once = "restart" not in SERVICES[other]
        assert once == (how["condition"] == "service_completed_successfully")


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_declared_or_files_of_the_tree(name: str) -> None:
    for volume in SERVICES[name].get("volumes", ()):
        source = volume.split(":")[0]
        made = source.removeprefix("./") in MADE
        assert source in COMPOSITION["volumes"] or made or (ROOT / source).exists()


@pytest.mark.parametrize("name", OURS)
def test_what_is_run_is_a_command_of_ours(name: str) -> None:
    words = OURS[name].get("command", "run").split()
    for line in [words, OURS[name].get("healthcheck", {"test": ["CMD", "dongmaeng", "topics", "check"]})["test"][2:]]:
        command: Any = get_command(app)
        left = list(line)
        while isinstance(command, Group) and left:
            command = command.commands[left.pop(0)]
        command.make_parser(Context(command)).parse_args(left)
    if "--stages" in words:
        assert set(words[words.index("--stages") + 1].split(",")) <= set(STAGES)


@pytest.mark.parametrize("name", OURS)
def test_the_settings_in_the_environment_are_settings(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable, value in OURS[name]["environment"].items():
        monkeypatch.setenv(variable, re.sub(r"\$\{.*\}", "a-password", value))
    settings = load_settings(None)
    assert settings.state_is_shared
    assert f"{settings.kafka_servers}".split(":")[0] in SERVICES
    assert re.sub(r"https?://|:\d+", "", settings.store) in SERVICES


def test_the_one_command_writes_what_the_composition_asks_for_and_overwrites_nothing(tmp_path: Path) -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text("utf-8")))
    made_files(tmp_path)
    assert set(dotenv_values(tmp_path / ".env")) == asked
    assert load_settings(tmp_path / "dongmaeng.toml").sources
    for service in OURS.values():
        assert service["env_file"] == "webhooks.env"
        assert "./dongmaeng.toml:/etc/dongmaeng/dongmaeng.toml:ro" in service["volumes"]
    made = {name: (tmp_path / name).read_bytes() for name in MADE}
    assert all(stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600 for name in MADE)
    made_files(tmp_path)
    assert made == {name: (tmp_path / name).read_bytes() for name in MADE}
