from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.organisations import find_organisations
from topics.records import SEOUL

SEEDS = Path(__file__).resolve().parents[4] / "../shared/seeds"


def kinds(text: str, published: datetime | None = None) -> dict[str, str]:
    return {o.name: o.kind for o in find_organisations(text, published)}


def names(text: str, published: datetime | None = None) -> set[str]:
    return set(kinds(text, published))


def test_known_names_and_their_spellings_are_one_organisation() -> None:
    text = "케이티와 SKT가 만났다. KT는 SK텔레콤과 함께 LGU+를 찾았다."
    found = {o.name: [text[s:e] for s, e in o.spans] for o in find_organisations(text)}
    assert found == {"KT": ["케이티", "KT"], "SK텔레콤": ["SKT", "SK텔레콤"], "LG유플러스": ["LGU+"]}


@pytest.mark.parametrize(
    "text",
    [
        "문 손잡이를 돌렸다",
        "KTX를 타고 SKY를 노렸다",
        "LGP 부품을 바꾸었다",
        "경영지원팀이 원팀으로 움직였다",
        "다음 달에는 미래를 위한 협력이 대상이다",
        "학생들의 동맹휴업이 이어졌다",
        "오늘은 하늘이 맑다",
    ],
)
def test_words_that_only_look_like_names(text: str) -> None:
    assert names(text) == set()


def test_a_school_is_not_the_city_it_stands_in() -> None:
    assert "구미시" not in names("구미중학교 학생들이 모였다")


def test_an_ambiguous_name_needs_other_signs() -> None:
    assert "메타" not in names("메타 분석을 했다")
    assert "메타" in names("구글·메타 연합이 나왔다")
    assert names("다음커뮤니케이션이 발표했다. 다음은 검색을 맡는다.") == {"다음커뮤니케이션"}


def test_group_and_affiliates_are_kept_apart() -> None:
    assert names("신세계그룹과 신세계, 이마트가 참석했다") == {"신세계그룹", "신세계", "이마트"}


def test_clubs_in_a_story_of_sport_are_no_companies() -> None:
    assert names("두산 투수가 9이닝을 던졌고 LG 타자는 홈런을 쳤다. 감독은 웃었다.") == set()


def test_names_change_with_time_and_the_id_stays() -> None:
    text = "현대중공업지주가 참여한다"
    old = find_organisations(text, datetime(2020, 6, 3, tzinfo=SEOUL))[0]
    assert old.name == "현대중공업지주"
    assert old.id == organisation_id("HD현대") == find_organisations("HD현대가 참여한다")[0].id


def test_a_former_name_is_shown_in_full_however_it_is_abbreviated() -> None:
    [old] = find_organisations("기아차가 참여한다", datetime(2015, 6, 3, tzinfo=SEOUL))
    assert (old.name, old.id) == ("기아자동차", organisation_id("기아"))


def test_companies_that_are_one_today_were_two() -> None:
    then = datetime(2012, 3, 3, tzinfo=SEOUL)
    assert names("CJ오쇼핑과 CJ E&M이 참여한다", then) == {"CJ오쇼핑", "CJ E&M"}


def test_an_old_abbreviation_means_the_ministry_of_its_time() -> None:
    assert names("과기부가 밝혔다", datetime(2005, 1, 1, tzinfo=SEOUL)) == {"과학기술부"}
    assert names("과기부가 밝혔다", datetime(2020, 1, 1, tzinfo=SEOUL)) == {"과학기술정보통신부"}


def test_endings_tell_the_kind() -> None:
    assert kinds("한국별샘산업진흥원과 별샘문화재단, 별샘대학교, 한국달빛연구원이 만났다") == {
        "한국별샘산업진흥원": "agency",
        "별샘문화재단": "association",
        "별샘대": "university",
        "한국달빛연구원": "institute",
    }


@pytest.mark.parametrize(
    "text", ["시중은행이 올렸다", "선임연구원이 말했다", "보수공사를 마쳤다", "종합병원을 찾았다", "워킹그룹을 꾸렸다"]
)
def test_endings_of_ordinary_words(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("㈜별샘이 나섰다", "별샘"),
        ("별샘㈜은 나섰다", "별샘"),
        ("(주)별샘이 나섰다", "별샘"),
        ("㈜별샘프라자, 그곳이 나섰다", "별샘프라자"),
        ("별샘(대표 홍길동)은 나섰다", "별샘"),
        ("별샘[123450]은 나섰다", "별샘"),
        ("법무법인 별샘은 나섰다", "법무법인 별샘"),
    ],
)
def test_marks_of_a_company(text: str, name: str) -> None:
    assert kinds(text) == {name: "company"}


def test_a_gloss_defines_another_name() -> None:
    text = "한국달빛연구원(KDBI)은 문을 열었다. KDBI는 새 건물에 있다."
    (found,) = find_organisations(text)
    assert [text[s:e] for s, e in found.spans] == ["한국달빛연구원", "KDBI", "KDBI"]


def test_a_short_name_given_with_the_long_one() -> None:
    text = "한국달빛연구원(이하 달빛원)은 문을 열었다. 달빛원의 새 건물이다."
    (found,) = find_organisations(text)
    assert len(found.spans) == 3


def test_a_police_station_with_and_without_its_city() -> None:
    text = "서울가람경찰서는 협약을 맺었다. 가람경찰서가 맡는다. 가람署는 바쁘다."
    (found,) = find_organisations(text)
    assert found.name == "서울가람경찰서"
    assert len(found.spans) == 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KT는 사이버 보안 기업 스텔로언과 업무협약을 맺었다", "스텔로언"),
        ("KT는 전문기업인 뷰카닐과 손잡았다", "뷰카닐"),
        ("퀴라젬은 KT와 업무협약을 체결했다", "퀴라젬"),
        ("KT·퀴라젬, 업무협약", "퀴라젬"),
        ("KT는 물류 기업 ‘퀴라젬’과 손잡았다", "퀴라젬"),
        ("KT는 퀴라젬(Curazem)과 손잡고 시장에 나선다", "퀴라젬"),
        ("KT는 퀴라 테크놀로지스와 손잡았다", "퀴라 테크놀로지스"),
        ("KT는 데이터 기업 QRZM과 업무협약을 맺었다", "QRZM"),
        ("KT는 퀴라젬, 뷰카닐, 스텔로언 등 5개사와 업무협약을 체결했다", "뷰카닐"),
        ("퀴라젬과 뷰카닐, 스텔로언, 나노벡스 등 5개사가 업무협약을 체결했다", "퀴라젬"),
        ("퀴라젬과 뷰카닐, 스텔로언, 나노벡스 등 5개사가 업무협약을 체결했다", "뷰카닐"),
    ],
)
def test_unlisted_names_where_organisations_stand(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "KT는 고객과 협력한다",
        "KT는 지역 주민과 업무협약을 기념했다",
        "KT는 기업 관계자와 손잡았다",
        "KT 홍길동 대표와 협력을 논의했다",
    ],
)
def test_ordinary_words_and_people_where_organisations_stand(text: str) -> None:
    assert names(text) == {"KT"}


def test_a_mark_anywhere_gives_the_kind() -> None:
    assert kinds("KT, 퀴라젬과 협약\n통신사 KT는 ㈜퀴라젬과 업무협약을 맺었다") == {
        "KT": "company",
        "퀴라젬": "company",
    }


@pytest.mark.parametrize(
    "text",
    [
        "헤드샘이 뜨자 KT가 움직였다. KT와 메디포아가 동맹을 결성했다",
        "메디포아와 KT가 지분을 교환하고 제휴한다",
        "박영희 메디포아 대표와 KT가 협약을 맺었다",
        "(서울=한결통신) 김철수 기자 = 메디포아가 KT와 손잡고 합작법인을 세운다",
    ],
)
def test_a_name_of_ordinary_syllables_needs_a_surer_place(text: str) -> None:
    assert "메디포아" in names(text)


def test_headlines_shorten_names_to_a_chinese_character() -> None:
    assert names("삼성重과 롯데百이 만났다") == {"삼성중공업", "롯데백화점"}


def test_the_empty_text() -> None:
    assert find_organisations("") == []


@given(st.text(alphabet="가나다라와과은는KTLG전자 협약기업 (),.·‘’㈜署重0123\n", max_size=120))
def test_spans_are_in_the_text_and_apart(text: str) -> None:
    spans = sorted(span for o in find_organisations(text) for span in o.spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "text", ["가나다, " * 3000, "가·" * 5000, "가" * 20_000, "(가나" * 5000, "‘가 나" * 4000, "㈜" * 20_000]
)
def test_long_odd_texts_come_to_an_end(text: str) -> None:
    find_organisations(text + " 기업 협약")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not here")
@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_the_members_of_the_seeds(path: Path) -> None:
    wanted = {"LG전자", "KT", "LG유플러스", "현대중공업지주", "카이스트", "한양대", "한국전자통신연구원"}
    assert wanted <= names(path.read_text(encoding="utf-8"), datetime(2020, 6, 3, tzinfo=SEOUL))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("업무협약은 서울 종로구 KT 사옥에서 열렸다", {"KT"}),
        ("마포구 가람동에 있는 KT 매장", {"KT"}),
        ("서울 종로구는 KT와 협약을 맺었다", {"종로구", "KT"}),
        ("새 서비스 ‘KT 집지킴이’를 선보였다", set()),
        ("KT 융합사업부문장 홍길동 부사장이 협약에 서명했다", {"KT"}),
    ],
)
def test_places_products_and_posts_are_no_organisations(text: str, expected: set[str]) -> None:
    assert {o.name for o in find_organisations(text)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KT와 신한·삼성·현대카드가 협의체를 꾸렸다", {"KT", "신한카드", "삼성카드", "현대카드"}),
        ("우리·하나은행은 점포를 함께 쓴다", {"우리은행", "하나은행"}),
        ("생산·현대카드 발급", {"현대카드"}),
    ],
)
def test_the_last_of_a_list_gives_the_others_their_end(text: str, expected: set[str]) -> None:
    assert {o.name for o in find_organisations(text)} == expected


def test_initials_behind_a_name_stand_for_it() -> None:
    found = find_organisations("한국마을미디어방송협회(마방협)와 협약을 맺었다. 마방협은 함께 방송을 만든다.")
    assert [(o.name, len(o.spans)) for o in found] == [("한국마을미디어방송협회", 3)]


def test_a_short_name_may_bear_a_mark_and_a_head() -> None:
    found = find_organisations(
        "사단법인 한국산악구조은퇴자협회(이하 ‘(사)산은회’, 회장 박다온)와 맺었다. 산은회는 돕는다."
    )
    assert [(o.name, len(o.spans)) for o in found] == [("한국산악구조은퇴자협회", 3)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KT는 인도네시아 재무부와 만났다.", "인도네시아 재무부"),
        ("KT는 체코 산업통상부와 만났다.", "체코 산업통상부"),
        ("KT는 베트남 중앙은행과 만났다.", "베트남 중앙은행"),
        ("KT는 일본 국토교통성과 만났다.", "일본 국토교통성"),
        ("KT는 미국의 국방부와 만났다.", "미국 국방부"),
    ],
)
def test_an_authority_of_another_country_is_no_korean_one(text: str, name: str) -> None:
    found = {organisation.name: organisation.kind for organisation in find_organisations(text)}
    assert found == {"KT": "company", name: "agency"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("한국 환경부는 KT와 만났다.", "환경부"),
        ("베트남을 찾은 환경부는 KT와 만났다.", "환경부"),
        ("미국에서 기상청은 KT와 만났다.", "기상청"),
        ("산업통상부는 KT와 만났다.", "산업통상자원부"),
        ("미국 행정부와 환경부는 KT와 만났다.", "환경부"),
    ],
)
def test_an_authority_without_a_country_is_the_korean_one(text: str, name: str) -> None:
    assert {organisation.name for organisation in find_organisations(text)} == {"KT", name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("삼성전자 베트남법인은 공장을 열었다.", "삼성전자 베트남법인"),
        ("현대차 인도 판매법인이 매장을 열었다.", "현대차 인도 판매법인"),
        ("SAP코리아는 매장을 열었다.", "SAP코리아"),
        ("한국오라클은 매장을 열었다.", "한국오라클"),
    ],
)
def test_a_local_unit_is_not_the_company_that_it_belongs_to(text: str, name: str) -> None:
    assert [organisation.name for organisation in find_organisations(text)] == [name]


@pytest.mark.parametrize(
    "text", ["삼성전자 베트남 법인세가 올랐다.", "삼성전자는 베트남 법인을 세운다.", "삼성전자 합작법인은 컸다."]
)
def test_what_only_stands_near_a_unit_stays_the_company(text: str) -> None:
    assert [organisation.name for organisation in find_organisations(text)] == ["삼성전자"]


def test_the_spans_of_a_name_with_hanja_in_brackets_cover_it_whole() -> None:
    text = "짜오란(招蘭)증권과 짜오란증권, 가람전자(加藍)와 KT(韓通)는 협약을 맺었다."
    found = {o.name: [text[a:b] for a, b in o.spans] for o in find_organisations(text)}
    assert found == {"짜오란증권": ["짜오란(招蘭)증권", "짜오란증권"], "가람전자": ["가람전자"], "KT": ["KT"]}


@pytest.mark.parametrize("said", ["미르바이오 는", "미르바이오[123450] 는", "미르바이오(123450) 이"])
def test_a_particle_that_stands_loose_is_no_word_of_its_own(said: str) -> None:
    text = f"{said} 나래통신 과 업무협약을 맺었다."
    assert [text[a:b] for o in find_organisations(text) for a, b in o.spans] == ["미르바이오", "나래통신"]
