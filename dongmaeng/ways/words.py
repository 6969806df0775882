"""What the fixed words of stages mean, for people."""

from __future__ import annotations

from topics.records import Again, ChangeKind, Quiet

ENDINGS = {
    "robots": "its site's robots.txt does not let us fetch it",
    "gone": "its site has it no longer",
    "forbidden": "its site refuses it to us",
    "blocked": "its site checks for robots or keeps us out",
    "consent": "its site wants consent to cookies first",
    "paywalled": "its site wants money or a login first",
    "not a web address": "its address is none of the web",
    "not a page": "what was fetched is no page of text",
    "empty page": "what was fetched is empty",
    "too large": "the page is larger than fetch.max_bytes",
    "unchanged": "it tells nothing that was not read before",
    "older than what was read": "a later text of it was read before",
    "no allotment": "shares are issued to no third party by name",
    "counterparty unknown": "the report does not say with whom",
    "speaks of no tie": "the report speaks of no co-operation",
    "no subject": "the report does not say what it is of",
    "facts not there yet": "the service has the report's facts later than its name",
    "not changed": "its site says that the page is as it was",
    "fetched just now": "it was fetched a moment before",
    "looked again often enough": "its host was asked for known pages as often today as fetch.looks_again lets us",
    "not an article": "the page is a front page, a list or something else than a story",
    "no body": "the page holds no story",
    "pictures only": "the page holds pictures without a story",
    "table of figures": "the page holds figures without a story",
    "obituary": "the page tells of a death",
    "search results": "the page shows what a search found",
    "another story": "the page shows another story than its address promises",
    "no alliance named": "what it says of an alliance names neither a party nor an initiative",
    "nobody subscribed": "no endpoint wanted it",
    "background": "it is known from a passing mention alone",
    "disputed": "one publisher alone told this end",
    "endpoint gone": "the endpoint said that it is gone",
    "may have been told": "published before the state was restored; `dongmaeng alerts resend` sends it",
    "webhook failed": "the endpoint did not accept it in three days",
}
"""By reason; any other reason says it itself."""

QUIET = {
    Quiet.IMPORTED: "imported without --alerts",
    Quiet.REPLAYED: "read once more by a replay",
    Quiet.DECIDED: "a person decided so",
    Quiet.OLD: "published longer ago than discover.quiet_after_days",
    Quiet.UNDATED: "nobody who may say so has told when it was published",
    Quiet.HELD: "one source alone tells of more changes in a day than any paper does",
}

AGAIN = {
    Again.UPDATED: "looked at again since its site says that it was edited",
    Again.FIRST_DAY: "looked at again on its first day",
}

CHANGES = {
    ChangeKind.ANNOUNCED: "a new alliance",
    ChangeKind.JOINED: "someone joins a known alliance",
    ChangeKind.CORROBORATED: "another account of a known alliance",
    ChangeKind.CHANGED: "what was told of an alliance is otherwise now",
    ChangeKind.DENIED: "the denial of an alliance",
    ChangeKind.ENDED: "the end of an alliance",
    ChangeKind.BACKGROUND: "an alliance told of in passing, rumoured or denied",
    ChangeKind.DISPUTED: "the end or the denial of an alliance, told by one publisher alone",
    ChangeKind.MOVED: "accounts that turned out to tell of another alliance",
    ChangeKind.MERGED: "alliances that turned out to be one",
    ChangeKind.EDITED: "told otherwise since the article was edited",
    ChangeKind.WITHDRAWN: "told no longer since the article was edited",
}


def ending_text(reason: str, detail: str = "") -> str:
    """A reason with what it means and what was special about the record."""
    kind, _, what = reason.partition(": ")
    meaning = QUIET[Quiet(what)] if kind == "quiet" and what in set(Quiet) else ENDINGS.get(reason)
    text = f"{reason}: {meaning}" if meaning else reason
    return f"{text} ({detail})" if detail else text
