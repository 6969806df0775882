from __future__ import annotations

from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dongmaeng.graph.contents import Contents
from dongmaeng.graph.elements import COUNTED, MOST_PAIRED, Graph, GraphQuery, NodeKind
from dongmaeng.graph.selection import select
from tests.dongmaeng.graph.invented import END, alliance_of, invented_alliances
from topics.records import Activity, Alliance, ChangeKind, Kind, Member, Status

ALLIANCES = invented_alliances(40, 300)
BY_ID = {alliance.id: alliance for alliance in ALLIANCES}

moments = st.none() | st.integers(0, 400).map(lambda days: END - timedelta(days=days))
queries = st.builds(
    GraphQuery,
    since=moments,
    until=moments,
    kinds=st.lists(st.sampled_from(Kind), unique=True).map(tuple),
    activities=st.lists(st.sampled_from(Activity), unique=True).map(tuple),
    most=st.integers(1, 60),
)


def graph_of(alliances: list[Alliance], query: GraphQuery, around: str | None = None) -> Graph:
    contents = Contents()
    contents.take(alliances)
    return select(contents.alliances.values(), contents.organisations, contents.places, query, around)


def nodes_of(alliance: Alliance) -> set[str]:
    members = {member.id for member in alliance.members}
    return members | ({alliance.id} if len(members) > MOST_PAIRED else set())


@given(queries)
def test_both_ends_of_an_edge_are_in_each_of_its_alliances_and_each_of_these_was_asked_for(query: GraphQuery) -> None:
    for edge in graph_of(ALLIANCES, query).edges:
        assert edge.source < edge.target
        held = [BY_ID[id] for id in edge.alliances]
        assert all({edge.source, edge.target} <= nodes_of(alliance) for alliance in held)
        assert [edge.first, edge.last] == [min(a.first_told for a in held), max(a.first_told for a in held)]
        assert set(edge.kinds) == {alliance.kind for alliance in held}
        assert not query.kinds or set(edge.kinds) <= set(query.kinds)
        assert query.since is None or edge.first >= query.since
        assert query.until is None or edge.last < query.until
        if query.activities:
            assert all({told.activity for told in a.tie.activities} & set(query.activities) for a in held)


@given(queries)
def test_what_is_left_out_is_what_a_greater_graph_has_besides(query: GraphQuery) -> None:
    part = graph_of(ALLIANCES, query)
    whole = graph_of(ALLIANCES, GraphQuery(query.since, query.until, query.kinds, query.activities, most=10_000))
    assert len(part.nodes) <= query.most
    assert len(part.nodes) + part.left_out == len(whole.nodes)
    assert whole.left_out == 0
    assert {node.id for node in part.nodes} <= {node.id for node in whole.nodes}
    shown = {node.id for node in part.nodes}
    assert list(part.edges) == [e for e in whole.edges if {e.source, e.target} <= shown]


def test_every_two_members_of_each_alliance_have_an_edge_and_of_large_ones_each_with_the_alliance() -> None:
    whole = graph_of(ALLIANCES, GraphQuery(most=10_000))
    has = {(edge.source, edge.target, id) for edge in whole.edges for id in edge.alliances}
    wanted = set()
    for alliance in ALLIANCES:
        members = {member.id for member in alliance.members}
        if len(members) > MOST_PAIRED:
            wanted |= {(*sorted((member, alliance.id)), alliance.id) for member in members}
        elif len(members) > 1:
            wanted |= {(*sorted(pair), alliance.id) for pair in combinations(members, 2)}
    assert has == wanted
    large = {alliance.id for alliance in ALLIANCES if len({m.id for m in alliance.members}) > MOST_PAIRED}
    assert {node.id for node in whole.nodes if node.kind is NodeKind.ALLIANCE} == large


@given(st.permutations(ALLIANCES[:30]), queries)
def test_the_order_in_which_alliances_are_known_changes_no_edge(known: list[Alliance], query: GraphQuery) -> None:
    given_, sorted_ = graph_of(known, query), graph_of(ALLIANCES[:30], query)
    assert given_.edges == sorted_.edges
    assert [(n.id, n.name, n.alliances) for n in given_.nodes] == [(n.id, n.name, n.alliances) for n in sorted_.nodes]


def test_only_what_ties_companies_now_counts_unless_another_status_is_asked_for() -> None:
    pairs = {status: [Member(id=f"{status}-{n}", name="가람전자") for n in range(2)] for status in Status}
    alliances = [alliance_of(status, members, status=status) for status, members in pairs.items()]
    dismissed = [Member(id=f"none-{n}", name="나래전자") for n in range(2)]
    alliances.append(alliance_of("none", dismissed, change=ChangeKind.DISMISSED))
    counted = {node.id for node in graph_of(alliances, GraphQuery()).nodes}
    assert counted == {member.id for status in COUNTED for member in pairs[status]}
    ended = graph_of(alliances, GraphQuery(statuses=(Status.ENDED,)))
    assert {node.id for node in ended.nodes} == {member.id for member in pairs[Status.ENDED]}


def test_around_a_company_are_its_partners_and_what_they_have_among_one_another() -> None:
    a, b, c, d = (Member(id=name, name=name) for name in "abcd")
    alliances = [alliance_of("1", [a, b]), alliance_of("2", [a, c]), alliance_of("3", [b, c]), alliance_of("4", [c, d])]
    found = graph_of(alliances, GraphQuery(around="a"), "a")
    assert {node.id for node in found.nodes} == {"a", "b", "c"}
    assert {(edge.source, edge.target) for edge in found.edges} == {("a", "b"), ("a", "c"), ("b", "c")}
    assert found.nodes[0].id == "a"


def test_an_alliance_that_is_dismissed_later_ties_nobody_any_more() -> None:
    members = [Member(id=f"m-{n}", name="다솔전자") for n in range(2)]
    contents = Contents()
    contents.take([alliance_of("x", members)])
    contents.take([alliance_of("x", members, change=ChangeKind.DISMISSED)])
    assert not select(contents.alliances.values(), contents.organisations, contents.places, GraphQuery()).nodes
