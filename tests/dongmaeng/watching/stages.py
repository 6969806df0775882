"""Stages that only have a name and topics."""

from __future__ import annotations

from collections.abc import AsyncIterator

from topics.catalogue import CANDIDATES, Topic
from topics.records import Candidate
from topics.stage import Stage, stage
from topics.state import State


def stage_named(name: str, *writes: Topic) -> Stage:
    """A stage that gives what it takes."""

    @stage(reads=(CANDIDATES,), writes=writes, name=name)
    async def handle(record: Candidate, state: State) -> AsyncIterator[Candidate]:
        yield record

    return handle
