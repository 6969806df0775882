"""The typed records that flow between stages.

Every record can be read by every later version: unknown fields are ignored, missing ones have defaults.
Times are aware datetimes; those of articles are in Asia/Seoul. Spans are half-open character offsets `(start, end)`.
"""

from __future__ import annotations

from topics.records.alliances import (
    Alliance,
    Change,
    ChangeKind,
    Decision,
    DecisionKind,
    Delivery,
    RelatedChange,
    Report,
    Source,
    is_dismissed,
)
from topics.records.articles import (
    Article,
    Candidate,
    Copy,
    Organisation,
    Page,
    Person,
    Poll,
    Product,
    TaggedArticle,
)
from topics.records.endings import Ended, Outcome, Story
from topics.records.mentions import (
    Citation,
    Dated,
    Identifiers,
    Kind,
    Member,
    Mention,
    Role,
    Statement,
    Status,
    Terms,
)
from topics.records.quiet import Quiet, QuietReason
from topics.records.record import (
    SEOUL,
    Part,
    Record,
    SourceId,
    Span,
    host_of,
    now,
    source_id,
    stable_id,
)
from topics.records.steps import Step

__all__ = [
    "SEOUL",
    "Alliance",
    "Article",
    "Candidate",
    "Change",
    "ChangeKind",
    "Citation",
    "Copy",
    "Dated",
    "Decision",
    "DecisionKind",
    "Delivery",
    "Ended",
    "Identifiers",
    "Kind",
    "Member",
    "Mention",
    "Organisation",
    "Outcome",
    "Page",
    "Part",
    "Person",
    "Poll",
    "Product",
    "Quiet",
    "QuietReason",
    "Record",
    "RelatedChange",
    "Report",
    "Role",
    "Source",
    "SourceId",
    "Span",
    "Statement",
    "Status",
    "Step",
    "Story",
    "TaggedArticle",
    "Terms",
    "host_of",
    "is_dismissed",
    "now",
    "source_id",
    "stable_id",
]
