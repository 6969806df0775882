"""Alliances of invented firms: plain ones, hostile ones, and as many as a test wants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from topics.records import (
    Activity,
    ActivityTold,
    Alliance,
    Change,
    ChangeKind,
    CountryTold,
    Duration,
    Identifiers,
    Kind,
    Member,
    Role,
    Signatory,
    Source,
    Status,
    Tie,
    Venture,
)

NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)  # noon in Seoul

NAMES = ("가람전자", "나래통신", "다솔화학", "라온제약", "미르중공업")

HOSTILE = (
    "=1+1",
    "+82 2 123",
    "-가람",
    "@SUM(1+1)",
    "\t=1+1",
    "＝1+1",
    " =1+1",
    "'=1+1",
    "'",
    '=HYPERLINK("http://evil.example","눌러")',
    "]]>",
    "<script>alert(1)</script>",
    "&lt;b&gt; & \"따옴표\" 'x'",
    "앞\x00\x01\x0b\x1f뒤",
    "줄\n바꿈\r\n또\r끝",
    "가" * 10_000,
    "مرحبا שלום ‮거꾸로‬",
    "🙂𠮷 é",
    "a;b,c\"d'e",
    "http://evil.example/",
    "\ufeff앞\ufffe\uffff",
    "\u2028줄\u2029문단\u0085끝",
    "BEGIN:VEVENT\nEND:VCALENDAR",
    "{{ 7*7 }}",
    "_x0041_",
)
"""What strangers may write; halves of surrogate pairs are refused by the records themselves."""


def alliance(number: int = 0, **fields: object) -> Alliance:
    """One alliance in full, told by two papers; the numbers rise with the time."""
    at = NOON + timedelta(minutes=number)
    first, second = NAMES[number % len(NAMES)], NAMES[(number + 1) % len(NAMES)]
    known: dict[str, object] = {
        "id": f"a{number:05}",
        "name": None,
        "kind": Kind.MOU,
        "status": Status.ANNOUNCED,
        "members": [
            Member(
                id=first,
                name=first,
                role=Role.HOST,
                since="2026-03-02",
                identifiers=Identifiers(
                    corp_code="00990001", stock_code="005930", english_name="Garam Electronics", listed=True
                ),
            ),
            Member(id=second, name=second, role=Role.JOINER),
        ],
        "date": "2026-03-02",
        "first_seen": at + timedelta(hours=1),
        "articles": [
            Source(
                article_id=f"r{number}",
                url=f"https://news.example.com/{number}",
                title=f"{first}, {second}와 업무협약",
                publisher="한빛일보",
                published=at,
            ),
            Source(article_id=f"s{number}", url=f"https://paper.example.org/{number}", publisher="새벽신문"),
        ],
        "changes": [
            Change(id=f"c{number}", change=ChangeKind.ANNOUNCED, at=at + timedelta(hours=1), article_id=f"r{number}")
        ],
        "evidence": f"{first}는 2일 {second}와 로봇 공동 연구를 위한 업무협약을 체결했다고 밝혔다.",
        "amounts": ["3000억원"],
        "stakes": ["2.5%"],
        "purpose": "로봇 공동 연구",
        "score": 0.75,
        "independent_publishers": 2,
        "tie": Tie(
            activities=[
                ActivityTold(activity=Activity.RESEARCH_AND_DEVELOPMENT),
                ActivityTold(activity=Activity.SUPPLY),
            ],
            countries=[CountryTold(member=first, country="KR"), CountryTold(member=second, country="JP")],
            cross_border=True,
            term=Duration(months=36, until="2029-03"),
            venture=Venture(what="합작법인", name="가람나래", capital="100억원"),
            signatories=[Signatory(name="홍길동", role="대표", organisation=first)],
        ),
    }
    return Alliance.model_validate(known | fields)


def hostile(text: str, number: int = 0) -> Alliance:
    """An alliance that says the text wherever a stranger's words stand."""
    plain = alliance(number)
    return plain.model_copy(
        update={
            "name": text,
            "members": [Member(id=text, name=text), Member(id=f"{text}2", name=text)],
            "evidence": text,
            "purpose": text,
            "amounts": [text],
            "articles": [
                Source(article_id="r", url=text, title=text, publisher=text, published=NOON),
                Source(article_id="s", url="javascript:alert(1)", title=text),
                Source(article_id="t", url="https://news.example.com/?q=<>\"'&x=1", title=text),
            ],
            "tie": Tie(venture=Venture(name=text, capital=text), signatories=[Signatory(name=text, role=text)]),
        }
    )


_TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
_MOMENTS = st.floats(-300_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))

ALLIANCES = st.builds(
    Alliance,
    id=st.text("0123456789abcdef", min_size=1, max_size=16),
    name=st.none() | _TEXTS,
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    members=st.lists(
        st.builds(Member, id=_TEXTS, name=_TEXTS, role=st.sampled_from(Role), identifiers=st.none()), max_size=4
    ),
    date=st.none() | st.sampled_from(["2026", "2026-03", "2026-03-02", "2026-02-30", ""]),
    first_seen=_MOMENTS,
    articles=st.lists(
        st.builds(Source, article_id=_TEXTS, url=_TEXTS, title=_TEXTS, published=st.none() | _MOMENTS), max_size=3
    ),
    changes=st.lists(
        st.builds(
            Change,
            id=st.uuids().map(str),
            change=st.sampled_from(ChangeKind),
            at=_MOMENTS,
            article_id=_TEXTS,
            members=st.just([]),
            quiet=st.none(),
            revised=st.just([]),
            merged=st.just([]),
            told=st.none(),
        ),
        max_size=3,
    ),
    change=st.none(),
    related=st.just([]),
    evidence=_TEXTS,
    amounts=st.lists(_TEXTS, max_size=2),
    stakes=st.lists(_TEXTS, max_size=2),
    purpose=st.none() | _TEXTS,
    tie=st.just(Tie()),
    score=st.none() | st.floats(0, 1),
    reasons=st.just([]),
    quiet=st.none(),
    merged_into=st.none(),
)
"""Any alliances, with any characters in their texts."""
