"""Groups of claims that are being put together, found by the parties that their claims name; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from agents.resolve.claims import Claim
from agents.resolve.entry import Entry
from agents.resolve.matching import DOUBT_WINDOW


class Groups:
    """Groups in the order in which they came to be."""

    def __init__(self, groups: Iterable[Entry] = ()) -> None:
        self._groups: dict[int, Entry] = {}
        self._naming: defaultdict[str, set[int]] = defaultdict(set)
        """By each id and stem of a party, the groups with a claim that names it."""
        self._of_one_party: set[int] = set()
        self._spans: dict[int, tuple[int, int]] = {}
        """The first and the last day (ordinals) of the claims of each group."""
        self._numbers: dict[str, int] = {}
        for one in groups:
            self.found(one)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._groups.values())

    def found(self, group: Entry) -> None:
        """Let another group be among them."""
        number = self._numbers[group.id] = len(self._numbers)
        self._groups[number] = group
        self._note(number, group.claims)

    def put(self, group: Entry, *claims: Claim) -> None:
        """Put claims to one of the groups."""
        group.claims += claims
        self._note(self._numbers[group.id], claims)

    def dissolve(self, group: Entry) -> None:
        """Let a group be no longer among them."""
        del self._groups[self._numbers[group.id]]

    def near(self, claim: Claim) -> list[Entry]:
        """The groups that may hold what a claim without a name matches.

        Two parties must be shared by accounts of several; one is enough where an account knows no more, and where both
        are news, which may each leave the other's partner out.
        """
        met = Counter(number for keys in claim.known_as for number in {n for key in keys for n in self._naming[key]})
        alone = claim.is_news or len(claim.base) < 2
        enough = (n for n, count in met.items() if count > 1 or alone or n in self._of_one_party)
        there = (number for number in sorted(enough) if number in self._groups)
        return [self._groups[number] for number in there if self._may_be_of_its_days(number, claim)]

    def _may_be_of_its_days(self, number: int, claim: Claim) -> bool:
        """Whether a group has a claim of days near those of another, or of its article, where days do not count."""
        (first, last), (earliest, latest) = claim.span, self._spans[number]
        near = earliest - DOUBT_WINDOW <= last and first <= latest + DOUBT_WINDOW
        return near or any(claim.article_id == held.article_id for held in self._groups[number].claims)

    def _note(self, number: int, claims: Iterable[Claim]) -> None:
        for claim in claims:
            first, last = claim.span
            earliest, latest = self._spans.get(number, claim.span)
            self._spans[number] = min(first, earliest), max(last, latest)
            for keys in claim.known_as:
                for key in keys:
                    self._naming[key].add(number)
            if len(claim.base) < 2:
                self._of_one_party.add(number)
