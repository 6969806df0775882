"""A receiver on this machine that prints what it is sent, as a newcomer sets it up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from tests.command_line import CommandLine


def test_a_test_message_is_verified_and_printed_and_a_forged_one_named(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-u", "-m", "dongmaeng", "alerts", "listen", "--port", "0"]
    listening = subprocess.Popen(
        command, cwd=command_line.home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    try:
        assert listening.stdout is not None
        said = "".join(listening.stdout.readline() for _ in range(4))
        exported = re.search(r"export (\w+)=(\S+)", said)
        add = re.search(r"dongmaeng (alerts add .*)", said)
        assert exported, said
        assert add, said
        monkeypatch.setitem(os.environ, exported[1], exported[2])
        command_line.run(*add[1].split())
        assert "Accepted" in command_line.run("alerts", "test", "listen").stdout
        assert "dongmaeng.test" in listening.stdout.readline()
        monkeypatch.setitem(os.environ, exported[1], "whsec_" + "YWJj" * 8)
        command_line.run("alerts", "test", "listen", code=1)
        assert "refused: not signed" in "".join(listening.stdout.readline() for _ in range(1))
        listening.send_signal(signal.SIGINT)
        assert listening.wait(30) == 130
    finally:
        listening.kill()
        listening.wait()


@pytest.mark.parametrize(
    ("secret", "said"), [("", "NO_SUCH_SECRET is not set"), ("whsec_!", "NO_SUCH_SECRET: no base64 secret")]
)
def test_a_secret_that_cannot_sign_is_refused(
    command_line: CommandLine, secret: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if secret:
        monkeypatch.setenv("NO_SUCH_SECRET", secret)
    refused = command_line.run("alerts", "listen", "--secret-env", "NO_SUCH_SECRET", code=2)
    assert said in refused.stderr
