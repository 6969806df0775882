"""Which claims an entry of bounded size keeps: no publisher takes the room of another; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from agents.resolve.claims import Claim
from agents.resolve.publishers import publisher_key, seen
from topics.records import Status

MOST_CLAIMS = 120
"""Claims kept of one alliance: the largest stories run in about a hundred papers. Beyond it only what changes the
alliance is taken in, so that an initiative in the news for years stays a document of bounded size."""

MOST_FORCED_CLAIMS = 200
"""Where even claims that change something take the place of others."""


def who_gives_way(
    claims: Sequence[Claim], coming: Claim, kept: Sequence[Claim] = (), *, changes_something: bool
) -> Claim | None:
    """The claim that another one takes the place of where there is no room; itself where it is the one to go.

    None where there is room. A publisher that nobody has heard yet takes the place of one of those that were heard
    more than once; whoever tells most gives way first, with what says least and came last, its end never. `kept`: those
    of the claims that have just been taken in.
    """
    if len(claims) < (MOST_FORCED_CLAIMS if changes_something else MOST_CLAIMS):
        return None
    told = Counter(map(publisher_key, claims))
    if not changes_something and publisher_key(coming) in told:
        return coming
    new = {claim.id for claim in kept}
    old = [claim for claim in claims if claim.id not in new]
    spare = [claim for claim in old if told[publisher_key(claim)] > 1 or changes_something]
    spare = [claim for claim in spare if claim.status is not Status.ENDED] or spare
    return max(spare, key=lambda c: (told[publisher_key(c)], -c.weight, seen(c), c.id), default=coming)
