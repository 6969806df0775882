"""A data directory, the command line on it and a webhook endpoint for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dongmaeng.demo import Receiver
from tests.command_line import CommandLine


@pytest.fixture
def command_line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def receiver(command_line: CommandLine) -> Iterator[Receiver]:
    """A webhook endpoint that the command line is configured to call for announcements."""
    with Receiver() as receiver:
        command_line.configure(
            f'[[endpoints]]\nid = "test"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
        )
        yield receiver
