from datetime import datetime

import pytest

from agents.tag.tag import report_of, tag_article, tag_stage
from agents.workers import InlineWorkers
from search.store import version_of
from tests.fakes import MemoryState
from topics.catalogue import ARTICLES, MENTIONS, TAGGED
from topics.outcome import Done
from topics.records import SEOUL, Article, Report, TaggedArticle


def article(title: str, body: str) -> Article:
    return Article(
        id="a1",
        source_id="s1",
        url="https://news.example/1?from=feed",
        canonical_url="https://news.example/1",
        title=title,
        body=body,
        publisher="한결일보",
        published=datetime(2024, 5, 7, 9, 0, tzinfo=SEOUL),
    )


NEWS = article(
    "KT-퀴라젬, AI 업무협약 체결",
    "KT는 물류 기업 퀴라젬과 AI 사업을 위한 업무협약(MOU)을 체결했다고 7일 밝혔다.\n"
    "박영희 KT 부사장은 새 플랫폼 ‘퀴라봄’을 소개했다.",
)


def test_an_article_is_tagged_with_spans_into_its_body() -> None:
    tagged = tag_article(NEWS)
    spoken = {o.name: {NEWS.body[s:e] for s, e in o.spans} for o in tagged.organisations}
    assert spoken == {"KT": {"KT"}, "퀴라젬": {"퀴라젬"}}
    assert [(p.name, p.organisation, p.role) for p in tagged.people] == [("박영희", "KT", "부사장")]
    assert [p.name for p in tagged.products] == ["퀴라봄"]
    assert [{m.name for m in mention.members} for mention in tagged.mentions if mention.new] == [{"KT", "퀴라젬"}]


def test_a_tie_speaks_of_members_by_what_they_are_known_by() -> None:
    tagged = tag_article(
        article("솔빛시, 커피 업무협약", "솔빛시는 7일 나래우유, ㈜지에스(GS)리테일과 업무협약을 체결했다고 밝혔다.")
    )
    [mention] = [mention for mention in tagged.mentions if mention.new]
    assert "GS리테일" in {member.name for member in mention.members}
    assert mention.tie is not None
    assert {told.member for told in mention.tie.countries} <= {member.id for member in mention.members}
    assert mention.tie.countries


def test_members_are_called_as_the_article_calls_them_and_organisations_by_the_name_that_all_share() -> None:
    body = (
        "국민은행과 현대자동차는 7일 충전 사업을 위한 업무협약을 체결했다고 밝혔다.\n"
        "협약식에는 이누리 국민은행장과 김한결 현대자동차 사장이 참석했다."
    )
    tagged = tag_article(article("국민은행-현대차, 충전 업무협약", body))
    [mention] = [mention for mention in tagged.mentions if mention.new]
    called = {member.name: member.canonical for member in mention.members}
    assert called == {"국민은행": "KB국민은행", "현대자동차": "현대차"}
    assert {one.organisation for one in mention.tie.signatories} == set(called)
    assert {"KB국민은행", "현대차"} <= {one.name for one in tagged.organisations}
    assert {member.id for member in mention.members} <= {one.id for one in tagged.organisations}


def test_an_organisation_that_only_the_title_names_has_no_spans() -> None:
    tagged = tag_article(article("카카오, 새 사옥으로", "회사는 7일 새 사옥의 문을 열었다."))
    assert [(o.name, o.spans) for o in tagged.organisations] == [("카카오", [])]


def test_a_named_initiative_is_an_organisation_of_its_own_kind() -> None:
    body = "카카오는 KT가 이끄는 협의체 '한집 연대'에 합류했다고 7일 밝혔다. 한집 연대에는 LG전자가 참여하고 있다."
    found = {o.name: o for o in tag_article(article("카카오, 협의체 합류", body)).organisations}
    assert found["한집 연대"].kind == "initiative"
    assert [body[a:b] for a, b in found["한집 연대"].spans] == ["한집 연대"] * 2
    assert {name for name, one in found.items() if one.kind == "company"} == {"카카오", "KT", "LG전자"}


def test_an_empty_article_is_tagged_with_nothing() -> None:
    tagged = tag_article(article("", ""))
    assert (tagged.organisations, tagged.people, tagged.products, tagged.mentions) == ([], [], [], [])
    assert report_of(tagged) is None


async def test_the_stage_gives_the_article_and_its_report() -> None:
    stage = tag_stage(InlineWorkers())
    assert (stage.reads, stage.writes) == ((ARTICLES,), (TAGGED, MENTIONS))
    (outcome,) = await stage.handle([NEWS], MemoryState())
    assert isinstance(outcome, Done)
    tagged, report = outcome.outputs
    assert isinstance(tagged, TaggedArticle)
    assert isinstance(report, Report)
    assert (report.article_id, report.source_id, report.url) == ("a1", "s1", "https://news.example/1")
    assert report.published == NEWS.published
    assert report.mentions == tagged.mentions


async def test_a_story_without_alliances_has_no_report() -> None:
    (outcome,) = await tag_stage(InlineWorkers()).handle([article("날씨", "오늘은 하늘이 맑다.")], MemoryState())
    assert isinstance(outcome, Done)
    assert len(outcome.outputs) == 1


def test_a_title_as_long_as_a_page_is_read_as_far_as_a_sentence_goes() -> None:
    headline = "카카오, KT와 업무협약"
    body = "카카오는 KT와 업무협약을 체결했다고 7일 밝혔다."
    endless = tag_article(article(headline + " 나래통신" * 20_000, body))
    names = {(o.name, tuple(o.spans)) for o in tag_article(article(headline, body)).organisations}
    assert names <= {(o.name, tuple(o.spans)) for o in endless.organisations}
    assert [m.status for m in endless.mentions if m.new] == ["announced"]
    cut = tag_article(article((headline + " 나래통신" * 20_000)[:600], body))
    assert endless.organisations == cut.organisations


@pytest.mark.parametrize("names", [("가람유통", "나래위생"), ("라온문화", "미르농업"), ("가람정형외과", "나래축산")])
def test_members_that_only_grammar_shows_are_organisations_too(names: tuple[str, str]) -> None:
    first, second = names
    particle = "와" if second.endswith(("과",)) or first.endswith(("과", "화")) else "과"
    body = f"{first}{particle} {second}은 20일 업무협약을 체결했다고 밝혔다. {first}의 매장이 쓰인다."
    tagged = tag_article(Article(id="a", url="item:a", canonical_url="item:a", body=body))
    spans = {organisation.name: organisation.spans for organisation in tagged.organisations}
    assert {member.name for member in tagged.mentions[0].members} == {first, second} <= spans.keys()
    assert [body[slice(*span)] for span in spans[first]] == [first, first]


def test_a_text_that_took_the_place_of_another_is_reported_though_it_tells_of_no_alliance() -> None:
    edited = article("날씨", "오늘은 하늘이 맑다.").model_copy(update={"replaces": NEWS.fetched})
    report = report_of(tag_article(edited))
    assert report is not None
    assert (report.mentions, report.replaces, report.version) == ([], NEWS.fetched, version_of(edited))


def test_what_speaks_of_ties_is_said_of_it() -> None:
    assert tag_article(NEWS).speaks_of_ties
    assert tag_article(article("업무협약의 날", "업무협약이 무엇인지 알아본다.")).speaks_of_ties
    assert not tag_article(article("날씨", "오늘은 하늘이 맑다.")).speaks_of_ties
