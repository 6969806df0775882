"""Finds in the sentences before a deal those whom it only counts ("두 회사는"), and those whom one signs with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agents.tag.language.clauses import Sentence
from agents.tag.language.lexicon import is_kind_of_firm, lexicon
from agents.tag.language.vocabulary import ALL_OF_THEM, size_of, vocabulary
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.guessed_names import plausible_names
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.name_candidates import may_open_a_sentence, takes_particle
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit, phrases
from agents.tag.parties.party import Came, Party
from agents.tag.parties.relative_clauses import in_relatives
from agents.tag.parties.subjects import Subject, SubjectClass
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.telling.membership import names_alike
from agents.tag.telling.phrasing import TELLING
from agents.tag.telling.story import Story
from topics.records import Member, Span

_SHORT_TOPIC = re.compile(r"([가-힣]{2,4})(?:측)?[은는] ")
_OF_BOTH = re.compile(r"([가-힣0-9]+(?: [가-힣]+)?)의 ")  # "양사의 업무협약 조인식은 5일 열렸다"
_RESOLVED = re.compile(r"(?:기로|키로) (?:했다|했습니다|합의했|뜻을 모았|약속했)")
_SIDES = ("topic", "subject", "with")
_NO_SIDES = ("against", "source", "abroad")


def told_around(story: Story, sentence: Sentence, stretch: Span, subject: Subject | None, signer: str) -> list[Party]:
    """Those whom the sentences around a signing name, where it only counts them or names one who signs.

    `stretch`: the part of the sentence up to its verb; `signer`: the only party that it names, if any.
    """
    size = size_of(subject.text) if subject is not None and subject.kind is SubjectClass.SET else 0
    if owners := _OF_BOTH.match(sentence.text, stretch[0]):
        size = size or size_of(owners[1])
    if size and size != ALL_OF_THEM:
        return _counted(story, sentence, size)
    if not signer or _names_partner(sentence.text, *stretch, story.here(sentence)):
        return []
    return _partners_before(story, sentence, signer)


def _counted(story: Story, sentence: Sentence, size: int) -> list[Party]:
    """The organisations that the sentences right before one name, as soon as they are as many as it counts.

    They may stand in any place of those sentences and of the headline: "가람의 로봇이 나래 창고에 들어간다. 양사는 …".
    """
    behind = (s for s in story.body_sentences[sentence.index + 1 :] if story.in_lead(s))
    shares = (sharing_out(s.text, story.here(s)) for s in behind)
    if shared := next((found for found in shares if len(found) == size), None):
        return shared
    found: list[Party] = []
    for before in _backwards(story, sentence):
        if len(deals_listed(before.text, 0, len(before.text), story.here(before))) > 1:
            return []
        named = _named(story, before)
        found = _with_others(named if len(named) <= size else _owners(story, before) or named, found)
        if len(found) >= size:
            break
    return found if len(found) == size else []


def _owners(story: Story, sentence: Sentence) -> list[Party]:
    """Those whom a sentence names as doing together what it is about: "가람과 나래가 함께 세우는 다솔이 문을 연다"."""
    sides = [p for p in _relaxed(story, sentence) if p.role in _SIDES and not p.size]
    inner = in_relatives(sentence.text, sides)
    together = inner and TELLING["together"].match(sentence.text, sentence.text.find(" ", inner[-1].end) + 1)
    return inner if together else []


def _partners_before(story: Story, sentence: Sentence, signer: str) -> list[Party]:
    """Who the sentence before says does something together with a signer: "가람은 나래와 함께 해외로 간다"."""
    before = story.body_sentences[sentence.index - 1] if sentence.index > 0 else None
    if before is None or PATTERNS["old_words"].search(before.text):
        return []
    found = _relaxed(story, before)
    if not any(names_alike(party.name, signer) for party in found if party.role in ("topic", "subject")):
        return []
    partners = [p for p in found if p.role == "with"]
    together = _RESOLVED.search(before.text) or any(TELLING["together"].match(before.text, p.end) for p in partners)
    return [p for p in partners if not names_alike(p.name, signer)] if together else []


def called_shortly(story: Story, sentence: Sentence, start: int) -> list[Member]:
    """Whom a clause's topic like 협회 or 공단 stands for: the last organisation before whose name ends so."""
    topic = _SHORT_TOPIC.match(sentence.text, start)
    if topic is None or topic[1] not in vocabulary().short_for:
        return []
    before = (k.organisation for k in reversed(story.known_body) if k.start < sentence.start)
    meant = next((o for o in before if o.name.endswith(topic[1]) and o.name != topic[1]), None)
    return [Member(id=meant.id, name=meant.name)] if meant else []


def _names_partner(text: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> bool:
    """Whether a stretch has words in the place of a partner, whether or not they can be read as a name.

    A word like 공유 is no partner: "정보 공유와 공동 대응을 담은".
    """
    partners = (phrase[-1].text for phrase in phrases(text, start, end, known) if phrase[-1].particle == "with")
    return any(
        word not in lexicon().generic or word in vocabulary().counted or is_kind_of_firm(word) for word in partners
    )


def _backwards(story: Story, sentence: Sentence) -> Iterable[Sentence]:
    yield from reversed(story.body_sentences[: sentence.index])
    yield from story.title_sentences


def _named(story: Story, sentence: Sentence) -> list[Party]:
    """The organisations of a sentence: those that are known, and those nobody knows at the places of parties."""
    if shared := sharing_out(sentence.text, story.here(sentence)):
        return shared
    read = _relaxed(story, sentence)
    no_sides = [p for p in read if p.role in _NO_SIDES]
    known = [k for k in story.here(sentence) if not any(_overlap(p, k) for p in no_sides)]
    sides = [p for p in read if p.role in _SIDES and not (p.size or any(_overlap(p, k) for k in known))]
    return sorted([*sides, *map(_party, known)], key=lambda p: p.start)


def sharing_out(text: str, known: Sequence[OrganisationSpan]) -> list[Party]:
    """Those among whom a sentence shares out the work, one after the other: "가람은 설비를, 나래는 판매를 맡는다"."""
    found: list[Unit] = []
    done = True  # with what the one before does
    for phrase in phrases(text, 0, len(text), known):
        head = phrase[-1]
        if head.particle in ("topic", "subject") and done:
            found.append(head)
            done = False
        elif head.particle in ("topic", "subject") and takes_particle(head.text, head.particle):
            return []
        done = done or (head.particle == "object" and head.joined) or any(u.text.endswith(("고", "며")) for u in phrase)
    named = [unit for unit in found if unit.known is not None or may_open_a_sentence(unit)]
    return [_of_unit(unit) for unit in found] if len(named) == len(found) > 1 else []


def _of_unit(unit: Unit) -> Party:
    return _party(unit.known) if unit.known else Party(unit.text, unit.start, unit.end, "list", came=Came.CARRIED)


def _relaxed(story: Story, sentence: Sentence) -> list[Party]:
    here, end = story.here(sentence), len(sentence.text)
    hints = story.hints | plausible_names(sentence.text, 0, end, here)
    return parties(sentence.text, 0, end, here, hints)


def _party(known: OrganisationSpan) -> Party:
    return Party(known.organisation.name, known.start, known.end, "list", known.organisation, came=Came.CARRIED)


def _overlap(party: Party, known: OrganisationSpan) -> bool:
    return party.start < known.end and known.start < party.end


def _with_others(first: Sequence[Party], others: Sequence[Party]) -> list[Party]:
    """The parties of both, each once and without places."""
    found: list[Party] = []
    for party in (*first, *others):
        if party.name not in vocabulary().places and not any(names_alike(party.name, other.name) for other in found):
            found.append(party)
    return found
