"""What every way to deploy must hold: commands that exist, time to stop, memory for the processes that read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from click import Context, Group
from typer.main import get_command

from agents.alert.sending import LONGEST_CALL
from agents.stages import STAGES
from agents.workers import PATIENCE
from dongmaeng.cli.app import app
from dongmaeng.health import CLOSING
from dongmaeng.settings import WorkerSettings
from dongmaeng.web.beside import LONGEST_STOP as PAGE_STOP
from search.elastic.state import CLOSING as STATE_STOP
from topics.kafka.runner import LONGEST_STOP as STAGES_STOP
from topics.kafka.source import STOP_TIME

OF_SERVICE = 1024
"""MB for what is beside the processes that read: the service, its fork server and its page, together 500 when measured."""

LONGEST_STOP = STAGES_STOP + STOP_TIME + CLOSING + PAGE_STOP + STATE_STOP
"""Seconds that a worker on Kafka may take to stop: its stages, its groups, its last word, its page, its state."""

LONGEST_STOP_ALONE = WorkerSettings().seconds * PATIENCE + CLOSING + PAGE_STOP
"""Seconds that a service on the embedded carrier may take to stop, which waits for the page that takes longest."""

assert STAGES_STOP > LONGEST_CALL, "a webhook that is being called as a worker stops would be called again"


def memory_needed(processes: int, megabytes: int) -> int:
    """MB of a service whose processes that read are at their limit: those of pages and that of feeds."""
    return (processes + 1) * megabytes + OF_SERVICE


def check_command(words: Sequence[str]) -> None:
    """Fail where the words behind `dongmaeng` are no command with its options."""
    command: Any = get_command(app)
    left = list(words)
    while isinstance(command, Group) and left:
        command = command.commands[left.pop(0)]
    command.make_parser(Context(command)).parse_args(left)
    if "--stages" in words:
        assert set(words[words.index("--stages") + 1].split(",")) <= set(STAGES)
