"""What the stages are called and what each reads, apart from the stages, which are loaded only where they run."""

from __future__ import annotations

STAGES = {
    "curate": ("source-commands",),
    "discover": ("polls",),
    "fetch": ("candidates",),
    "clean": ("pages",),
    "tag": ("articles",),
    "resolve": ("mentions",),
    "index": ("tagged", "alliances"),
    "revisit": ("tagged",),
    "alert": ("alliances", "notices"),
    "deliver": ("deliveries",),
    "manage": ("commands",),
}
"""The topics that each stage reads, in the order of a story's way; the stages themselves say the same."""
