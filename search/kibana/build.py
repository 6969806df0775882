"""What Kibana shows of Dongmaeng: data views, lists, charts and one dashboard."""

from __future__ import annotations

import json

from search.elastic.definition import Definition
from search.kibana.objects import (
    SavedObject,
    chart,
    count,
    dashboard,
    data_view,
    donut,
    largest,
    over_time,
    saved_search,
    values,
)


def saved_objects(definition: Definition) -> list[SavedObject]:
    """All objects, those that others refer to first."""
    prefix = definition.prefix
    articles, alliances, health = (f"{prefix}-view-{kind}" for kind in ("articles", "alliances", "health"))
    views = [
        data_view(articles, definition.alias("articles"), "기사", "published", {"url": "기사 열기"}),
        data_view(alliances, definition.alias("alliances"), "동맹", "first_seen", {"url": "첫 기사 열기"}),
        data_view(health, definition.alias("health"), "상태", "at", {}),
    ]
    newest = saved_search(
        f"{prefix}-search-alliances",
        "새 동맹",
        alliances,
        ["members", "kind", "status", "independent_publishers", "name", "evidence", "url"],
        "first_seen",
        "status: (announced or planned)",
    )
    open_questions = saved_search(
        f"{prefix}-search-open-questions",
        "확인할 동맹",
        alliances,
        ["members", "status", "held", "disputed", "publishers", "evidence", "url"],
        "first_seen",
        "held: true or disputed: true",
    )
    stories = saved_search(
        f"{prefix}-search-articles", "기사", articles, ["publisher", "title", "organisations", "url"], "published"
    )
    over_days = chart(
        f"{prefix}-lens-alliances-over-time",
        "시간에 따른 동맹",
        alliances,
        "bar_stacked",
        [over_time("first_seen", "처음 보도"), values("status", "단계", 6), count("동맹")],
        x="time",
        y="count",
        split="values",
    )
    kinds = donut(
        f"{prefix}-lens-alliances-by-kind",
        "형태별 동맹",
        alliances,
        [values("kind", "형태", 5), count("동맹")],
        group="values",
        metric="count",
    )
    members = chart(
        f"{prefix}-lens-most-allied",
        "동맹이 많은 기관",
        alliances,
        "bar_horizontal",
        [values("members", "기관", 15), count("동맹")],
        x="values",
        y="count",
    )
    outlets = chart(
        f"{prefix}-lens-articles-per-outlet",
        "매체별 시간당 기사",
        articles,
        "bar_stacked",
        [over_time("published", "보도", "1h"), values("publisher", "매체", 10), count("기사")],
        x="time",
        y="count",
        split="values",
    )
    lag = chart(
        f"{prefix}-lens-lag",
        "단계별 밀린 기록",
        health,
        "line",
        [over_time("at", "시각"), values("stage", "단계", 10, by="value"), largest("lag", "밀린 기록")],
        x="time",
        y="value",
        split="values",
    )
    quarantine = chart(
        f"{prefix}-lens-quarantine",
        "단계별 격리된 기록",
        health,
        "line",
        [over_time("at", "시각"), values("stage", "단계", 10, by="value"), largest("quarantined", "격리된 기록")],
        x="time",
        y="value",
        split="values",
    )
    board = dashboard(
        f"{prefix}-dashboard",
        "동맹",
        "새 동맹, 기사와 서비스의 상태",
        [
            (over_days, 0, 0, 30, 12),
            (kinds, 30, 0, 18, 12),
            (newest, 0, 12, 30, 18),
            (members, 30, 12, 18, 18),
            (open_questions, 0, 30, 48, 12),
            (outlets, 0, 42, 48, 12),
            (lag, 0, 54, 24, 12),
            (quarantine, 24, 54, 24, 12),
        ],
    )
    return [*views, newest, open_questions, stories, over_days, kinds, members, outlets, lag, quarantine, board]


def as_ndjson(objects: list[SavedObject]) -> str:
    """The file that Kibana imports: one object a line."""
    return "".join(json.dumps(made, ensure_ascii=False, sort_keys=True) + "\n" for made in objects)
