"""Several that look on at once; what fails in one is logged once and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from topics.handling import Effects
from topics.observer import Observer
from topics.stage import Stage

log = structlog.get_logger(__name__)


class Observers:
    """Tells some observers what it is told."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = tuple(observers)
        self._failed: set[type[Observer]] = set()

    def handled(self, stage: Stage, effects: Sequence[Effects], began: float, seconds: float) -> None:
        self._tell(lambda observer: observer.handled(stage, effects, began, seconds))

    def settled(self, effects: Sequence[Effects]) -> None:
        self._tell(lambda observer: observer.settled(effects))

    def repeated(self, stage: str, records: int) -> None:
        self._tell(lambda observer: observer.repeated(stage, records))

    def asked_state(self, operation: str, seconds: float) -> None:
        self._tell(lambda observer: observer.asked_state(operation, seconds))

    def _tell(self, tell: Callable[[Observer], None]) -> None:
        for observer in self._observers:
            try:
                tell(observer)
            except Exception as error:
                first = type(observer) not in self._failed
                self._failed.add(type(observer))
                told = log.exception if first else log.debug  # once: it may fail for each record
                told("not measured", observer=type(observer).__name__, cause=type(error).__name__)
