"""Handing a person's decision to the registry: to a running service, or applied at once where there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agents.index.index import index_stage
from agents.resolve.resolve import resolve_stage
from dongmaeng.instance import InUse, instance_lock
from dongmaeng.service import RETRY_HORIZON, append, make_store, open_carrier
from dongmaeng.settings import Settings
from topics.records import Decision, DecisionKind, Quiet, Report


def hand_over(settings: Settings, decision: Decision) -> bool:
    """Append a decision to the mentions, where the registry takes it up; whether it is applied already.

    A record in the order of the reports: it is safe when this returns, and a replay of the mentions meets it again.
    On a cluster the worker that owns the registry takes it up; raises what its client does where the cluster is away.
    """
    # Only what a person wants told is told: all other decisions put right what is known.
    quiet = None if decision.kind is DecisionKind.CONFIRM else Quiet.DECIDED
    report = Report(article_id=f"decision-{decision.id}", url="", decision=decision, quiet=quiet)
    if settings.kafka_servers is not None:
        asyncio.run(append(settings, [report]))
        return False
    try:
        with instance_lock(settings.data_dir, "alliances"):
            asyncio.run(resolve_reports(settings, [report]))
            return True
    except InUse:
        asyncio.run(append(settings, [report]))
        return False


async def resolve_reports(settings: Settings, reports: Sequence[Report]) -> None:
    """Run the registry and the index over reports until nothing is left to do."""
    store = make_store(settings)
    try:
        async with open_carrier(settings, [resolve_stage(), index_stage(store)]) as carrier:
            await carrier.publish(reports)
            running = asyncio.create_task(carrier.run())
            idle = asyncio.create_task(carrier.idle(RETRY_HORIZON))
            await asyncio.wait({idle, running}, return_when=asyncio.FIRST_COMPLETED)
            carrier.stop()
            await running
            await idle
    finally:
        await store.close()
