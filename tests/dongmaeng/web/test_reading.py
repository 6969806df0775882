"""The pages that analysts and editors read: the latest alliances, one alliance, companies, searches and articles."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from lxml import html

from tests.dongmaeng.web.conftest import Reader


def tree(answer: httpx.Response) -> html.HtmlElement:
    return html.fromstring(answer.text)


def text(answer: httpx.Response) -> str:
    """What is read of a page, without scripts, on one line."""
    return " ".join(tree(answer).text_content().split())


async def id_of(reader: httpx.AsyncClient, name: str) -> str:
    """The id of the first alliance that a company is in."""
    answer = await reader.get("/", params={"company": name})
    return str(tree(answer).xpath("//article/@data-id")[0])


async def company_of(reader: httpx.AsyncClient, name: str) -> str:
    return (await reader.get(f"/companies/{name}")).url.path


class TestHome:
    async def test_the_latest_alliances_stand_under_their_days(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/"))
        days = page.xpath("//section[@class='day']/@data-day")
        assert days == sorted(days, reverse=True)
        assert len(page.xpath("//article[@data-id]")) == 4
        assert "가람전자" in page.text_content()

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            ({"kind": "consortium"}, ["미르에너지"]),
            ({"company": "다솔바이오"}, ["다솔바이오"]),
            ({"activity": "research_and_development"}, ["다솔바이오"]),
            ({"since": "2026-11-03", "until": "2026-11-03"}, ["다솔바이오"]),
            ({"company": ["가람전자", "나래통신"]}, ["가람전자"]),
        ],
    )
    async def test_filters_narrow(
        self, reader: httpx.AsyncClient, filters: dict[str, str | list[str]], names: list[str]
    ) -> None:
        cards = tree(await reader.get("/", params=filters)).xpath("//article[@data-id]")
        assert [name in card.text_content() for card, name in zip(cards, names, strict=True)] == [True] * len(names)

    async def test_facets_lead_to_what_they_count(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/"))
        for link in page.xpath("//nav[@class='facets']//li"):
            count = int(link.xpath(".//*[@class='count']")[0].text_content())
            narrowed = tree(await reader.get(link.xpath(".//a/@href")[0]))
            assert len(narrowed.xpath("//article[@data-id]")) == count
            chosen = narrowed.xpath("//nav[@class='facets']//a[@aria-current='true']")
            assert link.xpath(".//a")[0].text in [one.text for one in chosen]

    async def test_pages_follow_one_another_and_hold_each_alliance_once(self, reader: httpx.AsyncClient) -> None:
        url, seen = "/?limit=3", []
        while url:
            page = tree(await reader.get(url))
            seen += page.xpath("//article/@data-id")
            url = next(iter(page.xpath("//nav[@class='pager']/a[@rel='next']/@href")), "")
        assert len(seen) == len(set(seen)) == 4

    async def test_feeds_and_files_keep_the_filters(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/?kind=mou&since=7d"))
        assert page.xpath("//link[@rel='alternate']/@href") == [
            f"/alliances.{kind}?kind=mou&since=7d" for kind in ("atom", "rss", "json")
        ]
        assert "/alliances.xlsx?kind=mou&since=7d" in page.xpath("//a/@href")

    async def test_a_filter_that_makes_no_sense_is_named_beside_its_field(self, reader: httpx.AsyncClient) -> None:
        answer = await reader.get("/?since=gestern")
        assert answer.status_code == 400
        assert "since" in tree(answer).xpath("//*[@role='alert']")[0].text_content()
        assert tree(answer).xpath("//input[@name='since']/@aria-invalid") == ["true"]

    async def test_what_arrives_is_drawn_as_the_page_draws_it(self, reader: httpx.AsyncClient) -> None:
        id = await id_of(reader, "다솔바이오")
        in_page = tree(await reader.get("/")).get_element_by_id(f"alliance-{id}").text_content().split()
        card = await reader.get(f"/cards/{id}")
        assert tree(card).text_content().split() == in_page
        assert (await reader.get(f"/cards/{id}?kind=consortium")).status_code == 204
        assert (await reader.get("/cards/nothing")).status_code == 404

    async def test_only_the_first_page_listens(self, reader: httpx.AsyncClient) -> None:
        first = tree(await reader.get("/?limit=3"))
        assert first.xpath("//*[@id='live']/@data-events")[0].startswith("/api/v1/events?after=")
        second = tree(await reader.get(first.xpath("//a[@rel='next']/@href")[0]))
        assert not second.xpath("//*[@id='live'] | //script[contains(@src, 'live.js')]")


class TestAlliance:
    async def test_evidence_stands_in_its_sentence_with_members_marked(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get(f"/alliances/{await id_of(reader, '다솔바이오')}"))
        evidence = page.xpath("//article[@id='source-1']//mark[contains(@class, 'evidence')]")
        assert "".join(one.text_content() for one in evidence).startswith("㈜다솔바이오는 3일")
        members = page.xpath("//article[@id='source-1']//mark[contains(@class, 'org')]")
        assert {"다솔바이오", "라온제약"} <= {one.text for one in members}

    async def test_it_tells_members_changes_and_why(self, reader: httpx.AsyncClient) -> None:
        answer = await reader.get(f"/alliances/{await id_of(reader, '다솔바이오')}")
        page = tree(answer)
        names = page.xpath("//section[@id='members']//tbody/tr/th//a/@href")
        assert len(names) == 2
        assert all(one.startswith("/companies/") for one in names)
        assert "새 동맹" in page.get_element_by_id("changes").text_content()
        ledger = page.xpath("//details[@class='ledger']")[0].text_content()
        assert "past-reported" in ledger
        assert "동사가 이미 이루어졌다고 말하고" in ledger
        english = text(await reader.get(f"/alliances/{await id_of(reader, '다솔바이오')}?language=en"))
        assert "the verb says that it was done, and who says so" in english

    async def test_dismissed_and_taken_back_by_forms(self, reader: httpx.AsyncClient) -> None:
        id = await id_of(reader, "다솔바이오")
        done = await reader.post(f"/alliances/{id}/decisions", data={"kind": "dismiss"})
        assert done.history[0].status_code == 303
        assert "결정을 반영했습니다" in done.text
        assert "사람이 동맹이 아니라고 정했습니다" in done.text
        assert id not in (await reader.get("/")).text
        assert id in (await reader.get("/?dismissed=true")).text
        form = tree(done).xpath("//div[contains(@class, 'notice bad')]//form")[0]
        values = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
        back = await reader.post(form.get("action"), data=values)
        assert "사람이 동맹이 아니라고 정했습니다" not in back.text
        assert id in (await reader.get("/")).text

    async def test_merged_by_choice_and_by_address(self, reader: httpx.AsyncClient) -> None:
        kept, gone = await id_of(reader, "다솔바이오"), await id_of(reader, "미르에너지")
        address = f"http://localhost/alliances/{gone}"
        done = await reader.post(f"/alliances/{kept}/decisions", data={"kind": "merge", "with_id": address})
        assert "미르에너지" in tree(done).get_element_by_id("members").text_content()
        assert await id_of(reader, "미르에너지") == kept
        led = await reader.get(f"/alliances/{gone}")
        assert "합쳐졌거나 다른 번호로 이어진 동맹입니다" in led.text
        assert f"/alliances/{kept}" in tree(led).xpath("//article//a/@href")
        undo = next(one for one in tree(done).xpath("//form") if "되돌리기" in one.text_content())
        values = {one.get("name"): one.get("value") for one in undo.xpath(".//input")}
        await reader.post(undo.get("action"), data=values)
        assert await id_of(reader, "미르에너지") != await id_of(reader, "다솔바이오")

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({"kind": "merge"}, 400),
            ({"kind": "merge", "with": "nothing"}, 404),
            ({"kind": "split", "article": "nothing"}, 404),
            ({"kind": "split"}, 400),
            ({"kind": "confirm"}, 400),
            ({"kind": "undo", "decision": "nothing"}, 404),
            ({"kind": "forget"}, 400),
            ({}, 400),
        ],
    )
    async def test_decisions_that_make_no_sense_are_refused(
        self, reader: httpx.AsyncClient, data: dict[str, str], status: int
    ) -> None:
        id = await id_of(reader, "다솔바이오")
        assert (await reader.post(f"/alliances/{id}/decisions", data=data)).status_code == status

    async def test_other_sites_decide_nothing(self, reader: httpx.AsyncClient) -> None:
        id = await id_of(reader, "다솔바이오")
        forged = await reader.post(
            f"/alliances/{id}/decisions", data={"kind": "dismiss"}, headers={"origin": "http://evil.example"}
        )
        assert forged.status_code == 403
        assert id in (await reader.get("/")).text

    async def test_unknown_ones_are_not_found(self, reader: httpx.AsyncClient) -> None:
        assert (await reader.get("/alliances/nothing")).status_code == 404


class TestCompanies:
    async def test_a_name_leads_to_its_page(self, reader: httpx.AsyncClient) -> None:
        by_name = await reader.get("/companies", params={"q": "가람전자"})
        assert re.fullmatch("/companies/[0-9a-f]{16}", by_name.url.path)
        page = tree(by_name)
        partners = [one.text for one in page.xpath("//ol[@class='partners']/li/a")]
        assert set(partners) == {"나래통신", "미르에너지", "보담건설"}
        assert len(page.xpath("//ol[@class='timeline']/li")) == 2
        assert f"{by_name.url.path}.atom" in page.xpath("//link[@rel='alternate']/@href")
        form = tree(await reader.get(page.xpath("//a[starts-with(@href, '/alerts/new?filter=org')]/@href")[0]))
        assert "org:가람전자" in form.xpath("//*[@name='filter']/@value")
        assert page.xpath("//*[@aria-labelledby='company-map']//a[starts-with(@href, '/companies/')]")

    async def test_its_time_line_takes_filters(self, reader: httpx.AsyncClient) -> None:
        path = await company_of(reader, "가람전자")
        page = tree(await reader.get(f"{path}?kind=consortium"))
        assert len(page.xpath("//ol[@class='timeline']/li")) == 1

    async def test_two_are_compared(self, reader: httpx.AsyncClient) -> None:
        path = await company_of(reader, "나래통신")
        page = tree(await reader.get(f"{path}/compare", params={"with": "보담건설"}))
        common = page.xpath("//section[@aria-labelledby='common-title']//tbody//th/a/text()")
        assert common == ["가람전자"]
        assert "새솔금융" in page.xpath("//section[@aria-labelledby='alone-1']")[0].text_content()
        assert "미르에너지" in page.xpath("//section[@aria-labelledby='alone-2']")[0].text_content()
        assert (await reader.get(f"{path}/compare", params={"with": "모르는회사"})).status_code == 404

    async def test_nothing_is_said_of_a_name_that_nobody_knows(self, reader: httpx.AsyncClient) -> None:
        answer = await reader.get("/companies", params={"q": "모르는회사"})
        assert answer.status_code == 404
        assert "모르는회사를 찾지 못했습니다" in text(answer)
        assert (await reader.get("/companies/모르는회사")).status_code == 404

    async def test_of_several_of_one_name_none_is_guessed(self, reader: httpx.AsyncClient) -> None:
        for path in ("/companies?q=대한", "/companies/대한"):
            rows = tree(await reader.get(path)).xpath("//tbody/tr")
            assert len(rows) > 1
            ids = {row.xpath(".//a/@href")[0] for row in rows}
            assert len(ids) == len(rows)
        path = await company_of(reader, "가람전자")
        choice = tree(await reader.get(f"{path}/compare?with=대한"))
        assert len(choice.xpath("//main//li/a[starts-with(@href, '?with=')]")) > 1


class TestSearch:
    async def test_matches_are_marked(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/search", params={"q": "물류 로봇"}))
        assert {"물류", "로봇"} <= set(" ".join(page.xpath("//mark[@class='hit']/text()")).split())
        assert page.xpath("//input[@id='q']/@value") == ["물류 로봇"]

    async def test_facets_narrow_and_widen_again(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/search", params={"q": "협약"}))
        assert len(page.xpath("//article[contains(@class, 'hit')]")) == 2
        link = next(one for one in page.xpath("//nav[@class='facets']//a") if one.text == "다솔바이오")
        narrowed = tree(await reader.get(link.get("href")))
        assert len(narrowed.xpath("//article[contains(@class, 'hit')]")) == 1
        back = next(one for one in narrowed.xpath("//nav[@class='facets']//a[@aria-current]"))
        assert len(tree(await reader.get(back.get("href"))).xpath("//article[contains(@class, 'hit')]")) == 2

    async def test_the_alliances_of_companies_stand_beside(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/search", params={"q": "가람전자 나래통신"}))
        beside = page.xpath("//section[@aria-labelledby='beside-title']//a/text()")
        assert beside[0].startswith("가람전자와 나래통신")

    async def test_errors_are_shown_where_they_are(self, reader: httpx.AsyncClient) -> None:
        answer = await reader.get("/search", params={"q": '협약 "열린'})
        assert answer.status_code == 400
        assert tree(answer).xpath("//mark[@class='wrong']/text()") == ['"']
        assert "4번째 글자" in text(answer)

    async def test_pages_are_turned(self, reader: httpx.AsyncClient) -> None:
        first = tree(await reader.get("/search", params={"q": "협약", "limit": "1"}))
        url = first.xpath("//a[@rel='next']/@href")[0]
        assert "offset=1" in url

    async def test_a_search_is_saved_as_feed_or_alert(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/search", params={"q": "kind:mou 로봇"}))
        assert "/search.atom?q=kind%3Amou%20%EB%A1%9C%EB%B4%87" in page.xpath("//link[@rel='alternate']/@href")
        assert page.xpath("//a[starts-with(@href, '/alerts/new?filter=kind%3Amou')]")

    @pytest.mark.parametrize("parameters", [{"offset": "-1"}, {"limit": "0"}, {"order": "worst"}])
    async def test_parameters_that_make_no_sense_are_named(
        self, reader: httpx.AsyncClient, parameters: dict[str, str]
    ) -> None:
        answer = await reader.get("/search", params={"q": "협약", **parameters})
        assert answer.status_code == 400
        assert next(iter(parameters)) in text(answer)


class TestArticles:
    async def test_an_article_is_shown_as_it_was_read(self, reader: httpx.AsyncClient) -> None:
        page = tree(await reader.get("/articles/가람-나래"))
        assert page.xpath("//div[contains(@class, 'body')]//a[contains(@class, 'org')]/text()")
        assert page.xpath("//mark[contains(@class, 'trigger')]")
        assert "past-reported" in page.text_content()
        assert "읽기" in page.get_element_by_id("way").text_content()

    async def test_the_way_of_what_was_set_aside_is_told_too(self, reader: httpx.AsyncClient) -> None:
        answer = await reader.get("/articles/https:%2F%2Fpaper.example%2Fnews%2Fslow")
        assert answer.status_code == 404

    async def test_unknown_ones_are_not_found(self, reader: httpx.AsyncClient) -> None:
        assert (await reader.get("/articles/nothing")).status_code == 404


@pytest.mark.parametrize(
    ("path", "korean", "english"),
    [
        ("/", "새 동맹", "Latest alliances"),
        ("/search?q=협약", "기사 검색", "Search articles"),
        ("/companies", "기업 찾기", "Find a company"),
        ("/alliances/{id}", "참여한 곳", "Members"),
        ("/companies/{company}", "함께한 곳", "Partners"),
        ("/companies/{company}/compare?with=나래통신", "둘이 함께한 동맹", "Alliances of both"),
        ("/articles/가람-나래", "이 기사가 말하는 동맹", "What it says of alliances"),
    ],
)
async def test_every_page_speaks_both_languages(
    reader: httpx.AsyncClient, path: str, korean: str, english: str
) -> None:
    company = (await company_of(reader, "가람전자")).rpartition("/")[2]
    path = path.format(id=await id_of(reader, "다솔바이오"), company=company)
    for language, words, others in (("ko", korean, english), ("en", english, korean)):
        page = tree(await reader.get(path, params={**httpx.QueryParams(path.partition("?")[2]), "language": language}))
        titles = [one.text_content() for one in page.xpath("//h1 | //h2")]
        assert page.get("lang") == language
        assert any(words in title for title in titles)
        assert not any(others in title for title in titles)


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/search?q=협약", 200), ("/companies", 200), ("/companies?q=가람다솔", 404)]
)
async def test_where_nothing_was_ever_written_pages_say_so(
    tmp_path: Path, reader_of: Reader, path: str, status: int
) -> None:
    reader = await reader_of(tmp_path)
    assert (await reader.get(path)).status_code == status
