from __future__ import annotations

from pathlib import Path

import pytest

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.graph import GraphQuery, graph
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.dongmaeng.graph.invented import alliance_of, invented_alliances
from topics.records import Identifiers, Member


async def written(data_dir: Path, alliances: list) -> Settings:  # type: ignore[type-arg]
    settings = Settings(data_dir=data_dir)
    store = EmbeddedStore(settings.database)
    await store.write_alliances(alliances)
    await store.close()
    return settings


async def test_where_nothing_is_known_yet_the_graph_is_empty(tmp_path: Path) -> None:
    async with Backend(Settings(data_dir=tmp_path)) as backend:
        assert (await graph(backend, GraphQuery())).nodes == ()


async def test_the_graph_has_what_the_store_knows(tmp_path: Path) -> None:
    alliances = invented_alliances(30, 60)
    async with Backend(await written(tmp_path, alliances)) as backend:
        found = await graph(backend, GraphQuery(most=1_000))
        assert found.alliances == sum(len({m.id for m in a.members}) > 1 for a in alliances)
        assert {id for edge in found.edges for id in edge.alliances} <= {alliance.id for alliance in alliances}


@pytest.mark.parametrize("around", ["org-1", "가람전자", "00126380", "005930", "Garam Electronics", "가람 전자"])
async def test_a_company_is_asked_for_by_id_name_or_code(tmp_path: Path, around: str) -> None:
    codes = Identifiers(corp_code="00126380", stock_code="005930", english_name="Garam Electronics Co., Ltd.")
    garam = Member(id="org-1", name="가람전자", identifiers=codes)
    others = [Member(id=f"other-{number}", name=name) for number, name in enumerate(("나래바이오", "다솔건설"))]
    alliances = [alliance_of("1", [others[0], garam]), alliance_of("2", others)]
    async with Backend(await written(tmp_path, alliances)) as backend:
        found = await graph(backend, GraphQuery(around=around))
        assert {node.id for node in found.nodes} == {"org-1", "other-0"}


async def test_around_nobody_the_graph_is_empty(tmp_path: Path) -> None:
    async with Backend(await written(tmp_path, invented_alliances(10, 10))) as backend:
        assert (await graph(backend, GraphQuery(around="없는회사"))).nodes == ()
