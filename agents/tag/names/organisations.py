"""The organisations named in a Korean news text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from ahocorasick_rs import AhoCorasick

from agents.tag.language.boundaries import LOOSE_PARTICLE, occurrences, starts_word, strip_particle, word_end
from agents.tag.language.legal_forms import legal_forms
from agents.tag.language.lexicon import lexicon
from agents.tag.language.shortening import is_short_for
from agents.tag.language.word_search import longest_of
from agents.tag.names.candidate import NameCandidate
from agents.tag.names.gazetteer import GazetteerEntry, Hit, fold, gazetteer, in_force, organisation_id
from agents.tag.names.identify import identity_of
from agents.tag.names.names_that_are_words import stands_as_a_company
from agents.tag.names.products import known_products
from agents.tag.names.shapes import find_shapes
from agents.tag.names.short_names import in_one_spelling, joined_tails, with_short_names
from agents.tag.names.unlisted_names import find_unlisted
from topics.records import Organisation, Span

# So many different words of sport make a text a story of sport.
_SPORT_WORDS = 3
_GLOSS = re.compile(r"\s?[(（]\s?(?P<inside>(?:\([주사재유]\)|[^()（）\n]){2,40})[)）]")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9&.+\-]*(?: [A-Za-z0-9&.+\-]+){0,5}")
_SHORT_NAME = re.compile(
    r"이하\s?[:‘'“\"]?\s?(?:\([주사재유]\))?(?P<name>[가-힣A-Za-z0-9&+ ]{1,16}?)\s?[’'”\"]?(?:, ?[가-힣 ]{3,16})?$"
)
_INITIALS = re.compile(r"[가-힣]{2,5}")
_NO_ALIAS = frozenset(
    [
        "CEO",
        "CTO",
        "CFO",
        "COO",
        "CIO",
        "MOU",
        "AI",
        "IT",
        "ICT",
        "DX",
        "AX",
        "R&D",
        "ESG",
        "US",
        "USA",
        "UK",
        "EU",
        "PR",
        "IR",
        "TV",
    ]
)
SHARED_END = re.compile(r"(?:저축은행|은행|카드|증권|생명|화재|손보|캐피탈|대학교|대)$")
"""What names in a row say once, behind the last: 가람·나래은행."""
_ITEM_BEFORE = re.compile(r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣A-Za-z0-9]{1,8})[·ㆍ‧]$")
_OPENING = frozenset("‘'")
# A title or product in quotes that begins with the name of its maker: ‘가람 스마트홈’.
_REST_OF_TITLE = re.compile(r" (?P<rest>[가-힣A-Za-z0-9 ]{1,20})(?:\([^)]{1,20}\))?[’']")
_TOWNS = ("시", "군", "구")
_WORD_BEFORE = re.compile(r"([가-힣]+) $")
_WORD_BEHIND = re.compile(r" ([가-힣A-Za-z0-9]+)")
_STREET = re.compile(r"[가-힣]{1,6}(?:동|읍|면|로|길)(?:에|에서|의)?")
_PROVINCES = re.compile(
    r"(?:서울|부산|대구|인천|광주|대전|울산)시?|세종|(?:경기|강원)도?|충[북남]|전[북남]|경[북남]|제주|(?:충청|전라|경상)[북남]도"
)
_HANJA_WITHIN = re.compile("[(（](?<=[가-힣].)[一-鿿]{1,8}[)）](?=[가-힣])")
_WITHIN_A_WORD = re.compile(f"{_HANJA_WITHIN.pattern}|{LOOSE_PARTICLE.pattern}")
_COORDINATION = re.compile(r"(?:와|과|및|·|ㆍ|,|-|/|–)")


def find_organisations(text: str, published: datetime | None = None) -> list[Organisation]:
    """The organisations named in a text with all their spans, in the order of their first span.

    Hanja in brackets within a word is no part of it, but lies in its spans: 미르(彌流)증권 is 미르증권. Loose particles
    are read as the end of their noun.
    """
    if not (_HANJA_WITHIN.search(text) or LOOSE_PARTICLE.search(text)):
        return _found_in(text, published)
    glosses = [gloss.span() for gloss in _WITHIN_A_WORD.finditer(text)]
    found = _found_in(_WITHIN_A_WORD.sub("", text), published)
    for organisation in found:
        organisation.spans = [(_with(glosses, a), _with(glosses, b - 1) + 1) for a, b in organisation.spans]
    return found


def _with(left_out: Sequence[Span], position: int) -> int:
    """The offset in a text of one in the text without some stretches."""
    for start, end in left_out:
        position += end - start if start <= position else 0
    return position


def _found_in(text: str, published: datetime | None) -> list[Organisation]:
    hits = gazetteer().find(text)
    if _is_sport(text):
        hits = [hit for hit in hits if not any("club" in entry.flags for entry in hit.entries)]
    meant = _Meanings(text, hits, published)
    known = [found for hit in hits if (found := meant.of(hit)) is not None]
    shapes = [_as_known(found, meant) for found in find_shapes(text)]
    known += _elided(text, known, meant)
    known += _local_units(text, known)
    taken = [f for f in _without_overlaps([*known, *shapes]) if not _is_part_of_more(text, f)]
    taken = _without_overlaps([*taken, *_without_legal_forms(text, find_unlisted(text, taken))])
    taken = _with_glosses(text, taken, meant)
    taken = _with_repeats(text, taken)
    taken = [f for f in taken if f.kind != "unknown" or fold(f.name) not in known_products()]
    return _identified(text, _grouped(with_short_names(text, joined_tails(in_one_spelling(taken))), meant))


def _without_legal_forms(text: str, found: Iterable[NameCandidate]) -> Iterator[NameCandidate]:
    """The candidates but for what is a legal form: of "가람전자주식회사" 가람전자 is left, of "Ltd." nothing."""
    forms = list(legal_forms(text))
    for name in found:
        start = min((f.start for f in forms if f.end >= name.end > f.start), default=name.end)
        if start > name.start:
            yield replace(name, end=start, name=name.name[: start - name.start]) if start < name.end else name


class _Meanings:
    """Chooses what an ambiguous spelling means in one text."""

    def __init__(self, text: str, hits: Sequence[Hit], published: datetime | None) -> None:
        self.text = text
        self.published = published
        self.ids: dict[str, str] = {}
        """The canonical name that decides the id, by the name shown."""
        self._sure = [h for h in hits if not all("context" in e.flags for e in in_force(h.entries, published))]
        self._names = {e.name for h in self._sure for e in h.entries}
        self._edges = {h.start for h in self._sure} | {h.end for h in self._sure}

    def of(self, hit: Hit) -> NameCandidate | None:
        """What a hit means, or None where it is only a word."""
        entries = in_force(hit.entries, self.published)
        named = [e for e in (*entries, *hit.entries) if "context" in e.flags and e.name in self._names]
        entry = named[0] if named else entries[0]
        if "context" in entry.flags and not named and not self._is_a_company(hit):
            return None
        return self.found(hit.start, hit.end, entry, 1)

    def _is_a_company(self, hit: Hit) -> bool:
        return stands_as_a_company(self.text, hit.start, hit.end, self._edges)

    def found(self, start: int, end: int, entry: GazetteerEntry, rank: int) -> NameCandidate:
        name = entry.shown()
        self.ids[name] = entry.name
        return NameCandidate(start, end, name, entry.kind, rank)


def _as_known(found: NameCandidate, meant: _Meanings) -> NameCandidate:
    """The shape under the canonical name of the gazetteer, where it knows the name."""
    name = found.name
    spellings = [name, name.removeprefix("국립"), name.replace(" ", "")]
    if found.kind in {"agency", "institute", "association"}:
        # The news leaves the country out: 소프트웨어산업협회 for 한국소프트웨어산업협회.
        spellings += [f"한국{name}", f"대한{name}"]
    entries = next((known for spelling in spellings if (known := gazetteer().meanings(spelling))), ())
    if not entries:
        return found
    return meant.found(found.start, found.end, in_force(entries, meant.published)[0], found.rank)


def _elided(text: str, known: Sequence[NameCandidate], meant: _Meanings) -> list[NameCandidate]:
    """The names of a list that leave their common end to the last: "신한·현대카드"."""
    found = []
    for last in known:
        trade = SHARED_END.search(text, last.start, last.end)
        if trade is None:
            continue
        end = last.start
        while item := _ITEM_BEFORE.search(text, max(0, end - 12), end):
            entries = gazetteer().meanings(item["name"] + trade[0])
            if not entries:
                break
            held = meant.found(item.start("name"), item.end("name"), in_force(entries, meant.published)[0], 0)
            found.append(held)
            end = item.start("name")
    return found


@cache
def _local_unit_pattern() -> re.Pattern[str]:
    countries = longest_of(lexicon().foreign_countries)
    return re.compile(
        rf"의? ?(?P<where>{countries}|유럽|북미|중남미|남미|중동|아프리카|동남아|현지) ?"
        r"(?P<what>(?:현지|판매|생산|제조|통합|연구|연구개발|서비스)* ?법인|지사|지점)"
    )


def _local_units(text: str, known: Sequence[NameCandidate]) -> Iterator[NameCandidate]:
    """The units of companies abroad, which are not the companies themselves: 가람전자 베트남법인."""
    for one in known:
        unit = _local_unit_pattern().match(text, one.end) if one.kind in ("company", "group") else None
        if unit and word_end(text, unit.end()) is not None:
            name = f"{one.name} {text[unit.start('where') : unit.end()]}"
            yield NameCandidate(one.start, unit.end(), name, "company", one.rank)


def _is_part_of_more(text: str, found: NameCandidate) -> bool:
    """Whether a name is only the beginning of a longer one in quotes, or a city or district in an address."""
    if text[found.start - 1 : found.start] in _OPENING and (rest := _REST_OF_TITLE.match(text, found.end)):
        return not any(strip_particle(word) != word for word in rest["rest"].split()[:-1])
    if found.kind != "agency" or not text.startswith(_TOWNS, found.end - 1):
        return False
    before = _WORD_BEFORE.search(text, max(0, found.start - 8), found.start)
    following = _WORD_BEHIND.match(text, found.end)
    if following is None:
        return False
    return _STREET.fullmatch(following[1]) is not None or (
        before is not None and _PROVINCES.fullmatch(before[1]) is not None
    )


def _is_sport(text: str) -> bool:
    count = 0
    for word in lexicon().sports:
        count += word in text
        if count >= _SPORT_WORDS:
            return True
    return False


def _without_overlaps(found: Iterable[NameCandidate]) -> list[NameCandidate]:
    """Of overlapping finds the longest, then the surest; argument positions never displace others."""
    taken: list[NameCandidate] = []
    occupied: set[int] = set()
    for one in sorted(found, key=lambda f: (f.rank == 3, f.start - f.end, f.rank, f.start)):
        places = range(one.start, one.end)
        if occupied.isdisjoint(places):
            taken.append(one)
            occupied.update(places)
    return sorted(taken, key=lambda f: f.start)


def _with_glosses(text: str, taken: list[NameCandidate], meant: _Meanings) -> list[NameCandidate]:
    """The finds and the other names that parentheses behind them define, at all their places."""
    added: list[NameCandidate] = []
    names = {f.name for f in taken}
    named = {text[f.start : f.end]: f for f in taken}
    same: dict[str, NameCandidate] = {}
    for one in taken:
        gloss = _GLOSS.match(text, one.end)
        if gloss is None:
            continue
        inside = gloss["inside"].strip()
        if short := _SHORT_NAME.match(inside):
            alias = short["name"]
        elif (latin := _LATIN_NAME.match(inside)) and (latin.end() == len(inside) or inside[latin.end()] in ",·"):
            alias = latin.group()
        elif _INITIALS.fullmatch(inside) and _shortens(inside, one.name):
            alias = inside
        else:
            continue
        if short and (other := named.get(alias)) and other.name != one.name:
            guessed = other.rank != 1 and one.kind != "unknown"
            same.update({other.name: one} if guessed else {one.name: other})
            continue
        if alias in _NO_ALIAS or len(alias) < 2:
            continue
        if alias in names:
            other = named.get(alias)
            if other is not None and other.kind == "unknown" and other.name == alias and alias.isascii():
                same[alias] = one  # "GARI, …" of a headline, and "가람연구원(GARI)은" below it
            continue
        known = {e.name for e in gazetteer().meanings(alias)}
        if known and meant.ids.get(one.name, one.name) not in known:
            continue
        added += (NameCandidate(start, end, one.name, one.kind, 2) for start, end in _places(text, alias))
    taken = [replace(f, name=same[f.name].name, kind=same[f.name].kind) if f.name in same else f for f in taken]
    return _without_overlaps([*taken, *added]) if added else taken


def _shortens(word: str, name: str) -> bool:
    """Whether a word has first letters of a name's words in their order: 노발위 for 노사발전위원회."""
    return 2 * len(word) <= len(name) and word[0] in name[:3] + name[-6:] and is_short_for(word, name)


def _with_repeats(text: str, taken: list[NameCandidate]) -> list[NameCandidate]:
    """The finds and every other place of the names that shapes and positions gave."""
    added: list[NameCandidate] = []
    learnt: dict[str, list[NameCandidate]] = {}
    for one in taken:
        if one.rank != 1:
            same = learnt.setdefault(text[one.start : one.end], [])
            if all((one.name, one.kind) != (s.name, s.kind) for s in same):
                same.append(one)
    if not learnt:
        return taken
    surfaces = list(learnt)
    # One pass for all names: a pass for each would take too long in a text of thousands.
    for index, start, end in AhoCorasick(surfaces).find_matches_as_indexes(text, overlapping=True):
        if starts_word(text, start) and word_end(text, end) is not None:
            added += (NameCandidate(start, end, s.name, s.kind, 3) for s in learnt[surfaces[index]])
    return _without_overlaps([*taken, *added]) if added else taken


def _places(text: str, surface: str) -> Iterable[Span]:
    for start, end in occurrences(text, surface):
        if starts_word(text, start) and word_end(text, end) is not None:
            yield start, end


def _grouped(taken: list[NameCandidate], meant: _Meanings) -> dict[str, Organisation]:
    """The organisations by canonical name."""
    organisations: dict[str, Organisation] = {}
    ids: dict[str, str] = {}
    for one in taken:
        name = meant.ids.get(one.name, one.name)
        key = ids.setdefault(organisation_id(name), name)
        if key not in organisations:
            organisations[key] = Organisation(id=organisation_id(key), name=one.name, kind=one.kind)
        elif organisations[key].kind == "unknown":
            organisations[key].kind = one.kind
        organisations[key].spans.append((one.start, one.end))
    return organisations


def _identified(text: str, organisations: Mapping[str, Organisation]) -> list[Organisation]:
    """The organisations with the codes of companies; two names of one company are one organisation."""
    found: dict[str, Organisation] = {}
    for canonical, one in organisations.items():
        if identity := identity_of(canonical, one.kind, text, one.spans):
            one.identifiers = identity.identifiers
            if identity.name and (id := organisation_id(identity.name)) != one.id:
                one.id, one.name = id, identity.shown(one.name)
                one.kind = "company" if one.kind == "unknown" else one.kind
        same = found.setdefault(one.id, one)
        if same is not one:
            same.spans = sorted({*same.spans, *one.spans})
    return list(found.values())
