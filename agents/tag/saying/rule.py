"""The rules by which a story is read: an id for the flow and for machines, and what it says to people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Rule(StrEnum):
    """What decided a step of a reading: its value is the id that records keep."""

    text: str
    """What it says to people."""

    def __new__(cls, value: str, text: str) -> Self:
        rule = str.__new__(cls, value)
        rule._value_ = value
        rule.text = text
        return rule

    @classmethod
    def of(cls, value: str) -> Self:
        """The rule with an id; raises KeyError where there is none."""
        return cls._value2member_map_[value]  # type: ignore[return-value]

    # What a clause says has become of a deal.
    PAST = "past", "the verb says that it was done"
    PAST_REPORTED = "past-reported", "the verb says that it was done, and who says so"
    AGREED = "agreed", "the parties agreed to it"
    AGREED_REPORTED = "agreed-reported", "the parties agreed to it, and it is told who says so"
    RENEWED = "renewed", "the parties renewed it for another while"
    PRESENT = "present", "the verb tells it in the present, without saying who says so"
    PRESENT_REPORTED = "present-reported", "the verb tells it in the present, and who says so"
    PAST_HEDGED = "past-hedged", 'it is said "to have been" done'
    FUNDED = "funded", "money is put into a venture that is to be founded"
    LINKED = "linked", "the verb goes on to a next one that tells it"
    FUTURE = "future", "the verb puts it into the future"
    PROSPECT = "prospect", "it is only pursued"
    PROSPECT_OFFICIAL = "prospect-official", "it is pursued, and those who do say so"
    PROSPECT_AGREED = "prospect-agreed", "the parties agreed to pursue it"
    FUTURE_HEARSAY = "future-hearsay", "the future by hearsay"
    PRESENT_HEARSAY = "present-hearsay", "the present by hearsay"
    LINKED_HEARSAY = "linked-hearsay", "the verb goes on to hearsay"
    LINKED_PROPOSAL = "linked-proposal", "the verb goes on to a proposal"
    POSSIBLE = "possible", "it is only possible"
    SUPPOSED = "supposed", "it is only supposed"
    GUESSED = "guessed", "the writer guesses"
    MEDIA_REPORT = "media-report", "another paper reported it"
    RUMOUR = "rumour", "right behind it stands that it is a rumour"
    UNDER_TALKS = "under-talks", "it is being talked about"
    DENIED = "denied", "it is denied"
    NEGATED = "negated", "the verb is negated"
    ENDED = "ended", "it is ended"
    ENDED_BEFORE = "ended-before", "it was ended before"
    CAPTION = "caption", "the caption of a photograph tells it in the present"
    RECENT_ADNOMINAL = "recent-adnominal", "told before a noun, with a day of late"
    BY_MEANS_OF_IT = "by-means-of-it", "by it something is done now"
    COMMA_FOR_VERB = "comma-for-verb", "a comma stands for the verb"
    HEADLINE_IN_BODY = "headline-in-body", "a headline within the text"
    CUT_OFF = "cut-off", "the sentence is cut off right behind the noun"
    RESOLVED = "resolved", "the parties resolve to work together"
    CEREMONY = "ceremony", "a ceremony was held for it"
    IDIOM = "idiom", "an idiom like 손잡다 tells it"
    TOLD_LATE = "told-late", "signed up to a month ago, and reported today as the story's own news"

    # What makes a clause speak of what was before, or of no deal of this story.
    CONTRAST = "contrast", "the deal is only compared with"
    SEVERAL_DEALS = "several-deals", "several deals are told of together"
    NOT_UNTIL_NOW = "not-until-now", "not done until now"
    TOLD_AS_PAST = "told-as-past", "told as something of the past (…한 바 있다)"
    CONDITION = "condition", "a condition"
    RECENTLY = "recently", '"recently", and not reported as news'
    RECENTLY_GONE_ON_ABOUT = "recently-gone-on-about", '"recently", and the next sentence goes on about it'
    RECENTLY_AS_BEGUN = "recently-as-begun", '"recently", of what the headline or the first sentence tells'
    HABITUAL = "habitual", "the verb tells what goes on"
    ADNOMINAL = "adnominal", "told before a noun, as known"
    MADE_BY_IT = "made-by-it", "told of what was made by it"
    LINKED_ONGOING = "linked-ongoing", "the verb goes on to what is going on already"
    MARKETING = "marketing", "it is marketing"
    IDIOM_WITHOUT_DEAL = "idiom-without-deal", "the idiom goes on to no deal"
    MADE_BEFORE = "made-before", "right before it stands that it exists"
    OLD_DATE = "old-date", "its date lies too far back to be news"
    OLD_WORDS = "old-words", "words like 지난해 or 앞서 put it into the past"
    LISTED_UNDATED = "listed-undated", "one of a list of deals, without a day"
    UNDECIDED = "undecided", "the parties say that nothing is settled"
    FOR_A_BID = "for-a-bid", "formed for a bid"
    BARGAINING = "bargaining", "employers and unions bargain"
    GOODS_IN_TITLE = "goods-in-title", "the headline tells of goods"
    IN_PASSING = "in-passing", "told in passing, in a story about something else"
    MADE_BEFORE_IN_TEXT = "made-before-in-text", "only headlines call new what the text speaks of as existing"
    LATE_BESIDE_NEWS = "late-beside-news", "signed weeks ago, in a story that tells something else as today's news"
    HEARSAY_BEHIND = "hearsay-behind", "nobody official tells it, and the next sentence gives hearsay as its source"
    TALK_BESIDE = "talk-beside", "nobody tells it, and a sentence beside it calls it a rumour"
    SUPPLY_CONTRACT = "supply-contract", "the text tells of a contract to supply or sell"
    OPINION = "opinion", "the text is a column, an interview or the like"

    # What a headline says.
    TITLE = "title", "the headline tells it"
    WEAK_TITLE = "weak-title", "the headline says no more than 협력"
    IDIOM_IN_TITLE = "idiom-in-title", "an idiom like 손잡다 in the headline"
    DENIED_IN_TITLE = "denied-in-title", "the headline denies it"
    ENDED_IN_TITLE = "ended-in-title", "the headline tells its end"
    DOUBT_IN_TITLE = "doubt-in-title", "the headline doubts it"
    TITLE_OF_ANOTHER = "title-of-another", "the headline tells of another thing"
    TITLE_GOES_ON = "title-goes-on", "what the headline goes on from"
    ADNOMINAL_IN_TITLE = "adnominal-in-title", "told before a noun in the headline, as known"
    MARKETING_IN_TITLE = "marketing-in-title", "the headline tells of marketing"

    # Why a word of co-operation was left.
    WEAK_WORD = "weak-word", "a word like 협력 without a verb of agreeing"
    MERGER = "merger", "shares exchanged for a merger"
    NOT_ITS_VERB = "not-its-verb", "the verb belongs to another noun"
    SAME_VERB = "same-verb", "another word has the same verb"
    BARE_NOUN = "bare-noun", "a noun without a verb"
    NAMED_ONLY = "named-only", "the deal is only named"
    TO_PURSUE = "to-pursue", "told as what something else is for"
    NOT_RESOLVED = "not-resolved", "nobody resolves to do it"
    TITLE_NOUN = "title-noun", "the headline only names it"
    LATE_IDIOM = "late-idiom", "an idiom far down in the text that does not name both"

    # How members came in.
    NAMED = "named", "the clause names them"
    LISTED_DEAL = "listed-deal", "one of a list of deals"
    AS_HEADLINE_SUBJECT = "headline-subject", "the headline begins with it"
    CARRIED_ON = "carried-on", "the sentence goes on about the parties of the one before"
    THE_SAME = "the-same", '"이 회사" stands for whom the sentence before is about'
    NOT_CARRIED = "not-carried", "its subject is a place, a government, a political party or a union"
    ROSTER = "roster", "a sentence behind lists who takes part"
    LEAD = "lead", "the first sentences name whom the headline means"
    IN_FULL = "in-full", "the text names in full whom the headline shortens"
    BORNE_OUT = "borne-out", "read again, as the text bears out that a contract is more than one to sell"
    GIVEN_AWAY = "given-away", "read again with the names that the story gives away elsewhere"

    # How the clauses of a text go together.
    SHARED_MEMBERS = "shared-members", "it shares its members with a deal told before"
    SAME_MEMBERS = "same-members", "the same members, of a deal known before"
    NOBODY_NAMED = "nobody-named", "no party is named, and no deal is told that it could be of"
    NO_MEMBERS = "no-members", "it names nobody, and goes with the deal told before"
    OF_ONE_GROUP = "of-one-group", "the sentence beside told it of another company of the same group"
    ONE_MEMBER = "one-member", "it names one of a deal's members"
    HEADLINE_OF = "headline-of", "the headline is about the text's own news"

    # Why a deal is no mention.
    RETOLD_HEADLINE = "retold-headline", "only a headline tells it, and the text tells its news in full"
    RETOLD_PASSING = "retold-passing", "told in passing of members of the news"
    FEW_MEMBERS = "few-members", "fewer than two members"
    PLACES = "places", "its members are places"
    GOVERNMENTS = "governments", "all its members are public authorities, parties or unions"
    NOBODY_KNOWN = "nobody-known", "no member is surely an organisation, and no sentence tells it firmly"
    LOOSE_BACKGROUND = "loose-background", "background, and not told firmly"
    NOT_BORNE_OUT = "not-borne-out", "the text does not bear out the headline's weak word"
    LOOSER_NEWS = "looser-news", "the same news told again, more loosely"

    # Named initiatives.
    JOINS = "joins", "somebody joins an initiative"
    INITIATIVE_NAMED_ONLY = "initiative-named-only", "nobody is told to be in an initiative or to join it"
    SAME_INITIATIVE = "same-initiative", "it is the deal of an initiative that has a name"
    INITIATIVE_EXISTS = "initiative-exists", "an initiative that exists"


TOLD_AS_DONE = frozenset(
    {Rule.PAST, Rule.PAST_REPORTED, Rule.PAST_HEDGED, Rule.AGREED, Rule.AGREED_REPORTED, Rule.TOLD_LATE}
)
"""A sentence says that the paper is signed."""
