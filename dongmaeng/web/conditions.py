"""Conditions of requests (RFC 9110, 13.1.2): whether a reader has an answer already."""

from __future__ import annotations

from fastapi import Request


def has(request: Request, tag: str) -> bool:
    """Whether the reader says that it has what an entity tag stands for, weak or not."""
    asked = ",".join(request.headers.getlist("if-none-match"))
    known = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return "*" in known or tag.removeprefix("W/") in known
