"""What receivers are sent: the shape of every event, from which schemas and documents are made.

Each is `{"type", "timestamp", "data"}`, as Standard Webhooks advises; times are ISO 8601 with a zone.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from topics.records import Activity, ChangeKind, Kind, Matter, Role, Status

Timestamp = str
"""ISO 8601 with a zone, to the second."""
Day = str
"""YYYY-MM-DD, YYYY-MM or YYYY, as exactly as the text says."""


class Shape(BaseModel):
    """A part of an event; later versions may add fields, so receivers pass over what they do not know."""

    model_config = ConfigDict(extra="forbid")


class CompanyCodes(Shape):
    """How registers call a company; what is not known is left out."""

    corp_code: str | None = Field(None, description="OpenDART's code, eight digits.")
    stock_code: str | None = Field(None, description="The Korea Exchange's code, six characters.")
    english_name: str | None = None
    listed: bool | None = None
    shared_by: int | None = Field(None, description="How many companies bear the name, where none was guessed.")


class Party(Shape):
    """A member of an alliance."""

    id: str
    name: str
    role: Role
    since: Day | None = Field(description="When it was first reported in the alliance.")
    identifiers: CompanyCodes | None = Field(None, description="Left out for what is no company that is known.")
    country: str | None = Field(description="ISO 3166-1 alpha-2.")


class Term(Shape):
    """How long an alliance runs."""

    said: str
    months: int | None
    until: Day | None


class VentureToFound(Shape):
    """The company that an alliance is to found."""

    what: str | None
    name: str | None
    capital: str | None


class SignedBy(Shape):
    """A person who signed."""

    name: str
    role: str | None
    organisation: str | None


class TieTold(Shape):
    """What kind of tie it is; what the text does not say is null or empty."""

    activities: list[Activity]
    cross_border: bool | None
    term: Term | None
    venture: VentureToFound | None
    signatories: list[SignedBy]


class ArticleTold(Shape):
    """An article that tells of the alliance."""

    title: str
    url: str | None
    publisher: str | None
    published: Timestamp | None


class RelatedAlliance(Shape):
    """What the same article tells of another alliance of one of the members."""

    alliance_id: str
    name: str | None
    kind: Kind
    change: ChangeKind
    members: list[Party]
    joined: list[Party]


class RevisionTold(Shape):
    """What was told of the alliance before, and how it is now."""

    matter: Literal[Matter.STATUS, Matter.KIND, Matter.DATE]
    before: str | None
    after: str


class ChangeTold(Shape):
    """The change that the event tells."""

    id: str
    change: ChangeKind
    at: Timestamp
    article_id: str
    members: list[Party] = Field(description="The founders on `announced`, those who came on `joined`.")
    revised: list[RevisionTold] | None = Field(None, description="On `changed`: what is otherwise now.")
    merged: list[str] | None = Field(
        None, description="On `merged`: the ids of the alliances, announced before too, that are this one."
    )


class AllianceData(Shape):
    """What is known of one alliance over all articles."""

    id: str
    name: str | None
    kind: Kind
    status: Status
    disputed: bool = Field(
        description="Whether one publisher alone tells its end or denies it, so that the status stays."
    )
    independent_publishers: int = Field(description="How many publishers tell of it in texts of their own.")
    date: Day | None
    members: list[Party]
    evidence: str = Field(description="The sentence that tells it.")
    amounts: list[str]
    stakes: list[str]
    purpose: str | None
    tie: TieTold
    score: float | None = Field(description="From 0 to 1, how sure the reading is; no probability.")
    reasons: list[str]
    articles: list[ArticleTold] = Field(description="The one that made the change comes first.")
    related: list[RelatedAlliance]
    change: ChangeTold
    page: str | None = Field(None, description="The page of the alliance, where the service has one for its readers.")
    cut: dict[str, int] | None = Field(
        None, description="How many were left out of each list to keep the message under 20,000 bytes."
    )


class AllianceEvent(Shape):
    """An alliance was announced, or something became of it."""

    type: Literal[
        "alliance.announced",
        "alliance.joined",
        "alliance.corroborated",
        "alliance.changed",
        "alliance.denied",
        "alliance.ended",
        "alliance.merged",
    ]
    timestamp: Timestamp
    data: AllianceData


class EndpointData(Shape):
    """How an endpoint stands."""

    endpoint: str = Field(description="Its id.")
    shown: str = Field(description="Its type and host.")
    reason: str
    since: Timestamp


class EndpointEvent(Shape):
    """An endpoint was paused, or takes messages again."""

    type: Literal["endpoint.paused", "endpoint.recovered"]
    timestamp: Timestamp
    data: EndpointData


class ServiceData(Shape):
    """What stands in the way of the service, or that nothing does any longer."""

    troubles: list[str] = Field(description="Empty where the last of them is over.")


class ServiceEvent(Shape):
    """Work stands still, records were set aside, or the disk is nearly full."""

    type: Literal["service.standing", "service.quarantined", "service.disk"]
    timestamp: Timestamp
    data: ServiceData


class SourceData(Shape):
    """How a source stands, or the pages of its site."""

    source: str = Field(description="Its address without what may be secret there; `*`: all sources.")
    publisher: str | None
    site: str | None = Field(
        description="Where it is about the pages of a site, its name: it holds for all sources of it."
    )
    since: Timestamp
    fault: str = Field(description="What is wrong, or was, by name: `silent`, `refused`, `moved`, `fallen`, …")
    reason: str = Field(description="The same in words.")
    detail: str | None = Field(description="How the looks or pages ended, with figures.")
    expected: float | None = Field(
        None, description="Of a silent one, how many stories were to be expected since, by its rhythm."
    )
    longest_pause: int | None = Field(None, description="Of a silent one, the longest pause before, in seconds.")
    what_to_do: str | None = Field(None, description="Not on `source.recovered`.")
    over: str | None = Field(None, description="On `source.recovered`, the event that is over.")


class SourceEvent(Shape):
    """A source pauses longer than ever, it cannot be read, it gives something else than before, or is well again."""

    type: Literal["source.silent", "source.blocked", "source.changed", "source.recovered"]
    timestamp: Timestamp
    data: SourceData


class AllianceInDigest(AllianceData):
    """An alliance as it stands at the end of a digest, with all that happened to it meanwhile."""

    events: list[str] = Field(description="What happened, in its order: `alliance.announced`, `alliance.denied`, …")
    company: str = Field(description="The member that most of the alliances share; those of one stand side by side.")


class DigestData(Shape):
    """What happened in a span of time, each alliance once, as it stands at the end."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    start: Timestamp = Field(alias="from")
    until: Timestamp
    alliances: list[AllianceInDigest]


class DigestEvent(Shape):
    """What an endpoint asked to be told every hour or day."""

    type: Literal["digest"]
    timestamp: Timestamp
    data: DigestData


class TestData(Shape):
    """Of no meaning."""

    endpoint: str


class TestEvent(Shape):
    """A test message of `dongmaeng alerts test`."""

    type: Literal["dongmaeng.test"]
    timestamp: Timestamp
    data: TestData


Event = AllianceEvent | EndpointEvent | ServiceEvent | SourceEvent | DigestEvent | TestEvent
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)


def schema() -> dict[str, Any]:
    """The JSON Schema of all events (draft 2020-12)."""
    made = EVENTS.json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Events of Dongmaeng", **made}
