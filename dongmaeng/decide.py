"""Handing a person's decision to the registry."""

from __future__ import annotations

from collections.abc import Sequence

from agents.index.index import index_stage
from agents.resolve.resolve import resolve_stage
from dongmaeng.hand_over import hand_over
from dongmaeng.settings import Settings
from search.store import Store
from topics.records import Decision, DecisionKind, Quiet, Report
from topics.stage import Stage


def decide(settings: Settings, decision: Decision) -> bool:
    """Append a decision to the mentions, where the registry takes it up; whether it is applied already.

    A record in the order of the reports: a replay of the mentions meets it again. Raises as `hand_over`.
    """
    # Only what a person wants told is told: all other decisions put right what is known.
    quiet = None if decision.kind is DecisionKind.CONFIRM else Quiet.DECIDED
    report = Report(article_id=f"decision-{decision.id}", url="", decision=decision, quiet=quiet)
    return hand_over(settings, [report], registry_stages, "alliances")


def registry_stages(store: Store) -> Sequence[Stage]:
    """The stages that take up reports and store what becomes of the alliances."""
    return [resolve_stage(), index_stage(store)]
