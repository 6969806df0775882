from __future__ import annotations

from dataclasses import dataclass

import pytest

from dongmaeng.demo.compare import alert_differences, alliance_differences
from dongmaeng.demo.expected import ExpectedAlliance, expected_alerts, expected_alliances
from dongmaeng.demo.story import load_stories
from topics.records import Alliance, Kind, Member, Status, now

EXPECTED = expected_alliances(load_stories())
ALERTS = expected_alerts(load_stories(), ("alliance.announced", "alliance.joined", "alliance.ended"))


@dataclass
class Call:
    event: str
    payload: dict[str, object]


def as_found(right: ExpectedAlliance) -> Alliance:
    return Alliance(
        id=right.id,
        name=right.name,
        kind=min(right.kinds),
        members=[Member(id=name, name=name.replace("대학교", "대")) for name in sorted(right.members)],
        status=right.status,
        date=right.date,
        first_seen=now(),
    )


def calls() -> list[Call]:
    found = []
    for alert in ALERTS:
        members = [{"name": name} for name in sorted(alert.members)]
        found.append(Call(alert.event, {"data": {"kind": min(alert.kinds), "change": {"members": members}}}))
    return found


def test_a_right_run_shows_no_difference() -> None:
    rumour = as_found(EXPECTED[0]).model_copy(
        update={
            "members": [Member(id="a", name="솔찬제약"), Member(id="b", name="도담바이오")],
            "status": Status.RUMOURED,
        }
    )
    assert alliance_differences([*map(as_found, EXPECTED), rumour], EXPECTED) == []
    assert alert_differences(calls(), ALERTS) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"status": Status.DENIED}, "status is denied"),
        ({"date": "1999"}, "date is 1999"),
        ({"name": "다른 이름"}, "name is 다른 이름"),
        ({"kind": Kind.EQUITY_SWAP}, "kind is equity_swap"),
        ({"members": [Member(id="x", name="누군가")]}, "unexpected: 누군가"),
    ],
)
def test_a_wrong_alliance_is_told(change: dict[str, object], word: str) -> None:
    found = [as_found(right) for right in EXPECTED]
    at = next(i for i, right in enumerate(EXPECTED) if right.kinds == {Kind.CONSORTIUM})
    found[at] = found[at].model_copy(update=change)
    lines = alliance_differences(found, EXPECTED)
    assert any(word in line for line in lines)
    assert len(lines) == 1 + ("members" in change)


def test_a_missing_alliance_is_told() -> None:
    (line,) = alliance_differences(map(as_found, EXPECTED[1:]), EXPECTED)
    assert line.startswith(f"missing: {EXPECTED[0].id}")


def test_a_missing_a_repeated_and_a_strange_alert_are_told() -> None:
    first, *rest = calls()
    assert [line.split(":")[0] for line in alert_differences(rest, ALERTS)] == ["missing"]
    assert [line.split(":")[0] for line in alert_differences([first, first, *rest], ALERTS)] == [
        "unexpected or repeated"
    ]
    assert alert_differences([Call("alliance.ended", {}), first, *rest], ALERTS) == [
        "unexpected or repeated: alliance.ended "
    ]
