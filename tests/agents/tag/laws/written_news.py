"""Writes Korean news: names of firms, sentences that tell of deals or of nothing, and what stands around a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

_STEMS = ("가람", "나래", "다솔", "라온", "미르", "누리", "두레", "한결", "별솔", "새암", "온새", "푸른")
_ENDS_WITHOUT_CONSONANT = ("전자", "에너지", "바이오", "테크", "소프트", "카드")
_ENDS_WITH_CONSONANT = ("통신", "화학", "은행", "건설", "솔루션", "텔레콤", "식품", "증권")
_THINGS = ("로봇", "배터리", "수소", "보안", "물류", "반도체", "의료기기", "전기차 충전")
_PEOPLE = ("한서준", "최유나", "오세진", "봉하늘", "이바다")
_OUTLETS = ("하늘일보", "누리통신", "바다신문", "별빛경제")
_PARTICLES = {"은": "는", "이": "가", "과": "와", "을": "를"}


def with_particle(name: str, particle: str) -> str:
    """A name with the form of a particle that its last syllable takes; `particle`: the form behind a consonant."""
    return name + (particle if (ord(name[-1]) - 0xAC00) % 28 else _PARTICLES[particle])


firms = st.builds(str.__add__, st.sampled_from(_STEMS), st.sampled_from(_ENDS_WITHOUT_CONSONANT + _ENDS_WITH_CONSONANT))
"""The name of a firm that no list has, with a final consonant or without."""

things = st.sampled_from(_THINGS)
days = st.integers(1, 16)


def distinct_firms(count: int) -> st.SearchStrategy[list[str]]:
    """So many firms, no two with the same beginning."""
    return st.lists(firms, min_size=count, max_size=count, unique_by=lambda name: name[:2])


@dataclass(frozen=True, slots=True)
class Written:
    """A story of the sixteenth of May 2024, and the firms that it names."""

    title: str
    text: str
    firms: tuple[str, str]
    tells: bool
    """It tells of a new deal between the two."""


_DEALS: tuple[Callable[[str, str, str, int], tuple[str, str]], ...] = (
    lambda a, b, what, day: (
        f"{a}-{b}, {what} 업무협약",
        f"{with_particle(a, '은')} {with_particle(b, '과')} {what} 개발을 위한 업무협약을 체결했다고 {day}일 밝혔다. "
        f"양사는 올해 안에 시제품을 내놓을 계획이다.",
    ),
    lambda a, b, what, day: (
        f"{a}·{b}, {what} 합작법인 세운다",
        f"{with_particle(a, '과')} {with_particle(b, '이')} {what} 사업을 함께 하기로 했다. "
        f"두 회사는 {day}일 합작법인을 설립하는 계약을 체결했다고 밝혔다.",
    ),
    lambda a, b, what, day: (
        f"{a}, {with_particle(b, '과')} {what} 맞손",
        f"{with_particle(a, '은')} {day}일 서울 본사에서 {with_particle(b, '과')} {what} 사업을 위한 전략적 제휴를 맺었다.",
    ),
    lambda a, b, what, day: (
        f"{a}·{b} 손잡았다",
        f"{with_particle(a, '이')} {what} 시장에 나선다.\n{with_particle(a, '은')} {day}일 "
        f"{with_particle(b, '과')} 업무협약(MOU)을 맺었다고 밝혔다.\n이번 협약은 3년 동안 이어진다.",
    ),
)
_NO_DEALS: tuple[Callable[[str, str, str, int], tuple[str, str]], ...] = (
    lambda a, b, what, day: (
        f"{a}, {b}에 {what} 공급",
        f"{with_particle(a, '은')} {b}에 {what} 장비를 공급했다고 {day}일 밝혔다. 두 회사는 2019년 업무협약을 체결한 바 있다.",
    ),
    lambda a, b, what, day: (
        f"{a}, {b} 제소",
        f"{with_particle(a, '은')} {with_particle(b, '을')} {what} 특허 침해로 제소했다고 {day}일 밝혔다. "
        f"양사는 지난해 제휴를 종료했다.",
    ),
)

story_parts = st.tuples(distinct_firms(2), things, days)


@st.composite
def written_stories(draw: st.DrawFn) -> Written:
    """A short story of two firms, with its headline or without, that tells of a new deal or of none."""
    (a, b), what, day = draw(story_parts)
    tells = draw(st.booleans())
    title, text = draw(st.sampled_from(_DEALS if tells else _NO_DEALS))(a, b, what, day)
    return Written(title if draw(st.booleans()) else "", text, (a, b), tells)


_HARMLESS: tuple[str, ...] = (
    "전국이 대체로 맑고 낮 기온은 {day}도까지 오르겠다.",
    "{day}일 수도권에는 비가 내렸다.",
    "휘발유 값은 한 주 사이 리터당 {day}원 내렸다.",
    "배추 한 포기 값은 {day}% 올랐다.",
    "{a은} 신임 대표이사에 {person} 부사장을 선임했다.",
    "{person} 전 장관이 {a} 사외이사로 선임됐다.",
    "{a은} 1분기 영업이익이 {day}억원으로 8% 늘었다고 공시했다.",
    "{a과} {b은} 이번 주 실적을 발표한다.",
    "{a과} {b} 주가는 이날 나란히 올랐다.",
    "{a이} {b을} 제치고 매출 1위에 올랐다.",
    "선거관리위원회는 {day}일 후보자 등록을 마감했다.",
    "여야는 이번 주말까지 공천을 마친다.",
    "{person} 후보가 {day}%포인트 차로 당선됐다.",
    "코스피는 전날보다 {day}포인트 내린 채 장을 마쳤다.",
)


def _fill(sentence: str, a: str, b: str, person: str, day: int) -> str:
    forms = {f"{key}{p}": with_particle(name, p) for key, name in (("a", a), ("b", b)) for p in _PARTICLES}
    return sentence.format(a=a, b=b, person=person, day=day, **forms)


def harmless(apart_from: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """A sentence that tells of no deal: the weather, prices, appointments, earnings, elections."""
    others = distinct_firms(2).filter(lambda names: not {n[:2] for n in names} & {n[:2] for n in apart_from})
    return st.builds(
        lambda sentence, names, person, day: _fill(sentence, *names, person, day),
        st.sampled_from(_HARMLESS),
        others,
        st.sampled_from(_PEOPLE),
        days,
    )


datelines = st.builds(
    str.format,
    st.sampled_from(
        (
            "[{0} {1} 기자] ",
            "(서울={0}) {1} 기자 = ",
            "[부산={0}] {1} 기자 = ",
            "【{0}】 ",
            "{0} {1} 기자\n",
            "{1} 기자 reporter@news.example\n",
            "입력 2024.05.16 09:30\n",
        )
    ),
    st.sampled_from(_OUTLETS),
    st.sampled_from(_PEOPLE),
)
signatures = st.builds(
    str.format,
    st.sampled_from(
        (
            "\n{1} 기자 reporter@news.example",
            "\n{0} {1} 기자",
            "\n<저작권자 ⓒ {0}, 무단 전재 및 재배포 금지>",
            "\n[{0} {1} 기자]",
        )
    ),
    st.sampled_from(_OUTLETS),
    st.sampled_from(_PEOPLE),
)
captions = st.builds(
    str.format,
    st.sampled_from(
        (
            "▲ {0} 본사 전경. /사진={0}",
            "(사진={0} 제공)",
            "{1} {0} 대표(왼쪽)가 직원들과 이야기하고 있다. 사진={0}",
            "{0} 공장 내부 모습.",
        )
    ),
    st.sampled_from(("해든물산", "여울제지")),
    st.sampled_from(_PEOPLE),
)
breaks = st.sampled_from(("\n", "\n\n", " \n"))


def in_front(apart_from: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """What may stand in front of a story: harmless sentences, a dateline, a caption, a break."""
    one = st.one_of(
        st.builds(str.__add__, harmless(apart_from), st.sampled_from((" ", "\n", "\n\n"))),
        st.builds(str.__add__, captions, st.sampled_from(("\n", "\n\n"))),
        breaks,
    )
    return st.builds(str.__add__, st.lists(one, max_size=2).map("".join), st.one_of(st.just(""), datelines))


def behind(apart_from: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """What may stand behind a story."""
    one = st.one_of(
        st.builds(str.__add__, st.sampled_from((" ", "\n", "\n\n")), harmless(apart_from)),
        st.builds(str.__add__, st.sampled_from(("\n", "\n\n")), captions),
        signatures,
        breaks,
    )
    return st.lists(one, min_size=1, max_size=2).map("".join)
