"""Structured logs: JSON lines for machines, aligned text on a terminal; never a secret."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import Any, Literal, TextIO, cast

import structlog

from dongmaeng.terminal import error_text

Format = Literal["auto", "json", "text"]


class StandardError:
    """Standard error as it is at the time of writing; a closed pipe or a full disk behind it stops nothing."""

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def configure_log(level: str, form: Format) -> None:
    """Send the logs of this process to standard error; `auto` is text on a terminal and JSON elsewhere."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,  # the worker, the stage and the story
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, StandardError())),
        cache_logger_on_first_use=False,
    )
    # Libraries that log by themselves are heard only when something is wrong.
    heard = logging.StreamHandler(sys.stderr)
    heard.setFormatter(_LibraryFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[heard])


class _LibraryFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return error_text(super().format(record))


def _without_secrets(
    _: structlog.typing.WrappedLogger, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """The event with each text in it as people may see it, whoever wrote it."""
    return {name: _shown(value) for name, value in event.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return error_text(value)
    if isinstance(value, dict):
        return {name: _shown(inner) for name, inner in value.items()}
    return [_shown(inner) for inner in value] if isinstance(value, list | tuple) else value
