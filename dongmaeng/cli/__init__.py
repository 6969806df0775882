"""The command line: one file a command."""

from dongmaeng.cli.app import main

__all__ = ["main"]
