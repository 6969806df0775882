"""The one place where stages are wired to topics."""

from __future__ import annotations

from pathlib import Path

from agents.alert.alert import alert_stage
from agents.alert.deliver import deliver_stage
from agents.alert.known import KnownEndpoints
from agents.alert.manage import manage_stage
from agents.breaker import Breaker
from agents.clean.clean import clean_stage
from agents.discover.curate import curate_stage
from agents.discover.discover import discover_stage
from agents.discover.known import KnownSources
from agents.discover.services import accounts
from agents.fetch.fetch import fetch_stage
from agents.fetch.settings import FetchSettings
from agents.http_client import HttpClient
from agents.index.index import index_stage
from agents.resolve.resolve import resolve_stage
from agents.revisit.revisit import revisit_stage
from agents.revisit.settings import RevisitSettings
from agents.tag.tag import tag_stage
from agents.workers import Workers
from search.store import StoreWriter
from topics.stage import Stage

PRELOAD = ("agents.warm", "agents.discover.feeds")
"""What worker processes load once and then share."""


def gathering(
    http: HttpClient,
    workers: Workers,
    sources: KnownSources,
    fetch: FetchSettings,
    breaker: Breaker | None = None,
    down: Breaker | None = None,
    revisit: RevisitSettings | None = None,
) -> list[Stage]:
    """source-commands ─▶ curate ─▶ polls ─▶ discover ─▶ candidates ─▶ fetch ─▶ pages; tagged ─▶ revisit ─▶ candidates

    `workers` read the sources; `breaker` delays fetches that keep timing out, `down` those from hosts that are down.
    """
    fetching = fetch_stage(http, fetch, breaker, down, accounts(sources, http))
    return [curate_stage(sources), discover_stage(sources, http, workers), fetching, revisit_stage(revisit)]


def reading(workers: Workers, store: StoreWriter, names: Path | None = None) -> list[Stage]:
    """pages ─▶ clean ─▶ articles ─▶ tag ─▶ tagged, mentions ─▶ resolve ─▶ alliances ─▶ index ─▶ store"""
    return [*rereading(workers, names), index_stage(store, workers)]


def rereading(workers: Workers, names: Path | None = None) -> list[Stage]:
    """pages ─▶ clean ─▶ articles ─▶ tag ─▶ mentions ─▶ resolve ─▶ alliances; what changes state and records alone"""
    return [clean_stage(workers), tag_stage(workers, names), resolve_stage()]


def alerting(http: HttpClient, endpoints: KnownEndpoints, page: str | None = None) -> list[Stage]:
    """alliances, notices ─▶ alert ─▶ deliveries ─▶ deliver ─▶ webhooks, notices; commands ─▶ manage ─▶ deliveries

    `page`: where links to alliances in messages begin.
    """
    return [
        alert_stage(endpoints, page=page),
        deliver_stage(endpoints, http, page=page),
        manage_stage(endpoints),
    ]
