"""What the clauses of an article say of alliances."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from topics.records.record import Part, Span


class Status(StrEnum):
    """What a clause says has become of an alliance."""

    ANNOUNCED = "announced"
    PLANNED = "planned"
    RUMOURED = "rumoured"
    DENIED = "denied"
    ENDED = "ended"
    BACKGROUND = "background"


class Kind(StrEnum):
    """What form an alliance takes."""

    MOU = "mou"
    PARTNERSHIP = "partnership"
    CONSORTIUM = "consortium"
    JOINT_VENTURE = "joint_venture"
    EQUITY_SWAP = "equity_swap"


class Dated(StrEnum):
    """Of what the date is that a text gives with an alliance."""

    DEAL = "deal"
    """Its own: "지난 5일 체결했다"."""
    REPORT = "report"
    """The report's: "체결했다고 20일 밝혔다" tells no day of the deal."""


class Role(StrEnum):
    """What part a member has in an alliance."""

    SIGNATORY = "signatory"
    """One party among equals, as far as is said."""
    HOST = "host"
    """Leads or runs it."""
    JOINER = "joiner"
    """Enters what others have made or run."""


class Identifiers(Part):
    """How registers call a company, where it is sure which one is meant; else how many of the name there are."""

    corp_code: str | None = None
    """Eight digits: the code of OpenDART, the disclosure system of the Financial Supervisory Service of Korea."""
    stock_code: str | None = None
    """Six characters, as the Korea Exchange gives them."""
    english_name: str | None = None
    listed: bool | None = None
    """Whether it is on an exchange; None where that is not known."""
    shared_by: int | None = None
    """How many companies bear the name, where nothing says which of them is meant; all else is None then."""


class Member(Part):
    """An organisation (rarely a person) that is party to an alliance."""

    id: str
    name: str
    """In a mention as its text names it, in an alliance the canonical name."""
    canonical: str | None = None
    """The canonical name, where a mention's text names it otherwise."""
    role: Role = Role.SIGNATORY
    since: str | None = None
    """The day this member was first reported in the alliance (YYYY-MM-DD, YYYY-MM or YYYY)."""
    came: str | None = None
    """How the text brings it in: named, set ("양사"), carried (from a sentence before), headline, roster or lead."""
    identifiers: Identifiers | None = None
    """None where it is no company, or none that is known."""


class Activity(StrEnum):
    """What the parties of an alliance do together.

    The activities are those by which the databases of alliances sort them: the agreement flags of SDC Platinum
    (research and development, manufacturing, marketing, supply, licensing, technology transfer, funding) and the modes
    of MERIT-CATI (joint research and development, technology exchange, customer-supplier relations, direct investment),
    as M. A. Schilling compares them in "Understanding the alliance data", Strategic Management Journal 30 (2009),
    233-260; and training, standards and public service, which much of Korean news is about.
    """

    RESEARCH_AND_DEVELOPMENT = "research_and_development"
    MANUFACTURING = "manufacturing"
    SALES_AND_MARKETING = "sales_and_marketing"
    SUPPLY = "supply"
    LICENSING = "licensing"
    TECHNOLOGY_TRANSFER = "technology_transfer"
    TRAINING = "training"
    INVESTMENT = "investment"
    STANDARDS = "standards"
    PUBLIC_SERVICE = "public_service"


class Grounds(Part):
    """What a detail of a tie rests on."""

    rule: str = ""
    """The id of the rule that found it."""
    said: str = ""
    """The words that say it."""
    span: Span | None = None
    """Where they stand in the body; None of a headline, a caption, a name or an alliance of several articles."""


class ActivityTold(Grounds):
    """One activity of an alliance."""

    activity: Activity


class CountryTold(Grounds):
    """Where a member is from."""

    member: str
    """The member's id."""
    country: str
    """ISO 3166-1 alpha-2."""


class Duration(Grounds):
    """How long an alliance is to run."""

    months: int | None = None
    until: str | None = None
    """Its last day, month or year: YYYY-MM-DD, YYYY-MM or YYYY."""


class Venture(Grounds):
    """The company that an alliance is to found."""

    what: str | None = None
    """What the text calls it ("합작법인")."""
    name: str | None = None
    capital: str | None = None
    """As it is written."""


class Signatory(Grounds):
    """A person who signed for a member, or stood for it where it was signed."""

    name: str
    role: str | None = None
    organisation: str | None = None
    """The member's name."""


class Tie(Part):
    """What kind of tie an alliance is, each detail absent where the text does not say it.

    The fields are those of the databases of alliances (SDC Platinum: activity, cross-border flag, nation of each
    participant, length of the agreement, name and capital of the joint venture).
    """

    activities: list[ActivityTold] = Field(default_factory=list)
    countries: list[CountryTold] = Field(default_factory=list)
    cross_border: bool | None = None
    """Whether members are from different countries; None where that is not known."""
    term: Duration | None = None
    venture: Venture | None = None
    signatories: list[Signatory] = Field(default_factory=list)

    def country_of(self, member: str) -> str | None:
        """The country (ISO 3166-1 alpha-2) of the member with an id."""
        return next((told.country for told in self.countries if told.member == member), None)

    @property
    def grounds(self) -> list[Grounds]:
        """What each detail rests on."""
        once = [detail for detail in (self.term, self.venture) if detail is not None]
        return [*self.activities, *self.countries, *once, *self.signatories]


class Terms(Part):
    """What is said of a deal beyond who, when and what kind."""

    amounts: list[str] = Field(default_factory=list)
    """Sums of money in the sentences that tell it, as they are written."""
    stakes: list[str] = Field(default_factory=list)
    """Shares in companies, as they are written."""
    purpose: str | None = None
    """What it is for, in the words of the text."""
    tie: Tie = Field(default_factory=Tie)
    """What kind of tie it is: activities, countries, term, venture, signatories."""
    score: float | None = None
    """From 0 to 1, how sure the reading is; no probability."""
    reasons: list[str] = Field(default_factory=list)
    """What makes the score, with the weight of each."""


class Statement(Terms):
    """What a text says of an alliance, wherever it is kept."""

    status: Status
    new: bool = False
    """True when the text reports a new alliance (announced or planned)."""
    kind: Kind
    name: str | None = None
    """The name of the initiative ("AI 원팀"), where it has one."""
    members: list[Member] = Field(default_factory=list)
    joining: list[Member] = Field(default_factory=list)
    """Those of the members that are reported as joining an initiative that existed before."""
    date: str | None = None
    """When it was or will be concluded: YYYY-MM-DD, YYYY-MM or YYYY, as exactly as the text says."""
    dated: Dated | None = None
    """Of what the date is; None where there is none, and of records of earlier versions."""
    evidence: str = ""
    parties: int | None = None
    """How many parties the text counts ("3자 업무협약", "두 회사"), whether it names them all or not."""
    one_of_several: bool = False
    """Its sentence lists several deals, of which this is one: the words are not of this one alone."""
    rule: str = ""
    """The rule that decided the status."""


class Citation(Part):
    """A sentence of a text that a mention rests on."""

    span: Span
    """Offsets into the body, or into the title where it is `in_title`."""
    in_title: bool = False
    rule: str
    """What it gives: `named` the members, or the id of the rule that brought them in from there."""


class Mention(Statement):
    """One clause that speaks of an alliance."""

    cited: list[Citation] = Field(default_factory=list)
    """The sentences that tell of it, those that it takes members from included."""
