"""What sites say in the place of a story is no article; a story about such a thing is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clean.lines.notices import NoticeTableError, notice_table, read_notice_table
from agents.clean.story.article import read_page
from agents.workers import InlineWorkers
from topics.outcome import Drop, Ending
from topics.records import Article, Page

URL = "https://example.com/news/20261128001"
ARTICLE = '<meta property="og:type" content="article">'
PUBLISHED = ARTICLE + '<meta property="article:published_time" content="2026-11-28T09:05:00+09:00">'


def read(markup: str, **fields: object) -> Article:
    return read_page(Page.model_validate({"id": "x", "url": URL, "final_url": URL, "body": markup.encode(), **fields}))


def page(title: str, body: str, head: str = "") -> str:
    return (
        f'<html lang="ko"><head><title>{title} - 새벽일보</title>{head}</head><body><div><a href="/">새벽일보</a></div>'
        f"{body}<div>Copyright 새벽일보 무단 전재 및 재배포 금지</div></body></html>"
    )


def told(*paragraphs: str) -> str:
    return '<div class="article-body">' + "".join(f"<p>{text}</p>" for text in paragraphs) + "</div>"


LEADS = "".join(
    f'<li><a href="/a/{n}">누리통신 새 요금제 {n}호</a><p>누리통신은 28일 새 요금제 {n}호를 내놓았다고 밝혔다.</p></li>'
    for n in range(1, 8)
)
S = [
    "다온중공업은 28일 서울 본사에서 노을솔루션과 업무협약을 체결했다고 밝혔다.",
    "두 회사는 물류 자동화 설비를 함께 개발하기로 했다.",
]

NOTICES = [
    (
        "페이지를 찾을 수 없습니다",
        told(
            "요청하신 페이지를 찾을 수 없습니다.",
            "기사가 삭제되었거나 주소가 변경되었습니다. 입력하신 주소가 정확한지 다시 한번 확인해 주시기 바랍니다.",
        ),
    ),
    ("404 Not Found", told("The requested URL was not found on this server.")),
    ("새벽일보", told("삭제된 기사입니다.")),
    ("새벽일보", told("해당 기사는 언론사의 요청에 따라 삭제되었습니다.")),
    (
        "다온중공업, 물류 자동화 설비 개발",
        told("이 기사는 언론사의 요청으로 삭제되어 더 이상 볼 수 없습니다.", "이용에 불편을 드려 죄송합니다."),
    ),
    ("다온중공업, 물류 자동화 설비 개발", told("존재하지 않는 기사입니다."), PUBLISHED),
    ("알림", told("존재하지 않거나 삭제된 게시물입니다. 이전 페이지로 돌아가 주세요.")),
    (
        "시스템 점검 안내",
        told(
            "안녕하세요. 새벽일보입니다.",
            "보다 나은 서비스를 위해 시스템 점검을 실시합니다. 점검 시간: 2026년 11월 29일 02:00 ~ 06:00.",
            "점검 시간 동안 서비스 이용이 제한되오니 양해 부탁드립니다. 감사합니다.",
        ),
    ),
    ("서비스 점검 중", told("현재 서비스 점검 중입니다. 잠시 후 다시 접속해 주십시오.")),
    (
        "새벽일보",
        told(
            "더 나은 서비스를 제공하기 위해 홈페이지 개편 작업을 진행하고 있습니다.",
            "작업이 완료되면 정상적으로 이용하실 수 있습니다. 이용에 불편을 드려 죄송합니다.",
            "문의는 고객센터로 해 주시기 바랍니다.",
        ),
    ),
    (
        "접근이 차단되었습니다",
        told("귀하의 IP에서 비정상적인 접근이 감지되어 접속이 차단되었습니다.", "관리자에게 문의하시기 바랍니다."),
    ),
    (
        "Just a moment...",
        told(
            "Checking if the site connection is secure.",
            "example.com needs to review the security of your connection before proceeding.",
        ),
    ),
    ("Access Denied", told("You don't have permission to access this page on this server.", "Reference #18.abcd")),
    (
        "Attention Required! | Cloudflare",
        told(
            "Sorry, you have been blocked.",
            "This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution.",
            "There are several actions that could trigger this block including submitting a certain word or phrase.",
            "You can email the site owner to let them know you were blocked.",
        ),
    ),
    (
        "보안 확인",
        told(
            "로봇이 아닙니다를 체크해 주세요.",
            "자동화된 접근이 감지되어 사람인지 확인이 필요합니다. 아래 보안 문자를 입력해 주세요.",
        ),
    ),
    (
        "불법·유해 정보(사이트)에 대한 차단 안내",
        told(
            "지금 접속하려고 하는 정보(사이트)에서 불법·유해 내용이 제공되고 있어 해당 정보(사이트)에 대한 접속이 차단되었음을 알려드립니다.",
            "해당 정보(사이트)는 방송통신심의위원회의 심의를 거쳐 적법하게 차단된 것이오니 이에 관한 문의사항이 있으시면 아래의 담당기관으로 문의하여 주시기 바랍니다.",
        ),
    ),
    (
        "새벽일보",
        told("트래픽이 초과되어 서비스가 일시 중지되었습니다.", "도메인 기간이 만료되었습니다. 관리자에게 문의하세요."),
    ),
    ("새벽일보", "<h2>요청하신 기사를 찾을 수 없습니다</h2>" + f"<ul>{LEADS}</ul>"),
    ("기사를 찾을 수 없습니다", "<h2>기사를 찾을 수 없습니다</h2>" + f"<ul>{LEADS}</ul>", ARTICLE),
    ("오류", told("잘못된 접근입니다.")),
    ("로그인", told("로그인 후 이용하실 수 있는 페이지입니다. 로그인해 주세요.")),
    (
        "Page not found",
        told(
            "Oops! That page can’t be found.",
            "It looks like nothing was found at this location. Maybe try one of the links below or a search?",
        ),
    ),
    ("새벽일보", told("자바스크립트를 활성화해 주세요. 이 사이트는 자바스크립트가 필요합니다.")),
    (
        "새벽일보",
        told("요청하신 페이지는 존재하지 않습니다.")
        + told(
            *[
                "찾으시는 페이지의 주소가 잘못 입력되었거나, 주소의 변경 혹은 삭제로 인해 사용하실 수 없습니다.",
                "입력하신 페이지의 주소가 정확한지 다시 한번 확인해 주시기 바랍니다.",
                "관련하여 문의사항이 있으시면 고객센터로 연락해 주시면 친절히 안내해 드리겠습니다.",
                "새벽일보는 독자 여러분께 바른 소식을 전하기 위해 늘 노력하고 있습니다.",
                "감사합니다.",
            ]
        ),
    ),
    ("안내", told("저작권자의 요청으로 기사 제공이 중단되었습니다.")),
    ("We’ll be back soon", told("We are performing scheduled maintenance. Please try again later.")),
    ("502 Bad Gateway", told("The server returned an invalid or incomplete response.")),
    ("접속 대기 중", told("접속자가 많아 대기 중입니다. 앞에 1234명이 있습니다. 잠시만 기다려 주세요.")),
    ("새벽일보", told("서비스가 종료되었습니다. 그동안 이용해 주셔서 감사합니다.")),
    ("새벽일보", told("기사가 삭제됐거나 이동됐습니다.")),
    ("새벽일보", told("본 콘텐츠는 비공개 처리되었습니다.")),
    ("새벽일보", told("요청하신 기사는 원문 제공 언론사의 사정으로 서비스되지 않습니다.")),
    ("새벽일보", told("죄송합니다. 페이지가 사라졌어요. 홈으로 돌아가 주세요.")),
    (
        "새벽일보",
        "<h2>다온중공업 소식</h2><p><strong>요청하신 기사를 찾을 수 없습니다.</strong></p>"
        + told("기사 번호가 바뀌었을 수 있으니 검색창에서 제목으로 찾아봐 주시기 바랍니다."),
        PUBLISHED,
    ),
    (
        "새벽일보",
        "<p><b>해당 기사는 언론사의 요청으로 삭제되었습니다.</b></p>"
        + told("다른 소식은 첫 화면에서 보실 수 있습니다."),
        PUBLISHED,
    ),
    (
        "접속 지역 제한 안내",
        told(
            "고객님께서 접속하신 국가에서는 새벽일보를 이용하실 수 없습니다.",
            "저작권 계약에 따라 일부 국가에서 오는 접속을 받지 않고 있습니다.",
        ),
        ARTICLE,
    ),
    ("새벽일보", told("현재 계신 지역에서는 이 서비스를 이용하실 수 없습니다. 문의는 help@example.com으로 해 주세요.")),
    ("Dawn Daily", told("Our website is currently unavailable in your region. We are working on it.")),
    ("Unavailable in your country", told("This story cannot be shown. Sorry about that.")),
    ("전송량 초과 안내", told("일일 데이터 전송량을 초과하였습니다.", "전송량은 매일 자정에 초기화됩니다.")),
    ("새벽일보", told("하루 트래픽을 모두 소진하였습니다. 관리자께서는 호스팅 관리 화면에서 용량을 늘려 주십시오.")),
    ("Bandwidth Limit Exceeded", told("The bandwidth limit has been exceeded. Please come back tomorrow.")),
    (
        "안내",
        told(
            "기사가 이동되었거나 게재가 종료되었습니다.",
            "5초 뒤 첫 화면으로 이동합니다. 이동하지 않으면 여기를 눌러 주십시오.",
        ),
    ),
    ("알려 드립니다", told("이 글은 게시 기간이 만료되었습니다.", "목록으로 이동합니다.")),
    ("새벽일보", told("이곳에 있던 소식은 자리를 옮겼습니다."), '<meta http-equiv="Refresh" content="3; URL=\'/\'">'),
    ("Page moved", told("The page has moved. You will be redirected to the home page in five seconds.")),
    (
        "길 잃은 기사",
        told(
            "404. 편집국 고양이가 기사를 물고 달아났나 봅니다. 입력하신 주소에는 기사가 없습니다.",
            "주소가 하나쯤 틀렸을 수도 있고, 누리집을 새로 만들 때 옮기지 못했을 수도 있습니다. 포털에서 오셨다면 주소가 달라졌을 가능성이 큽니다.",
            "찾는 기사의 제목을 기억하신다면 돋보기를 눌러 주세요. 알려 주시면 사흘 안에 찾아서 보내 드리겠습니다.",
        ),
    ),
    (
        "다온중공업, 물류 자동화 설비 개발",
        "<div>요청하신 기사는 삭제되어 최근 기사를 대신 보여 드립니다.</div>" + told(*S),
        PUBLISHED,
    ),
    (
        "다온중공업, 물류 자동화 설비 개발",
        "<div>The article you requested has been removed. Here is the latest instead.</div>" + told(*S),
        PUBLISHED,
    ),
    (
        "다온중공업, 물류 자동화 설비 개발",
        told(*S),
        PUBLISHED + '<script>alert("삭제된 기사입니다. 최신 기사로 이동합니다.");</script>',
    ),
    (
        "다온중공업, 물류 자동화 설비 개발",
        told(*S),
        PUBLISHED + "<script>window.onload = function() { alert('이미 삭제된 게시물입니다.'); }</script>",
    ),
]

STORIES = [
    (
        "다온중공업, 물류 자동화 설비 개발",
        told(*S),
        PUBLISHED + "<script>function del(){ alert('삭제된 기사입니다.'); }</script>",
    ),
    (
        "다온중공업, 물류 자동화 설비 개발",
        told(*S),
        PUBLISHED + "<script>alert('로그인하시면 더 많은 기사를 보실 수 있습니다.');</script>",
    ),
    ("다온중공업, 물류 자동화 설비 개발", told(*S) + "<div>요청하신 기사는 삭제되었습니다.</div>", PUBLISHED),
    ("다온중공업, 물류 자동화 설비 개발", told(*S), PUBLISHED + '<meta http-equiv="refresh" content="600">'),
    ("다온중공업, 물류 자동화 설비 개발", told(*S), PUBLISHED + '<meta http-equiv="refresh" content="300;url=/">'),
    (
        "현장에서 만난 사람들",
        told('"처음에는 일이 손에 익지 않아 고생을 많이 했어요. 저희 식구들 생각에 버텼지요."')
        + "<ul><li>등록된 기사가 없습니다.</li></ul>",
        PUBLISHED,
    ),
    (
        "누리통신 해외 접속 차단",
        told("누리통신은 28일 해외에서 오는 접속을 차단했다고 밝혔다. 일부 국가에서는 서비스를 이용할 수 없다."),
    ),
    (
        "Streaming rules change",
        told(
            "The drug maker's film was unavailable in the region, the regulator said. The European Union opened a case on Friday."
        ),
    ),
    ("지역 제한 풀린 여행", told("정부는 28일 지역 제한을 풀었다고 밝혔다.")),
    ("데이터 전송량 10년 만에 20배", told("데이터 전송량이 10년 만에 20배로 늘었다고 누리통신이 28일 밝혔다.")),
    ("요청하신 기사는 삭제되었습니다", told("독자가 신문 기사 삭제를 요청하는 일이 늘고 있다.", *S), PUBLISHED),
    (
        "누리통신, 비판 기사 삭제 논란",
        told(
            "누리통신이 자사를 비판한 기사를 삭제해 논란이 일고 있다.",
            '누리통신은 28일 오전 해당 기사를 누리집에서 삭제했다. 기사 주소에 접속하면 "요청하신 페이지를 찾을 수 없습니다"라는 문구가 나온다.',
            "기자협회는 삭제된 기사를 복구하라고 요구했다.",
        ),
    ),
    (
        '정부 누리집 접속 차단…"요청하신 페이지를 찾을 수 없습니다"',
        told(
            "정부24 누리집이 28일 세 시간 동안 접속이 차단됐다.",
            '행정안전부는 "시스템 점검 중 장애가 났다. 이용에 불편을 드려 죄송하다"고 밝혔다.',
        ),
    ),
    (
        "가람뱅크 앱 먹통",
        told(
            "가람뱅크 앱의 접속이 세 시간 동안 차단됐습니다.",
            "가람뱅크는 서버 점검 중 장애가 생겼다고 설명했습니다.",
            '가람뱅크는 "이용에 불편을 드려 죄송합니다"라고 사과했습니다.',
        ),
    ),
    (
        "불법 도박 사이트 차단",
        told(
            "방송통신심의위원회는 28일 불법 도박 사이트 300곳의 접속을 차단했다고 밝혔다.",
            "차단된 사이트에 접속하면 안내 페이지로 연결된다.",
        ),
        PUBLISHED,
    ),
    (
        "가람은행, 주말 서비스 점검",
        told(
            "가람은행은 29일 새벽 2시부터 6시까지 시스템 점검을 한다고 밝혔다.",
            "점검 시간에는 모바일 뱅킹을 이용할 수 없다.",
        ),
    ),
    ("해외 IP 접속 제한 나선 누리통신", told("누리통신이 해외 IP의 접속을 제한하기로 했다.")),
    ("404 부대의 하루", told("육군 404 부대가 28일 훈련을 마쳤다고 밝혔다.")),
    (
        "Garam Electronics opens laboratory",
        told(
            "Garam Electronics said on Friday it opened a laboratory in Busan. The company will hire 300 researchers next year. Access to the site is restricted."
        ),
    ),
    (
        "Website blocked after complaint",
        told(
            "The regulator said on Friday that it blocked 300 websites. Users who try to visit a site see a notice that the page could not be found."
        ),
    ),
    ("다온중공업, 노을솔루션과 업무협약 체결", told(*S, "이 기사는 언론사의 요청에 따라 일부 삭제되었습니다.")),
    (
        "다온중공업, 노을솔루션과 업무협약 체결",
        told(*S) + "<div>로그인 후 이용하실 수 있습니다.</div><div>댓글을 찾을 수 없습니다.</div>",
    ),
    ("로그인 없이 쓰는 AI", told("누리통신이 로그인 없이 쓰는 AI 서비스를 내놓았다고 밝혔다.")),
    (
        "페이지를 찾을 수 없습니다",
        told(
            "소설가 김나래의 새 소설집이다.",
            "작가는 사라진 기사를 좇는 기자의 이야기를 썼다.",
            "출판사는 28일 초판 3천 부를 찍었다고 밝혔다.",
            "소설은 네 편으로 이뤄졌다.",
        ),
        PUBLISHED,
    ),
    ("[속보] 정부 누리집 접속 장애", told("정부 누리집 접속이 차단됐습니다. 행정안전부는 복구하고 있다고 밝혔습니다.")),
    (
        "다온중공업 협약",
        told(
            "다온중공업은 28일 노을솔루션과 협약을 맺었습니다. 두 회사는 설비를 함께 개발합니다. 자세한 내용은 누리집에서 확인하실 수 있습니다."
        ),
    ),
    ("사고", told("알려드립니다. 새벽일보는 28일 자 기사에서 가람전자의 매출을 잘못 적었습니다. 이에 바로잡습니다.")),
    (
        "독자께 사과드립니다",
        told(
            "새벽일보는 지난 20일 표절로 확인된 기사를 삭제했습니다. 해당 기자를 징계했습니다. 독자 여러분께 사과드립니다."
        ),
        PUBLISHED,
    ),
]


WALLS_OF_CONSENT = [
    ("쿠키 사용 동의 안내", told("새벽일보는 쿠키를 사용합니다. 맞춤형 광고를 위한 쿠키 사용에 동의해 주세요.")),
    (
        "새벽일보",
        told("기사를 보시려면 맞춤형 광고에 쓰이는 쿠키에 동의하셔야 합니다. 모두 동의 단추를 눌러 주십시오."),
    ),
    ("Before you continue", told("We use cookies and data to deliver our services.", "Accept all", "Reject all")),
    (
        "Saebyeok Daily",
        told("We value your privacy.", "We and our 812 partners store cookies on your device.", "Accept all"),
    ),
]

STORIES_OF_CONSENT = [
    (
        "구글, 쿠키 동의 절차 바꾼다",
        told(
            "구글이 30일 유럽에서 쿠키 사용에 동의를 받는 절차를 바꾼다고 밝혔다.",
            "이용자는 쿠키를 한 번에 거부하는 버튼을 볼 수 있게 된다.",
            "개인정보보호위원회는 국내에서도 같은 절차를 쓰는지 살펴보고 있다.",
        ),
    ),
    (
        "Google changes cookie consent",
        told(
            "Google said on Monday that sites which use third-party cookies must ask readers twice.",
            "The regulator fined two publishers over their cookie walls last year.",
            "Shares of advertising companies fell by three percent in Seoul.",
        ),
    ),
]


@pytest.mark.parametrize("wall", WALLS_OF_CONSENT)
def test_a_wall_of_consent_is_said_to_be_one(wall: tuple[str, ...]) -> None:
    with pytest.raises(Drop) as caught:
        read(page(*wall))
    assert caught.value.reason == "consent"


@pytest.mark.parametrize("story", STORIES_OF_CONSENT)
def test_a_story_about_consent_is_one(story: tuple[str, ...]) -> None:
    assert read(page(*story)).body


@pytest.mark.parametrize("notice", NOTICES)
def test_what_stands_in_the_place_of_a_story_is_no_article(notice: tuple[str, ...]) -> None:
    with pytest.raises(Drop):
        read(page(*notice))


@pytest.mark.parametrize("story", STORIES)
def test_a_story_about_such_a_thing_is_one(story: tuple[str, ...]) -> None:
    assert read(page(*story)).body


SAID = [
    "요청하신 페이지를 찾을 수 없습니다.",
    "해당 기사는 언론사의 요청에 따라 삭제되었습니다.",
    "귀하의 IP에서 비정상적인 접근이 감지되어 접속이 차단되었습니다.",
    "현재 시스템 점검 중입니다. 잠시 후 다시 접속해 주시기 바랍니다.",
]
POLITE = [
    "입력하신 주소가 정확한지 다시 한번 확인해 주시기 바랍니다.",
    "이용에 불편을 드려 대단히 죄송합니다.",
    "궁금한 점은 고객센터로 문의해 주세요.",
    "항상 새벽일보를 아껴 주시는 독자 여러분께 감사드립니다.",
    "홈으로 이동하시려면 아래 단추를 눌러 주십시오.",
]


@given(st.sampled_from(SAID), st.lists(st.sampled_from(POLITE), max_size=30), st.booleans())
def test_a_notice_of_any_length_is_no_article(said: str, polite: list[str], first: bool) -> None:
    lines = [said, *polite] if first else [*polite, said]
    with pytest.raises(Drop):
        read(page("다온중공업, 물류 자동화 설비 개발", told(*lines), PUBLISHED))


@given(st.sampled_from(SAID), st.permutations([*S, "현장 의견은 누리집에서 받는다."]), st.integers(0, 3))
def test_a_story_that_quotes_a_notice_is_one(said: str, story: list[str], at: int) -> None:
    lines = [*story[:at], f'누리집에는 "{said}"라는 안내가 떴다.', *story[at:]]
    assert read(page("다온중공업 누리집 접속 차단 논란", told(*lines))).body.count("\n") == 3


STORY = page("다온중공업, 물류 자동화 설비 개발", told(*S), PUBLISHED)
MOVED = "https://example.com/news/20261128999"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "누리통신, 새 요금제 세 가지 선보여"},
        {"title": "누리통신, 새 요금제 세 가지 선보여", "url": MOVED},
        {"url": MOVED},
    ],
)
def test_another_story_at_the_address_of_a_removed_one_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(Drop, match="another story"):
        read(STORY, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "다온중공업 물류 설비 개발 나서"},
        {"title": "노을솔루션·다온중공업, 업무협약 맺고 물류 설비 손본다", "url": MOVED},
        {"title": "[속보]", "url": "https://m.example.com/news/20261128001"},
        {"title": "´Ù¿ÂÁß°ø¾÷, ¹°·ù ÀÚµ¿È­ ¼³ºñ °³¹ß"},
        {"url": "http://www.example.com/news/20261128001"},
        {"url": "https://example.com/r/999991"},
        {"url": "https://short.example/3"},
        {},
    ],
)
def test_a_rewritten_headline_and_another_way_to_the_same_story_are_no_other_story(fields: dict[str, str]) -> None:
    assert read(STORY, **fields).body == "\n".join(S)


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/news/articleView.html?idxno=30140", "https://example.com/news/articleView.html?idxno=40777"),
        ("/news/articleView.html?page=2&idxno=30140", "/news/articleView.html?idxno=40777"),
        ("/article/202610150007", "https://m.example.com/article/202611280042"),
        ("/view.php?no=5512", "http://www.example.com/view.php?no=6001"),
        ("/2026/11/28/99999", "https://example.com/2026/11/29/100002"),
    ],
)
@pytest.mark.parametrize("tag", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_a_page_that_names_the_number_of_another_story_is_that_one(asked: str, canonical: str, tag: str) -> None:
    url = f"https://example.com{asked}"
    markup = page("다온중공업, 물류 자동화 설비 개발", told(*S), PUBLISHED + tag.format(canonical))
    with pytest.raises(Drop, match="another story"):
        read(markup, url=url, final_url=url)
    assert read(markup, url=url, final_url=url, title="다온중공업 물류 설비 개발 나서").body


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/news/articleView.html?idxno=30140", "/"),
        ("/news/articleView.html?idxno=30140", "/news/articleView.html"),
        ("/news/articleViewAmp.html?idxno=30140", "/news/articleView.html?idxno=30140"),
        ("/news/articleView.html?page=2&total=88&idxno=30140&sc_word=", "/news/articleView.html?idxno=30140"),
        ("/?p=4411", "/2026/11/27/daon-noeul-logistics/"),
        ("/article/918/0000016196", "https://other.example/article/2026112812345"),
        ("/article/30140", "/article/202611280042"),
        ("/2026/11/28/30140", "/2026/11/29/30140"),
        ("/news/1", "/news/2"),
        ("/news/articleView.html?idxno=30140", "https://other.example/news/articleView.html?idxno=40777"),
    ],
)
def test_another_address_of_the_same_story_makes_it_no_other(asked: str, canonical: str) -> None:
    url = f"https://example.com{asked}"
    markup = page(
        "다온중공업, 물류 자동화 설비 개발", told(*S), PUBLISHED + f'<link rel="canonical" href="{canonical}">'
    )
    assert read(markup, url=url, final_url=url).body


def test_a_page_that_names_its_own_number_anywhere_is_that_story() -> None:
    url = "https://example.com/news/articleView.html?idxno=30140"
    head = PUBLISHED + '<link rel="canonical" href="/news/articleView.html?idxno=40777">'
    markup = page("다온중공업, 물류 자동화 설비 개발", told(*S) + '<a href="/comment?idxno=30140">댓글 쓰기</a>', head)
    assert read(markup, url=url, final_url=url).body


async def test_the_stage_counts_them_by_kind() -> None:
    reasons = []
    for title, body in (("새벽일보", told(SAID[0])), ("새벽일보", told(SAID[2])), ("서비스 점검 중", told(SAID[3]))):
        with pytest.raises(Ending) as caught:
            await InlineWorkers().run(read_page, Page(id="x", url=URL, final_url=URL, body=page(title, body).encode()))
        reasons.append(caught.value.reason)
    assert reasons == ["removed", "blocked", "maintenance"]


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("[[notice]]\ntitles = ['a']", "no kind"),
        ("[[notice]]\nkind = 'removed'\ntitles = ['a']", "sentences"),
        ("[[notice]]\nkind = 'removed'\ntitles = ['(']\nsentences = ['a']", "titles"),
        ("[[notice", "notices.toml"),
    ],
)
def test_a_wrong_table_names_its_entry(table: str, what: str) -> None:
    with pytest.raises(NoticeTableError, match=what):
        read_notice_table(table)


@given(st.text(st.sampled_from("페이지기사를찾을수없습니다 요청하신점검중404 notfud·()[]|-"), max_size=80))
def test_any_title_is_judged_at_once(title: str) -> None:
    assert notice_table().kind_of_title(title) in (None, "removed", "maintenance", "blocked")
