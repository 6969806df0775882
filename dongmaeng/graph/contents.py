"""All that the graph holds in memory: alliances that tie, their members, and where each is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dongmaeng.graph.alliance import Organisation, TiedAlliance, organisations_of, tied
from dongmaeng.graph.places import Place, place_beside
from topics.records import Alliance


@dataclass(slots=True)
class Contents:
    """Alliances by id, organisations by id, and the places of nodes, by the id of the node."""

    alliances: dict[str, TiedAlliance] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def take(self, alliances: Iterable[Alliance]) -> None:
        """Take alliances as they are now, in place of what was known of them, and place whoever is new."""
        for alliance in alliances:
            known = tied(alliance)
            if known is None:
                self.alliances.pop(alliance.id, None)
                continue
            self.alliances[known.id] = known
            for organisation in organisations_of(alliance):
                if organisation.identifiers or organisation.id not in self.organisations:
                    self.organisations[organisation.id] = organisation
            self.place(known)

    def place(self, alliance: TiedAlliance) -> None:
        """Place the nodes of an alliance that have no place yet beside the others."""
        for node in alliance.nodes:
            if node not in self.places:
                partners = [self.places[other] for other in alliance.nodes if other in self.places]
                self.places[node] = place_beside(node, partners)
