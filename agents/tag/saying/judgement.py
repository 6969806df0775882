"""Decides what a clause says has become of an alliance, from tense, modality, reporting verbs and dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from agents.tag.language.clauses import Clause, Sentence
from agents.tag.language.moments import Moment, names_a_day
from agents.tag.saying.arguments import is_argument
from agents.tag.saying.forms import Form, form_of
from agents.tag.saying.phrasing import PATTERNS, classes_in, search
from agents.tag.saying.rule import TOLD_AS_DONE, Rule
from agents.tag.saying.surroundings import Surroundings
from agents.tag.saying.title_judgement import judge_title
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement, Left, announced, background, planned, rumoured
from topics.records import Kind, Status

LATE_DAYS = 30  # so long after its signing a deal is news where it is reported today as the story's own
RECENT_DAYS = 10  # a deal of the last week or so is still this text's news: papers carry press releases days later
RESOLVED_LATE = 4  # sentences, headlines among them, within which parties that "agree to" do something are the news
LONGEST_REMNANT = 4  # characters behind a nominal verb at the end of a headline within the text
CUT_NEAR = 16  # characters: a sentence that is cut off this near to the noun lacks the noun's verb
LONGEST_HEADLINE = 80  # characters: whatever is longer is no headline within the text


@dataclass(frozen=True)
class Telling(Surroundings):
    """A trigger in its clause, with all that its reading looks at."""

    sentence: Sentence = field(kw_only=True)
    moments: list[Moment] = field(kw_only=True)
    """The dates of the sentence."""
    anchor: date | None = field(kw_only=True)
    """The day of publication."""

    @cached_property
    def is_official(self) -> bool:
        return self.finds("official") is not None

    @cached_property
    def is_hearsay(self) -> bool:
        return self.finds("hearsay") is not None

    @cached_property
    def is_doubtful(self) -> bool:
        return self.finds("rumour_end") is not None

    @cached_property
    def is_recent(self) -> bool:
        """Whether the last day before the noun lies within the last days."""
        if self.anchor is None:
            return names_a_day(self.text, self.clause.start, self.trigger.start)
        before = [m for m in self.moments if m.end <= self.trigger.start and m.day is not None]
        return bool(before) and before[-1].days_before(self.anchor) <= RECENT_DAYS

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

    @cached_property
    def says_recently(self) -> bool:
        return self.finds("recently") is not None


def is_opinion(title: str, body: str) -> bool:
    """Whether a text is a column, an interview or the like, which reports no news of its own."""
    said = search("opinion", title) or ("opinion" in classes_in(body) and PATTERNS["opinion"].near(body))
    return bool(said)


def judge(
    sentence: Sentence, clause: Clause, trigger: Trigger, dates: list[Moment], anchor: date | None
) -> Judgement | Left:
    """What a trigger's clause says has become of an alliance, or why it speaks of none."""
    if sentence.in_title:
        return judge_title(sentence.text, clause, trigger)
    if trigger.group == "weak":
        return Left(Rule.WEAK_WORD)
    telling = Telling(sentence.text, clause, trigger, sentence=sentence, moments=dates, anchor=anchor)
    if trigger.kind is Kind.EQUITY_SWAP and telling.finds("merger"):
        return Left(Rule.MERGER)
    if settled := _compared(telling) or _ended(telling):
        return settled
    if not trigger.verb or _ends_with_a_comma(telling):
        return _judge_bare(telling)
    if not is_argument(telling):
        return Left(Rule.NOT_ITS_VERB)
    return _judge_verb(telling)


def _compared(told: Telling) -> Judgement | None:
    """What is only compared with, denied, told of many at once, or a rumour by the words right behind it."""
    if told.finds("contrast"):
        return background(Rule.CONTRAST)
    if told.finds("denied"):
        return Judgement(Status.DENIED, Rule.DENIED)
    if told.finds("several"):
        return background(Rule.SEVERAL_DEALS)
    if told.finds("media"):
        return rumoured(Rule.MEDIA_REPORT)
    return rumoured(Rule.RUMOUR) if told.finds("supposed") else None


def _ended(told: Telling) -> Judgement | None:
    ended = told.finds("ended", "" if told.trigger.verb else "bare")
    if ended is None:
        return None
    if PATTERNS["ended_before"].match(told.text, ended.end()):
        return background(Rule.ENDED_BEFORE)
    between = told.text[told.trigger.end : ended.start()]
    if PATTERNS["old_words"].search(between):
        return background(Rule.ENDED_BEFORE)
    if PATTERNS["other_object"].regex.fullmatch(between) or PATTERNS["other_clause"].search(between):
        return None
    return Judgement(Status.ENDED, Rule.ENDED)


def _is_funded(told: Telling) -> bool:
    """Whether those who found a venture put money into it: "합작법인 설립에 300억원을 투자한다"."""
    of_venture = told.trigger.kind is Kind.JOINT_VENTURE and not told.is_doubtful and not told.is_hearsay
    return of_venture and told.finds("funded") is not None


def _judge_verb(told: Telling) -> Judgement | Left:
    form = form_of(told.text, told.trigger)
    if form in (Form.NOMINAL, Form.PROSPECT) and _is_funded(told):
        return _is_old(told) or announced(Rule.FUNDED)
    if told.finds("guessed") and form is not Form.HABIT:
        return rumoured(Rule.GUESSED)
    if form is Form.NEGATED:
        if told.finds("until_now"):
            return background(Rule.NOT_UNTIL_NOW)
        return Judgement(Status.DENIED, Rule.NEGATED)
    followed = told.finds("followed")
    if followed and told.finds("by_the_hour"):
        return _is_old(told) or announced(Rule.RECENT_ADNOMINAL)
    if followed or told.finds("old_tail"):
        return background(Rule.TOLD_AS_PAST, firm=True)
    if told.finds("condition"):
        return background(Rule.CONDITION)
    old = _is_old(told)
    if told.trigger.group == "agree":
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
        caption = told.finds("caption")
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
    if told.is_official and told.finds("pursued") and not told.is_doubtful:
        return planned(Rule.PROSPECT_OFFICIAL, firm=False)
    if told.finds("agreed_to_pursue") and not told.is_doubtful:
        return planned(Rule.PROSPECT_AGREED, firm=False)
    return Left(Rule.TO_PURSUE) if told.finds("meant_for") else rumoured(Rule.PROSPECT)


def _future(told: Telling) -> Judgement:
    if told.is_doubtful or told.is_hearsay:
        return rumoured(Rule.FUTURE_HEARSAY)
    return rumoured(Rule.POSSIBLE) if told.finds("possible") else planned(Rule.FUTURE)


def _adnominal(told: Telling) -> Judgement:
    if told.finds("hedged"):
        return announced(Rule.PAST_HEDGED)
    if told.trigger.group != "idiom" and told.is_recent:
        return announced(Rule.RECENT_ADNOMINAL)
    return background(Rule.ADNOMINAL, firm=True)


def _linked(told: Telling) -> Judgement:
    if told.finds("made_by_it"):
        return background(Rule.MADE_BY_IT)
    if told.finds("goes_on") and not (told.is_official or (not told.is_hearsay and told.is_recent)):
        return background(Rule.LINKED_ONGOING)
    if told.finds("to_come") and (told.is_doubtful or told.is_hearsay):
        return rumoured(Rule.LINKED_HEARSAY)
    if told.is_doubtful and (not told.is_official or told.is_hearsay) and not told.finds("past_hedge"):
        return rumoured(Rule.LINKED_HEARSAY)
    if told.finds("proposal") and not told.is_official:
        return rumoured(Rule.LINKED_PROPOSAL)
    return announced(Rule.LINKED)


def _nominal(told: Telling) -> Judgement | Left:
    if _is_cut_to_a_comma(told):
        if told.finds("known_for_it"):
            return background(Rule.ADNOMINAL)
        doubted = told.is_doubtful or told.is_hearsay or told.finds("proposal")
        return rumoured(Rule.LINKED_HEARSAY) if doubted else announced(Rule.COMMA_FOR_VERB)
    if told.finds("named_only"):
        return Left(Rule.NAMED_ONLY)
    if len(PATTERNS["remark"].regex.sub("", told.rest).strip(" .'\"…")) <= LONGEST_REMNANT:
        return announced(Rule.HEADLINE_IN_BODY)
    return Left(Rule.NAMED_ONLY)


def _is_cut_to_a_comma(told: Telling) -> bool:
    """Whether a comma stands for a verb's ending: "법인을 설립, 로봇을 만든다", but "법인 설립, 지분 인수 등을"."""
    if not told.rest.startswith(","):
        return False
    signed = told.trigger.verb.endswith(("체결", "서명", "합의")) and told.rest.startswith(", ")
    return signed or told.text.endswith(("을 ", "를 "), told.trigger.end, told.trigger.verb_start)


def _finite(told: Telling, form: Form) -> Judgement | Left:
    """A verb that ends its clause: past, agreed, or present."""
    if form is Form.PRESENT and (told.is_doubtful or told.is_hearsay) and not told.is_official:
        return rumoured(Rule.PRESENT_HEARSAY)
    if form is Form.PAST and (told.finds("supposed_to") or told.finds("possibility")):
        return rumoured(Rule.SUPPOSED)
    if told.says_recently and not told.is_official and form is Form.PAST:
        return background(Rule.RECENTLY)
    if form is Form.PRESENT:
        return announced(Rule.PRESENT_REPORTED) if told.is_official else planned(Rule.PRESENT)
    if form is Form.AGREED and told.finds("undone"):
        return Left(Rule.NOT_RESOLVED)
    if form is Form.AGREED:
        return announced(Rule.AGREED_REPORTED if told.is_official else Rule.AGREED)
    return announced(Rule.PAST_REPORTED if told.is_official else Rule.PAST)


def _idiom(told: Telling, form: Form) -> Judgement | Left:
    if form is Form.NOMINAL:
        return Left(Rule.BARE_NOUN)
    if told.finds("marketing"):
        return background(Rule.MARKETING)
    if form is Form.PAST and told.says_recently and not told.is_official:
        return background(Rule.RECENTLY)
    if form is Form.LINKED and told.finds("weighed"):
        return rumoured(Rule.LINKED_HEARSAY)
    if form is Form.LINKED and not told.finds("action"):
        return background(Rule.IDIOM_WITHOUT_DEAL)
    return announced(Rule.IDIOM, firm=False)


def _judge_resolve(told: Telling) -> Judgement | Left:
    """Parties that "협력하기로": no paper is signed, so it counts only as the news that a story begins with."""
    rest = told.rest
    reach = RESOLVED_LATE if told.finds("agreement") else 1
    if told.sentence.place > reach:
        return Left(Rule.NOT_RESOLVED)
    if told.is_doubtful or told.is_hearsay:
        return Left(Rule.NOT_RESOLVED) if told.finds("signed_first") else rumoured(Rule.PROSPECT)
    resolved = told.trigger.verb not in ("한다", "합니다") and not told.finds("unresolved")
    if resolved or told.is_official or len(rest) <= 1:
        return announced(Rule.RESOLVED, firm=False)
    return Left(Rule.NOT_RESOLVED)


def _ends_with_a_comma(told: Telling) -> bool:
    """Whether a comma stands for the verb of a noun, and the next verb is another's: "와 제휴, 노선을 교환"."""
    trigger = told.trigger
    comma = trigger.group != "idiom" and told.text.startswith(", ", trigger.end)
    return comma and told.finds("with_before") is not None


def _judge_bare(told: Telling) -> Judgement | Left:
    """A noun without a verb counts only where the sentence is cut off right behind it, or is a headline itself."""
    sentence, trigger, head = told.sentence, told.trigger, told.head
    rest = told.text[trigger.end :]
    if rest.startswith(", ") and trigger.kind in (Kind.MOU, Kind.PARTNERSHIP) and told.finds("with_before"):
        return announced(Rule.COMMA_FOR_VERB)
    if told.finds("to_be_founded") and _is_funded(told):
        return _is_old(told) or announced(Rule.FUNDED)
    made = told.finds("made_before")
    if told.finds("renewed") and not told.is_hearsay:
        return (None if made else _is_old(told)) or announced(Rule.RENEWED)
    if made:
        today = told.is_recent  # "이날 맺은 협약에는"
        return announced(Rule.RECENT_ADNOMINAL, firm=False) if today else background(Rule.MADE_BEFORE, firm=True)
    if trigger.kind is Kind.MOU and sentence.place == 0 and told.finds("by_it") and not told.finds("old_words"):
        return background(Rule.BY_MEANS_OF_IT)
    if told.finds("at_ceremony") and told.finds("held"):
        return _is_old(told) or announced(Rule.CEREMONY, firm=False)
    cut = sentence.truncated and len(rest) <= CUT_NEAR and not told.finds("old_words")
    if cut and (trigger.kind is Kind.MOU or (trigger.kind is Kind.PARTNERSHIP and not head.count("'") % 2)):
        return announced(Rule.CUT_OFF)
    if told.finds("talked_about"):
        return rumoured(Rule.UNDER_TALKS)
    if trigger.kind in (Kind.CONSORTIUM, Kind.JOINT_VENTURE):
        return Left(Rule.BARE_NOUN)
    whole = sentence.text.endswith(("다", "다.", "요", "요.")) or len(sentence.text) >= LONGEST_HEADLINE
    if not whole and not rest.strip(" '\".)") and not PATTERNS["numbered"].match(sentence.text):
        return announced(Rule.HEADLINE_IN_BODY)
    return Left(Rule.BARE_NOUN)


def _is_year_to_come(words: str, anchor: date | None) -> bool:
    """Whether words that put something into the past name the year of publication or a later one: "2027년 설립할"."""
    return anchor is not None and words[:4].isdigit() and int(words[:4]) >= anchor.year


def _is_old(told: Telling) -> Judgement | None:
    """Whether dates or words before the verb say that it was made before, and is no news."""
    if told.finds("dated_before"):
        return background(Rule.OLD_WORDS, firm=True)
    anchor = told.anchor
    inside = [m for m in told.moments if told.clause.start <= m.start and m.end <= told.trigger.verb_start]
    if any(m.bare or (anchor is None and m.day is not None) for m in inside):
        return None  # without a day of publication a whole date is that of the news
    if anchor is None and names_a_day(told.text, told.clause.start, told.trigger.verb_start):
        return None
    if (days := told.days_ago) is not None:
        if days > (LATE_DAYS if told.is_reported_now else RECENT_DAYS):
            return background(Rule.OLD_DATE, firm=True)
        if any(m.day is not None for m in inside):
            return None
    if (words := told.finds("old_words")) and not _is_year_to_come(words[0], anchor):
        return background(Rule.OLD_WORDS, firm=True)
    if told.finds("told_as_past"):
        return background(Rule.TOLD_AS_PAST, firm=True)
    return None
