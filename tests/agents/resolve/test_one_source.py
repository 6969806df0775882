"""What one source may do to an alliance that others tell of: announce it, but not end, re-date, crowd or flood it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.resolve.first_hand import FirstHandTableError, first_hand, is_first_hand, read_first_hand
from agents.resolve.rates import MOST_OF_SITE, MOST_OF_SOURCE, RATES_SPACE
from agents.resolve.registry import resolve_report
from agents.resolve.room import MOST_CLAIMS, MOST_FORCED_CLAIMS
from agents.resolve.tell import MOST_CHANGES, MOST_NOTES
from tests.agents.resolve.stories import START, mention, names, party, picture, registry, report, resolve_all, told
from tests.agents.resolve.test_decisions import decide
from tests.agents.resolve.test_owed import aloud, steps
from tests.fakes import MemoryState
from topics.records import Alliance, ChangeKind, DecisionKind, Kind, Mention, Quiet, Report, Status

DEAL = mention("누리통신 동해식품", date="2024-03-04")
END = mention("누리통신 동해식품", Status.ENDED)


def fetched(article: str, *mentions: Mention, site: str, **what: Any) -> Report:
    """What an article fetched from a site says, named by a feed of that site."""
    return report(article, *mentions, **{"site": site, "source": f"https://{site}/rss", **what})


async def status_after(*reports: Report) -> tuple[Status, bool]:
    state = MemoryState()
    await resolve_all(reports, state)
    (alliance,) = await registry(state)
    return alliance.status, alliance.disputed


TOLD_BY_TWO = [fetched("a", DEAL, site="garam.example"), fetched("b", DEAL, site="naru.example", day=0.5)]


async def test_an_end_that_one_alone_tells_of_what_several_tell_is_disputed() -> None:
    state = MemoryState()
    end = fetched("c", END, site="moa.example", day=5)
    records = await resolve_all([*TOLD_BY_TWO, end, fetched("d", END, site="moa.example", day=6)], state)
    assert steps(records)[2:] == [(None, ChangeKind.DISPUTED)] * 2
    (alliance,) = await registry(state)
    assert (alliance.status, alliance.disputed) == (Status.ANNOUNCED, True)
    records = await resolve_all([fetched("e", END, site="saebyeok.example", day=7)], state)
    assert steps(records) == [(None, ChangeKind.ENDED)]
    (alliance,) = await registry(state)
    assert (alliance.status, alliance.disputed) == (Status.ENDED, False)


async def test_a_copy_of_a_disputed_end_is_no_second_word() -> None:
    ends = [
        fetched("c", END, site="moa.example", day=5, group="c"),
        fetched("d", END, site="saebyeok.example", day=5.2, group="c"),
    ]
    for order in itertools.permutations(ends):
        assert await status_after(*TOLD_BY_TWO, *order) == (Status.ANNOUNCED, True)
    own = fetched("e", END, site="saebyeok.example", day=6)
    assert await status_after(*TOLD_BY_TWO, *ends, own) == (Status.ENDED, False)


async def test_what_one_paper_announced_one_paper_may_end() -> None:
    for ender in ("garam.example", "moa.example"):
        end = fetched("c", END, site=ender, day=5)
        for told_of_it in (TOLD_BY_TWO[:1], [TOLD_BY_TWO[0], fetched("a2", DEAL, site="garam.example", day=1)]):
            state = MemoryState()
            records = await resolve_all([*told_of_it, end], state)
            assert steps(records)[-1] == (None, ChangeKind.ENDED)


async def test_a_second_announcement_that_only_copies_the_first_does_not_stand_behind_it() -> None:
    copied = [
        fetched("a", DEAL, site="garam.example", group="a"),
        fetched("b", DEAL, site="naru.example", group="a", day=0.2),
    ]
    assert await status_after(*copied, fetched("c", END, site="moa.example", day=5)) == (Status.ENDED, False)


async def test_who_recalls_an_alliance_after_its_end_does_not_bring_it_back() -> None:
    passing = mention("누리통신 동해식품", Status.BACKGROUND, date="2024-03")
    ended = [TOLD_BY_TWO[0], fetched("c", END, site="moa.example", day=20)]
    recalled = [fetched(f"r{n}", passing, site=f"paper{n}.example", day=60 + n) for n in range(3)]
    assert await status_after(*ended, *recalled) == (Status.ENDED, False)


async def test_the_first_to_tell_an_end_cannot_hush_the_papers_that_announce() -> None:
    false_end = fetched("x", END, site="moa.example", day=0.01)
    assert await status_after(*TOLD_BY_TWO, false_end) == (Status.ANNOUNCED, True)
    for order in itertools.permutations([false_end, *TOLD_BY_TWO]):
        records = await resolve_all(order)
        assert len(aloud(records)) == 1


@pytest.mark.parametrize(
    ("site", "status"),
    [
        ("fss.or.kr", Status.ENDED),
        ("samsung.com", Status.ENDED),
        ("nuricom.com", Status.ENDED),
        ("nuricom.xyz", Status.ANNOUNCED),
        ("news-nuricom.com", Status.ANNOUNCED),
        ("naver.com", Status.ANNOUNCED),
    ],
)
async def test_a_member_or_a_disclosure_may_end_it_alone(site: str, status: Status) -> None:
    members = "NuriCom 삼성전자 NAVER"
    deal = mention(members, date="2024-03-04")
    told_of_it = [fetched("a", deal, site="garam.example"), fetched("b", deal, site="naru.example", day=0.5)]
    ended = fetched("c", mention(members, Status.ENDED), site=site, day=5)
    assert (await status_after(*told_of_it, ended))[0] is status


async def test_a_source_does_not_become_a_member_by_naming_itself() -> None:
    ended = fetched("c", mention("누리통신 동해식품 Moabot", Status.ENDED), site="moabot.com", day=5)
    assert await status_after(*TOLD_BY_TWO, ended) == (Status.ANNOUNCED, True)


async def test_an_archive_without_addresses_goes_by_the_publishers_it_names() -> None:
    own = [report("a", DEAL, publisher="가람일보"), report("b", DEAL, publisher="나루신문", day=0.5)]
    assert await status_after(*own, report("c", END, publisher="모아", day=5)) == (Status.ANNOUNCED, True)
    same = [report("a", DEAL, publisher="가람일보"), report("b", DEAL, publisher="가람일보", day=0.5)]
    assert await status_after(*same, report("c", END, publisher="가람일보", day=5)) == (Status.ENDED, False)


async def test_accounts_of_an_earlier_version_go_by_their_addresses() -> None:
    def earlier(article: str, said: Mention, host: str, day: float) -> Report:
        return report(article, said, publisher=f"{article} 신문", day=day).model_copy(
            update={"url": f"https://www.{host}/{article}"}
        )

    told_of_it = [earlier("a", DEAL, "garam.example", 0), earlier("b", DEAL, "garam.example", 0.5)]
    end = earlier("c", END, "garam.example", 5)
    assert await status_after(*told_of_it, end) == (Status.ENDED, False)
    other = earlier("b2", DEAL, "naru.example", 0.6)
    assert await status_after(*told_of_it, other, end) == (Status.ANNOUNCED, True)
    assert await status_after(*told_of_it, other, end, fetched("d", END, site="garam.example", day=6)) == (
        Status.ANNOUNCED,
        True,
    )


async def test_one_source_denies_no_more_than_it_may_end() -> None:
    denials = [
        fetched(f"d{n}", mention("누리통신 동해식품", Status.DENIED), site="moa.example", day=2) for n in range(3)
    ]
    assert await status_after(TOLD_BY_TWO[0], *denials) == (Status.DENIED, False)
    assert await status_after(*TOLD_BY_TWO, *denials) == (Status.ANNOUNCED, True)
    own = fetched("own", mention("누리통신 동해식품", Status.DENIED), site="누리통신.com", day=2)
    assert await status_after(*TOLD_BY_TWO, own) == (Status.DENIED, False)


async def test_a_date_that_as_many_give_is_that_of_the_first_seen() -> None:
    for dates in (["2024-03-04", "2024-02-28"], ["2024-02-28", "2024-03-04"]):
        reports = [
            fetched(f"a{n}", mention("누리통신 동해식품", date=date), site=f"paper{n}.example", day=n / 10)
            for n, date in enumerate(dates)
        ]
        for order in (reports, reports[::-1]):
            state = MemoryState()
            await resolve_all(order, state)
            (alliance,) = await registry(state)
            assert alliance.date == dates[0]


async def test_a_source_has_one_vote_however_often_it_writes() -> None:
    honest = [fetched(f"h{n}", DEAL, site=f"paper{n}.example", day=n / 10) for n in range(2)]
    moved = mention("누리통신 동해식품", date="2024-03-09", kind=Kind.PARTNERSHIP)
    loud = [fetched(f"x{n}", moved, site="moa.example", day=0.3 + n / 100) for n in range(5)]
    state = MemoryState()
    await resolve_all([*loud, *honest], state)
    (alliance,) = await registry(state)
    assert (alliance.date, alliance.kind) == ("2024-03-04", Kind.MOU)


async def test_the_evidence_is_that_of_the_first_seen_whatever_a_page_says_of_its_time() -> None:
    first = fetched("a", mention("누리통신 동해식품", evidence="먼저 온 문장"), site="garam.example", day=0.5)
    predated = fetched("b", mention("누리통신 동해식품", evidence="앞당긴 문장"), site="moa.example", day=1)
    predated = predated.model_copy(update={"published": START})
    for order in ([first, predated], [predated, first]):
        state = MemoryState()
        await resolve_all(order, state)
        (alliance,) = await registry(state)
        assert alliance.evidence == "먼저 온 문장"


async def test_a_publication_more_than_a_day_ahead_of_the_fetch_is_unknown() -> None:
    ahead = report("a", mention("누리통신 동해식품", Status.PLANNED, date="2024-06-01"))
    for hours, known in [(23, True), (25, False)]:
        state = MemoryState()
        late = ahead.model_copy(update={"published": ahead.fetched + timedelta(hours=hours)})
        await resolve_all([late], state)
        (alliance,) = await registry(state)
        assert (alliance.articles[0].published is not None) is known
        assert alliance.date == "2024-06-01"


async def test_copies_and_one_publisher_count_once_among_those_who_stand_behind_it() -> None:
    reports = [
        *TOLD_BY_TWO,
        fetched("b2", DEAL, site="naru.example", day=1),
        fetched("c", DEAL, site="moa.example", group="a", day=1.1),
        fetched("d", mention("누리통신 동해식품", Status.RUMOURED), site="saebyeok.example", day=1.2),
    ]
    state = MemoryState()
    await resolve_all(reports, state)
    (alliance,) = await registry(state)
    assert alliance.independent_publishers == 2


async def test_an_end_and_an_announcement_find_room_however_much_one_source_wrote() -> None:
    passing = mention("누리통신 동해식품", Status.BACKGROUND, date="2024-03-04")
    flood = [fetched(f"x{n}", passing, site="moa.example", day=1 + n / 1000) for n in range(MOST_CLAIMS + 5)]
    recalls = fetched("r", passing, site="saebyeok.example", day=4)
    honest = [*TOLD_BY_TWO, *(fetched(f"e{n}", END, site=f"end{n}.example", day=5 + n / 10) for n in range(2))]
    state = MemoryState()
    records = await resolve_all([*flood, recalls, *honest], state)
    assert len(aloud(records)) == 1
    (alliance,) = await registry(state)
    assert alliance.status is Status.ENDED
    assert {"a", "b", "r", "e0", "e1"} <= {source.article_id for source in alliance.articles}
    assert len(alliance.articles) <= MOST_FORCED_CLAIMS


async def test_an_entry_stays_of_bounded_size_whoever_writes() -> None:
    state = MemoryState()
    joining = [
        mention(f"누리통신 동해식품 손님{n:03}", kind=Kind.CONSORTIUM, name="새물결 연대", joining=f"손님{n:03}")
        for n in range(MOST_FORCED_CLAIMS + 5)
    ]
    await resolve_all(
        [fetched(f"j{n}", one, site=f"s{n}.example", day=n / 100) for n, one in enumerate(joining)], state
    )
    end = mention("누리통신 동해식품", Status.ENDED, kind=Kind.CONSORTIUM, name="새물결 연대")
    await resolve_all([fetched(f"e{n}", end, site=f"t{n}.example", day=5 + n / 100) for n in range(10)], state)
    documents = [held async for _, held in state.scan("alliances")]
    assert all(len(claims) <= MOST_FORCED_CLAIMS for d in documents if isinstance(claims := d["claims"], list))
    assert MOST_CLAIMS < MOST_FORCED_CLAIMS < MOST_NOTES
    (alliance,) = await registry(state)
    assert alliance.status is Status.ENDED


@pytest.mark.parametrize(("held", "expected"), [(MOST_NOTES, "ended"), (MOST_CHANGES, "ended"), (0, "corroborated")])
async def test_a_long_history_notes_no_more_accounts_but_still_tells_the_end(held: int, expected: str) -> None:
    state = MemoryState()
    (first,) = await resolve_all([TOLD_BY_TWO[0]], state)
    entry = await state.get("alliances", first.id)
    assert entry is not None
    assert first.change is not None
    told_before = entry["changes"]
    assert isinstance(told_before, list)
    note = first.change.model_copy(update={"change": ChangeKind.CORROBORATED}).model_dump(mode="json")
    changes = [note | {"id": f"n{n}"} for n in range(held)]
    await state.put("alliances", first.id, {**entry, "changes": [*told_before, *changes]})
    records = await resolve_all([TOLD_BY_TWO[1]], state)
    assert len(records[-1].articles) == 2  # the stores hear of the article all the same
    ends = [fetched(f"e{n}", END, site=f"end{n}.example", day=5 + n / 10) for n in range(2)]
    records += await resolve_all(ends, state)
    assert next(r.change.change for r in records if r.change) == expected
    assert len(aloud(records, ChangeKind.ENDED)) == 1


def flood(count: int, site: str, source: str = "", start: int = 0) -> list[Report]:
    """As many deals that one site alone tells on one day."""
    return [
        fetched(
            f"{site}-{n}",
            mention(f"회사{n:03} 상대{n:03}", kind=Kind.JOINT_VENTURE),
            site=site,
            source=source or f"https://{site}/rss",
            day=n / 10_000,
        )
        for n in range(start, start + count)
    ]


async def test_what_exceeds_the_rate_of_a_site_is_held_and_others_are_not() -> None:
    state = MemoryState()
    records = await resolve_all(flood(MOST_OF_SITE + 5, "moa.example"), state)
    assert len(aloud(records)) == MOST_OF_SITE
    held = [alliance for alliance in await registry(state) if alliance.held]
    assert len(held) == 5
    assert {r.quiet for r in records if r.held} == {Quiet.HELD}
    other = await resolve_all([fetched("z", mention("한별전자 해솔톡"), site="garam.example")], state)
    assert len(aloud(other)) == 1
    next_day = fetched("n", mention("한별전자 다온플러스"), site="moa.example", day=1)
    assert len(aloud(await resolve_all([next_day], state))) == 1


async def test_a_source_that_names_many_sites_is_held_beyond_its_own_rate() -> None:
    sites = MOST_OF_SOURCE // MOST_OF_SITE + 2
    source = "https://moa.example/rss"
    reports = [
        one for n in range(sites) for one in flood(MOST_OF_SITE, f"s{n}.example", source, start=n * MOST_OF_SITE)
    ]
    assert len(aloud(await resolve_all(reports))) == MOST_OF_SOURCE


async def test_what_was_handed_in_or_is_quiet_is_not_counted() -> None:
    state = MemoryState()
    given = [one.model_copy(update={"source": ""}) for one in flood(MOST_OF_SITE + 5, "moa.example")]
    assert len(aloud(await resolve_all(given, state))) == MOST_OF_SITE + 5
    old = [one.model_copy(update={"quiet": Quiet.OLD}) for one in flood(20, "naru.example")]
    await resolve_all(old, state)
    assert [key async for key, _ in state.scan(RATES_SPACE)] == []


async def held_alliance(state: MemoryState) -> tuple[Alliance, Mention]:
    """An alliance that is held, and what its article says."""
    *_, last = reports = flood(MOST_OF_SITE + 1, "moa.example")
    await resolve_all(reports, state)
    (held,) = [alliance for alliance in await registry(state) if alliance.held]
    return held, last.mentions[0]


async def test_a_second_publisher_lets_go_what_was_held_and_the_same_does_not() -> None:
    state = MemoryState()
    held, said = await held_alliance(state)
    same = await resolve_all([fetched("again", said, site="moa.example", day=1)], state)
    assert steps(same) == [(Quiet.HELD, ChangeKind.CORROBORATED)]
    copied = fetched("copy", said, site="naru.example", day=1, group=held.articles[0].article_id)
    assert not [r for r in await resolve_all([copied], state) if r.quiet is None]
    records = await resolve_all([fetched("b", said, site="garam.example", day=1.2)], state)
    assert steps(records) == [(None, ChangeKind.ANNOUNCED)]
    assert not any(alliance.held for alliance in await registry(state))


async def test_a_second_publisher_is_told_at_once_however_much_the_source_told() -> None:
    state = MemoryState()
    await resolve_all(flood(MOST_OF_SITE, "moa.example"), state)
    said = mention("한별전자 해솔톡")
    await resolve_all([fetched("q", said, site="garam.example", quiet=Quiet.OLD)], state)
    assert len(aloud(await resolve_all([fetched("r", said, site="moa.example", day=0.2)], state))) == 1


async def test_a_person_lets_go_what_was_held_once() -> None:
    state = MemoryState()
    held, said = await held_alliance(state)
    confirmed = decide("d", DecisionKind.CONFIRM, held.id).model_copy(update={"quiet": None})
    records = await resolve_report(confirmed, state)
    (told_of,) = aloud(records)
    assert (told_of.id, names(told_of)) == (held.id, names(held))
    assert [c.change for c in told_of.changes][-2:] == [ChangeKind.CONFIRMED, ChangeKind.ANNOUNCED]
    later = await resolve_all([fetched("b", said, site="garam.example", day=1)], state)
    assert steps(later) == [(None, ChangeKind.CORROBORATED)]
    assert await resolve_report(confirmed, state) == records
    replay = await resolve_report(confirmed.model_copy(update={"quiet": Quiet.REPLAYED}), state)
    assert not [record for record in replay if record.quiet is None]


async def test_a_confirmed_alliance_is_not_held_when_the_registry_is_built_anew() -> None:
    state = MemoryState()
    held, said = await held_alliance(state)
    await resolve_report(decide("d", DecisionKind.CONFIRM, held.id), state)
    for space in ("alliances", "alliance-index", "resolved"):
        for key in [key async for key, _ in state.scan(space)]:
            await state.delete(space, key)
    again = await resolve_all(flood(1, "moa.example", start=MOST_OF_SITE), state)
    assert [names(record) for record in aloud(again)] == [names(held)]
    assert said.members[1].name in names(held)


async def test_a_joining_and_an_end_beyond_the_rate_are_held_too() -> None:
    joining = mention("누리통신 동해식품 한별전자", joining="한별전자")
    for said, kind in [(joining, ChangeKind.JOINED), (END, ChangeKind.ENDED)]:
        state = MemoryState()
        await resolve_all([fetched("a", DEAL, site="garam.example")], state)
        await resolve_all(flood(MOST_OF_SITE, "moa.example"), state)
        records = await resolve_all([fetched("x", said, site="moa.example", day=0.3)], state)
        assert [r.quiet for r in told(records, kind)] == [Quiet.HELD]
        records = await resolve_all([fetched("y", said, site="naru.example", day=0.4)], state)
        assert len(aloud(records, kind)) == 1


async def test_a_repeat_after_a_crash_counts_no_second_time() -> None:
    state = MemoryState()
    reports = flood(MOST_OF_SITE, "moa.example")
    records = await resolve_all([one for one in reports for _ in range(2)], state)
    assert {r.quiet for r in records} == {None}
    before = picture(await registry(state))
    assert len(before) == MOST_OF_SITE


def test_the_table_of_sites_is_right_and_says_which_line_is_not(tmp_path: Path) -> None:
    table = first_hand()
    assert "fss.or.kr" in table.disclosures
    assert is_first_hand("lge.co.kr", [party("LG전자")])
    assert not is_first_hand("lge.co.kr", [party("LG화학")])
    assert not is_first_hand("", [party("LG전자")])
    for row, fault in [
        ("member\tgaram.com", "columns"),
        ("paper\tgaram.com\t", "none of"),
        ("member\tGaram.com\t가람", "small letters"),
        ("member\tgaram.com\t", "members are named"),
        ("stranger\tgaram.com\t가람", "members are named"),
        ("disclosure\ttwice.kr\t", "twice"),
    ]:
        file = tmp_path / "sites.tsv"
        file.write_text(f"what\tsite\tmembers\ndisclosure\ttwice.kr\t\n{row}\n", "utf-8")
        with pytest.raises(FirstHandTableError, match=rf"sites\.tsv:3: .*{fault}"):
            read_first_hand(file)
    (tmp_path / "none.tsv").write_text("site\n", "utf-8")
    with pytest.raises(FirstHandTableError, match="header"):
        read_first_hand(tmp_path / "none.tsv")
