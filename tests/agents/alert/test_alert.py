"""Which changes become deliveries, and what stands in them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.alert.alert import alert_stage
from agents.alert.events import EVENTS, AllianceEvent
from agents.alert.known import KnownEndpoints
from agents.alert.payload import MOST_BYTES, payload
from tests.agents.alert.samples import AT, alliance, endpoint, members
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Drop
from topics.records import (
    Activity,
    ActivityTold,
    Change,
    ChangeKind,
    CountryTold,
    Delivery,
    Duration,
    Identifiers,
    Matter,
    Quiet,
    RelatedChange,
    Revision,
    Role,
    Signatory,
    Source,
    Tie,
    Venture,
)


async def test_one_delivery_for_each_endpoint_that_subscribed() -> None:
    stage = alert_stage(
        KnownEndpoints(
            [
                endpoint(),
                endpoint(id="second", events=["alliance.announced", "alliance.joined"]),
                endpoint(id="ends", events=["alliance.ended"]),
            ]
        )
    )
    outcome = await run_one(stage, alliance(), MemoryState())
    assert isinstance(outcome, Done)
    deliveries = [output for output in outcome.outputs if isinstance(output, Delivery)]
    assert [d.endpoint for d in deliveries] == ["main", "second"]
    assert len({d.id for d in deliveries}) == 2
    assert all(d.id.startswith("msg_") and d.event == "alliance.announced" for d in deliveries)
    again = await run_one(stage, alliance(evidence="나중에 찾은 문장"), MemoryState())
    assert isinstance(again, Done)
    assert [d.id for d in again.outputs if isinstance(d, Delivery)] == [d.id for d in deliveries]


@pytest.mark.parametrize(
    ("kind", "what", "reason"),
    [
        (ChangeKind.ANNOUNCED, {"quiet": Quiet.OLD}, "quiet: old"),
        (ChangeKind.JOINED, {"quiet": Quiet.REPLAYED}, "quiet: replayed"),
        (ChangeKind.ANNOUNCED, {"quiet": Quiet.HELD}, "quiet: held"),
        (ChangeKind.ANNOUNCED, {"change": None}, "no change"),
        (ChangeKind.BACKGROUND, {}, "background"),
        (ChangeKind.DISPUTED, {}, "disputed"),
        (ChangeKind.CORROBORATED, {}, "nobody subscribed"),
        (ChangeKind.JOINED, {}, "nobody subscribed"),
    ],
)
async def test_what_nobody_is_told(kind: ChangeKind, what: dict[str, Any], reason: str) -> None:
    outcome = await run_one(alert_stage(KnownEndpoints([endpoint()])), alliance(kind, **what), MemoryState())
    assert isinstance(outcome, Drop)
    assert outcome.reason == reason


async def test_corroborations_are_sent_to_those_who_ask() -> None:
    stage = alert_stage(KnownEndpoints([endpoint(events=["alliance.corroborated"])]))
    outcome = await run_one(stage, alliance(ChangeKind.CORROBORATED), MemoryState())
    assert isinstance(outcome, Done)
    assert len(outcome.outputs) == 1


@pytest.mark.parametrize("kind", [ChangeKind.CHANGED, ChangeKind.DENIED, ChangeKind.MERGED])
async def test_what_became_of_an_alliance_is_sent_to_those_who_ask(kind: ChangeKind) -> None:
    stage = alert_stage(KnownEndpoints([endpoint(), endpoint(id="asking", events=[f"alliance.{kind}"])]))
    outcome = await run_one(stage, alliance(kind), MemoryState())
    assert isinstance(outcome, Done)
    assert [d.endpoint for d in outcome.outputs if isinstance(d, Delivery)] == ["asking"]


def test_the_payload_tells_what_is_otherwise_and_what_was_merged() -> None:
    revised = [Revision(matter=Matter.DATE, before="2024-03-04", after="2024-03-05")]
    many = [f"alliance-{n}" for n in range(2, 90)]
    what = Change(id="c", change=ChangeKind.MERGED, at=AT, article_id="a1", revised=revised, merged=many)
    data = json.loads(payload(alliance(), what))["data"]
    assert data["change"]["revised"] == [{"matter": "date", "before": "2024-03-04", "after": "2024-03-05"}]
    assert data["change"]["merged"] == many[:60]
    assert data["cut"]["change.merged"] == 28
    assert not {"revised", "merged"} & json.loads(payload(alliance(), alliance().changes[0]))["data"]["change"].keys()


def test_the_payload_tells_everything() -> None:
    host, partner = members("누리통신", "동해식품")
    record = alliance(
        members=[host.model_copy(update={"role": Role.HOST}), partner],
        amounts=["300억원"],
        stakes=["2.5%"],
        purpose="냉동 물류 자동화",
        tie=Tie(
            activities=[ActivityTold(activity=Activity.SUPPLY, rule="activity.supply", said="공급")],
            countries=[CountryTold(member="org-동해식품", country="JP")],
            cross_border=True,
            term=Duration(months=36, said="3년"),
            venture=Venture(what="합작법인", name="가람나래", capital="100억원"),
            signatories=[Signatory(name="김하늘", role="대표", organisation="누리통신")],
        ),
        score=0.9,
        reasons=["+0.20 a sentence of the text tells it firmly"],
        independent_publishers=3,
    )
    assert record.change is not None
    message = json.loads(payload(record, record.change))
    assert (message["type"], message["timestamp"]) == ("alliance.announced", "2024-03-04T09:03:00+09:00")
    data = message["data"]
    assert {k: data[k] for k in ("id", "name", "kind", "status", "date", "evidence")} == {
        "id": "alliance-1",
        "name": None,
        "kind": "mou",
        "status": "announced",
        "date": "2024-03-04",
        "evidence": "두 회사는 업무협약을 체결했다",
    }
    assert (data["independent_publishers"], data["disputed"]) == (3, False)
    assert data["members"] == [
        {"id": "org-누리통신", "name": "누리통신", "role": "host", "since": "2024-03-04", "country": None},
        {"id": "org-동해식품", "name": "동해식품", "role": "signatory", "since": "2024-03-04", "country": "JP"},
    ]
    assert data["tie"] == {
        "activities": ["supply"],
        "cross_border": True,
        "term": {"said": "3년", "months": 36, "until": None},
        "venture": {"what": "합작법인", "name": "가람나래", "capital": "100억원"},
        "signatories": [{"name": "김하늘", "role": "대표", "organisation": "누리통신"}],
    }
    terms = {name: data[name] for name in ("amounts", "stakes", "purpose", "score", "reasons")}
    assert terms == {
        "amounts": ["300억원"],
        "stakes": ["2.5%"],
        "purpose": "냉동 물류 자동화",
        "score": 0.9,
        "reasons": ["+0.20 a sentence of the text tells it firmly"],
    }
    assert data["articles"] == [
        {
            "title": "누리통신-동해식품, 업무협약",
            "url": "https://news.example/a1",
            "publisher": "한빛일보",
            "published": "2024-03-04T09:03:00+09:00",
        }
    ]
    (related,) = data["related"]
    assert (related["name"], related["change"], related["joined"][0]["name"]) == ("새물결 연대", "joined", "누리통신")
    assert (data["change"]["id"], data["change"]["article_id"]) == ("change-announced", "a1")
    assert "cut" not in data


def test_a_member_is_told_with_what_is_known_of_its_codes() -> None:
    coded = Identifiers(corp_code="00990001", stock_code="990010", english_name="Nuri Telecom", listed=True)
    nuri, donghae = members("누리통신", "동해식품")
    parties = [
        nuri.model_copy(update={"identifiers": coded}),
        donghae.model_copy(update={"identifiers": Identifiers(shared_by=4)}),
        *members("한별전자"),
    ]
    record = alliance(members=parties)
    assert record.change is not None
    told = json.loads(payload(record, record.change))["data"]["members"]
    assert [member.get("identifiers") for member in told] == [
        {"corp_code": "00990001", "stock_code": "990010", "english_name": "Nuri Telecom", "listed": True},
        {"shared_by": 4},
        None,
    ]


def test_what_is_cut_is_said() -> None:
    record = alliance(members=members(*(f"회사{n}" for n in range(500))), evidence="가" * 9000)
    assert record.change is not None
    text = payload(record, record.change)
    data = json.loads(text)["data"]
    assert len(text.encode()) < MOST_BYTES
    assert data["cut"]["members"] + len(data["members"]) == 500
    assert data["evidence"].endswith("…")


long_text = st.text(min_size=0, max_size=60).flatmap(lambda t: st.sampled_from([t, t * 40, t * 2000]))


@settings(max_examples=60)
@given(long_text, st.integers(0, 400), st.integers(0, 400), st.integers(0, 80))
def test_a_payload_is_always_small_and_sound(text: str, parties: int, articles: int, others: int) -> None:
    crowd = members(*(f"{text[:200]}{n}" for n in range(parties)))
    source = Source(article_id="a", url="https://news.example/" + text, title=text, publisher=text, evidence=text)
    other = RelatedChange(alliance_id="x", name=text, kind="mou", change="joined", members=crowd, joined=crowd)
    record = alliance(
        name=text or None,
        members=crowd,
        articles=[source] * articles,
        related=[other] * others,
        evidence=text,
        amounts=[text] * others,
        purpose=text,
        tie=Tie(
            term=Duration(said=text),
            venture=Venture(what=text, name=text, capital=text),
            signatories=[Signatory(name=text, role=text, organisation=text)] * parties,
        ),
        reasons=[text] * articles,
    )
    assert record.change is not None
    written = payload(record, record.change.model_copy(update={"members": crowd}))
    assert len(written.encode()) < MOST_BYTES
    assert json.loads(written)["data"]["change"]["id"] == "change-announced"
    assert written == payload(record, record.change.model_copy(update={"members": crowd}))


@pytest.mark.parametrize("kind", [ChangeKind.ANNOUNCED, ChangeKind.JOINED, ChangeKind.CORROBORATED, ChangeKind.ENDED])
@given(st.integers(0, 100), st.booleans())
def test_a_payload_has_the_shape_of_its_event(kind: ChangeKind, parties: int, coded: bool) -> None:
    codes = Identifiers(corp_code="00990001", listed=True) if coded else None
    crowd = [m.model_copy(update={"identifiers": codes}) for m in members(*(f"가람{n}" for n in range(parties)))]
    record = alliance(kind, members=crowd, tie=Tie(term=Duration(said="3년"), venture=Venture(what="합작법인")))
    assert record.change is not None
    event = EVENTS.validate_json(payload(record, record.change, "https://desk.example"))
    assert isinstance(event, AllianceEvent)
    assert event.data.page == "https://desk.example/alliances/alliance-1"
    assert event.type == f"alliance.{kind}"
    assert len(event.data.members) + (event.data.cut or {}).get("members", 0) == parties
