"""Dongmaeng: command line, settings, service, page."""

__version__ = "0.2.0"
"""The one place of the version: the package, `--version`, the User-Agent and archives have it of here."""
