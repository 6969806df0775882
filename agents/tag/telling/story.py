"""What is known of a story before its clauses are read: its sentences, its names, and what it is about."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter

from agents.tag.language import moments as dating
from agents.tag.language.boundaries import occurrences, starts_word, strip_particle, word_end
from agents.tag.language.clauses import Plain, Sentence, plain, sentences
from agents.tag.language.lexicon import is_kind_of_firm, is_trade_name, lexicon
from agents.tag.language.vocabulary import vocabulary
from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.organisations import find_organisations
from agents.tag.parties.captions import shown, shows_people
from agents.tag.parties.headlines import heads, spaced_heads, subject
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.party import Party
from agents.tag.saying.phrasing import PATTERNS, search
from agents.tag.saying.triggers import table
from agents.tag.telling.phrasing import TELLING
from topics.records import Member, Organisation

LEAD = 600  # characters: a story's own news stands in its first paragraphs; what comes later is told in passing
LEAD_SENTENCES = 6  # lines of a page's head (byline, date) count as sentences, too
SUBHEADLINE_NEAR = 3  # sentences below a headline of a part that are about it: a caption may stand between
LONGEST_SUBHEADLINE = 60  # characters
MOST_BEFORE = 3  # sentences that may stand in front of a story's own first one

_STATEMENT_ENDS = ("다", "다.", "요", "요.", '다"', '요"')
_WORD = re.compile(r"[가-힣A-Za-z0-9&]{2,}")


@dataclass
class Story:
    """One text with its title, its organisations and its day."""

    title: str
    body: str
    organisations: Sequence[Organisation]
    published: datetime | None
    title_organisations: Sequence[Organisation] | None = None
    captions: Sequence[str] = ()
    bears_out: bool = False
    """It tells of a contract what makes it more than one to sell: a licence, a right of one's own, shared work."""

    def __post_init__(self) -> None:
        self.plain_title, self.plain_body = plain(self.title), plain(self.body)
        self.anchor: date | None = dating.publication_day(self.published, self.plain_body.text)
        self.title_sentences = sentences(self.plain_title.text, title=True)
        if self.title_organisations is None:
            self.title_organisations = find_organisations(self.title, self.published) if self.title else []
        self.known_title = _known(self.plain_title, self.title_organisations)
        self.known_body = _known(self.plain_body, self.organisations)
        self._here: dict[tuple[bool, int], tuple[OrganisationSpan, ...]] = {}
        self.hints = heads(self.title_sentences) | spaced_heads(self.plain_title.text, self.plain_body.text)
        self.body_sentences = self._placed(sentences(self.plain_body.text))
        self.lead_start = next((s.start for s in self.body_sentences if not s.is_before_story), 0)
        self._about()
        self.subject = subject(self.plain_title.text, self.known_title)
        self.kinds = {o.name: o.kind for o in self.organisations}
        self.kinds.update((k.organisation.name, k.organisation.kind) for k in self.known_title)

    def _about(self) -> None:
        self.title_speaks = any(table().words.search(s.text) for s in self.title_sentences) or bool(
            TELLING["cooperates"].search(self.plain_title.text)
        )
        text = self.plain_body.text
        lead = self.plain_title.text + "\n" + text[self.lead_start : self.lead_start + LEAD]
        self.bids = bool(search("bid", lead)) and not TELLING["consortium_pact"].search(lead)
        self.bargain = bool(search("bargain", lead))
        self.pact = bool(search("pact", text))
        self.undecided = bool(search("undecided", text))

    def _placed(self, found: list[Sentence]) -> list[Sentence]:
        """The sentences with their places in the story: what stands in front of its own first one has none."""
        own = {k.organisation.name for k in self.known_title} | self.hints | _words(self.plain_title.text)
        opening = next((s.index for s in found[: MOST_BEFORE + 1] if _opens(s.text, own)), 0)
        return [replace(s, place=max(-1, s.index - opening)) for s in found] if opening else found

    def in_lead(self, sentence: Sentence) -> bool:
        """Whether a sentence of the body stands where a story tells its own news."""
        return 0 <= sentence.place <= LEAD_SENTENCES and sentence.start - self.lead_start <= LEAD

    def subheadlines_above(self, sentence: Sentence) -> list[str]:
        """The lines right above a sentence that are headlines of a part: not long, and no statements."""
        above = self.body_sentences[max(0, sentence.index - SUBHEADLINE_NEAR) : sentence.index]
        return [s.text for s in above if len(s.text) <= LONGEST_SUBHEADLINE and not s.text.endswith(_STATEMENT_ENDS)]

    def is_sure(self, member: Member) -> bool:
        """Whether somebody or something else than the grammar of a clause says that a member is an organisation."""
        if self.kinds.get(member.name, "unknown") != "unknown" or member.name in self.hints:
            return True
        whole = member.name.rpartition(" ")[0]
        if self.kinds.get(whole, "unknown") == "university":
            return True  # "가람대 미래캠퍼스"
        if is_trade_name(member.name) or lexicon().ending_of(member.name) is not None:
            return True
        return any(self._is_called_a_firm(member.name, text) for text in (self.plain_title.text, self.plain_body.text))

    def with_its_city(self, name: str) -> str:
        """The name that no list knows, with the foreign city that the text never leaves out: 베이징 나래스프링."""
        if self.kinds.get(name, "unknown") != "unknown":
            return name
        text = f"{self.plain_title.text}\n{self.plain_body.text}"
        if not 1 < text.count(name) == text.count(f" {name}"):
            return name
        before = {text[:start].rpartition("\n")[2].rpartition(" ")[2] for start, _ in occurrences(text, f" {name}")}
        city = before.pop()
        return f"{city} {name}" if not before and city in vocabulary().cities else name

    def _is_called_a_firm(self, name: str, text: str) -> bool:
        """Whether a word for a firm stands right before a name: "중고 명품 플랫폼 미르뫼가"."""
        at = text.find(f" {name}")
        while at >= 0:
            if text[:at].endswith(vocabulary().firms) and word_end(text, at + 1 + len(name)) is not None:
                return True
            at = text.find(f" {name}", at + 1)
        return False

    def may_open(self, sentence: Sentence) -> bool:
        """Whether a sentence in front of the story may be its own, as no headline says that it is not."""
        return sentence.is_before_story and not self.title_sentences

    def goes_on_about(self, sentence: Sentence) -> bool:
        """Whether the sentence behind goes on about the deal of this one, as a text does about its own news."""
        behind = self.body_sentences[sentence.index + 1 : sentence.index + 2]
        return any(PATTERNS["this_deal"].match(s.text) for s in behind)

    def names_all(self, members: Sequence[Member], sentence: Sentence) -> bool:
        """Whether a sentence has the names of all members, in whatever spelling."""
        here = {k.organisation.id for k in self.here(sentence)}
        text = sentence.text.replace(" ", "")
        return all(m.id in here or m.name.removeprefix("한국").replace(" ", "") in text for m in members)

    def first_naming(self, member: Member) -> Sentence | None:
        """The first sentence of the body that has an organisation's name, in whatever spelling."""
        return next(
            (
                s
                for s in self.body_sentences
                if member.name in s.text or any(k.organisation.id == member.id for k in self.here(s))
            ),
            None,
        )

    @cached_property
    def shown(self) -> dict[int, list[Party]]:
        """Those whom a caption shows, beside the text or within it, by their number: 3사 may stand for them."""
        found = [shown(sentence.text, self.here(sentence)) for sentence in self.body_sentences]
        for caption in map(plain, self.captions):
            named = find_organisations(caption.text, self.published) if shows_people(caption.text) else []
            found.append(shown(caption.text, _known(caption, named)))
        return {len(parties): parties for parties in reversed(found)}

    def take_names(self, names: frozenset[str]) -> None:
        """Takes words for organisations, wherever they stand as words."""
        self.hints |= names
        self.known_title = _with_names(self.plain_title.text, self.known_title, names)
        self.known_body = _with_names(self.plain_body.text, self.known_body, names)
        self._here.clear()

    def here(self, sentence: Sentence) -> tuple[OrganisationSpan, ...]:
        """The organisations of a sentence; offsets in it."""
        at = (sentence.in_title, sentence.start)
        if at not in self._here:
            known, end = self.known_title if sentence.in_title else self.known_body, sentence.start + len(sentence.text)
            first = bisect_left(known, sentence.start, key=attrgetter("start"))
            inside = itertools.takewhile(lambda k: k.start < end, known[first:])
            self._here[at] = tuple(
                OrganisationSpan(k.start - sentence.start, k.end - sentence.start, k.organisation)
                for k in inside
                if k.end <= end
            )
        return self._here[at]

    def has_strong_word(self) -> bool:
        """Whether a sentence has a word of co-operation that says more than 협력."""
        every = (*self.title_sentences, *self.body_sentences)
        return any(t.group != "weak" for s in every if table().words.search(s.text) for t in table().find(s.text))


def _opens(sentence: str, own: Set[str]) -> bool:
    """Whether a sentence is of the story itself: it has a word of co-operation or one of the headline's own."""
    return bool(table().words.search(sentence)) or any(word in sentence for word in own)


def _words(title: str) -> set[str]:
    """The words of a headline without their particles, those of one syllable left out."""
    found = (strip_particle(word) for word in _WORD.findall(title))
    return {word for word in found if len(word) >= 2}


def _known(text: Plain, organisations: Sequence[Organisation]) -> list[OrganisationSpan]:
    lists = vocabulary()
    found = []
    for organisation in organisations:
        name = organisation.name
        of_a_class = organisation.kind == "unknown" and (
            name.endswith("들") or name in lists.sets or is_kind_of_firm(name)
        )
        if of_a_class or any(name in no_names for no_names in (lists.descriptors, lists.places, lists.common)):
            continue
        for start, end in organisation.spans:
            a, b = text.local(start), text.local(end)
            if a < b:
                found.append(OrganisationSpan(a, b, organisation))
    return sorted(found, key=lambda k: k.start)


def _with_names(text: str, known: Sequence[OrganisationSpan], names: Iterable[str]) -> list[OrganisationSpan]:
    """What is known with names that are words of a text, where nothing else is known: the longer ones first."""
    found = list(known)
    for name in sorted(names, key=len, reverse=True):
        organisation = Organisation(id=organisation_id(name), name=name, kind="unknown", spans=[])
        for start, end in occurrences(text, name):
            whole = starts_word(text, start) and word_end(text, end) is not None
            if whole and not any(k.start < end and start < k.end for k in found):
                found.append(OrganisationSpan(start, end, organisation))
    return sorted(found, key=attrgetter("start"))
