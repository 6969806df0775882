"""Korean bylines: who wrote it, told in datelines, credits and closing lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

from agents.clean.lines.author_names import (
    BRACKETS,
    EMAIL,
    author_names,
    is_outlet,
    is_person_name,
    may_be_name_before_role,
    name_with_role,
    role_alternatives,
    role_words,
)
from agents.clean.lines.line_table import is_statement, line_table
from agents.regex_set import WordSet

_SIGNED = re.compile(
    r"\s?[(\[](?:(?!사진|영상|자료|그래픽|이미지|출처|제공)[가-힣·\s]{1,20}=)?(?P<outlet>[^\s()=\[\]]{2,10})[)\]]\s?(?:\(끝\))?$"
)
_OPEN = "[【〔(（「<〈"
_CLOSE = "]】〕)）」>〉"
_OPENING = frozenset(_OPEN)
_LONGEST_HEAD = 140  # characters: a dateline of several places and six reporters
_LONGEST_PLACE = 16  # characters
_CREDIT = re.compile(r"제공|사진|기자|캡처|연합|뉴시스|뉴스1|픽사베이|게티")
_LABEL = re.compile(r"([:=：])")
_PICTURE_LABELS = frozenset(("사진", "영상", "촬영", "그래픽", "삽화"))
_NO_WRITERS = re.compile(
    r"\W{0,3}(?:(?:진행|출연|사회|대담|패널|연결)\s?[:=]|사진\s?[:=_|](?!.{0,60}(?:글|취재|기사)\s?[:=]))"
)
"""How a line of people begins that are no writers: a broadcast's hosts and guests, photographers."""

_PICTURED_BY = re.compile(
    r"(?<![글재리자][·ㆍ/,&+ ])(?:사진|촬영|영상|그래픽|삽화)\s?[_:=|]\s?(?:\S{1,8}\s?DB[\s(]{1,2})?$"
)
_GLUED_LABEL = re.compile(r"(?<=기자)(?=(?:글|사진|영상|그래픽|취재)[\s=:·])")
_TELLING = re.compile(r"(?:다|요|죠|까|라고|에게|에서|으로)$|(?:[는를야]|등은)(?:\s|$)")
"""What a line says that tells something: a verb or a particle beside the names."""

_AND_OTHERS = re.compile(r"[가-힣]{2,4}(?:\s?기자)?\s외\s?\d{1,2}\s?명")
_WITH_PICTURE = re.compile(
    r"(?P<outlet>[가-힣A-Za-z0-9]{2,10})\s(?P<name>[가-힣]{3})\s?[|ㅣ/]\s?(?:사진|화면|영상|자료).{0,50}"
)
"""`하늘뉴스 한서준 | 사진 하늘방송`: the writer, and whose picture it is."""

_BY = re.compile(r"[Bb][Yy]\s?:?\s(?P<names>[A-Z].{2,60})")


_BEHIND_DATELINE = re.compile(r"^(?:[가-힣A-Za-z]{2,10}(?:팀|부|국)\s?=|[=:\-–—])\s?")
_LONGEST_BYLINE = 140  # characters of a line of credits, three times as many where each is written letter by letter
_REMEMBERED = 4_096  # lines: a page is read several times over


@dataclass(slots=True)
class Byline:
    """What a byline or a dateline told, and the text that is left without it; shared, so not to be changed."""

    rest: str = ""
    authors: list[str] = field(default_factory=list)
    outlet: str | None = None


@lru_cache(maxsize=_REMEMBERED)
def read_dateline(text: str) -> Byline | None:
    """Take `[서울=하늘뉴스] 한서준 기자 =` or `[하늘신문 한서준 기자]` off the head of a paragraph."""
    head = text[:_LONGEST_HEAD].replace("＝", "=")
    rest = head.lstrip(" ■◆●·◇○")
    if rest[:1] not in _OPENING and "=" not in rest and ":" not in rest and "/" not in rest[:12]:
        return None
    found = Byline()
    matched = False
    while rest and (end := _closing_bracket(rest)):
        inside = rest[1:end].strip()
        # A bracket before a signature is a dateline, whatever the place or agency in it is called.
        signed = len(inside) <= _LONGEST_PLACE and _names_before_equals().match(rest[end + 1 :].lstrip())
        if not signed and not _is_dateline(inside):
            break
        people = _names_with_role(inside) or _named_behind_outlet(inside)
        found.authors += [name for name in people if name not in found.authors]
        found.outlet = found.outlet or _outlet_in(inside)
        rest = rest[end + 1 :].lstrip()
        matched = True
    names = _names_before_equals().match(rest) or (_dateline_names() if matched else _placed_names()).match(rest)
    if names:
        found.authors += [name for name in _names_with_role(names.group()) if name not in found.authors]
        rest = rest[names.end() :]
        matched = True
    elif matched:
        rest = _BEHIND_DATELINE.sub("", rest)
    if not matched:
        return None
    found.rest = rest.lstrip() + text[_LONGEST_HEAD:]
    return found


def _closing_bracket(text: str) -> int:
    """Where the bracket that opens the text is closed; 0 where it opens none, or one too long for a dateline."""
    close = dict(zip(_OPEN, _CLOSE, strict=True)).get(text[0])
    depth = 0
    for at, character in enumerate(text[:70]):
        depth += (character == text[0]) - (character == close)
        if close is None or not depth:
            return at
    return 0


def _is_dateline(inside: str) -> bool:
    if _names_with_role(inside) or _named_behind_outlet(inside):
        return True
    place, equals, outlet = inside.partition("=")
    if equals:
        return is_outlet(outlet.strip()) or is_outlet(place.strip())
    return len(inside) <= 16 and is_outlet(inside)


def _named_behind_outlet(inside: str) -> list[str]:
    """The name in `하늘일레븐=한서준` or `하늘스포츠경제 한서준`, where no role tells what the two are."""
    label, equals, name = inside.partition("=") if "=" in inside else inside.partition(" ")
    fits = len(name) <= 3 and is_person_name(name) and re.fullmatch(r"[가-힣A-Za-z0-9]{2,8}", label) is not None
    if not equals.strip():
        fits = fits and len(name) == 3 and is_outlet(label) and label not in line_table().outlet_endings
    return [name] if fits and not is_outlet(name) and label not in line_table().picture_labels else []


def _outlet_in(inside: str) -> str | None:
    for part in reversed(re.split(r"[=|ㅣ:-]", inside)):
        words = part.split()
        for size in range(len(words), 0, -1):
            if is_outlet(candidate := " ".join(words[:size])) and not _names_with_role(candidate):
                return candidate
    return None


@lru_cache(maxsize=_REMEMBERED)
def read_closing(text: str) -> Byline | None:
    """Take `… 했다. 한서준 기자 seo@…` or `… 했다. seo@…` off the tail of a paragraph."""
    signed = _SIGNED.search(text[-40:]) if text.endswith((")", "]")) else None
    if signed and is_outlet(signed.group("outlet")):
        cut = text[: len(text) - len(signed.group())].rstrip()
        return Byline(rest=cut, outlet=signed.group("outlet"))
    tail = text[-110:]
    if "@" not in tail and not role_words().stand_in(tail):
        return None
    found = _closing_pattern().search(tail)
    if found is None:
        return None
    signature = found.group("names") or ""
    if signature.startswith(tuple(_PICTURE_LABELS)):
        return None
    names = _names_with_role(signature)
    if (writer := found.group("writer")) and is_person_name(writer) and not is_outlet(writer):
        names.append(writer)
    return Byline(
        rest=text[: len(text) - len(tail) + found.start("names_or_mail")].rstrip(" /|=<[(【「＜〈"), authors=names
    )


@lru_cache(maxsize=_REMEMBERED)
def read_byline(line: str) -> Byline | None:
    """The authors told by a line that is nothing but a byline or credits; None where it says more than that."""
    line = line if line.isascii() else unicodedata.normalize("NFC", line[: 3 * _LONGEST_BYLINE])
    if len(line) > _LONGEST_BYLINE or ("@" not in line and is_statement(line)):
        return None
    mails = EMAIL.findall(line) if "@" in line else []
    bare = EMAIL.sub(" ", line) if mails else line
    bare = _GLUED_LABEL.sub(" ", bare) if "기자" in bare else bare
    if by := _BY.fullmatch(bare.strip()):
        return Byline(authors=author_names(by.group("names")))
    signed = _WITH_PICTURE.fullmatch(bare.strip())
    if signed and is_outlet(signed.group("outlet")):
        return Byline(authors=[signed.group("name")], outlet=signed.group("outlet"))
    if _AND_OTHERS.fullmatch(bare.strip()):
        return Byline(authors=author_names(bare))
    if mails and not re.search(r"[가-힣A-Za-z\u4e00-\u9fff]", re.sub(r"이메일|메일|[Ee]-?mail", "", bare)):
        return Byline()
    if _LABEL.search(bare) and (credits := _credits(bare)):
        return credits
    if _NO_WRITERS.match(bare):
        return None
    if not mails and not role_words().stand_in(bare):
        return None
    text = BRACKETS.sub(" ", bare).strip(" /|=·*■◆●▶☞-–—:,.")
    names = _names_with_role(text)
    if names:
        left = name_with_role().sub(" ", text)
        for name in names:
            left = left.replace(name, " ")
        left = re.sub(r"[\W\d_]+", " ", left).strip()
        if len(left) <= 16 and not _TELLING.search(left):
            return Byline(
                authors=names, outlet=_outlet_in(" ".join(word for word in text.split() if word not in names))
            )
        return None
    if mails:
        words = [word for word in re.split(r"[\s/|·=,]+", text) if word]
        people = [word for word in words if is_person_name(word) and not is_outlet(word)]
        if len(words) <= 4 and len(people) <= 2:
            return Byline(authors=people or read_sign_off(text))
    return None


def read_sign_off(line: str) -> list[str]:
    """The reporter who signs off a broadcast: `하늘뉴스 한서준입니다.`"""
    found = re.fullmatch(r"(?P<outlet>[^\s]{2,10})(?:\s?뉴스)?,?\s(?P<name>[가-힣]{2,4}?)입니다\.?", line[:40])
    return (
        [found.group("name")]
        if found and is_outlet(found.group("outlet")) and is_person_name(found.group("name"))
        else []
    )


def _credits(line: str) -> Byline | None:
    """`글·사진=홍길동 기자`, `(취재: 홍길동, 영상편집: 김철수)`, `영상취재:박진수/영상편집:이은희`."""
    table = line_table()
    found: list[str] = []
    seen = 0
    role = ""
    for part in re.split(
        r"\s?[,/|]\s?|(?<=\S)\s{1,3}(?=[가-힣·]{1,6}\s?[:=])", BRACKETS.sub(" ", line).strip(" /|*■◆●▶-")
    ):
        head, mark, tail = _LABEL.split(part, 1) if _LABEL.search(part[:15]) else (part, "", "")
        label, value = head.strip(), tail.strip()
        if mark:
            role = "write" if label in table.writing_labels else "picture" if label in table.picture_labels else ""
            if not role:
                return None
        elif not role or not (label + value):
            return None
        else:
            value = label
        if len(value) > 30:
            return None
        seen += bool(mark)
        people = author_names(value)
        if role == "picture" and not people and seen < 2 and not _CREDIT.search(value):
            return None  # "구성: 이사회 7명" is told by the story; behind other credits it is a desk
        if role == "write":
            found += [name for name in people if name not in found]
    return Byline(authors=found) if seen else None


def _names_with_role(text: str) -> list[str]:
    """Names that stand before a writer's role: `홍길동·김철수 기자`, `홍길동기자, 김철수 특파원`."""
    names: list[str] = []
    if not role_words().stand_in(text[:200]):
        return names
    for found in _people_pattern().finditer(text[:200]):
        if found.group("role") in line_table().picture_roles:
            continue
        if _PICTURED_BY.search(text[: found.start()]):
            continue
        both = text[: found.start()].rstrip().endswith(("글·", "글ㆍ", "글/", "취재·", "취재ㆍ", "취재/"))
        label = ""
        for word in re.split(r"[\s·ㆍ,/、‧・&]+", found.group("people")):
            before, label = label, word
            if before in _PICTURE_LABELS and not both:
                continue
            fits = is_person_name(word) and not is_outlet(word)
            if word and word not in names and (fits or (word == found.group("last") and may_be_name_before_role(word))):
                names.append(word)
    return names


def may_name_writers(text: str) -> bool:
    """Whether a line holds what any byline, dateline or signature does; most lines of a story do not."""
    return _signs().stand_in(text)


@cache
def _signs() -> WordSet:
    by = ("By", "by", "BY", "bY")
    return WordSet((*line_table().all_roles, *by, *_OPEN, *"@=＝:：/)]명|ㅣ"))


@cache
def _people_pattern() -> re.Pattern[str]:
    name = r"(?:[가-힣]{2,4}?|[\u4e00-\u9fff]{2,4})"
    outlet = rf"[가-힣A-Za-z0-9]{{0,6}}(?:{'|'.join(map(re.escape, line_table().outlet_endings))})"
    return re.compile(
        rf"(?<![가-힣])(?P<people>(?:{name}(?:\s?[·ㆍ,/、‧・&]\s?|\s)){{0,5}}?(?P<last>{name}))\s?(?:[가-힣]{{1,4}}부\s|[가-힣]{{1,4}}팀\s|{outlet}\s)?"
        rf"(?P<role>{role_alternatives()})(?![가-힣])"
    )


@cache
def _names_before_equals() -> re.Pattern[str]:
    """`한서준 특파원 최유나 기자 =`: nothing but Korean words and separators, a role last, before an equals sign."""
    return re.compile(rf"[가-힣\u4e00-\u9fff·ㆍ,/、\s]{{0,90}}?{role_alternatives()}\s?[=:]\s{{0,2}}")


@cache
def _placed_names() -> re.Pattern[str]:
    """`부산/한서준 기자`, `부산=한서준 기자` before a sentence."""
    return re.compile(rf"[가-힣]{{2,6}}\s?[/=]\s?(?:[가-힣]{{2,4}}[·,]?\s?){{1,4}}?{role_alternatives()}\s(?=\S)")


@cache
def _dateline_names() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[가-힣\u4e00-\u9fff]{{2,5}}(?:\s?[·ㆍ,/、]\s?|\s)?){{1,6}}?\s?{role_alternatives()}(?:\s?[,·]\s?[가-힣]{{2,4}}\s?{role_alternatives()}){{0,3}}(?![가-힣])"
        rf"(?:\s?{EMAIL.pattern})?\s?[=:]?\s{{0,2}}"
    )


@cache
def _closing_pattern() -> re.Pattern[str]:
    people = rf"(?P<names>[가-힣\u4e00-\u9fff][가-힣\u4e00-\u9fff =·,/]{{1,30}}?{role_alternatives()})"
    writer = r"(?:(?P<writer>[가-힣]{2,4})|[가-힣]{2,10}(?:팀|부|국|센터))"
    return re.compile(
        rf"[.!?…\"”’'】)\]다]\s{{0,2}}[/|=<(\[【「＜〈]?\s?(?P<names_or_mail>(?:{people}\s?[|/=,]?\s?[(\[<]?(?:{EMAIL.pattern})?"
        rf"|(?:{writer}\s?[|/=]?\s?)?(?:{EMAIL.pattern})))[)\]>」】＞〉]?\s{{0,2}}[.]?$"
    )
