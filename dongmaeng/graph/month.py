"""The hubs and the bridges of the month."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta

from dongmaeng.graph.alliance import TiedAlliance, common
from dongmaeng.graph.communities import betweenness
from dongmaeng.graph.elements import NO_MONTH, Month, Ranked

MONTH = timedelta(days=30)

MOST_RANKED = 10


def month_of(alliances: Collection[TiedAlliance], community_of: Mapping[str, int]) -> Month:
    """The hubs and the bridges of the thirty days up to the latest of some alliances."""
    if not alliances:
        return NO_MONTH
    latest = max(alliance.told for alliance in alliances)
    since = latest - MONTH.total_seconds()
    told = [alliance for alliance in alliances if alliance.told >= since]
    counts = Counter(member for alliance in told for member in alliance.members)
    partners: dict[str, set[str]] = defaultdict(set)
    for alliance in told:
        for member in alliance.members:
            partners[member].update(alliance.members)
    shares = betweenness(common(told))
    ranked = [
        Ranked(
            id,
            count,
            len(partners[id]) - 1,
            len({community_of[partner] for partner in partners[id] if partner in community_of}),
            round(shares.get(id, 0.0), 6),
        )
        for id, count in counts.items()
    ]
    hubs = heapq.nsmallest(MOST_RANKED, ranked, key=lambda one: (-one.alliances, -one.partners, one.id))
    bridges = heapq.nsmallest(MOST_RANKED, ranked, key=lambda one: (-one.share, one.id))
    return Month(since, latest, tuple(hubs), tuple(one for one in bridges if one.share))
