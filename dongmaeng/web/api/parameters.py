"""The parameters that paths of the API have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dongmaeng.web.filters import LONGEST_CURSOR, MOST_COMPANIES
from search.query import LONGEST_QUERY
from topics.records import Activity, Kind, Status

MOST_AT_ONCE = 1_000
"""Of a list in one answer; the cursor leads on."""

LONGEST_ID = 1_000

Id = Annotated[str, Path(min_length=1, max_length=LONGEST_ID, description="Its id.")]
QueryText = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUERY, description="A query, as people type it on the page.")
]
Cursor = Annotated[
    str | None,
    Field(max_length=LONGEST_CURSOR, description="`next` of an earlier answer to the same question."),
]
Moment = Annotated[
    str | None,
    Field(max_length=100, description="YYYY-MM-DD, YYYY-MM, YYYY, a moment of ISO 8601, or relative such as 7d."),
]
Company = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Parameters(BaseModel):
    """Parameters of a path; others are refused, since a slip of the keyboard would silently mean nothing."""

    model_config = ConfigDict(extra="forbid")


class AllianceFilters(Parameters):
    """Which alliances; every condition that is set must hold."""

    company: list[Company] = Field(
        [], max_length=MOST_COMPANIES, description="A member: id, name, corp_code or stock code."
    )
    kind: list[Kind] = Field([], description="Any of these.")
    activity: list[Activity] = Field([], description="Any of these.")
    status: list[Status] = Field([], description="Any of these.")
    since: Moment = Field(None, description="First told then or later.")
    until: Moment = Field(None, description="First told then or before.")
    dismissed: bool = Field(False, description="Those that a person dismissed, in place of all others.")
    held: bool = Field(False, description="Only those that wait for a second publisher or a person.")
