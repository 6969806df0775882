"""What every command shares: settings, output, the embedded database to read."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from dongmaeng.terminal import SafeConsole, json_text

if TYPE_CHECKING:
    from dongmaeng.backend.backend import Backend
    from dongmaeng.backend.source_writes import OrderedSource
    from dongmaeng.backend.writes import Applied
    from dongmaeng.settings import Settings
    from dongmaeng.shapes.shape import Shape

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]

console = SafeConsole(highlight=False, soft_wrap=False)
errors = SafeConsole(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Context:
    """The global options."""

    data_dir: Path | None = None
    config: Path | None = None
    store: str | None = None
    log_level: str | None = None

    def settings(self, *, log_level: str = "warning", **flags: Any) -> Settings:
        """The settings, with the log configured; commands other than the service only log warnings unless asked."""
        from dongmaeng.private_files import FILE_MODE, tighten
        from dongmaeng.setting_file import holds_secrets
        from dongmaeng.settings import CONFIG_FILE

        settings = self.load(**flags)
        self.configure_log(settings, "" if log_level == "settings" else log_level)
        if (file := self.config or Path(CONFIG_FILE)).exists() and holds_secrets(file):
            tighten(file, FILE_MODE)
        return settings

    def load(self, **flags: Any) -> Settings:
        """The settings as they are now; raises `WrongSettings`."""
        from dongmaeng.settings import load_settings

        given = {**flags, "data_dir": str(self.data_dir) if self.data_dir else None}
        if self.store:
            given["store"] = self.store
        if self.log_level:
            given["log"] = {"level": self.log_level}
        return load_settings(self.config, given)

    def ask(self, asking: Callable[[Backend], Awaitable[T]], *, log_level: str = "warning") -> T:
        """What a backend of the settings answers, opened for this question alone."""
        import asyncio

        from dongmaeng.backend.backend import Backend

        settings = self.settings(log_level=log_level)

        async def asked() -> T:
            async with Backend(settings) as backend:
                return await asking(backend)

        return asyncio.run(asked())

    def configure_log(self, settings: Settings, default: str = "error") -> None:
        """Log at the level of the flag, else at the default, else as the settings say."""
        from dongmaeng.log import configure_log

        configure_log(self.log_level or default or settings.log.level, settings.log.format)


def taken_up(applied: Applied | OrderedSource) -> str:
    """What became of what a person asked for."""
    return "Done." if applied.applied else "The running service takes it up."


def print_json(value: Shape | Sequence[Shape] | Any) -> None:
    """One JSON value on one line of standard output."""
    from dongmaeng.shapes.shape import Shape

    if isinstance(value, Shape):
        value = value.as_json()
    elif isinstance(value, list):
        value = [one.as_json() if isinstance(one, Shape) else one for one in value]
    sys.stdout.write(json_text(value) + "\n")
