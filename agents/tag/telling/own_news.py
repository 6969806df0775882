"""Whether what a sentence tells is the story's own news, and what the whole story makes of a clause's judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.tag.language import moments as dating
from agents.tag.language.boundaries import ends_in_the_past
from agents.tag.language.clauses import Sentence, clauses
from agents.tag.parties.noun_phrases import OrganisationSpan, phrases
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import TOLD_AS_DONE, Rule
from agents.tag.saying.title_judgement import judge_title
from agents.tag.saying.triggers import table
from agents.tag.saying.verdicts import Judgement, announced, background, rumoured
from agents.tag.telling.phrasing import TELLING
from agents.tag.telling.story import Story
from topics.records import Kind, Member, Status

RECENT_SENTENCES = 2  # of the story, within which "최근" may be told what it begins with
TOLD_AS_NEWS = TOLD_AS_DONE | {Rule.LINKED}


def may_be_own_news(story: Story, sentence: Sentence, members: Sequence[Member]) -> bool:
    """Whether a dated deal can be a story's own: not one far down in it of others than its headline names."""
    if sentence.in_title or sentence.place < 2 or story.title_speaks or not story.known_title:
        return True
    heads = [story.plain_title.text, *story.subheadlines_above(sentence)]
    in_title = {k.organisation.id for k in story.known_title}
    return any(m.id in in_title or any(m.name in head for head in heads) for m in members)


def is_own_news(
    story: Story, sentence: Sentence, judgement: Judgement, kind: Kind, members: Sequence[Member], *, dated: bool
) -> bool:
    """Whether a sentence tells the story's own news, as far as its place and the headline go."""
    if sentence.in_title:
        return True
    if not story.in_lead(sentence):
        return False
    if sentence.place < 1 or dated or not story.title_sentences:
        return True
    named = sum(m.name.removeprefix("한국") in story.plain_title.text for m in members)
    about_them = kind is Kind.MOU or sentence.place == 1
    if story.title_speaks or (about_them and named >= 2):  # who signs is whom it is about
        return True
    if sentence.place == 1 and judgement.rule in TOLD_AS_NEWS and story.goes_on_about(sentence):
        return True
    return judgement.status not in (Status.ANNOUNCED, Status.PLANNED)


def _headline_tells_it(story: Story, kind: Kind, members: Sequence[Member]) -> bool:
    """Whether the headline tells of a paper of that kind, and names none but those who sign it."""
    named = {k.organisation.id for k in story.known_title}
    if not named or not named <= {m.id for m in members}:
        return False
    return any(
        trigger.kind is kind
        and judge_title(title.text, clause, trigger).rule is Rule.TITLE
        and not _names_another(title.text[: trigger.start], story.here(title))
        for title in story.title_sentences
        for clause in clauses(title)
        for trigger in table().find(title.text[: clause.end])
        if trigger.start >= clause.start
    )


def _names_another(headline: str, known: Sequence[OrganisationSpan]) -> bool:
    """Whether a headline has a partner that no list knows: "가람전자, 벨루나와"."""
    within = [k for k in known if k.end <= len(headline)]
    heads = (phrase[-1] for phrase in phrases(headline, 0, len(headline), within))
    return any(head.particle == "with" and head.known is None for head in heads)


def _begins_with(story: Story, sentence: Sentence, members: Sequence[Member]) -> bool:
    """Whether a story begins with what the members of a deal in an early sentence of it do together.

    Its headline or a sentence before names them all, and tells nothing that happened on some day.
    """
    if len(members) < 2 or sentence.place > RECENT_SENTENCES:
        return False
    before = [s for s in story.body_sentences[: sentence.index] if s.place >= 0 or story.may_open(s)]
    for_this = TELLING["for_this"].search(sentence.text) is not None
    if any(_is_dated(story, s) for s in before) and not for_this:
        return False
    if any(story.names_all(members, s) for s in story.title_sentences):
        return True
    naming = (s for s in before if story.names_all(members, s) and not PATTERNS["old_words"].search(s.text))
    return any(for_this or TELLING["cooperates"].search(s.text) or not ends_in_the_past(s.text) for s in naming)


def _is_dated(story: Story, sentence: Sentence) -> bool:
    return any(m.day is not None and not m.ahead for m in dating.moments(sentence.text, story.anchor, None))


def settled(
    story: Story,
    sentence: Sentence,
    judgement: Judgement,
    kind: Kind,
    members: Sequence[Member],
    *,
    lead: bool,
    dated: bool,
) -> Iterable[Judgement]:
    """The judgement as what the whole story says changes it, step by step."""
    fresh = judgement.status is not Status.BACKGROUND
    unsure = not judgement.firm and judgement.status is Status.ANNOUNCED
    if story.undecided and (unsure or judgement.status is Status.PLANNED):
        yield (judgement := rumoured(Rule.UNDECIDED))
    if kind is Kind.CONSORTIUM and fresh and story.bids:
        yield (judgement := background(Rule.FOR_A_BID))
    if kind is Kind.MOU and fresh and story.bargain:
        yield (judgement := background(Rule.BARGAINING))
    of_goods = not story.title_speaks and PATTERNS["goods"].search(story.plain_title.text)
    if judgement.rule is Rule.IDIOM and of_goods:
        yield (judgement := background(Rule.GOODS_IN_TITLE))
    if judgement.rule is Rule.RECENTLY and lead and story.goes_on_about(sentence):
        yield (judgement := announced(Rule.RECENTLY_GONE_ON_ABOUT))
    lately = judgement.rule is Rule.RECENTLY and lead
    if lately and (_begins_with(story, sentence, members) or _headline_tells_it(story, kind, members)):
        yield (judgement := announced(Rule.RECENTLY_AS_BEGUN))
    if judgement.rule is Rule.BY_MEANS_OF_IT and lead and story.pact:
        yield (judgement := announced(Rule.BY_MEANS_OF_IT, firm=False))
    passing = fresh and not lead and not dated
    if passing and judgement.status in (Status.ANNOUNCED, Status.PLANNED):
        yield background(Rule.IN_PASSING, firm=judgement.firm)
