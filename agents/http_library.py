"""The library that speaks HTTP, named in one place, so that what continues it is a change of one line."""

import httpcore
import httpx

__all__ = ["httpcore", "httpx"]
