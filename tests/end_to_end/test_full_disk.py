"""A full disk: an import ends at once, the service goes on when there is room, and nothing is lost.

The system itself refuses the writes, by its limit on the size of a file, which needs no disk and no root.
"""

from __future__ import annotations

import json
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

from dongmaeng.demo import DemoSite
from tests.command_line import LONGEST_STOP, CommandLine

ROOM = 400 << 10  # bytes: enough for the tables, not for what is read
ENDLESS = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def limited(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command where no file may become larger than `ROOM`; the limit may be lifted later."""
    return subprocess.Popen(
        [sys.executable, "-m", "dongmaeng", *arguments],
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY)),
    )


def items(home: Path) -> str:
    """Many items that hardly shrink."""
    letters = random.Random(1)
    path = home / "items.jsonl"
    with path.open("w", encoding="ascii") as out:
        for number in range(100):
            text = " ".join(letters.randbytes(5).hex() for _ in range(1500))
            out.write(json.dumps({"id": str(number), "text": f"한빛전자가 새 로봇을 내놓았다. {text}"}) + "\n")
    return str(path)


def wait_for(service: subprocess.Popen[str], event: str) -> None:
    assert service.stderr is not None
    for line in service.stderr:
        if json.loads(line)["event"] == event:
            return
    raise AssertionError(f"the service ended without {event!r}")


def settings(site: DemoSite) -> str:
    sources = "".join(f'[[sources]]\nurl = "{url}"\n' for url in site.sources)
    return f"allow_private_addresses = true\n[discover]\nmin_interval = 1\n[fetch]\nhost_delay = 0\n{sources}"


def test_an_import_ends_at_once_with_one_line_and_is_whole_when_called_again(command_line: CommandLine) -> None:
    file = items(command_line.home)
    said = limited(command_line.home, "import", file)
    _, errors = said.communicate(timeout=LONGEST_STOP)
    assert said.returncode == 1
    [line] = [line for line in errors.splitlines() if line.startswith("dongmaeng: ")]
    assert "make room and call again" in line
    assert "Traceback" not in errors
    command_line.run("import", file)
    assert command_line.json("search", "로봇", "--limit", "200")["total"] == 100


def test_the_service_waits_for_room_and_loses_nothing(command_line: CommandLine) -> None:
    with DemoSite() as site:
        command_line.configure(settings(site))
        service = limited(command_line.home, "run")
        wait_for(service, "journal cannot be written, trying again")
        resource.prlimit(service.pid, resource.RLIMIT_FSIZE, ENDLESS)
        wait_for(service, "journal can be written again")
        stages = {"tag": 0}
        while stages["tag"] < len(site.published):
            stages = {
                stage["stage"]: stage["done"] + sum(stage["dropped"].values()) for stage in command_line.json("topics")
            }
        service.send_signal(signal.SIGTERM)
        _, rest = service.communicate(timeout=LONGEST_STOP)
        assert service.returncode == 0
    assert "Traceback" not in rest
    assert command_line.json("quarantine") == []


def test_a_service_that_waits_for_room_stops_when_it_is_told_to(command_line: CommandLine) -> None:
    with DemoSite() as site:
        command_line.configure(settings(site))
        service = limited(command_line.home, "run")
        wait_for(service, "journal cannot be written, trying again")
        service.send_signal(signal.SIGTERM)
        _, rest = service.communicate(timeout=LONGEST_STOP)
        assert service.returncode == 1
        assert rest.splitlines()[-1].startswith("dongmaeng: the data directory cannot be written")
        assert "Traceback" not in rest
    assert command_line.run("topics").stdout
