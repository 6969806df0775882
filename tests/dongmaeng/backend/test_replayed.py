"""What a dry run says would become of articles and alliances."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dongmaeng.backend.replayed import Fate, alliance_change, article_change
from tests.agents.alert.samples import alliance
from topics.records import Article, Change, ChangeKind, Kind, Mention, Quiet, Status, TaggedArticle

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def tagged(*kinds: Kind, **what: Any) -> TaggedArticle:
    url = "https://news.example/a1"
    article = Article(id="a1", url=url, canonical_url=url, title="협약", body="협약을 맺었다", fetched=NOON, **what)
    return TaggedArticle(article=article, mentions=[Mention(kind=kind, status=Status.ANNOUNCED) for kind in kinds])


def test_what_is_not_stored_is_new() -> None:
    change = article_change(None, tagged(Kind.MOU))
    assert (change.fate, change.kinds_before, change.kinds) == (Fate.NEW, [], ["mou"])
    assert alliance_change(None, alliance()).fate is Fate.NEW


def test_what_says_only_that_it_came_by_a_replay_is_the_same() -> None:
    assert article_change(tagged(), tagged(quiet=Quiet.REPLAYED)).fate is Fate.SAME
    before = alliance()
    after = before.model_copy(update={"quiet": Quiet.REPLAYED, "change": None})
    assert alliance_change(before, after).fate is Fate.SAME


def test_what_is_otherwise_is_named() -> None:
    change = article_change(tagged(Kind.MOU), tagged(Kind.MOU, Kind.PARTNERSHIP))
    assert (change.fate, change.fields) == (Fate.CHANGED, ["mentions"])
    assert (change.kinds_before, change.kinds) == (["mou"], ["mou", "partnership"])
    before = alliance()
    changed = alliance_change(before, before.model_copy(update={"kind": Kind.PARTNERSHIP}))
    assert (changed.fate, changed.fields, changed.kind) == (Fate.CHANGED, ["kind"], "partnership")


def test_less_than_is_known_changes_nothing() -> None:
    newer = tagged(Kind.MOU)
    newer.article.updated = NOON
    newer.article.fetched = NOON + timedelta(days=1)
    assert article_change(newer, tagged()).fate is Fate.SAME
    before = alliance()
    assert alliance_change(before, before.model_copy(update={"articles": []})).fate is Fate.SAME


@pytest.mark.parametrize(
    "what",
    [
        {"merged_into": "alliance-2"},
        {"withdrawn": True},
        {"changes": [*alliance().changes, Change(id="c9", change=ChangeKind.DISMISSED, at=NOON, article_id="a1")]},
    ],
)
def test_what_is_merged_dismissed_or_withdrawn_is_gone(what: dict[str, Any]) -> None:
    before = alliance()
    after = before.model_copy(update=what)
    assert alliance_change(before, after).fate is Fate.GONE
    assert alliance_change(None, after).fate is Fate.SAME
