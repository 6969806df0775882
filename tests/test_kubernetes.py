"""deploy/kubernetes: manifests by Kubernetes' own schema, whose commands, settings, ports and times are ours."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dongmaeng.settings import load_settings
from dongmaeng.web.beside import LONGEST_STOP as PAGE_STOP
from dongmaeng.web.settings import listen_of
from tests.composition import ROOT
from tests.deployed import LONGEST_STOP, check_command, memory_needed

FILES = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
OBJECTS: list[dict[str, Any]] = [found for file in FILES for found in yaml.safe_load_all(file.read_text("utf-8"))]
PODS = {one["metadata"]["name"]: one["spec"]["template"] for one in OBJECTS if "template" in one.get("spec", {})}
SERVE = ("dongmaeng-worker", "dongmaeng-page")


def of_kind(kind: str) -> dict[str, Any]:
    return {one["metadata"]["name"]: one for one in OBJECTS if one["kind"] == kind}


def container_of(pod: str) -> Any:
    [container] = PODS[pod]["spec"]["containers"]
    return container


def environment_of(pod: str) -> Iterator[tuple[str, str]]:
    container = container_of(pod)
    for source in container["envFrom"]:
        if "configMapRef" in source:
            yield from of_kind("ConfigMap")[source["configMapRef"]["name"]]["data"].items()
        else:
            yield from of_kind("Secret")[source["secretRef"]["name"]]["stringData"].items()
    yield from ((one["name"], one["value"]) for one in container.get("env", ()))


def test_the_manifests_are_such_by_the_schema() -> None:
    program = Path(sys.executable).with_name("kubernetes-validate")
    checked = subprocess.run([program, "--strict", *FILES], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count(" passed for resource ") == len(OBJECTS)


def test_there_is_no_secret_in_the_example_and_no_namespace_anywhere() -> None:
    values = [value for one in of_kind("Secret").values() for value in one["stringData"].values()]
    assert set(values) == {"CHANGE-ME"}
    assert not any("namespace" in one["metadata"] for one in OBJECTS)


@pytest.mark.parametrize("pod", PODS)
def test_the_commands_of_pods_are_ours(pod: str) -> None:
    container = container_of(pod)
    assert container["image"].startswith("dongmaeng:")
    assert "command" not in container, "the entry point of the image is `dongmaeng`"
    check_command(container["args"])


@pytest.mark.parametrize("pod", PODS)
def test_what_a_pod_is_given_are_settings(pod: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mounts = {mount["name"]: mount["mountPath"] for mount in container_of(pod)["volumeMounts"]}
    assert mounts["settings"] == "/etc/dongmaeng", "the folder that the image works in"
    file = tmp_path / "dongmaeng.toml"
    file.write_text(of_kind("ConfigMap")["dongmaeng-settings"]["data"][file.name], "utf-8")
    given = dict(environment_of(pod))
    for name, value in given.items():
        monkeypatch.setenv(name, value if value != "CHANGE-ME" else base64.b64encode(b"0" * 32).decode())
    settings = load_settings(file)
    assert settings.state_is_shared
    assert settings.data_dir.is_relative_to(mounts["data"])
    assert settings.elastic.password
    for endpoint in settings.endpoints:
        endpoint.target()
    settings.web.token()
    own = {name for name in given if not name.startswith("DONGMAENG_")}
    named = {endpoint.secret_env for endpoint in settings.endpoints} | {settings.web.token_env} - {None}
    assert own == named


@pytest.mark.parametrize("pod", PODS)
def test_a_pod_has_no_rights_and_writes_into_its_volumes_alone(pod: str) -> None:
    spec, container = PODS[pod]["spec"], container_of(pod)
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not spec["automountServiceAccountToken"]
    assert not spec["enableServiceLinks"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert f"USER {spec['securityContext']['runAsUser']}\n" in (ROOT / "Dockerfile").read_text("utf-8")
    assert {"requests", "limits"} <= container["resources"].keys()
    volumes = {volume["name"] for volume in spec["volumes"]}
    claims = {"data"} if pod == "dongmaeng-worker" else set()
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes | claims
    [temporary] = [mount for mount in container["volumeMounts"] if mount["mountPath"] == "/tmp"]
    assert not temporary.get("readOnly"), "the socket of the fork server"


@pytest.mark.parametrize("pod", SERVE)
def test_probes_and_services_ask_the_listener(pod: str) -> None:
    container = container_of(pod)
    given = dict(environment_of(pod))
    listener = listen_of(given.get("DONGMAENG_METRICS__LISTEN") or given["DONGMAENG_WEB__LISTEN"])
    assert not listener.is_loopback
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert list(ports.values()) == [listener.port]
    for probe, path in (("startupProbe", "/healthz"), ("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")):
        assert container[probe]["httpGet"]["path"] == path
        assert container[probe]["httpGet"]["port"] in ports
    service = of_kind("Service")[pod]["spec"]
    assert service["selector"].items() <= PODS[pod]["metadata"]["labels"].items()
    assert [port["targetPort"] for port in service["ports"]] == list(ports)


def test_a_worker_may_finish_what_is_in_flight_before_it_is_killed() -> None:
    assert PODS["dongmaeng-worker"]["spec"]["terminationGracePeriodSeconds"] >= LONGEST_STOP
    assert PODS["dongmaeng-page"]["spec"]["terminationGracePeriodSeconds"] >= PAGE_STOP


def test_the_memory_of_a_worker_holds_its_processes_at_their_limit() -> None:
    given = dict(environment_of("dongmaeng-worker"))
    limit = container_of("dongmaeng-worker")["resources"]["limits"]["memory"]
    needed = memory_needed(int(given["DONGMAENG_WORKERS__PROCESSES"]), int(given["DONGMAENG_WORKERS__MEMORY_MB"]))
    assert int(limit.removesuffix("Gi")) * 1024 >= needed


def test_workers_leave_one_at_a_time() -> None:
    budget = of_kind("PodDisruptionBudget")["dongmaeng-worker"]["spec"]
    assert budget["maxUnavailable"] == 1
    assert budget["selector"]["matchLabels"].items() <= PODS["dongmaeng-worker"]["metadata"]["labels"].items()
    assert of_kind("StatefulSet")["dongmaeng-worker"]["spec"]["replicas"] > 1
