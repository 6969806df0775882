"""Decides what a clause says has become of an alliance, from tense, modality, reporting verbs and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agents.tag.language.clauses import Clause, Sentence
from agents.tag.language.moments import Moment
from agents.tag.saying.phrasing import FORMS, PATTERNS
from agents.tag.saying.triggers import Trigger
from topics.records import Kind, Status

RECENTLY = "recently, not reported as news"
RECENT_DAYS = 10  # a deal of the last week or so is still this text's news: papers carry press releases days later


SUPPOSED_NEAR = 16  # characters: "제휴를 추진 중이라는 소문"
RESOLVED_LATE = 4  # sentences, headlines among them, within which parties that "agree to" do something are the news
NEXT_WORD = 4  # characters: "맞손 추진", but not "손잡고 사업 추진"
ENDED_NEAR = 18  # characters: "합작법인 체제를 종료", but not "협약은 애로를 없애려고 … 중단"


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


_FORMS = tuple((Form(name), pattern) for name, pattern in FORMS.items())
_STEM_FORMS = (
    (Form.PAST, ("했다", "했습니다", "렸", "웠", "뤘", "꿨", "열었", "가졌")),
    (Form.LINKED, ("고", "려", "해", "워", "며")),
    (Form.PRESENT, ("연다", "한다")),
    (Form.ADNOMINAL, ("린", "운", "든", "룬", "꾼", "진", "한")),
)

_DENIED = PATTERNS["denied"]
_SUPPOSED = PATTERNS["supposed"]
_ENDED = PATTERNS["ended"]
_MERGER = PATTERNS["merger"]
_MADE_BEFORE = PATTERNS["made_before"]
_GUESSED = PATTERNS["guessed"]
_RUMOUR_END = PATTERNS["rumour_end"]
_PAST_HEDGE = PATTERNS["past_hedge"]
_HEARSAY = PATTERNS["hearsay"]
_OFFICIAL = PATTERNS["official"]
_OLD_WORDS = PATTERNS["old_words"]
_OLD_TAIL = PATTERNS["old_tail"]
_CONTRAST = PATTERNS["contrast"]
_CONDITION = PATTERNS["condition"]
_OPINION = PATTERNS["opinion"]
_MARKETING = PATTERNS["marketing"]
_ACTION = PATTERNS["action"]
_TITLE_DOUBT = PATTERNS["title_doubt"]
_TITLE_UNDONE = PATTERNS["title_undone"]
_TITLE_OLD = PATTERNS["title_old"]
_TITLE_NOUN_END = re.compile(
    r"(?:식|서)?(?:\([^)]{0,20}\))?['\")\s]*(?:$|[,…·(\[.!-]|체결| 선언| [가-힣]{1,2}(?:…|\.{2,})$"
    r"|등(?:\s|$)|외$| 외$|맺|맞손|로 |으로 |통해)"
)
_ADVERSATIVE = re.compile(r"(?:지만|으나|는데도?),? ?(?:…|$)")  # "손잡았지만… 성과는"
_WITH_BEFORE = re.compile(r"[와과] (?:함께 )?(?:[가-힣]{2,5} ){0,2}$")
_SUBJECT_GAP = re.compile(r"(?:\([^)]{0,40}\))?['\"]?\s?(이|가|은|는|의|에서|과|와|에게|으로|로|에|에도|에는)(?=\s)")
_GOES_ON = re.compile(r"(?:고 있(?:다|습니다)|[가-힣] 중(?:이다|입니다))[.'\"]*$")  # "제휴를 맺고 판매 중이다"
_MADE_BY_IT = re.compile(r"(?:해|하여)? ?(?:설립|개발|출시|제작|운영)(?:한|했던|하는) ")  # "제휴해 설립한 법인"
_MEANS = re.compile(  # "파트너십을 발판으로 기회를 만들어": not it is made
    r"(?:\([^)]{0,40}\))?['\"]?[을를]\s?(?:통해|통한|발판|바탕|계기|기반|토대|앞세|활용|내세|비롯|근거)"
)
_TOLD_AS_PAST = re.compile(r"(?:하|되|됐|했|한|된|던|났던|냈던)? ?(?:바|적이|적) ?있")  # "관계를 청산한 바 있다"
_OTHER_OBJECT = re.compile(r"(?:에|에서|으로) [^.]{2,14}[을를] (?:모두 )?")  # "합작사에 자산 이전을 모두 끝내고"
_PASSIVE = re.compile(r"됐|되|된|출범|발족|열렸|열린|성사|합류|참여|가입|동참|합세|탄생|가동")
_EXISTING = re.compile(r"(?:인|한|된|은|는|온)\s$")


def is_opinion(title: str, body: str) -> bool:
    """Whether a text is a column, an interview or the like, which reports no news of its own."""
    return bool(_OPINION.search(title) or _OPINION.search(body[:120]))


def form_of(sentence: str, trigger: Trigger) -> Form:
    """The form of a trigger's verb."""
    if sentence.startswith("다", trigger.verb_end) and _ends_with_n(trigger.verb):
        return Form.PRESENT  # 열린다, 꾸린다
    for form, pattern in _FORMS:
        if pattern.match(sentence, trigger.verb_end):
            return form
    for form, stems in _STEM_FORMS:
        if trigger.verb.endswith(stems):
            return form
    return Form.NOMINAL


def _ends_with_n(stem: str) -> bool:
    code = ord(stem[-1]) - 0xAC00 if stem else -1
    return 0 <= code < 11172 and code % 28 == 4  # ㄴ is the fourth final consonant


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
    if PATTERNS["several"].search(text[clause.start : trigger.verb_end]):
        return Judgement(Status.BACKGROUND, "several deals together", firm=False)
    if _SUPPOSED.search(text[trigger.end : trigger.verb_end + SUPPOSED_NEAR]):
        return Judgement(Status.RUMOURED, "a rumour")
    ended = _ENDED.search(near)
    if ended and ended.start() < (30 if trigger.verb else ENDED_NEAR):
        if _TOLD_AS_PAST.match(near, ended.end()):
            return Judgement(Status.BACKGROUND, "ended before", firm=False)
        between = near[: ended.start()]
        if not _OTHER_OBJECT.fullmatch(between) and not re.search(r"[했됐였었]다|하고,? |하며 |예정", between):
            return Judgement(Status.ENDED, "ended")
    if not trigger.verb or _ends_with_a_comma(text, trigger, head):
        return _judge_bare(sentence, trigger, head)
    if not _fits(text, trigger):
        return None
    form = form_of(text, trigger)
    if _GUESSED.search(rest) and form is not Form.HABIT:
        return Judgement(Status.RUMOURED, "guessed")
    if form is Form.NEGATED and "그동안" in head:
        return Judgement(Status.BACKGROUND, "not until now", firm=False)
    if form is Form.NEGATED:
        return Judgement(Status.DENIED, "negated")
    if _OLD_TAIL.search(text[trigger.verb_end : trigger.verb_end + 12]) or text[: clause.end].endswith("데 이어 "):
        return Judgement(Status.BACKGROUND, "told as past")
    if _CONDITION.match(text, trigger.verb_end):
        return Judgement(Status.BACKGROUND, "condition", firm=False)
    old = _is_old(head, text, clause, trigger, dates, anchor)
    if trigger.group == "agree":
        return old or _judge_resolve(sentence, trigger, rest)
    if old is not None and form not in (Form.FUTURE, Form.PROSPECT):
        return old
    if form is Form.LINKED and "최근" in head and sentence.index > 1 and not _OFFICIAL.search(rest):
        return Judgement(Status.BACKGROUND, RECENTLY, firm=False)
    return _by_form(text, trigger, form, head, rest, dates, anchor)


def _by_form(
    text: str, trigger: Trigger, form: Form, head: str, rest: str, dates: list[Moment], anchor: date | None
) -> Judgement | None:
    official = _OFFICIAL.search(rest)
    hearsay = _HEARSAY.search(text)
    doubtful = _RUMOUR_END.search(rest)
    if trigger.verb == "추진" and form is not Form.PAST:
        form = Form.PROSPECT
    if form is Form.PROSPECT:
        if official and re.search(r"추진(?:한다|하기로|키로)|나선다", rest[:60]) and not doubtful:
            return Judgement(Status.PLANNED, "prospect, official", firm=False)
        if re.match(r"(?:하기로|키로) (?:[0-9]{1,2}일 )?(?:[가-힣]{2} )?합의했", rest) and not doubtful:
            return Judgement(Status.PLANNED, "prospect, agreed", firm=False)
        if re.match(r"(?:을|를)?\s?위(?:해|한)|(?:하기로|키로) (?:[가-힣]{2,4} )?(?:합의|결정)?하고", rest):
            return None
        return Judgement(Status.RUMOURED, "prospect")
    if form is Form.FUTURE:
        if doubtful or hearsay:
            return Judgement(Status.RUMOURED, "future by hearsay")
        if re.match(r"(?:할|될|을|릴|울)\s?(?:수|지|까|듯|가능)", rest):
            return Judgement(Status.RUMOURED, "possible")
        return Judgement(Status.PLANNED, "future")
    if form is Form.HABIT:
        if PATTERNS["caption"].search(head):
            return Judgement(Status.ANNOUNCED, "caption")
        return Judgement(Status.BACKGROUND, "habitual", firm=False)
    if form is Form.ADNOMINAL:
        if re.match(r"[한된은운린] 것(?:으로|이|은|을)", rest):
            return Judgement(Status.ANNOUNCED, "past with hedge")
        if trigger.group != "idiom" and _recent(dates, trigger, anchor):
            return Judgement(Status.ANNOUNCED, "recent adnominal")
        return Judgement(Status.BACKGROUND, "adnominal")
    if trigger.group == "idiom" and trigger.kind is Kind.PARTNERSHIP:
        return _judge_idiom(head, rest, form)
    if form is Form.LINKED:
        if _MADE_BY_IT.match(rest):
            return Judgement(Status.BACKGROUND, "what was made by it", firm=False)
        if _GOES_ON.search(rest) and not (official or (not hearsay and _recent(dates, trigger, anchor))):
            return Judgement(Status.BACKGROUND, "linked to what goes on", firm=False)
        if re.search(r"(?:할|될)\s?(?:예정|계획|방침|것|전망)", rest[-40:]) and (doubtful or hearsay):
            return Judgement(Status.RUMOURED, "linked to hearsay")
        if doubtful and (not official or hearsay) and not _PAST_HEDGE.search(rest):
            return Judgement(Status.RUMOURED, "linked to hearsay")
        if re.search(r"방안을(?! [가-힣 ]{1,12}합의)|(?<!방)안을 |경우", rest[:60]) and not official:
            return Judgement(Status.RUMOURED, "linked to a proposal")
        return Judgement(Status.ANNOUNCED, "linked")
    if form is Form.NOMINAL and trigger.verb in ("체결", "서명", "합의") and rest.startswith(", "):
        return Judgement(Status.ANNOUNCED, "comma for a verb")
    if form is Form.NOMINAL:
        if PATTERNS["named_only"].match(rest):
            return None
        if len(rest.strip(" .'\"…")) <= 4:
            return Judgement(Status.ANNOUNCED, "headline in the body")
        return None
    if form is Form.PRESENT and doubtful and not official:
        return Judgement(Status.RUMOURED, "present by hearsay")
    if form is Form.PAST and re.search(r"^[했었]을|가능성", rest[:20]):
        return Judgement(Status.RUMOURED, "supposed")
    if "최근" in head and not official and form is Form.PAST:
        return Judgement(Status.BACKGROUND, RECENTLY, firm=False)
    if form is Form.PRESENT and not official:
        return Judgement(Status.PLANNED, "present")
    return Judgement(Status.ANNOUNCED, f"{form.value}{', reported' if official else ''}")


def _judge_idiom(head: str, rest: str, form: Form) -> Judgement | None:
    if form is Form.NOMINAL:
        return None
    if _MARKETING.search(rest):
        return Judgement(Status.BACKGROUND, "marketing", firm=False)
    if form is Form.PAST and "최근" in head and not _OFFICIAL.search(rest):
        return Judgement(Status.BACKGROUND, RECENTLY, firm=False)
    if form is Form.LINKED and not _ACTION.search(rest):
        return Judgement(Status.BACKGROUND, "idiom without a deal", firm=False)
    return Judgement(Status.ANNOUNCED, "idiom", firm=False)


def _judge_resolve(sentence: Sentence, trigger: Trigger, rest: str) -> Judgement | None:
    """Parties that "협력하기로": no paper is signed, so it counts only as the news that a story begins with."""
    reach = RESOLVED_LATE if "합의" in rest[:8] else 1
    if sentence.index > reach or _RUMOUR_END.search(rest) or _HEARSAY.search(sentence.text):
        return Judgement(Status.RUMOURED, "prospect") if sentence.index <= reach else None
    resolved = trigger.verb not in ("한다", "합니다") and not re.match(r"(?:하는|했던|한 바)", rest)
    if resolved or _OFFICIAL.search(rest) or len(rest) <= 1:
        return Judgement(Status.ANNOUNCED, "resolve to work together", firm=False)
    return None


def _ends_with_a_comma(text: str, trigger: Trigger, head: str) -> bool:
    """Whether a comma stands for the verb of a noun, and the next verb is another's: "와 제휴, 노선을 교환"."""
    return trigger.group != "idiom" and text.startswith(", ", trigger.end) and bool(_WITH_BEFORE.search(head))


def _judge_bare(sentence: Sentence, trigger: Trigger, head: str) -> Judgement | None:
    """A noun without a verb counts only where the sentence is cut off right behind it, or is a headline itself."""
    rest = sentence.text[trigger.end :]
    if rest.startswith(", ") and trigger.kind in (Kind.MOU, Kind.PARTNERSHIP) and _WITH_BEFORE.search(head):
        return Judgement(Status.ANNOUNCED, "comma for a verb")
    if _MADE_BEFORE.search(head):
        return Judgement(Status.BACKGROUND, "made before")
    if (
        sentence.truncated
        and len(rest) <= 16
        and (trigger.kind is Kind.MOU or (trigger.kind is Kind.PARTNERSHIP and not head.count("'") % 2))
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
    if PATTERNS["several"].search(around):
        return Judgement(Status.BACKGROUND, "several deals together", firm=False)
    joined_hands = trigger.group == "idiom" and trigger.kind is Kind.PARTNERSHIP
    reach = trigger.end + NEXT_WORD if joined_hands else len(text)
    if _TITLE_DOUBT.search(text, trigger.end) or _TITLE_UNDONE.search(text, trigger.end, reach):
        return Judgement(Status.RUMOURED, "doubt in the title")
    after = text[trigger.verb_end : clause.end]
    if _TITLE_OLD.search(after) or _OLD_WORDS.search(text[clause.start : trigger.start]):
        return Judgement(Status.BACKGROUND, "title tells of another thing", firm=False)
    form = form_of(text, trigger) if trigger.verb else Form.NOMINAL
    if _ADVERSATIVE.search(text, trigger.verb_end, clause.end):
        return Judgement(Status.BACKGROUND, "what the title goes on from", firm=False)
    if form in (Form.ADNOMINAL, Form.HABIT):
        return Judgement(Status.BACKGROUND, "adnominal in the title", firm=False)
    if form is Form.PROSPECT and not joined_hands:
        return Judgement(Status.RUMOURED, "doubt in the title")  # "동맹 맺자"
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
    if _MEANS.match(gap):
        return False
    found = _SUBJECT_GAP.match(gap)
    particle = found[1] if found else ""
    if trigger.group == "join":
        return particle in ("에", "에도", "으로", "") and "을" not in gap
    if particle in ("이", "가", "은", "는"):
        return bool(_PASSIVE.match(trigger.verb) or _PASSIVE.match(text, trigger.verb_end))
    if particle == "에":
        return trigger.verb.startswith(("서명", "합의"))
    if particle:
        return particle in ("으로", "로") and trigger.group == "swap"
    if gap.startswith((" 및 ", "와 ", "과 ")) and "다고" not in gap:
        return True  # "양해각서 및 공급 계약을 체결"
    if trigger.kind is Kind.JOINT_VENTURE and re.fullmatch(r" ?(?:을|를) 위한 (?:[가-힣]+ )?계약을 ", gap):
        return True  # "합작법인 설립을 위한 계약을 체결"
    return not re.search(r"[가-힣](?:다고|했다|는|한|고)\s|계약|약정|MOA|MOU|협약(?!식|서)", gap) or gap.lstrip(
        "()'\" "
    ).startswith(("(", "계약", "MOU", "약정", "협약", "협정"))


def _recent(dates: list[Moment], trigger: Trigger, anchor: date | None) -> bool:
    if anchor is None:
        return False
    before = [m for m in dates if m.end <= trigger.start and m.day is not None]
    return bool(before) and before[-1].days_before(anchor) <= RECENT_DAYS


def _is_old(
    head: str, text: str, clause: Clause, trigger: Trigger, dates: list[Moment], anchor: date | None
) -> Judgement | None:
    inside = [m for m in dates if clause.start <= m.start and m.end <= trigger.verb_start]
    if any(m.bare or (anchor is None and m.day is not None) for m in inside):
        return None  # without a day of publication a whole date is that of the news
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
