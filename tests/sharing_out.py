"""Shares out the files with tests among the processes of a parallel run, as `--dist loadfile` does, but some together."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

TOGETHER = ("tests/agents/tag/laws/",)
"""Folders whose files share what takes long to make: here the readings of all our stories."""


class TogetherScheduling(LoadFileScheduling):
    """Hands a file to one process, and all files of some folders to the same."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return TogetherScheduling(config, log) if config.getvalue("dist") == "loadfile" else None
