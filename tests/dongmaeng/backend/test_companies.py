"""What is known of a company: asked for by id, code or name in any spelling, and never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from agents.tag.names.user_files import NAMES_FILE, use_files
from agents.tag.names.user_names import add_name
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.companies import SeveralCompanies, companies, company
from dongmaeng.decide import registry_stages
from dongmaeng.hand_over import carry
from dongmaeng.settings import Settings
from search.alliances import AllianceQuery, AlliancesFound
from tests.agents.resolve.stories import mention, report
from topics.records import Identifiers, Kind, Member, Mention

GARAM = Identifiers(corp_code="90000001", stock_code="900010", english_name="Garam Electronics Co.,Ltd.", listed=True)
OTHER_GARAM = Identifiers(corp_code="90000002", stock_code=None, english_name="Garam", listed=False)


def coded(said: Mention, name: str, identifiers: Identifiers) -> Mention:
    """A mention of which one member is surely some company."""
    members = [m.model_copy(update={"identifiers": identifiers}) if m.name == name else m for m in said.members]
    return said.model_copy(update={"members": members})


REPORTS = [
    report("a", coded(mention("가람전자 나래통신"), "가람전자", GARAM)),
    report("b", coded(mention("가람전자 나래통신", kind=Kind.JOINT_VENTURE), "가람전자", GARAM), day=40),
    report("c", coded(mention("가람전자 다솔대"), "가람전자", GARAM), day=80),
    report("d", mention("나래통신 다솔대"), day=120),
]


@pytest.fixture
async def backend(tmp_path: Path) -> AsyncIterator[Backend]:
    settings = Settings(data_dir=tmp_path)
    await carry(settings, REPORTS, registry_stages)
    async with Backend(settings) as opened:
        yield opened
    use_files(None)


@pytest.mark.parametrize(
    "asked", ["org-가람전자", "가람전자", "900010", "90000001", "Garam Electronics Co.,Ltd.", "garam electronics"]
)
async def test_a_company_is_found_by_id_name_and_code(backend: Backend, asked: str) -> None:
    found = await company(backend, asked)
    assert found is not None
    assert (found.id, found.name, found.identifiers) == ("org-가람전자", "가람전자", GARAM)


async def test_its_partners_are_counted_with_times_and_kinds(backend: Backend) -> None:
    found = await company(backend, "가람전자")
    assert found is not None
    told = [(p.name, p.alliances, dict(p.kinds)) for p in found.partners]
    assert told == [("나래통신", 2, {Kind.MOU: 1, Kind.JOINT_VENTURE: 1}), ("다솔대", 1, {Kind.MOU: 1})]
    narae = found.partners[0]
    assert (narae.last - narae.first).days == 40
    assert (found.alliances, found.at_least) == (3, False)
    assert found.first is not None
    assert found.last is not None
    assert (found.last - found.first).days == 80


async def test_a_spelling_that_the_user_added_leads_to_the_company(backend: Backend) -> None:
    file = backend.settings.data_dir / NAMES_FILE
    add_name(file, "가람전자", "company", ["가람일렉"], "2020-01", "", "")
    found = await company(backend, "가람일렉")
    assert found is not None
    assert found.id == "org-가람전자"
    assert ("가람일렉", "2020-01", NAMES_FILE) in [(s.entry.spelling, s.entry.since, s.table) for s in found.spellings]


async def test_a_name_that_alliances_use_for_several_companies_says_so(backend: Backend) -> None:
    more = [report("e", coded(mention("가람전자 라온"), "가람전자", OTHER_GARAM), day=200)]
    await carry(backend.settings, more, registry_stages)
    found = await company(backend, "가람전자")
    assert found is not None
    assert found.identifiers == Identifiers(shared_by=2)
    assert found.alliances == 4
    one = await company(backend, "90000002")
    assert one is not None
    assert (one.id, one.alliances, one.identifiers) == ("90000002", 1, OTHER_GARAM)
    assert [partner.name for partner in one.partners] == ["라온"]


async def test_companies_of_one_name_are_all_named_and_none_is_guessed(backend: Backend) -> None:
    renamed = mention("가람전자 미르")
    members = [Member(id="org-another", name="가람전자", identifiers=OTHER_GARAM), *renamed.members[1:]]
    await carry(
        backend.settings, [report("f", renamed.model_copy(update={"members": members}), day=300)], registry_stages
    )
    with pytest.raises(SeveralCompanies, match=r"2 companies.*900010.*90000002") as several:
        await company(backend, "가람전자")
    assert [one.id for one in several.value.companies] == ["org-가람전자", "org-another"]
    assert (await company(backend, "org-another")) is not None


async def test_a_company_of_the_list_without_an_alliance_is_known_by_its_code(backend: Backend) -> None:
    found = await company(backend, "005930")
    assert found is not None
    assert (found.alliances, found.partners, found.first) == (0, [], None)
    assert found.identifiers is not None
    assert found.identifiers.stock_code == "005930"
    assert await company(backend, found.id) == found


async def test_nothing_is_known_of_a_name_that_nobody_uses(backend: Backend) -> None:
    assert await company(backend, "없는회사이름") is None
    assert await companies(backend, "없는회사이름") == []


async def test_before_anything_is_written_only_the_tables_answer(tmp_path: Path) -> None:
    async with Backend(Settings(data_dir=tmp_path / "none")) as nothing:
        assert await company(nothing, "가람전자") is None
        found: Sequence[object] = await companies(nothing, "005930")
        assert len(found) == 1


@pytest.mark.parametrize("asked", ["org-가람전자", "가람전자", "900010"])
async def test_the_store_is_asked_for_each_name_once(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    store = await backend.store()
    assert store is not None
    names: list[tuple[str, ...]] = []
    answer = store.alliances

    async def counted(query: AllianceQuery, *args: Any, **kwargs: Any) -> AlliancesFound:
        names.append(query.organisations)
        return await answer(query, *args, **kwargs)

    monkeypatch.setattr(store, "alliances", counted)
    [found] = await companies(backend, asked)
    assert found.alliances == 3
    assert len(names) == len(set(names))
