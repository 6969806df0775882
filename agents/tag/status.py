"""Decides what a clause says has become of an alliance, from tense, modality, reporting verbs and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agents.tag.clauses import Clause, Sentence
from agents.tag.dates import Moment
from agents.tag.triggers import Trigger
from topics.records import Kind, Status

RECENT_DAYS = 10  # a deal of the last week or so is still this text's news: papers carry press releases days later


class Form(StrEnum):
    """The form of the light verb."""

    PAST = "past"
    AGREED = "agreed"
    PRESENT = "present"
    FUTURE = "future"
    PROSPECT = "prospect"
    ADNOMINAL = "adnominal"
    HABIT = "habit"
    LINKED = "linked"
    NEGATED = "negated"
    NOMINAL = "nominal"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status and the rule that decided it; `firm` where the clause stands on its own as this text's news."""

    status: Status
    rule: str
    firm: bool = True


_FORMS = tuple(
    (form, re.compile(pattern))
    for form, pattern in (
        (Form.NEGATED, r"(?:하|되|을 )?지\s?(?:도\s)?(?:않|못)|하려다|할 뻔"),
        (
            Form.AGREED,
            r"(?:하기로|키로|기로)\s?(?:했|하고|합의|결정|결의|뜻|한다|약속|하였|의견|,)?|에 합의|에 최종 합의|을 결정|를 결정|을 확정|에 서명|을 마쳤|을 완료|을 마무리",
        ),
        (
            Form.FUTURE,
            r"(?:하게\s?될|할|될|을|릴|ㄹ|울)\s?(?:예정|계획|방침|것|전망|듯|수|가능|가|지|까|뜻|참)|(?:하려|려)는|하게 된|을 앞두|를 앞두|을 계획|를 계획| 예정| 계획| 방침",
        ),
        (
            Form.PROSPECT,
            r"(?:하는|는)\s?(?:방안|안|것을|쪽|데 |논의)|하자|하려|을 위(?:해|한)|를 위(?:해|한)|(?:을|를)?\s?(?:적극 |본격 )?(?:추진|검토|논의|협의|타진|모색|저울질|제안|조율|시도|요청|촉구|희망|노력|준비|기대|서두|임박|협상|유력|요구|제한|지원|유도|권고)|설(?=[은이을도과\s'\"])|방법|방안|할\b",
        ),
        (Form.PAST, r"(?:했|하였|됐|되었|었|았|였|렸|웠|혔|켰|왔)(?!던)|(?:다|다고|습니다)(?=[\s.,'\"]|$)"),
        (Form.PRESENT, r"(?:하게 )?(?:한다|합니다|는다|된다|된다고|ㄴ다|연다)"),
        (
            Form.LINKED,
            r"(?:하고|해|하며|하면서|하여|하고서|고|아|어|여|며|으며|으면서|면서|돼|되고|되며|한 뒤|한 후|은 뒤|은 후|한 다음|은 다음|한 데|혀)(?=[\s,]|$)",
        ),
        (Form.HABIT, r"(?:하는|되는|는|해온|해 온|해왔|해 왔|어 왔|어왔|어온|어 온|아 온|하던|했던|었던|고 있)"),
        (Form.ADNOMINAL, r"(?:한|된|은|운|킨|린|인)(?=[\s'\"])"),
    )
)
_STEM_FORMS = (
    (Form.PAST, ("했다", "했습니다", "렸", "웠", "뤘", "꿨", "열었", "가졌")),
    (Form.LINKED, ("고", "려", "해", "워", "며")),
    (Form.PRESENT, ("연다", "한다")),
    (Form.ADNOMINAL, ("린", "운", "든", "룬", "꾼", "진", "한")),
)

_DENIED = re.compile(
    r"사실\s?무근|사실이 아니|사실과\s?다르|사실과\s?달라|부인(?:했|하고|하며|한다)"
    r"|(?:결정|확정|검토|논의|추진|합의|협의|체결)(?:된|한|하고 있는|할)?\s?(?:바|것|사실|사항|계획)?[은이도가]?\s?(?:전혀 |아직 )?없"
    r"|계획[은이도]?\s?(?:전혀 )?없|않기로|않는다고|하지 않았|루머|낭설|일축"
)
_ENDED = re.compile(
    r"중단(?!\s?없)|종료|해지|파기|결별|해체|청산|철회|무산|깨졌|깨지|깨고|갈라서|갈라섰|끝내|끝났|취소|물거품|결렬|탈퇴|백지화|해산|해소|막을 내|마침표|각자의? 길|이별|좌초"
)
_MERGER = re.compile(r"합병|완전\s?자회사|계열사로 편입|포괄적")
_MADE_BEFORE = re.compile(r"(?:설립한|세운|만든|맺은|체결한|결성한|구성한|출자한|꾸린|투자한) (?:[가-힣]+ )?'?$")
_GUESSED = re.compile(r"분석된다|분석이|풀이된|해석된|관측된|보인다|것으로 분석|것으로 풀이|것으로 보인|것으로 해석")
_RUMOUR_END = re.compile(
    r"알려졌|알려진다|전해졌|전해진|전망|관측|예상|점쳐|거론|추정|유력|보도했|보도가|소문|가능성|것으로 보인|듯|할 것이라는|논의 중|협의 중|검토 중|논의하고|협의하고|검토하고|타진하고|논의를 (?:진행|시작|벌)|협상을? (?:중|진행|벌)|추진 중|추진하고 있|저울질|모색하고|할 수 있|구체적인 (?:내용|사항)은"
)
_PAST_HEDGE = re.compile(r"(?:[한된은인린운긴]|했던|던) 것으로 (?:알려졌|전해졌|나타났|확인)")
_HEARSAY = re.compile(r"(?:업계|관계자|소식통|외신|보도|재계|금융권|시장|통신사?)[가-힣()]{0,6}에?\s?(?:따르면|의하면)")
_OFFICIAL = re.compile(r"(?:밝혔|발표했|전했|공시했|공개했|설명했|말했|밝힌)")
_OLD_WORDS = re.compile(
    r"앞서|지난해|작년|재작년|[0-9]+\s?년 전|[0-9]+개월 전|그동안|과거|한때|당시|지난 1?[0-9]월(?!\s?[0-9]+일)|올해 초|올 초|연초|올해 [1-9]월|올 [1-9]월|이미|기존|일찍이|오랜|예전|지난번|종전|전에도|이전에|지난 [0-9]{4}년|(?:19|20)[0-9]{2}년"
)
_OLD_TAIL = re.compile(
    r"바 있|적이 있|적 있|해\s?왔|어\s?왔|아\s?왔|해\s?오고|이어오|이어왔|이어온|에 이어|이후 [0-9]|지 [0-9]+년|뒤 [0-9]+년|후속|데 이은|이래"
)
_CONTRAST = re.compile(r"[과와]\s?(?:는\s)?(?:달리|다르)|보다|만으로|이라도|이라는 것|란 무엇|때문|가 아닌|이 아닌")
_CONDITION = re.compile(r"(?:하|되|으|맺으)면(?=[\s,])|다면|라면|(?:어|아|해)야|하라|하자고|할 경우|때는|때마다|경우")
_OPINION = re.compile(
    r"기자\s?수첩|칼럼|사설\]|\[사설|기고|논설|시론|오피니언|데스크|만평|독자\s?투고|\[시평|\[기자의|취재\s?수첩|\[인터뷰|사외칼럼|\[기획|\[해설|편집자 주"
)
_MARKETING = re.compile(
    r"공모전|아카데미|영상|인수|강좌|이용권|구독|체험|교육한|김장|선공개|출시|선보|판매|할인|행사|기획전|팝업|이벤트|오픈|개점|공연|전시|캠페인|프로모션|한정판|신메뉴|신제품|콜라보|내놨|내놓|개최|방송|기부|나눔|봉사|증정|경품|분양|상영|제작한|만든|세운|개발한|키운|게재|콘서트|시작한다|시작했|축제|운영한"
)
_ACTION = re.compile(
    r"나선다|나섰|나서|협력|공략|추진|구축|강화|개발|진출|확대|육성|조성|체결|맺|설립|키로|기로|공동|협업|대응"
)
_TITLE_DOUBT = re.compile(
    r"논의|검토|추진|협의|설(?=[\s'\".,…]|$)|가능성|전망|임박|할까|하나\b|\?|기대|제안|촉구|유력|초읽기|타진|저울질|협상|러브콜|모색|물밑|눈앞|요청|구애|앞두|무게|빚나|관심|시동거나"
)
_TITLE_OLD = re.compile(
    r"첫 (?:성과|생산|상업|결실|제품|출하|가동)|주년|효과|결실|성과|준공|착공|가동|돌파|압수수색|단속|1년|수주|논란|반발|규탄|위반|따라|이후|후속|체포|소송|해부|집중|분석|이유|배경|왜\b"
)
_TITLE_NOUN_END = re.compile(
    r"(?:식|서)?(?:\([^)]{0,20}\))?['\")\s]*(?:$|[,…·(\[.!-]|체결|등(?:\s|$)|맺|맞손|로 |으로 |통해)"
)
_SUBJECT_GAP = re.compile(r"(?:\([^)]{0,40}\))?['\"]?\s?(이|가|은|는|의|에서|과|와|에게|으로|로|에|에도|에는)(?=\s)")
_PASSIVE = re.compile(r"됐|되|된|출범|발족|열렸|열린|성사|합류|참여|가입|동참|합세|탄생|가동")
_EXISTING = re.compile(r"(?:인|한|된|은|는|온)\s$")


def is_opinion(title: str, body: str) -> bool:
    """Whether a text is a column, an interview or the like, which reports no news of its own."""
    return bool(_OPINION.search(title) or _OPINION.search(body[:120]))


def form_of(sentence: str, trigger: Trigger) -> Form:
    """The form of a trigger's verb."""
    for form, pattern in _FORMS:
        if pattern.match(sentence, trigger.verb_end):
            return form
    for form, stems in _STEM_FORMS:
        if trigger.verb.endswith(stems):
            return form
    return Form.NOMINAL


def judge(
    sentence: Sentence, clause: Clause, trigger: Trigger, dates: list[Moment], anchor: date | None
) -> Judgement | None:
    """What a trigger's clause says; None where it speaks of no alliance being made, kept or broken."""
    text = sentence.text
    if sentence.in_title:
        return _judge_title(text, clause, trigger)
    if trigger.group == "weak":
        return None
    if trigger.kind is Kind.EQUITY_SWAP and _MERGER.search(text):
        return None
    head = text[clause.start : trigger.start]
    near = text[trigger.end : min(len(text), trigger.verb_end + 40)]
    rest = text[trigger.verb_end :]
    if _CONTRAST.match(text, trigger.verb_end) or _CONTRAST.match(text, trigger.end):
        return Judgement(Status.BACKGROUND, "contrast", firm=False)
    if _DENIED.search(rest):
        return Judgement(Status.DENIED, "denied")
    ended = _ENDED.search(near)
    if ended and (not trigger.verb or trigger.group == "idiom" or ended.start() < 30):
        between = near[: ended.start()]
        if not re.search(r"[했됐였었]다|하고,? |하며 |예정", between):
            return Judgement(Status.ENDED, "ended")
    if not trigger.verb:
        return _judge_bare(sentence, trigger, head)
    if not _fits(text, trigger):
        return None
    form = form_of(text, trigger)
    if _GUESSED.search(rest) and form is not Form.HABIT:
        return Judgement(Status.RUMOURED, "guessed")
    if form is Form.NEGATED:
        return Judgement(Status.DENIED, "negated")
    if _OLD_TAIL.search(text[trigger.verb_end : trigger.verb_end + 12]) or text[: clause.end].endswith("데 이어 "):
        return Judgement(Status.BACKGROUND, "told as past")
    if _CONDITION.match(text, trigger.verb_end):
        return Judgement(Status.BACKGROUND, "condition", firm=False)
    old = _is_old(head, text, clause, trigger, dates, anchor)
    if old is not None and form not in (Form.FUTURE, Form.PROSPECT):
        return old
    return _by_form(text, trigger, form, head, rest, dates, anchor)


def _by_form(
    text: str, trigger: Trigger, form: Form, head: str, rest: str, dates: list[Moment], anchor: date | None
) -> Judgement | None:
    official = _OFFICIAL.search(rest)
    hearsay = _HEARSAY.search(text)
    doubtful = _RUMOUR_END.search(rest)
    if form is Form.PROSPECT:
        if official and re.search(r"추진(?:한다|하기로|키로)|나선다", rest[:60]) and not doubtful:
            return Judgement(Status.PLANNED, "prospect, official", firm=False)
        if re.match(r"(?:을|를)?\s?위(?:해|한)", rest):
            return None
        return Judgement(Status.RUMOURED, "prospect")
    if form is Form.FUTURE:
        if doubtful or hearsay:
            return Judgement(Status.RUMOURED, "future by hearsay")
        if re.match(r"(?:할|될|을|릴|울)\s?(?:수|지|까|듯|가능)", rest):
            return Judgement(Status.RUMOURED, "possible")
        return Judgement(Status.PLANNED, "future")
    if form is Form.HABIT:
        return Judgement(Status.BACKGROUND, "habitual", firm=False)
    if form is Form.ADNOMINAL:
        if re.match(r"[한된은운린] 것(?:으로|이|은|을)", rest):
            return Judgement(Status.ANNOUNCED, "past with hedge")
        if _recent(dates, trigger, anchor):
            return Judgement(Status.ANNOUNCED, "recent adnominal")
        return Judgement(Status.BACKGROUND, "adnominal")
    if trigger.group == "idiom" and trigger.kind is Kind.PARTNERSHIP:
        return _judge_idiom(rest, form)
    if form is Form.LINKED:
        if re.search(r"(?:할|될)\s?(?:예정|계획|방침|것|전망)", rest[-40:]) and (doubtful or hearsay):
            return Judgement(Status.RUMOURED, "linked to hearsay")
        if doubtful and (not official or hearsay) and not _PAST_HEDGE.search(rest):
            return Judgement(Status.RUMOURED, "linked to hearsay")
        if re.search(r"방안을|안을 |경우", rest[:60]) and not official:
            return Judgement(Status.RUMOURED, "linked to a proposal")
        return Judgement(Status.ANNOUNCED, "linked")
    if form is Form.NOMINAL:
        if re.match(
            r"\s?(?:을|를)? ?(?:통해|계기|바탕|기반)|\s?(?:에|이|은|는|의|과|와|로|으로|소식|당시|이후|후|시|전|건|현황|실적|식|을|를)",
            rest,
        ):
            return None
        if len(rest.strip(" .'\"…")) <= 4:
            return Judgement(Status.ANNOUNCED, "headline in the body")
        return None
    if form is Form.PRESENT and doubtful and not official:
        return Judgement(Status.RUMOURED, "present by hearsay")
    if form is Form.PAST and re.search(r"^[했었]을|가능성", rest[:20]):
        return Judgement(Status.RUMOURED, "supposed")
    if "최근" in head and not official and form is Form.PAST:
        return Judgement(Status.BACKGROUND, "recently, not reported as news", firm=False)
    if form is Form.PRESENT and not official:
        return Judgement(Status.PLANNED, "present")
    return Judgement(Status.ANNOUNCED, f"{form.value}{', reported' if official else ''}")


def _judge_idiom(rest: str, form: Form) -> Judgement | None:
    if form is Form.NOMINAL:
        return None
    if _MARKETING.search(rest):
        return Judgement(Status.BACKGROUND, "marketing", firm=False)
    if form is Form.LINKED and not _ACTION.search(rest):
        return Judgement(Status.BACKGROUND, "idiom without a deal", firm=False)
    return Judgement(Status.ANNOUNCED, "idiom", firm=False)


def _judge_bare(sentence: Sentence, trigger: Trigger, head: str) -> Judgement | None:
    """A noun without a verb counts only where the sentence is cut off right behind it, or is a headline itself."""
    rest = sentence.text[trigger.end :]
    if _MADE_BEFORE.search(head):
        return Judgement(Status.BACKGROUND, "made before")
    if (
        sentence.truncated
        and len(rest) <= 16
        and trigger.kind in (Kind.MOU, Kind.PARTNERSHIP)
        and not _OLD_WORDS.search(head)
    ):
        return Judgement(Status.ANNOUNCED, "cut off")
    if re.search(r"논의 중|협의 중|검토 ?중|논의하고|협의하고|검토하고|타진", rest[:40]):
        return Judgement(Status.RUMOURED, "under talks")
    if trigger.kind is Kind.CONSORTIUM or trigger.kind is Kind.JOINT_VENTURE:
        return None
    if (
        not sentence.text.endswith(("다", "다.", "요", "요."))
        and len(sentence.text) < 80
        and len(rest.strip(" '\".)")) == 0
    ):
        return Judgement(Status.ANNOUNCED, "headline in the body")
    return None


def _judge_title(text: str, clause: Clause, trigger: Trigger) -> Judgement | None:
    rest = text[trigger.end : clause.end]
    around = text[clause.start : clause.end]
    if _DENIED.search(rest):
        return Judgement(Status.DENIED, "denied in the title")
    if _ENDED.search(around):
        return Judgement(Status.ENDED, "ended in the title")
    if trigger.verb and not _fits(text, trigger):
        return None
    if trigger.kind is Kind.EQUITY_SWAP and _MERGER.search(text):
        return None
    if _TITLE_DOUBT.search(text, trigger.end):
        return Judgement(Status.RUMOURED, "doubt in the title")
    after = text[trigger.verb_end : clause.end]
    if _TITLE_OLD.search(after) or _OLD_WORDS.search(text[clause.start : trigger.start]):
        return Judgement(Status.BACKGROUND, "title tells of another thing", firm=False)
    form = form_of(text, trigger) if trigger.verb else Form.NOMINAL
    if form in (Form.ADNOMINAL, Form.HABIT):
        return Judgement(Status.BACKGROUND, "adnominal in the title", firm=False)
    if not trigger.verb:
        if trigger.kind in (Kind.JOINT_VENTURE, Kind.CONSORTIUM, Kind.EQUITY_SWAP) or not _TITLE_NOUN_END.match(
            text, trigger.end
        ):
            return None
        return Judgement(Status.ANNOUNCED, "title", firm=trigger.kind is Kind.MOU)
    if trigger.group == "weak":
        if not re.match(r"['\")\s]*(?:$|[.…!])", text[trigger.end :]):
            return None
        return Judgement(Status.ANNOUNCED, "weak title", firm=False)
    if trigger.group == "idiom" and trigger.kind is Kind.PARTNERSHIP:
        if _MARKETING.search(text):
            return Judgement(Status.BACKGROUND, "marketing in the title", firm=False)
        return Judgement(Status.ANNOUNCED, "idiom in the title", firm=trigger.word == "맞손")
    return Judgement(Status.ANNOUNCED, "title")


def _fits(text: str, trigger: Trigger) -> bool:
    """Whether the noun is what the verb makes or joins, and not who does it or where."""
    if trigger.group in ("idiom", "weak"):
        return True
    gap = text[trigger.end : trigger.verb_start]
    found = _SUBJECT_GAP.match(gap)
    particle = found[1] if found else ""
    if trigger.group == "join":
        return particle in ("에", "에도", "으로", "") and "을" not in gap
    if particle in ("이", "가", "은", "는"):
        return bool(_PASSIVE.match(trigger.verb) or _PASSIVE.match(text, trigger.verb_end))
    if particle:
        return particle in ("으로", "로") and trigger.group == "swap"
    return not re.search(r"[가-힣](?:다고|했다|는|한|고)\s|계약|약정|MOA|MOU|협약(?!식|서)", gap) or gap.lstrip(
        "()'\" "
    ).startswith(("(", "계약", "MOU"))


def _recent(dates: list[Moment], trigger: Trigger, anchor: date | None) -> bool:
    if anchor is None:
        return False
    before = [m for m in dates if m.end <= trigger.start and m.day is not None]
    return bool(before) and before[-1].days_before(anchor) <= RECENT_DAYS


def _is_old(
    head: str, text: str, clause: Clause, trigger: Trigger, dates: list[Moment], anchor: date | None
) -> Judgement | None:
    inside = [m for m in dates if clause.start <= m.start and m.end <= trigger.verb_start]
    if anchor is not None and inside:
        days = min(m.days_before(anchor) for m in inside)
        whole = any(m.day is not None for m in inside)
        if days <= RECENT_DAYS and whole:
            return None
        if days > RECENT_DAYS:
            return Judgement(Status.BACKGROUND, "old date")
    found = _OLD_WORDS.search(head)
    if found:
        return Judgement(Status.BACKGROUND, "old by its words")
    if re.search(r"바 있", text[trigger.verb_end :]) and not re.search(r"다\.|[.]", text[trigger.verb_end : -1]):
        return Judgement(Status.BACKGROUND, "told as past")
    return None
