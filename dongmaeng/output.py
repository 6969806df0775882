"""Moments as people read them; `dongmaeng.times` has them by now."""

from dongmaeng.times import minute, seoul

__all__ = ["minute", "seoul"]
