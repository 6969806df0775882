"""What a reader remembers of a story's parties from one clause to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.tag.language.clauses import Sentence
from agents.tag.language.vocabulary import ALL_OF_THEM
from agents.tag.names.gazetteer import organisation_id
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.party import Came, Party
from agents.tag.parties.relative_clauses import in_relatives
from agents.tag.parties.subjects import ITSELF
from agents.tag.telling.membership import alike, came_in, union
from agents.tag.telling.place import Place
from agents.tag.telling.story import Story
from topics.records import Member

LAST = 0  # the size under which the last set of parties of any size is remembered


@dataclass
class Memory:
    """The parties that a story has named so far, to which words like 양사 or 이 회사 refer."""

    story: Story
    sets: dict[int, list[Member]] = field(default_factory=dict)
    """The last set of parties of each size, which 양사 or 3사 refer to."""
    sets_at: dict[int, dict[int, list[Member]]] = field(default_factory=dict)
    """The sets as they stood after each sentence of the body."""
    previous: list[Member] = field(default_factory=list)
    """The parties of the sentence before."""
    told_of: list[Member] = field(default_factory=list)
    """The organisation that the last sentence is about, which 이 회사 refers to."""
    full_names: list[Member] = field(default_factory=list)
    """The organisations of the body, which headlines shorten."""

    def remember(self, place: Place) -> list[Member]:
        """The parties of a clause that tells of no deal, to which 양사 in a later one may refer."""
        text, start, end = place.text, place.clause.start, place.clause.end
        if len(deals_listed(text, start, end, place.here)) > 1:
            return self.forget()
        found = parties(text, start, end, place.here, self.story.hints)
        parties_named = [p for p in found if p.role in ("topic", "subject", "with") and not p.size]
        inner = in_relatives(text, parties_named)
        if inner and not (place.sentence.place <= 0 and len(inner) == len(parties_named)):
            return []  # "D와 E가 앞서간 시장에": of others, but the first sentence has nobody else to be about
        members = self.members_of(parties_named, text)
        self.told_of = members[:1] or self.told_of
        if any(text.startswith("도 ", p.end) for p in parties_named):
            return members  # "나래와 다솔도 들어 있다": there are others, whom a count of them means, too
        return self.as_last_set(members)

    def is_told_of(self, name: str) -> bool:
        """Whether a word like 시 stands for whom the sentence before is about."""
        return name in ITSELF and any(m.name.endswith(name) for m in self.told_of)

    def forget(self) -> list[Member]:
        """Nobody: words like 양사 refer to no party of a list of deals, nor to one named in front of the story."""
        self.sets.clear()
        self.previous, self.told_of = [], []
        return []

    def as_last_set(self, members: list[Member]) -> list[Member]:
        """The members, which words like 양사 refer to from now on where they are several."""
        if len(members) >= 2:
            self.sets[len(members)] = self.sets[LAST] = members
        return members

    def members_of(self, found: Iterable[Party], text: str) -> list[Member]:
        members: list[Member] = []
        for party in found:
            if party.size:
                said = self.sets.get(LAST if party.size == ALL_OF_THEM else party.size)
                said = said or self._partners_counted(party, members)
                said = said or self.members_of(self.story.shown.get(party.size, ()), text)
                members = union(members, came_in(said, Came.SET))
            else:
                organisation = party.organisation
                name = self.story.with_its_city(organisation.name if organisation else party.name)
                id = organisation.id if organisation and name == organisation.name else organisation_id(name)
                members = union(members, [Member(id=id, name=name, came=Came.NAMED)])
        return members

    def _partners_counted(self, party: Party, signers: Sequence[Member]) -> list[Member]:
        """The last set of one more than a count of partners, where who signs with them is in it: "A는 두 회사와"."""
        named = self.sets.get(party.size + 1, []) if party.role == "with" else []
        return named if any(signer.id == m.id for signer in signers for m in named) else []

    def in_full(self, members: Sequence[Member]) -> list[Member]:
        """The members of a headline under the names that the body gives them in full."""
        found: list[Member] = []
        for member in members:
            if self.story.kinds.get(member.name, "unknown") == "unknown":
                longer = {m.id: m for m in self.full_names if len(m.name) > len(member.name) and alike(m, member)}
                if len(longer) == 1:
                    member = came_in(longer.values(), Came.NAMED)[0]
            found = union(found, [member])
        return found

    def sets_as_of(self, sentence: Sentence) -> None:
        before = [i for i in self.sets_at if i <= sentence.index]
        self.sets = dict(self.sets_at[max(before)]) if before else {}
