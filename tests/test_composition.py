"""docker-compose.yml: what it names is there, and what it runs is our command line."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from dongmaeng.settings import load_settings
from dongmaeng.web.settings import listen_of
from tests.composition import COMPOSITION, COPIED, MADE, OURS, ROOT, SERVICES, made_files, megabytes, seconds
from tests.deployed import LONGEST_STOP, check_command, memory_needed

BIN = Path(sys.executable).parent
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
    check_command(OURS[name].get("command", "run").split())


@pytest.mark.parametrize("name", [name for name in OURS if "restart" in OURS[name]])
def test_the_health_check_asks_the_listener_of_the_service_itself(name: str) -> None:
    kind, program, port, path = OURS[name]["healthcheck"]["test"]
    environment = OURS[name]["environment"]
    listener = environment.get("DONGMAENG_METRICS__LISTEN") or environment["DONGMAENG_WEB__LISTEN"]
    assert (kind, path) == ("CMD", "/healthz")
    assert listen_of(listener).port == int(port)
    assert os.access(COPIED[program], os.X_OK)


@pytest.mark.parametrize(("answer", "code"), [("200 OK", 0), ("503 Service Unavailable", 1), ("404 Not Found", 1)])
def test_the_health_check_believes_a_200_alone(answer: str, code: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        checking = subprocess.Popen(
            [ROOT / "deploy" / "answers", str(listening.getsockname()[1]), "/healthz"], stderr=subprocess.PIPE
        )
        asking, _ = listening.accept()
        with asking, asking.makefile("rb") as asked:
            request, *_ = iter(asked.readline, b"\r\n")
            assert request == b"GET /healthz HTTP/1.1\r\n"
            asking.sendall(f"HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n".encode())
            _, errors = checking.communicate(timeout=60)
    assert checking.returncode == code
    assert not code or answer[:3].encode() in errors


def test_the_health_check_fails_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    checked = subprocess.run([ROOT / "deploy" / "answers", str(port), "/healthz"], capture_output=True, check=False)
    assert checked.returncode == 1


@pytest.mark.parametrize("name", SERVICES)
def test_logs_are_turned_over_and_memory_has_a_limit(name: str) -> None:
    assert {"max-size", "max-file"} <= SERVICES[name]["logging"]["options"].keys()
    assert megabytes(SERVICES[name]["mem_limit"])


@pytest.mark.parametrize("name", OURS)
def test_ours_write_into_their_volume_alone_and_have_no_rights(name: str) -> None:
    service = OURS[name]
    assert service["read_only"]
    assert service["tmpfs"] == ["/tmp"], "the socket of the fork server"
    assert service["cap_drop"] == ["ALL"]
    assert service["init"]
    assert service["environment"]["DONGMAENG_DATA_DIR"].startswith("/data/")


@pytest.mark.parametrize("name", [name for name in OURS if OURS[name].get("command", "run").startswith("run")])
def test_the_memory_of_a_worker_holds_its_processes_at_their_limit(name: str) -> None:
    environment = OURS[name]["environment"]
    assert megabytes(OURS[name]["mem_limit"]) >= memory_needed(
        int(environment["DONGMAENG_WORKERS__PROCESSES"]), int(environment["DONGMAENG_WORKERS__MEMORY_MB"])
    )


@pytest.mark.parametrize("name", [name for name in OURS if OURS[name].get("command", "run").startswith("run")])
def test_a_worker_may_finish_what_is_in_flight_before_it_is_killed(name: str) -> None:
    assert seconds(OURS[name]["stop_grace_period"]) >= LONGEST_STOP


def test_the_composition_is_one_by_its_specification() -> None:
    check = ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(ROOT / "docker-compose.yml")]
    checked = subprocess.run([BIN / check[0], *check[1:]], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("file", ["Dockerfile", "search/elastic/Dockerfile"])
def test_dockerfiles_pass_their_linter(file: str) -> None:
    linted = subprocess.run([BIN / "hadolint", ROOT / file], capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


def test_what_is_copied_into_the_image_is_let_through_to_its_build() -> None:
    let_through = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] == "!"]
    copied = re.findall(r"^COPY (?!-)(.*) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert {name for line in copied for name in line.split()} == set(let_through)
    assert all((ROOT / name).exists() for name in let_through)


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
