"""A full disk: an import ends at once, the service goes on when there is room, and nothing is lost.

The system itself refuses the writes, by its limit on the size of a file, which needs no disk and no root.
"""

from __future__ import annotations

import json
import random
import resource
import signal
from pathlib import Path

from dongmaeng.demo import DemoSite
from tests.command_line import LONGEST_CALL, CommandLine
from tests.waiting import wait_until

ROOM = 400 << 10  # bytes: enough for the tables, not for what is read
ITEMS = 40
ENDLESS = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def items(home: Path) -> str:
    """Many items that hardly shrink."""
    letters = random.Random(1)
    path = home / "items.jsonl"
    with path.open("w", encoding="ascii") as out:
        for number in range(ITEMS):
            text = " ".join(letters.randbytes(5).hex() for _ in range(1500))
            out.write(json.dumps({"id": str(number), "text": f"한빛전자가 새 로봇을 내놓았다. {text}"}) + "\n")
    return str(path)


def settings(site: DemoSite) -> str:
    sources = "".join(f'[[sources]]\nurl = "{url}"\n' for url in site.sources)
    return f"allow_private_addresses = true\n[discover]\nmin_interval = 1\n[fetch]\nhost_delay = 0\n{sources}"


def test_an_import_ends_at_once_with_one_line_and_is_whole_when_called_again(command_line: CommandLine) -> None:
    file = items(command_line.home)
    with command_line.beside("import", file, largest_file=ROOM) as limited:
        assert limited.ended() == 1
    [line] = [line for line in limited.errors.splitlines() if line.startswith("dongmaeng: ")]
    assert "make room and call again" in line
    assert "Traceback" not in limited.errors
    command_line.run("import", file)
    assert command_line.json("search", "로봇", "--limit", "1")["total"] == ITEMS


def test_the_service_waits_for_room_and_loses_nothing(command_line: CommandLine) -> None:
    def tagged() -> int:
        [stage] = [stage for stage in command_line.json("topics") if stage["stage"] == "tag"]
        return int(stage["done"]) + sum(stage["dropped"].values())

    with DemoSite() as site:
        command_line.configure(settings(site))
        with command_line.beside("run", largest_file=ROOM) as service:
            service.wait_for("journal cannot be written, trying again")
            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, ENDLESS)
            service.wait_for("journal can be written again")
            wait_until(lambda: tagged() >= len(site.published), LONGEST_CALL)
            service.process.send_signal(signal.SIGTERM)
            assert service.ended() == 0
    assert "Traceback" not in service.errors
    assert command_line.json("quarantine") == []


def test_a_service_that_waits_for_room_stops_when_it_is_told_to(command_line: CommandLine) -> None:
    with DemoSite() as site:
        command_line.configure(settings(site))
        with command_line.beside("run", largest_file=ROOM) as service:
            service.wait_for("journal cannot be written, trying again")
            service.process.send_signal(signal.SIGTERM)
            assert service.ended() == 1
    assert service.errors.splitlines()[-1].startswith("dongmaeng: the data directory cannot be written")
    assert "Traceback" not in service.errors
    assert command_line.run("topics").stdout
