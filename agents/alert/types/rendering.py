"""Fills a template in a process of its own, with limits; run as a program, it knows nothing else of this project.

Reads `{"source", "escaped", "values"}` as JSON and writes what the template makes; its exit status says how that went.
"""

from __future__ import annotations

import json
import resource
import sys

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MADE, WRONG_TEMPLATE, FAILED, TOO_LONG = 0, 10, 11, 12

MOST_BYTES = 200_000
"""Of what a template makes."""

_SECONDS, _MEMORY = 1, 512 << 20


def main() -> int:
    work = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    environment = ImmutableSandboxedEnvironment(
        autoescape=work["escaped"], undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    try:
        template = environment.from_string(work["source"])
    except TemplateSyntaxError as error:
        return _say(WRONG_TEMPLATE, f"line {error.lineno}: {error.message}")
    made: list[str] = []
    left = MOST_BYTES
    try:
        for piece in template.generate(work["values"]):
            left -= len(piece.encode(errors="replace"))
            if left < 0:
                return TOO_LONG
            made.append(piece)
    except TemplateError as error:
        return _say(FAILED, error.message or type(error).__name__)
    except MemoryError:
        raise
    except Exception as error:
        return _say(FAILED, type(error).__name__)
    return _say(MADE, "".join(made))


def _say(status: int, text: str) -> int:
    shown = text if status == MADE else " ".join(text.split())[:200]
    sys.stdout.buffer.write(shown.encode(errors="replace"))
    return status


if __name__ == "__main__":
    sys.exit(main())
