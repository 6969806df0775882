"""What the API answers to reads, over the store that the service fills, embedded or Elasticsearch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dongmaeng.settings import Settings
from search.elastic.store import ElasticStore
from tests.dongmaeng.web.api.hostile import hostile_queries
from tests.dongmaeng.web.background import served_beside
from tests.dongmaeng.web.filled import STORIES, fill, filled_in, settings_in
from tests.servers.stores import dropped, made_empty, new_settings

API = "/api/v1"


def filled_over_elastic(folder: Path, url: str) -> Settings:
    """A filled data directory whose stories are in indices of Elasticsearch."""
    elastic = new_settings()
    settings = settings_in(folder, store=url, elastic=elastic)
    settings.data_dir.mkdir(mode=0o700)

    async def work() -> None:
        store = await made_empty(url, elastic)
        await fill(settings, store)
        await store.close()

    asyncio.run(work())
    return settings


@pytest.fixture(scope="module", params=["embedded", "elastic"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("reads")
    if request.param == "embedded":
        yield filled_in(folder)
        return
    made = filled_over_elastic(folder, request.getfixturevalue("elasticsearch"))
    yield made

    async def drop() -> None:
        store = ElasticStore(made.store, made.elastic)
        await dropped(store)
        await store.close()

    asyncio.run(drop())


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with served_beside(settings) as url, httpx.Client(base_url=url + API, timeout=60, trust_env=False) as made:
        yield made


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    assert {"type", "title", "detail", "instance"} <= told.keys()
    return told


def test_a_search_is_read_page_by_page(client: httpx.Client) -> None:
    whole = client.get("/search", params={"q": "밝혔다", "limit": 100}).json()
    assert whole["total"] == len(whole["hits"]) == 4
    assert whole["next"] is None
    found, cursor = [], None
    while True:
        asked = {"q": "밝혔다", "limit": 1} | ({"cursor": cursor} if cursor else {})
        page = client.get("/search", params=asked).json()
        found += page["hits"]
        if (cursor := page["next"]) is None:
            break
    assert [hit["source_id"] for hit in found] == [hit["source_id"] for hit in whole["hits"]]
    assert client.get("/search", params={"q": "밝혔다", "offset": 3}).json()["hits"] == whole["hits"][3:]


def test_a_cursor_is_of_one_question(client: httpx.Client) -> None:
    cursor = client.get("/search", params={"q": "밝혔다", "limit": 1}).json()["next"]
    told = problem(client.get("/search", params={"q": "협약", "cursor": cursor}))
    assert (told["status"], told["parameter"]) == (400, "cursor")


@pytest.mark.parametrize("path", ["/search?q=협약", "/alliances", "/deliveries"])
@pytest.mark.parametrize("cursor", ["x", "가", "AAAA", "\x00", "1e400_", "nan_x", "9" * 500, "____", "=" * 8])
def test_a_made_up_cursor_is_refused(client: httpx.Client, path: str, cursor: str) -> None:
    answer = client.get(httpx.URL(path).copy_merge_params({"cursor": cursor}))
    assert problem(answer)["parameter"] == "cursor"
    assert answer.status_code == 400


def test_alliances_are_read_page_by_page_with_counts(client: httpx.Client) -> None:
    whole = client.get("/alliances", params={"facet": ["kind", "organisation"]}).json()
    assert whole["facets"]["organisation"]["가람전자"] == 2
    found, cursor = [], None
    while True:
        page = client.get("/alliances", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        found += page["alliances"]
        if (cursor := page["next"]) is None:
            break
    assert found == whole["alliances"]
    assert len(found) == whole["total"]


def test_alliances_are_filtered(client: httpx.Client) -> None:
    of_company = client.get("/alliances", params={"company": "가람전자", "kind": "consortium"}).json()
    assert [[m["name"] for m in one["members"]] for one in of_company["alliances"]] == [
        ["미르에너지", "가람전자", "보담건설"]
    ]
    assert client.get("/alliances", params={"until": "2019"}).json()["total"] == 0


def test_the_story_of_an_alliance_is_told_with_its_evidence(client: httpx.Client) -> None:
    id = client.get("/alliances", params={"company": "나래통신", "status": "announced"}).json()["alliances"][0]["id"]
    story = client.get(f"/alliances/{id}").json()
    assert story["accounts"][0]["source_id"] == "가람-나래"
    assert any("업무협약(MOU)을 체결" in passage["text"] for passage in story["readings"][0]["passages"])


def test_a_company_is_found_by_name(client: httpx.Client) -> None:
    assert "가람전자" in [one["name"] for one in client.get("/companies", params={"q": "가람전자"}).json()]
    company = client.get("/companies/가람전자").json()
    assert {partner["name"] for partner in company["partners"]} == {"나래통신", "미르에너지", "보담건설"}


def test_an_article_is_found_by_the_callers_own_id(client: httpx.Client) -> None:
    assert client.get("/articles/소문").json()["article"]["title"] == STORIES["소문"][0]


def test_the_graph_has_the_companies_of_a_period(client: httpx.Client) -> None:
    graph = client.get("/graph", params={"since": "2026-11-04", "most": 2}).json()
    assert len(graph["nodes"]) == 2
    assert graph["left_out"] > 0


def events(client: httpx.Client, number: int, **headers: str) -> list[tuple[str, str]]:
    """So many events: the ids of their alliances, and their own."""
    found: list[tuple[str, str]] = []
    alliance = ""
    with client.stream("GET", "/events", params={"after": "0"}, headers=headers) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                alliance = json.loads(line.removeprefix("data: "))["alliance"]["id"]
            elif line.startswith("id: ") and alliance:
                found.append((alliance, line.removeprefix("id: ")))
                if len(found) == number:
                    break
    return found


def test_events_go_on_behind_the_last_that_was_read(client: httpx.Client) -> None:
    known = {one["id"] for one in client.get("/alliances").json()["alliances"]}
    whole = events(client, len(known))
    assert {alliance for alliance, _ in whole} == known
    rest = events(client, len(known) - 2, **{"last-event-id": whole[1][1]})
    assert [alliance for alliance, _ in rest] == [alliance for alliance, _ in whole[2:]]


@pytest.mark.parametrize("path", ["/why/소문", "/why?story=소문", "/why/https://paper.example/news/소문"])
def test_the_way_of_a_story_is_told(client: httpx.Client, path: str) -> None:
    assert client.get(path).json()["outcome"] == "passing"


def test_the_stories_that_led_to_nothing_are_listed(client: httpx.Client) -> None:
    assert client.get("/why?silent").json()["read"] == len(STORIES)


@pytest.mark.parametrize("path", ["/search?q=협약", "/alliances", "/companies/가람전자", "/sources", "/graph"])
def test_what_a_reader_has_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    for asked in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = client.get(path, headers={"if-none-match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content


def test_the_head_of_an_answer_can_be_asked_for(client: httpx.Client) -> None:
    whole, head = client.get("/alliances"), client.head("/alliances")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == str(len(whole.content))
    assert client.head("/events").status_code == 405
    assert client.head("/alliances/none").status_code == 404


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/search", "q"),
        ("/search?q=", "q"),
        ("/search?q=org:", "q"),
        ("/search?q=a&limit=0", "limit"),
        ("/search?q=a&limit=1000000000000000000000", "limit"),
        ("/search?q=a&facet=colour", "facet.0"),
        ("/search?q=a&lmit=3", "lmit"),
        ("/search?q=a&offset=1&cursor=AAAA", "offset"),
        ("/alliances?kind=marriage", "kind.0"),
        ("/alliances?since=gestern", "since"),
        ("/alliances?since=2026&until=2025", "until"),
        ("/graph?most=0", "most"),
        ("/why", "story"),
        ("/events?kind=x", "kind.0"),
    ],
)
def test_a_wrong_parameter_is_named(client: httpx.Client, path: str, parameter: str) -> None:
    told = problem(client.get(path))
    assert (told["status"], told["parameter"]) == (400, parameter)


def test_the_place_of_the_trouble_in_a_query_is_told(client: httpx.Client) -> None:
    assert problem(client.get("/search", params={"q": '협약 "끝나지 않는'}))["position"] == 3


@pytest.mark.parametrize(
    "path", ["/nothing", "/alliances/none", "/articles/none", "/deliveries/none", "/endpoints/none", "/why/none"]
)
def test_what_is_not_there_is_said_not_to_be(client: httpx.Client, path: str) -> None:
    assert problem(client.get(path))["status"] == 404


def test_a_method_that_a_path_does_not_take_is_refused(client: httpx.Client) -> None:
    headers = {"origin": str(client.base_url).removesuffix("/api/v1/")}
    for path, allowed in (
        ("/search?q=a", "GET, HEAD"),
        ("/endpoints/hook", "DELETE, GET, HEAD"),
        ("/decisions", "GET, HEAD, POST"),
        ("/events", "GET"),
    ):
        answer = client.request("PUT", path, headers=headers)
        assert problem(answer)["status"] == 405
        assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("path", "parameter", "number"),
    [
        ("/search", "q", 200),
        pytest.param("/search", "q", 1_000, marks=pytest.mark.long),
        ("/companies", "q", 200),
        ("/alliances", "company", 200),
        ("/why", "story", 200),
    ],
)
def test_hostile_queries_are_answered_or_refused(client: httpx.Client, path: str, parameter: str, number: int) -> None:
    for query in hostile_queries(number):
        answer = client.get(path, params={parameter: query})
        assert answer.status_code in (200, 400, 404, 414), (query, answer.text)
        if answer.status_code != 200:
            problem(answer)
