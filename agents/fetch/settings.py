"""The settings of the fetch stage."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class FetchSettings(BaseModel):
    """How pages are fetched."""

    model_config = ConfigDict(extra="forbid")

    host_delay: float = Field(1.0, ge=0, description="Seconds between the starts of two requests to one host.")
    host_concurrency: int = Field(2, ge=1, description="Requests to one host at the same time.")
    timeout: float = Field(
        15.0,
        gt=0,
        description="Seconds for a page or a source with all its redirects, to the last byte.",
    )
    max_bytes: int = Field(5_000_000, gt=0, description="Size limit of a page, in bytes after decompression.")
    ports: list[Annotated[int, Field(ge=1, le=65_535)]] = Field(
        default_factory=list,
        description="Ports that may be asked on any host, beside 80, 443 and, on a source's own site, the source's.",
    )
    obey_robots: bool = Field(True, description="Whether robots.txt is asked for and obeyed.")
    robots_name: str = Field(
        "Dongmaeng", min_length=1, description="The name that robots.txt rules may address us by, as in the User-Agent."
    )
    max_crawl_delay: float = Field(
        10.0, ge=0, description="Seconds; a longer Crawl-delay in robots.txt is honoured only this far."
    )
    looks_again: int = Field(
        500, ge=0, description="How often a day one host is asked for pages that were fetched before; 0 never does."
    )
