"""Receivers verify what they are sent, as docs/verify shows in each language, also while a secret is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import svix.webhooks

from agents.alert.payload import payload
from agents.alert.types import Outgoing
from agents.alert.types.standard import Standard
from tests.agents.alert.samples import AT, OLD_SECRET, SECRET, alliance, endpoint
from tests.servers.java import Absent
from tests.servers.need import needed

SHOWN = Path(__file__).resolve().parents[3] / "docs" / "verify"
NPM = "standardwebhooks@1.1.1"
GO = "github.com/standard-webhooks/standard-webhooks/libraries@v0.0.1"
Verify = Callable[[bytes, Sequence[str], str], bool]
"""Whether a body with three headers is verified by a secret."""


def installed(program: str, *arguments: str, folder: Path) -> None:
    """Run an installer; raises `Absent` where it is not there or reaches no registry."""
    if shutil.which(program) is None:
        raise Absent(f"no {program}")
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Absent(f"{program} {' '.join(arguments)}: {done.stderr.strip()[-300:]}")


def running(*command: str, folder: Path) -> Verify:
    def verify(body: bytes, headers: Sequence[str], secret: str) -> bool:
        (folder / "body.json").write_bytes(body)
        environment = {**os.environ, "WEBHOOK_SECRET": secret}
        done = subprocess.run([*command, *headers], cwd=folder, input=body, capture_output=True, env=environment)
        return done.returncode == 0

    return verify


@pytest.fixture(scope="module", params=["python", "node", pytest.param("go", marks=pytest.mark.long), "shell", "svix"])
def verify(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Verify:
    folder = tmp_path_factory.mktemp(request.param)
    for file in SHOWN.iterdir():
        shutil.copy(file, folder)
    match request.param:
        case "python":
            return running(sys.executable, "verify.py", folder=folder)
        case "node":
            with needed("Node"):
                installed("npm", "install", "--silent", "--no-audit", "--no-fund", NPM, folder=folder)
            return running("node", "verify.mjs", folder=folder)
        case "go":
            with needed("Go"):
                installed("go", "mod", "init", "verify", folder=folder)
                installed("go", "get", GO, folder=folder)
                installed("go", "build", "-o", "verify", "verify.go", folder=folder)
            return running("./verify", folder=folder)
        case "shell":
            return running("sh", "verify.sh", folder=folder)
    return by_svix


def by_svix(body: bytes, headers: Sequence[str], secret: str) -> bool:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    try:
        svix.webhooks.Webhook(secret).verify(body, dict(zip(names, headers, strict=True)))
    except svix.webhooks.WebhookVerificationError:
        return False
    return True


def sent(*old_secrets: str) -> tuple[bytes, list[str], Mapping[str, str]]:
    told = alliance()
    assert told.change is not None
    target = endpoint(old_secrets=old_secrets).target()
    request = Standard().request(Outgoing("msg_1", "alliance.announced", AT, payload(told, told.change), target))
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    return request.content, [request.headers[name] for name in names], request.headers


def test_a_message_is_verified(verify: Verify) -> None:
    body, headers, _ = sent()
    assert verify(body, headers, SECRET)
    assert not verify(body, headers, OLD_SECRET)


def test_a_message_is_verified_by_the_old_and_the_new_secret_while_it_is_changed(verify: Verify) -> None:
    body, headers, _ = sent(OLD_SECRET)
    assert verify(body, headers, SECRET)
    assert verify(body, headers, OLD_SECRET)


def test_what_was_changed_on_the_way_is_refused(verify: Verify) -> None:
    body, (id, moment, signature), _ = sent()
    assert not verify(body.replace("누리통신".encode(), "한별전자".encode()), (id, moment, signature), SECRET)
    assert not verify(body, ("msg_2", moment, signature), SECRET)
    late = str(int(moment) - int(timedelta(minutes=6).total_seconds()))
    assert not verify(body, (id, late, signature), SECRET)
