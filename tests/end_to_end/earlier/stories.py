"""What the site told that version 0.1.0 read, and where: the same for making what it left and for going on with it."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.end_to_end.outlet import Answer, Outlet, signing, signing_retold

NET, PORT = "127.31.41", 26535
"""Addresses that nobody else listens on: they stand in what was kept."""
OUTLETS = (1, 2, 3, 4)
DESK, LATE = 10, 11
"""The hosts of two receivers: one took what was sent to it, the other answered 503."""
PUBLISHED = datetime(2026, 3, 9, 9, tzinfo=timezone(timedelta(hours=9)))

QUARANTINED, UNAVAILABLE = "/news/nested.html", "/news/busy.html"

PHASES: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = (
    (
        "deliver",
        (
            (1, "deal garam-nuri"),
            (2, "retold garam-nuri"),
            (1, "deal dasol-raon"),
            (3, "deal maru-saebit"),
            (2, "recalled"),
            (3, "weather"),
            (2, QUARANTINED),
            (4, UNAVAILABLE),
        ),
    ),
    ("alert", ((1, "deal hanbit-baro"),)),
    ("resolve", ((2, "deal aram-haeon"),)),
    ("tag", ((3, "deal saeron-gaon"), (2, "retold dasol-raon"))),
    ("clean", ((1, "deal choroke-haneul"),)),
    ("fetch", ((3, "deal naru-byeolha"), (1, "retold maru-saebit"))),
    ("discover", ((2, "deal solnae-areum"),)),
)
"""The last stage that ran, and what was new to it at which outlet; the rest stayed where that stage had written it."""

PARTIES = {
    "garam-nuri": ("가람전자", "누리통신", "가정용 로봇 공동 개발"),
    "dasol-raon": ("다솔통신", "라온바이오", "유전자 분석 서비스"),
    "maru-saebit": ("마루중공업", "새빛에너지", "해상 풍력 발전 사업"),
    "hanbit-baro": ("한빛전자", "바로물류", "무인 창고 구축"),
    "aram-haeon": ("아람제약", "해온소재", "신약 원료 국산화"),
    "saeron-gaon": ("새론조선", "가온해운", "친환경 선박 도입"),
    "choroke-haneul": ("초록식품", "하늘유통", "식물성 고기 판매"),
    "naru-byeolha": ("나루은행", "별하보험", "고령층 금융 상품 개발"),
    "solnae-areum": ("솔내건설", "아름화학", "폐자재 재활용 사업"),
}
"""Who signed, and for what."""

_TOLD_BEFORE = [what for _, what in PHASES[0][1]]
TOLD = [name for name in PARTIES if f"deal {name}" in _TOLD_BEFORE]
"""What one receiver had been told, and the other not yet."""
NEW = [name for name in PARTIES if name not in TOLD]
"""What was on its way."""


def path_of(what: str) -> str:
    """The path of a story."""
    return what if what.startswith("/") else f"/news/{what.replace(' ', '-')}.html"


def tell(outlet: Outlet, what: str) -> None:
    """Let an outlet answer with a story."""
    kind, _, name = what.partition(" ")
    path = path_of(what)
    if what == QUARANTINED:
        outlet.answers[path] = Answer(body="<html><body>" + "<div>" * 5000 + "깊다", headers=_HTML)
    elif what == UNAVAILABLE:
        outlet.answers[path] = Answer(503, "busy")
    elif kind == "deal":
        one, other, purpose = PARTIES[name]
        title, sentences = signing(PUBLISHED, one, other, purpose=purpose)
        own = f"{one}의 올해 {purpose} 예산은 지난해보다 늘었고, {other}의 인력도 두 배가 됐다."
        outlet.story(path, title, sentences[0], own, published=PUBLISHED)
    elif kind == "retold":
        title, sentences = signing_retold(PUBLISHED, *PARTIES[name][:2])
        outlet.story(path, title, *sentences, outlet="나루신문", published=PUBLISHED + timedelta(hours=2))
    else:
        outlet.story(path, *_OTHERS[kind], published=PUBLISHED + timedelta(hours=1))


_HTML = {"content-type": "text/html; charset=utf-8"}
_OTHERS = {
    "recalled": (
        "이든은행 실적 발표",
        "이든은행은 지난해 순이익이 12% 늘었다고 9일 밝혔다.",
        "이든은행은 2024년 10월 다솔통신과 지분을 맞교환한 바 있다.",
        "올해는 해외 점포를 세 곳 더 열 계획이다.",
    ),
    "weather": ("주말 전국에 봄비", "기상청은 주말에 전국에 비가 내리겠다고 9일 예보했다.", "비는 일요일 밤에 그친다."),
}


def site(stack: ExitStack) -> dict[int, Outlet]:
    """The outlets, which tell nothing yet."""
    outlets = {number: stack.enter_context(Outlet(number, PORT, net=NET)) for number in OUTLETS}
    for outlet in outlets.values():
        outlet.lists()
    return outlets


HERE = Path(__file__).parent
