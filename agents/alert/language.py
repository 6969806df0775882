"""The languages of messages for people."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """In which language messages for people are written."""

    KOREAN = "ko"
    ENGLISH = "en"
