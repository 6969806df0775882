"""Finds the parties of an alliance in a clause, by the grammar of its noun phrases.

Parties are the topic or subject of the clause, comitatives ("B와"), and what is coordinated with either
("A와 B는", "A·B", "A, B 등과"). Names the gazetteer knows are taken as they are; others must look like names.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mecab import MeCab

from topics.records import Organisation

_PARENTHESIS = re.compile(r"\s?\([^()]{0,80}\)|\[[^\[\]]{0,30}\]")
_QUOTED = re.compile(r"'[^'\n]{1,60}'|\"[^\"\n]{1,20}\"")
_LISTED_IN_QUOTES = re.compile(r"'[^\s'\-·]{2,20}[\-·][^\s'\-·]{2,20}\s")
_INCORPORATED = re.compile(r"㈜|\(주\)")
_WORD = re.compile(r"\S+")
_OUT, _GLUE = "\x01", "\x02"  # stand for characters left out, and for spaces inside one unit
_LIST = re.compile(r"(?<=[가-힣A-Z0-9\x01'])[·/&](?=[가-힣A-Z'])|(?<=[가-힣A-Z\x01'])[\-–—](?=[가-힣A-Z'])")
_PARTICLES = (
    ("with", ("와의", "과의", "와도", "과도", "와", "과", "랑", "이랑")),
    ("place", ("에서는", "에서", "으로", "로", "에게", "한테", "에는", "에도", "에", "으로부터", "로부터")),
    ("topic", ("은", "는")),
    ("subject", ("께서", "이", "가")),
    ("object", ("을", "를")),
    ("of", ("의",)),
    ("also", ("도", "만", "까지", "부터")),
)
_AFTER_CONSONANT = {"과", "과의", "과도", "은", "이", "을", "으로", "이랑"}
_AFTER_VOWEL = {"와", "와의", "와도", "는", "가", "를"}
_NUMERIC = re.compile(
    r"[0-9][0-9,.]*(?:일|월|년|시|분|개|곳|명|억|만|조|원|%|차|호|위|건|여|천|조원|억원|대|배|기|부|세|사)?.{0,6}$"
)
_LATIN = re.compile(r"[A-Z][A-Za-z0-9.&'\-]*$")


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists behind the grammar."""

    descriptors: frozenset[str]
    places: frozenset[str]
    common: frozenset[str]
    person_heads: tuple[str, ...]
    parts: tuple[str, ...]
    not_partner: tuple[str, ...]
    targets: tuple[str, ...]
    sets: Mapping[str, int]


class WordListError(ValueError):
    """The word lists are wrong; the message names the file and the list."""


def load(path: Path) -> Words:
    """The word lists in a TOML file; raises WordListError, naming the file and the list that is wrong."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WordListError(f"{path.name}: {error}") from error
    lists = {}
    for key in ("descriptors", "places", "common", "person_heads", "parts", "not_partner", "targets"):
        lists[key] = raw.get(key)
        if not isinstance(lists[key], list) or not all(isinstance(x, str) and x for x in lists[key]):
            raise WordListError(f"{path.name}: {key} must be a list of words")
    sets = raw.get("sets")
    if not isinstance(sets, dict) or not all(isinstance(x, int) and x > 1 for x in sets.values()):
        raise WordListError(f"{path.name}: sets must give a number of parties for each word")
    return Words(
        frozenset(lists["descriptors"]),
        frozenset(lists["places"]),
        frozenset(lists["common"]),
        tuple(lists["person_heads"]),
        tuple(lists["parts"]),
        tuple(lists["not_partner"]),
        tuple(lists["targets"]),
        sets,
    )


@lru_cache(maxsize=1)
def words() -> Words:
    """The project's own word lists."""
    return load(Path(__file__).with_name("members.toml"))


@lru_cache(maxsize=1)
def _mecab() -> MeCab:
    return MeCab()


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation the gazetteer found; offsets in the sentence."""

    start: int
    end: int
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class Party:
    """A party of an alliance as a clause names it; offsets in the sentence."""

    name: str
    start: int
    end: int
    role: str
    """topic, subject, with, of, list or object."""
    organisation: Organisation | None = None
    size: int = 0
    """How many parties a word like 양사 stands for; 0 for a name."""


@dataclass(slots=True)
class _Unit:
    start: int
    end: int
    text: str
    particle: str = ""
    joined: bool = False
    """A comma or a list mark follows."""
    known: Known | None = None
    rest: str = ""
    """What stands between a known name and its particle."""
    quoted: bool = False
    glossed: bool = False
    """A parenthesis follows the name."""
    incorporated: bool = False
    """It bears the mark of a company."""


def parties(
    sentence: str, start: int, end: int, known: Sequence[Known], hints: frozenset[str] = frozenset()
) -> list[Party]:
    """The parties named in a stretch of a plain sentence, in their order.

    `hints` are names that another part of the text gives away, such as the one a headline begins with.
    """
    if sentence.count("'", start, end) % 2 and not _LISTED_IN_QUOTES.match(sentence, sentence.rfind("'", start, end)):
        end = max(start, sentence.rfind("'", start, end))  # the trigger stands inside a quoted name of a project
    phrases = list(_phrases(_units(sentence, start, end, known)))
    found: list[Party] = []
    chain: list[Party] = []
    for at, phrase in enumerate(phrases):
        head = phrase[-1]
        if head.text == "및" and chain:
            continue
        if head.text == "등" and chain:
            after = phrases[at + 1][-1].particle if not head.particle and at + 1 < len(phrases) else ""
            _close(chain, head.particle or (after if after in ("topic", "subject", "with") else "list"), found)
            chain = []
            continue
        party = _party(phrase, sentence, hints, bool(chain))
        if party is None or party.name in {p.name for p in chain}:
            if chain:
                _close(chain, "list", found)
            chain = []
            continue
        chain.append(party)
        follows_at_once = at + 1 < len(phrases)
        if head.joined and follows_at_once and head.particle in ("", "with"):
            continue
        if follows_at_once and phrases[at + 1][0].text == "및":
            continue
        if head.particle == "with" and follows_at_once and _coordinates(phrases[at + 1], sentence, hints):
            continue
        if head.particle == "" and len(phrase) > 1 and party.end < head.start:
            _close(chain, "list", found)
            chain = []
            continue
        role = head.particle or "list"
        if role == "with" and sentence.startswith(words().not_partner, _next_letter(sentence, head.end)):
            role = "against"
        if role in ("object", "place") and any(t in sentence[head.end : head.end + 14] for t in words().targets):
            role = "against"
        if role == "object" and re.match(r"\s*(?:비롯|포함|중심|주축)", sentence[head.end : head.end + 8]):
            role = "subject"
        _close(chain, role, found)
        chain = []
    if chain:
        _close(chain, "list", found)
    return found


def _close(chain: list[Party], role: str, found: list[Party]) -> None:
    roles = {"also": "topic"}
    for party in chain:
        found.append(Party(party.name, party.start, party.end, roles.get(role, role), party.organisation, party.size))


def _next_letter(sentence: str, at: int) -> int:
    while at < len(sentence) and sentence[at] in " ,":
        at += 1
    return at


def _coordinates(following: list[_Unit], sentence: str, hints: frozenset[str]) -> bool:
    """Whether what stands right behind "A와" is coordinated with A ("A와 B는") and not the rest of the clause."""
    head = following[-1]
    if head.particle not in ("topic", "subject", "with", "of", "also", "") and not head.joined:
        return False
    if head.particle == "" and not head.joined and head.text != "등":
        return len(following) <= 2 and head.text in ("간", "간의", "사이", "양사", "3사") and following[0] is not head
    party = _party(following, sentence, hints, True)
    if party is None or head.particle:
        return party is not None
    return party.organisation is not None and party.organisation.kind != "unknown"


def _units(sentence: str, start: int, end: int, known: Sequence[Known]) -> Iterator[_Unit]:
    marks = list(sentence)
    heads: dict[int, Known] = {}
    for k in known:
        if start <= k.start and k.end <= end:
            heads[k.start] = k
            for i in range(k.start, k.end):
                if marks[i] in " ·-/&()":
                    marks[i] = _GLUE
    for hit in _PARENTHESIS.finditer(sentence, start, end):
        if not any(k.start <= hit.start() < k.end for k in known):
            marks[hit.start() : hit.end()] = _OUT * (hit.end() - hit.start())
    masked = "".join(marks).replace("㈜", _OUT)
    for hit in _QUOTED.finditer(masked, start, end):
        inner = masked[hit.start() : hit.end()]
        masked = masked[: hit.start()] + inner.replace(" ", _GLUE) + masked[hit.end() :]
    for word in _WORD.finditer(masked, start, end):
        edges = [word.start(), *(m.end() for m in _LIST.finditer(masked, word.start(), word.end())), word.end()]
        for a, b in itertools.pairwise(edges):
            unit = _unit(masked, sentence, a, b, heads)
            if unit is not None:
                unit.incorporated = bool(_INCORPORATED.search(sentence, a, b))
                unit.joined = unit.joined or b < word.end()
                yield unit


def _unit(masked: str, sentence: str, a: int, b: int, heads: Mapping[int, Known]) -> _Unit | None:
    raw = masked[a:b]
    stripped = raw.rstrip(",·/&-–—;:'\x01")
    glossed = _OUT in raw
    core_start = a + len(raw) - len(raw.lstrip("'\"(（㈜▲△-·"))
    core_end = a + len(stripped) if stripped else b
    if core_start >= core_end:
        return None
    joined = raw.rstrip("'\x01").endswith((",", "·", "/", "&", "-", "–", "—"))
    first = next((heads[i] for i in range(core_start, core_end) if i in heads), None)
    text = masked[core_start:core_end]
    if first is not None:
        tail = text[first.end - core_start :].replace(_OUT, "").lstrip("'")
        particle, suffix = _particle(tail, bare=True)
        return _Unit(first.start, core_end, first.organisation.name, particle, joined, first, suffix, glossed=glossed)
    clean = text.replace(_OUT, "")
    quoted = raw.startswith("'")
    particle, name = "", clean
    closing = clean.rfind("'")
    if quoted and closing > 0:
        particle, rest = _particle(clean[closing + 1 :], bare=True)
        name = clean[:closing] if not rest else clean
    else:
        particle, name = _particle(clean, bare=clean.startswith("등"))
    name = name.replace(_GLUE, " ").strip("' ")
    return _Unit(core_start, core_end, name, particle, joined, None, "", quoted, glossed) if name else None


def _particle(text: str, *, bare: bool) -> tuple[str, str]:
    """The class of the particle at the end of a word, and the word without it.

    `bare`: the name has been taken off already, so the particle may be all there is.
    """
    for role, forms in _PARTICLES:
        for form in forms:
            if text.endswith(form) and (bare or len(text) - len(form) >= 2):
                before = text[: -len(form)]
                if before and not _fits(before[-1], form):
                    continue
                return role, before
    return "", text


def _fits(last: str, form: str) -> bool:
    """Whether a particle's form agrees with the letter before it."""
    code = ord(last) - 0xAC00
    if not 0 <= code < 11172:
        return True
    consonant = code % 28 != 0
    return not ((form in _AFTER_CONSONANT and not consonant) or (form in _AFTER_VOWEL and consonant))


def _phrases(units: Iterator[_Unit]) -> Iterator[list[_Unit]]:
    """Noun phrases: words up to one with a particle or a list mark."""
    phrase: list[_Unit] = []
    for unit in units:
        phrase.append(unit)
        if unit.particle or unit.joined or unit.text in ("등", "및"):
            if unit.text in ("등", "및") and len(phrase) > 1:
                phrase[-2].joined = True
                yield phrase[:-1]
                phrase = [unit]
            yield phrase
            phrase = []
    if phrase:
        yield phrase


def _party(phrase: list[_Unit], sentence: str, hints: frozenset[str], in_chain: bool) -> Party | None:
    """The organisation a noun phrase stands for, if any."""
    lists = words()
    head = phrase[-1]
    two = " ".join(u.text for u in phrase[-2:])
    for text in (two, head.text):
        for suffix in ("", "는", "가", "은", "이"):
            size = lists.sets.get(text.removesuffix(suffix) if suffix else text, 0)
            if size:
                return Party(text, phrase[0].start, head.end, "", None, size)
    if head.known is not None and head.known.organisation.kind == "unknown" and not head.rest:
        return _extended(phrase)
    at = next((i for i in range(len(phrase) - 1, -1, -1) if phrase[i].known is not None), None)
    if at is not None:
        while at > 0 and phrase[at].text.endswith(lists.parts) and _has_parts(phrase[at - 1].known):
            at -= 1
        unit = phrase[at]
        known = unit.known
        assert known is not None
        after = phrase[at + 1 :]
        if known.organisation.name in lists.places:
            return None
        if not after:
            if (
                unit.rest
                and not unit.rest.endswith((*lists.parts, *lists.person_heads, "장"))
                and unit.rest not in ("사", "등")
            ):
                return _longer(known, unit)
            return _of(known)
        if after[-1].text.endswith(lists.person_heads) or after[-1].text.endswith(lists.parts):
            if any(u.text in lists.descriptors for u in after[:-1]):
                return None
            return _of(known)
        if head.text in lists.descriptors or head.text in lists.common or (head.particle == "" and not head.joined):
            return _of(known) if head.particle == "" and not head.joined and at == 0 and not unit.rest else None
        if not any(u.text in lists.descriptors or u.text.endswith(("계열", "자회사")) for u in after[:-1]):
            return None
    return _unknown(phrase, sentence, hints, in_chain)


def _has_parts(known: Known | None) -> bool:
    return known is not None and known.organisation.kind in ("university", "company", "group")


def _longer(known: Known, unit: _Unit) -> Party | None:
    """A name that the gazetteer knows the beginning of: "한빛" in "한빛에스테이트와"."""
    if known.organisation.name in words().places or len(unit.rest) < 2 or (not unit.particle and not unit.joined):
        return None
    if unit.rest.endswith(tuple(w for w in words().common if w not in _IN_NAMES)) or _common(unit.rest):
        return None
    return Party(known.organisation.name + unit.rest, known.start, known.end + len(unit.rest), "")


def _extended(phrase: list[_Unit]) -> Party | None:
    """A provisional name with the words before it that belong to it: "하늘 코리아"."""
    known = phrase[-1].known
    assert known is not None
    name, start = known.organisation.name, known.start
    if name in words().common or name.endswith(("들", "업체")):
        return None
    for unit in reversed(phrase[:-1]):
        if not _extends(unit, name) or unit.text in name:
            break
        name, start = f"{unit.text} {name}", unit.start
    if start == known.start:
        return _of(known)
    return Party(name, start, known.end, "")


def _of(known: Known) -> Party:
    return Party(known.organisation.name, known.start, known.end, "", known.organisation)


_VERBAL = ("하고", "되고", "하며", "하면서", "해", "며", "고서", "지만")


def _unknown(phrase: list[_Unit], sentence: str, hints: frozenset[str], in_chain: bool) -> Party | None:
    lists = words()
    head = phrase[-1]
    if not head.particle and not head.joined:
        return None
    name = head.text
    if name in hints or head.incorporated:
        return Party(name, head.start, head.end, "")
    if name.endswith(_VERBAL) or head.particle in ("also", "place"):
        return None
    if not head.particle and not head.glossed and not (in_chain and len(name) >= 3 and len(phrase) == 1):
        return None
    if head.particle == "with" and _is_word_with_particle(sentence[head.start : head.end]):
        return None
    described = len(phrase) > 1 and (
        phrase[-2].text in lists.descriptors or phrase[-2].text.endswith(("기업", "업체", "회사"))
    )
    if name.endswith(lists.person_heads) and len(name) <= 6:
        return None
    if not _name_like(name, head, described=described):
        return None
    start = head.start
    for unit in reversed(phrase[:-1]):
        if unit.known is not None or not _extends(unit, name):
            break
        name = f"{unit.text} {name}"
        start = unit.start
    return Party(name, start, head.end, "")


def _extends(unit: _Unit, name: str) -> bool:
    """Whether a word before a name belongs to it: "법무법인 가온", "LX Semicon", "하늘 코리아"."""
    lists = words()
    if (
        unit.text in lists.descriptors
        or unit.text in lists.places
        or unit.text in lists.common
        or _NUMERIC.match(unit.text)
    ):
        return False
    if unit.quoted or unit.text.endswith(("의", "한", "인", "는", "된", "적", "기업", "업체", "들", "사")):
        return False
    if unit.text in (
        "법무법인",
        "회계법인",
        "사단법인",
        "재단법인",
        "주식회사",
        "의료법인",
        "학교법인",
        "특허법인",
        "세무법인",
    ):
        return True
    if _LATIN.match(unit.text):
        return True
    return len(name.split()) < 3 and not _common(unit.text)


def _name_like(name: str, unit: _Unit, *, described: bool) -> bool:
    lists = words()
    if not 2 <= len(name) <= 25 or _NUMERIC.match(name) or name in lists.places or name in lists.common:
        return False
    if name.endswith(("들", "여", "께", "하", "되", "지난", "오는", "따르면")) or "%" in name:
        return False
    if unit.quoted:
        return len(name) <= 15 and unit.particle in ("with", "topic", "subject")
    if _LATIN.match(name):
        return len(name) > 1 and name not in (
            "AI",
            "ICT",
            "IT",
            "IoT",
            "MOU",
            "CEO",
            "CTO",
            "ESG",
            "DX",
            "AX",
            "R&D",
            "TV",
            "OTT",
            "SNS",
            "PC",
            "EV",
            "ESS",
            "VR",
            "AR",
            "XR",
            "API",
        )
    if described and not _single(name):
        return not any(name.endswith(w) for w in ("업체", "기업", "회사", "업계", "기관"))
    if any(name.endswith(w) for w in lists.common if len(w) >= 2 and w not in _IN_NAMES):
        return False
    if unit.particle == "with" and len(name) >= 5 and not name.endswith(("자", "인", "원", "단")):
        return not _single(name)
    return not _common(name) and _takes_particle(name, unit.particle)


_IN_NAMES = frozenset(
    [
        "바이오",
        "제약",
        "에너지",
        "로봇",
        "미디어",
        "네트워크",
        "솔루션",
        "시스템",
        "커머스",
        "모빌리티",
        "금융",
        "건설",
        "화학",
        "철강",
        "호텔",
        "항공",
        "병원",
        "대학교",
        "연구원",
        "연구소",
        "협회",
        "재단",
        "공사",
        "공단",
        "은행",
        "증권",
        "카드",
        "보험",
        "자동차",
        "배터리",
        "반도체",
        "통신",
        "방송",
        "게임",
        "물류",
        "가스",
        "디지털",
        "콘텐츠",
        "백화점",
        "마트",
        "산업",
        "그룹",
        "투자",
        "자산",
        "데이터",
        "클라우드",
        "학교",
        "전자",
        "조합",
        "대학",
    ]
)


@lru_cache(maxsize=4096)
def _common(word: str) -> bool:
    """Whether a word is in the dictionary as a common noun, or made of two such."""
    if not word or word in words().common:
        return True
    tags = [(m[0], m[1]) for m in _mecab().pos(word)]
    if len(tags) == 1:
        return tags[0][1] in ("NNG", "MAG", "MAJ", "MM", "NP", "IC", "NNB", "XR") or tags[0][1].startswith("V")
    if any(t == "NNP" or t.startswith(("S", "U")) for _, t in tags):
        return False
    return all(
        (t in ("NNG", "XSN", "NNB", "XPN") and len(w) >= 2) or t in ("XSN", "MAG") for w, t in tags
    ) and not word.endswith(tuple(_IN_NAMES))


@lru_cache(maxsize=4096)
def _single(word: str) -> bool:
    """Whether a word stands in the dictionary as one common noun."""
    tags = _mecab().pos(word)
    return len(tags) == 1 and tags[0][1] == "NNG"


@lru_cache(maxsize=4096)
def _is_word_with_particle(word: str) -> bool:
    """Whether what looks like a particle is the end of a dictionary word: 계약학과, 의료진과."""
    tags = _mecab().pos(word)
    return bool(tags) and tags[-1][1] == "NNG" and tags[-1][0].endswith(("과", "와"))


@lru_cache(maxsize=4096)
def _takes_particle(name: str, role: str) -> bool:
    """Whether the dictionary, too, reads the word as a noun: verbs like 맺는 end as topics do."""
    if role not in ("topic", "subject", "of", "object"):
        return True
    tags = _mecab().pos(name)
    return not tags or not tags[-1][1].split("+")[-1].startswith(("E", "XSV", "XSA", "VV", "VA", "VX"))
