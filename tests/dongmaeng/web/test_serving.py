"""The page beside the service: it delays nothing, comes back when it dies and goes when the service goes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from dongmaeng.web.listening import Taken, listen_near, listen_on
from dongmaeng.web.settings import Listen
from tests.command_line import CommandLine
from tests.waiting import wait_until

LONGEST = 60.0
"""Seconds that a process may take to start or to end on a busy machine."""


@pytest.fixture
def port() -> int:
    with listen_on(Listen("127.0.0.1", 0)) as opened:
        return int(opened.getsockname()[1])


@pytest.fixture
def command_line(tmp_path: Path, port: int) -> CommandLine:
    made = CommandLine(tmp_path)
    made.configure(
        f'allow_private_addresses = true\n[web]\nlisten = "127.0.0.1:{port}"\n'
        '[[sources]]\nurl = "http://127.0.0.1:9/feed"\n'
    )
    return made


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", trust_env=False, timeout=LONGEST).status_code == 200
    except httpx.TransportError:
        return False


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def page_of(service: int) -> int | None:
    """The process of the page that a service started."""
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == service and b"dongmaeng.web" in (entry / "cmdline").read_bytes().split(b"\0"):
                return int(entry.name)
        except (OSError, ValueError, IndexError):
            continue
    return None


@contextmanager
def stream(port: int) -> Iterator[socket.socket]:
    """A reader who waits for what comes."""
    with socket.create_connection(("127.0.0.1", port), LONGEST) as opened:
        opened.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        assert opened.recv(100).startswith(b"HTTP/1.1 200")
        yield opened


def test_the_page_comes_back_when_its_process_dies_and_goes_with_the_service(
    command_line: CommandLine, port: int
) -> None:
    with ExitStack() as readers, command_line.service() as running:
        wait_until(lambda: answers(port), LONGEST)
        first = page_of(running.pid)
        assert first is not None
        with stream(port):
            os.kill(first, signal.SIGKILL)
        wait_until(lambda: page_of(running.pid) not in (None, first), LONGEST)
        assert answers(port)
        readers.enter_context(stream(port))  # a reader who stays holds nothing up
    assert not listens(port)
    assert "the process of the page ended" in command_line.log("data").read_text("utf-8")


def test_no_page_is_left_behind_by_a_service_that_was_killed(command_line: CommandLine, port: int) -> None:
    with command_line.service() as running:
        wait_until(lambda: answers(port), LONGEST)
        page = page_of(running.pid)
        running.kill()
        running.wait()
        wait_until(lambda: not Path(f"/proc/{page}").exists(), LONGEST)
        assert not listens(port)


def test_a_service_whose_port_is_taken_does_its_work_and_serves_the_page_when_it_is_free(
    command_line: CommandLine, port: int
) -> None:
    taken = socket.create_server(("127.0.0.1", port))
    with taken, command_line.service():
        wait_until(lambda: "another program listens there" in command_line.log("data").read_text("utf-8"), LONGEST)
        assert command_line.json("sources")
        taken.close()
        wait_until(lambda: answers(port), LONGEST)


def shown(port: int) -> set[str]:
    """The sources that the page knows."""
    answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/sources", trust_env=False, timeout=LONGEST)
    return {source["url"] for source in answer.json()}


def test_the_page_follows_a_reload_beside_the_service_and_alone(command_line: CommandLine, port: int) -> None:
    config = command_line.home / "dongmaeng.toml"
    first, second, third = (f"http://127.0.0.1:9/{path}" for path in ("feed", "second", "third"))
    with command_line.service():
        wait_until(lambda: answers(port), LONGEST)
        assert shown(port) == {first}
        config.write_text(config.read_text("utf-8") + f'[[sources]]\nurl = "{second}"\n', "utf-8")
        assert [one["took_over"] for one in command_line.json("reload")] == [["sources: 1 added"]]
        wait_until(lambda: shown(port) == {first, second}, LONGEST)
    with command_line.running("web") as running:
        wait_until(lambda: answers(port), LONGEST)
        config.write_text(config.read_text("utf-8") + f'[[sources]]\nurl = "{third}"\n', "utf-8")
        [told] = command_line.json("reload")
        assert told["process"].startswith("web-")
        assert told["took_over"] == ["sources: 1 added"]
        assert shown(port) == {first, second, third}
        running.send_signal(signal.SIGHUP)
        assert command_line.json("reload")[0]["took_over"] == []


@contextmanager
def web(command_line: CommandLine, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "dongmaeng", "--data-dir", "data", "web", *arguments]
    pipe = subprocess.PIPE
    running = subprocess.Popen(command, cwd=command_line.home, stdout=pipe, stderr=pipe, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_page_alone_is_served_until_it_is_told_to_stop(
    command_line: CommandLine, port: int, number: signal.Signals
) -> None:
    with web(command_line) as running:
        wait_until(lambda: answers(port), LONGEST)
        with stream(port):
            running.send_signal(number)
            out, errors = running.communicate(timeout=LONGEST)
        assert running.returncode == 0
        assert f"http://127.0.0.1:{port}/" in out
        assert "Traceback" not in errors


def test_the_page_alone_refuses_a_port_that_is_taken(command_line: CommandLine, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        done = command_line.run("web", code=1)
        assert f"127.0.0.1:{port}: another program listens there" in done.stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('listen = "0.0.0.0:8080"', "token_env or token_file, or user_header with trusted_proxies"),
        ('listen = "0.0.0.0:8080"\nuser_header = "X-User"', "trusted_proxies"),
        ('listen = "0.0.0.0:8080"\ntoken_env = "NOT_THERE"', "environment variable NOT_THERE is not set"),
        ('listen = "0.0.0.0:8080"\ntoken_file = "none.txt"', "none.txt cannot be read"),
        ('listen = "0.0.0.0:8080"\ntoken_file = "short.txt"', "at least 16 characters"),
        ('token_env = "A"\ntoken_file = "b"', "give only one of token_env and token_file"),
        ('listen = "8080"', "web.listen: must be host:port"),
        ('listen = "[::zz]:1"', "web.listen: "),
        ('listen = "127.0.0.1:99999"', "web.listen: must be host:port"),
        ('public_url = "news.example"', "web.public_url: must be http"),
        ('public_url = "https://news.example/desk"', "web.public_url: must be http"),
        ('trusted_proxies = ["10.0.0.0/99"]', "is no address or network"),
        ('user_header = "X User"\ntrusted_proxies = ["10.0.0.1"]', "must be the name of a header"),
    ],
)
def test_a_page_that_anybody_could_read_is_not_served_and_the_setting_is_named(
    tmp_path: Path, more: str, said: str
) -> None:
    command_line = CommandLine(tmp_path)
    (tmp_path / "short.txt").write_text("short\n")
    command_line.configure(f"[web]\n{more}\n")
    assert said in command_line.run("config", "check", code=2).stderr
    assert said in command_line.run("web", code=2).stderr


def test_a_token_in_a_file_lies_beside_the_settings(tmp_path: Path) -> None:
    command_line = CommandLine(tmp_path)
    (tmp_path / "token.txt").write_text("garam-narae-4711-dasol\n")
    command_line.configure('[web]\nlisten = "0.0.0.0:8080"\ntoken_file = "token.txt"\n')
    command_line.run("config", "check")
    assert "4711" not in command_line.run("config", "show").stdout


def test_the_next_free_port_is_found(port: int) -> None:
    with listen_on(Listen("127.0.0.1", port)), listen_near(Listen("127.0.0.1", port)) as near:
        assert near.getsockname()[1] > port
    with pytest.raises(Taken, match=r"nowhere\.invalid"):
        listen_on(Listen("nowhere.invalid", 8080))
