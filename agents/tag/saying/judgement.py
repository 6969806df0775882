"""Decides what a clause says has become of an alliance, from tense, modality, reporting verbs and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agents.tag.language.clauses import Clause, Sentence
from agents.tag.language.moments import Moment
from agents.tag.saying.arguments import is_argument
from agents.tag.saying.forms import Form, form_of
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import TOLD_AS_DONE, Rule
from agents.tag.saying.title_judgement import judge_title
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement, Left, announced, background, planned, rumoured
from topics.records import Kind, Status

LATE_DAYS = 30  # so long after its signing a deal is news where it is reported today as the story's own
RECENT_DAYS = 10  # a deal of the last week or so is still this text's news: papers carry press releases days later
SUPPOSED_NEAR = 16  # characters: "제휴를 추진 중이라는 소문"
RESOLVED_LATE = 4  # sentences, headlines among them, within which parties that "agree to" do something are the news
ENDED_NEAR = 18  # characters: "합작법인 체제를 종료", but not "협약은 애로를 없애려고 … 중단"
ENDED_NEAR_VERB = 30  # characters: behind a noun that has a verb of its own

_WITH_BEFORE = re.compile(r"[와과] (?:함께 )?(?:[가-힣]{2,5} ){0,2}$")
_GOES_ON = re.compile(r"(?:고 있(?:다|습니다)|[가-힣] 중(?:이다|입니다))[.'\"]*$")  # "제휴를 맺고 판매 중이다"
_MADE_BY_IT = re.compile(r"(?:해|하여)? ?(?:설립|개발|출시|제작|운영)(?:한|했던|하는) ")  # "제휴해 설립한 법인"
_TOLD_AS_PAST = re.compile(r"(?:하|되|됐|했|한|된|던|났던|냈던)? ?(?:바|적이|적) ?있")  # "관계를 청산한 바 있다"
_OTHER_OBJECT = re.compile(r"(?:에|에서|으로) [^.]{2,14}[을를] (?:모두 )?")  # "합작사에 자산 이전을 모두 끝내고"
_OTHER_CLAUSE = re.compile(r"[했됐였었]다|하고,? |하며 |예정")
_PURSUED = re.compile(r"추진(?:한다|하기로|키로)|나선다")
_AGREED_TO_PURSUE = re.compile(r"(?:하기로|키로) (?:[0-9]{1,2}일 )?(?:[가-힣]{2} )?합의했")
_MEANT_FOR = re.compile(r"(?:을|를)?\s?위(?:해|한)|(?:하기로|키로) (?:[가-힣]{2,4} )?(?:합의|결정)?하고")
_POSSIBLE = re.compile(r"(?:할|될|을|릴|울)\s?(?:수|지|까|듯|가능)")
_HEDGED = re.compile(r"[한된은운린] 것(?:으로|이|은|을)")
_TO_COME = re.compile(r"(?:할|될)\s?(?:예정|계획|방침|것|전망)")
_PROPOSAL = re.compile(r"방안을(?! [가-힣 ]{1,12}합의)|(?<!방)안을 |경우")
_SUPPOSED = re.compile(r"^[했었]을|가능성")
_TALKED_ABOUT = re.compile(r"논의 중|협의 중|검토 ?중|논의하고|협의하고|검토하고|타진")
_UNRESOLVED = re.compile(r"하는|했던|한 바")
_NUMBERED = re.compile(r"[①-⑳❶-❿]|[0-9]{1,2}[.)] ")  # an item of a review
_CEREMONY = re.compile(r"'?\s?(?:체결|협약|조인|서명|출범|발족|교환)?식'?(?:\([^)]{0,20}\))?(?:에서|에는|에|엔)\s")
_HELD = re.compile(r"(?:열린|가진|개최된|진행된|마련된)\s")  # "13일 본사에서 열린 업무협약식에서"
_BAH = re.compile(r"바 있")
_ANOTHER_SENTENCE = re.compile(r"다\.|[.]")


@dataclass(frozen=True)
class Telling:
    """A trigger in its clause, with the stretches around it that its reading looks at."""

    sentence: Sentence
    clause: Clause
    trigger: Trigger
    moments: list[Moment]
    """The dates of the sentence."""
    anchor: date | None
    """The day of publication."""

    @property
    def text(self) -> str:
        return self.sentence.text

    @cached_property
    def head(self) -> str:
        """What stands before the noun in its clause."""
        return self.text[self.clause.start : self.trigger.start]

    @cached_property
    def rest(self) -> str:
        """What stands behind the verb."""
        return self.text[self.trigger.verb_end :]

    @cached_property
    def is_official(self) -> bool:
        return PATTERNS["official"].search(self.rest) is not None

    @cached_property
    def is_hearsay(self) -> bool:
        return PATTERNS["hearsay"].search(self.text) is not None

    @cached_property
    def is_doubtful(self) -> bool:
        return PATTERNS["rumour_end"].search(self.rest) is not None

    @cached_property
    def is_recent(self) -> bool:
        """Whether the last day before the noun lies within the last days."""
        before = [m for m in self.moments if m.end <= self.trigger.start and m.day is not None]
        return self.anchor is not None and bool(before) and before[-1].days_before(self.anchor) <= RECENT_DAYS

    @cached_property
    def is_reported_now(self) -> bool:
        """Whether the verb of telling has the day of publication or the one before: "…체결했다고 20일 밝혔다"."""
        if self.anchor is None or not self.is_official:
            return False
        behind = (m for m in self.moments if m.start >= self.trigger.verb_end and m.day is not None)
        return any(0 <= m.days_before(self.anchor) <= 1 for m in behind)

    @cached_property
    def days_ago(self) -> int | None:
        """How many days before publication the latest date before the verb lies; None where there is none."""
        if self.anchor is None:
            return None
        inside = [m for m in self.moments if self.clause.start <= m.start and m.end <= self.trigger.verb_start]
        return min((m.days_before(self.anchor) for m in inside), default=None)

    @property
    def says_recently(self) -> bool:
        return "최근" in self.head


def is_opinion(title: str, body: str) -> bool:
    """Whether a text is a column, an interview or the like, which reports no news of its own."""
    return bool(PATTERNS["opinion"].search(title) or PATTERNS["opinion"].search(body[:120]))


def judge(
    sentence: Sentence, clause: Clause, trigger: Trigger, dates: list[Moment], anchor: date | None
) -> Judgement | Left:
    """What a trigger's clause says has become of an alliance, or why it speaks of none."""
    if sentence.in_title:
        return judge_title(sentence.text, clause, trigger)
    if trigger.group == "weak":
        return Left(Rule.WEAK_WORD)
    if trigger.kind is Kind.EQUITY_SWAP and PATTERNS["merger"].search(sentence.text):
        return Left(Rule.MERGER)
    telling = Telling(sentence, clause, trigger, dates, anchor)
    if settled := _compared(telling) or _ended(telling):
        return settled
    if not trigger.verb or _ends_with_a_comma(telling):
        return _judge_bare(telling)
    if not is_argument(telling.text, trigger):
        return Left(Rule.NOT_ITS_VERB)
    return _judge_verb(telling)


def _compared(told: Telling) -> Judgement | None:
    """What is only compared with, denied, told of many at once, or a rumour by the words right behind it."""
    text, trigger = told.text, told.trigger
    if PATTERNS["contrast"].match(text, trigger.verb_end) or PATTERNS["contrast"].match(text, trigger.end):
        return background(Rule.CONTRAST)
    if PATTERNS["denied"].search(told.rest):
        return Judgement(Status.DENIED, Rule.DENIED)
    if PATTERNS["several"].search(text[told.clause.start : trigger.verb_end]):
        return background(Rule.SEVERAL_DEALS)
    if PATTERNS["media"].search(told.head):
        return rumoured(Rule.MEDIA_REPORT)
    if PATTERNS["supposed"].search(text[trigger.end : trigger.verb_end + SUPPOSED_NEAR]):
        return rumoured(Rule.RUMOUR)
    return None


def _ended(told: Telling) -> Judgement | None:
    trigger = told.trigger
    near = told.text[trigger.end :]
    ended = PATTERNS["ended"].search(near)
    if ended is None or ended.start() >= (ENDED_NEAR_VERB if trigger.verb else ENDED_NEAR):
        return None
    if _TOLD_AS_PAST.match(near, ended.end()):
        return background(Rule.ENDED_BEFORE)
    between = near[: ended.start()]
    if PATTERNS["old_words"].search(between):
        return background(Rule.ENDED_BEFORE)
    if _OTHER_OBJECT.fullmatch(between) or _OTHER_CLAUSE.search(between):
        return None
    return Judgement(Status.ENDED, Rule.ENDED)


def _judge_verb(told: Telling) -> Judgement | Left:
    text, trigger, rest = told.text, told.trigger, told.rest
    form = form_of(text, trigger)
    if PATTERNS["guessed"].search(rest) and form is not Form.HABIT:
        return rumoured(Rule.GUESSED)
    if form is Form.NEGATED:
        if "그동안" in told.head:
            return background(Rule.NOT_UNTIL_NOW)
        return Judgement(Status.DENIED, Rule.NEGATED)
    tail = text[trigger.verb_end : trigger.verb_end + 12]
    if PATTERNS["old_tail"].search(tail) or text[: told.clause.end].endswith("데 이어 "):
        return background(Rule.TOLD_AS_PAST, firm=True)
    if PATTERNS["condition"].match(text, trigger.verb_end):
        return background(Rule.CONDITION)
    old = _is_old(told)
    if trigger.group == "agree":
        return old or _judge_resolve(told)
    if old is not None and form not in (Form.FUTURE, Form.PROSPECT):
        return old
    if form is Form.LINKED and told.says_recently and told.sentence.place > 1 and not told.is_official:
        return background(Rule.RECENTLY)
    verdict = _by_form(told, form)
    if isinstance(verdict, Judgement) and verdict.rule in TOLD_AS_DONE and (told.days_ago or 0) > RECENT_DAYS:
        return announced(Rule.TOLD_LATE)
    return verdict


def _by_form(told: Telling, form: Form) -> Judgement | Left:
    trigger = told.trigger
    if form is Form.PROSPECT or (trigger.verb == "추진" and form is not Form.PAST):
        return _prospect(told)
    if form is Form.FUTURE:
        return _future(told)
    if form is Form.HABIT:
        caption = PATTERNS["caption"].search(told.head)
        return announced(Rule.CAPTION) if caption else background(Rule.HABITUAL)
    if form is Form.ADNOMINAL:
        return _adnominal(told)
    if trigger.group == "idiom" and trigger.kind is Kind.PARTNERSHIP:
        return _idiom(told, form)
    if form is Form.LINKED:
        return _linked(told)
    if form is Form.NOMINAL:
        return _nominal(told)
    return _finite(told, form)


def _prospect(told: Telling) -> Judgement | Left:
    rest = told.rest
    if told.is_official and _PURSUED.search(rest[:60]) and not told.is_doubtful:
        return planned(Rule.PROSPECT_OFFICIAL, firm=False)
    if _AGREED_TO_PURSUE.match(rest) and not told.is_doubtful:
        return planned(Rule.PROSPECT_AGREED, firm=False)
    return Left(Rule.TO_PURSUE) if _MEANT_FOR.match(rest) else rumoured(Rule.PROSPECT)


def _future(told: Telling) -> Judgement:
    if told.is_doubtful or told.is_hearsay:
        return rumoured(Rule.FUTURE_HEARSAY)
    return rumoured(Rule.POSSIBLE) if _POSSIBLE.match(told.rest) else planned(Rule.FUTURE)


def _adnominal(told: Telling) -> Judgement:
    if _HEDGED.match(told.rest):
        return announced(Rule.PAST_HEDGED)
    if told.trigger.group != "idiom" and told.is_recent:
        return announced(Rule.RECENT_ADNOMINAL)
    return background(Rule.ADNOMINAL, firm=True)


def _linked(told: Telling) -> Judgement:
    rest = told.rest
    if _MADE_BY_IT.match(rest):
        return background(Rule.MADE_BY_IT)
    if _GOES_ON.search(rest) and not (told.is_official or (not told.is_hearsay and told.is_recent)):
        return background(Rule.LINKED_ONGOING)
    if _TO_COME.search(rest[-40:]) and (told.is_doubtful or told.is_hearsay):
        return rumoured(Rule.LINKED_HEARSAY)
    if told.is_doubtful and (not told.is_official or told.is_hearsay) and not PATTERNS["past_hedge"].search(rest):
        return rumoured(Rule.LINKED_HEARSAY)
    if _PROPOSAL.search(rest[:60]) and not told.is_official:
        return rumoured(Rule.LINKED_PROPOSAL)
    return announced(Rule.LINKED)


def _nominal(told: Telling) -> Judgement | Left:
    if told.trigger.verb in ("체결", "서명", "합의") and told.rest.startswith(", "):
        return announced(Rule.COMMA_FOR_VERB)
    if PATTERNS["named_only"].match(told.rest):
        return Left(Rule.NAMED_ONLY)
    if len(told.rest.strip(" .'\"…")) <= 4:
        return announced(Rule.HEADLINE_IN_BODY)
    return Left(Rule.NAMED_ONLY)


def _finite(told: Telling, form: Form) -> Judgement:
    """A verb that ends its clause: past, agreed, or present."""
    if form is Form.PRESENT and told.is_doubtful and not told.is_official:
        return rumoured(Rule.PRESENT_HEARSAY)
    if form is Form.PAST and _SUPPOSED.search(told.rest[:20]):
        return rumoured(Rule.SUPPOSED)
    if told.says_recently and not told.is_official and form is Form.PAST:
        return background(Rule.RECENTLY)
    if form is Form.PRESENT:
        return announced(Rule.PRESENT_REPORTED) if told.is_official else planned(Rule.PRESENT)
    if form is Form.AGREED:
        return announced(Rule.AGREED_REPORTED if told.is_official else Rule.AGREED)
    return announced(Rule.PAST_REPORTED if told.is_official else Rule.PAST)


def _idiom(told: Telling, form: Form) -> Judgement | Left:
    if form is Form.NOMINAL:
        return Left(Rule.BARE_NOUN)
    if PATTERNS["marketing"].search(told.rest):
        return background(Rule.MARKETING)
    if form is Form.PAST and told.says_recently and not told.is_official:
        return background(Rule.RECENTLY)
    if form is Form.LINKED and not PATTERNS["action"].search(told.rest):
        return background(Rule.IDIOM_WITHOUT_DEAL)
    return announced(Rule.IDIOM, firm=False)


def _judge_resolve(told: Telling) -> Judgement | Left:
    """Parties that "협력하기로": no paper is signed, so it counts only as the news that a story begins with."""
    rest = told.rest
    reach = RESOLVED_LATE if "합의" in rest[:8] else 1
    if told.sentence.place > reach:
        return Left(Rule.NOT_RESOLVED)
    if told.is_doubtful or told.is_hearsay:
        return rumoured(Rule.PROSPECT)
    resolved = told.trigger.verb not in ("한다", "합니다") and not _UNRESOLVED.match(rest)
    if resolved or told.is_official or len(rest) <= 1:
        return announced(Rule.RESOLVED, firm=False)
    return Left(Rule.NOT_RESOLVED)


def _ends_with_a_comma(told: Telling) -> bool:
    """Whether a comma stands for the verb of a noun, and the next verb is another's: "와 제휴, 노선을 교환"."""
    trigger = told.trigger
    comma = trigger.group != "idiom" and told.text.startswith(", ", trigger.end)
    return comma and _WITH_BEFORE.search(told.head) is not None


def _judge_bare(told: Telling) -> Judgement | Left:
    """A noun without a verb counts only where the sentence is cut off right behind it, or is a headline itself."""
    sentence, trigger, head = told.sentence, told.trigger, told.head
    rest = told.text[trigger.end :]
    if rest.startswith(", ") and trigger.kind in (Kind.MOU, Kind.PARTNERSHIP) and _WITH_BEFORE.search(head):
        return announced(Rule.COMMA_FOR_VERB)
    if PATTERNS["made_before"].search(head):
        return background(Rule.MADE_BEFORE, firm=True)
    if _CEREMONY.match(rest) and _HELD.search(head):
        return _is_old(told) or announced(Rule.CEREMONY, firm=False)
    cut = sentence.truncated and len(rest) <= 16 and not PATTERNS["old_words"].search(head)
    if cut and (trigger.kind is Kind.MOU or (trigger.kind is Kind.PARTNERSHIP and not head.count("'") % 2)):
        return announced(Rule.CUT_OFF)
    if _TALKED_ABOUT.search(rest[:40]):
        return rumoured(Rule.UNDER_TALKS)
    if trigger.kind in (Kind.CONSORTIUM, Kind.JOINT_VENTURE):
        return Left(Rule.BARE_NOUN)
    whole = sentence.text.endswith(("다", "다.", "요", "요.")) or len(sentence.text) >= 80
    if not whole and not rest.strip(" '\".)") and not _NUMBERED.match(sentence.text):
        return announced(Rule.HEADLINE_IN_BODY)
    return Left(Rule.BARE_NOUN)


def _is_old(told: Telling) -> Judgement | None:
    """Whether dates or words before the verb say that it was made before, and is no news."""
    anchor = told.anchor
    inside = [m for m in told.moments if told.clause.start <= m.start and m.end <= told.trigger.verb_start]
    if any(m.bare or (anchor is None and m.day is not None) for m in inside):
        return None  # without a day of publication a whole date is that of the news
    if (days := told.days_ago) is not None:
        if days > (LATE_DAYS if told.is_reported_now else RECENT_DAYS):
            return background(Rule.OLD_DATE, firm=True)
        if any(m.day is not None for m in inside):
            return None
    if PATTERNS["old_words"].search(told.head):
        return background(Rule.OLD_WORDS, firm=True)
    if _BAH.search(told.rest) and not _ANOTHER_SENTENCE.search(told.text[told.trigger.verb_end : -1]):
        return background(Rule.TOLD_AS_PAST, firm=True)
    return None
