"""Pages that say something in the place of a story: removed, under maintenance, blocked (`notices.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from agents.regex_set import RegexSet

_TABLE = "notices.toml"

_END_OF_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]{0,2}\s+|(?<=[가-힣]다)\s+(?=[가-힣])")
_CLOSING = "\"'”’」』)] .!?…~"
_PLAIN = re.compile(r"(?<!니)다$")
_TOLD_POLITELY = re.compile(r"[가-힣](?:습니다|답니다|입니다|니다)$")
_ADDRESS = re.compile(
    r"바랍니다|주세요|주십시오|하세요|하십시오|드립니다|드려|드리겠|감사합니다|죄송|양해|고객|회원님|여러분|저희|문의|누르|클릭"
    r"|(?:하|으|되|보|오|가|이용하)(?:시[면는려고어]|신 |신다면|실 |셔|셨다면|십)|셨(?:다면|나요|습니까)"
    r"|수도? 없습니다$|수도? 있습니다$"
)
"""What is said to the reader rather than told: requests, thanks, honorifics."""

_ENGLISH_ADDRESS = re.compile(r"\b(?:you|your|please|we|our|us|click|contact|return to)\b", re.IGNORECASE)

_SEPARATOR = re.compile(r"\s[-–—:·<>]\s|\s?[|ㅣ│»«]\s?")
_SAYS_NONE = re.compile(r"[이가은는도] ?없(?:습니다|어요|음)")
"""What widgets say of stories that they would list: none there."""

_ALERT = re.compile(
    r"\s*(?:(?:<!--|//)[^\n]*\n\s*|/\*.{0,80}?\*/\s*)?"
    r"(?:(?:window\.onload\s*=|\$\(|setTimeout\()\s*(?:function\s*\(\)|\(\)\s*=>)\s*\{\s*)?"
    r"(?:window\.|self\.)?alert\(\s*([\"'`])(.{4,200}?)\1\s*\)",
    re.DOTALL,
)
"""A script that begins with words to the reader, whatever else it does."""

_SAYS_NOT_FOUND = re.compile(r"니다|found|exist|available|removed", re.IGNORECASE)

_FEW = 4
"""Patterns that are sooner tried than their words looked for in each sentence."""

_SHORTEST = 12
"""Characters of a sentence that tells something."""

_TELLS_MOSTLY = 0.3
"""Share of the sentences that tell something above which a text is a story, whatever notices it holds."""

_FEWEST_TOLD = 3
"""Sentences that tell something below a title that reads like a notice, where the page itself says it is a story."""

_BLOCKS_OF_HEAD = 40
"""Blocks of a page in which the heading of a notice stands."""

_LONGEST_HEADING = 80


class NoticeTableError(ValueError):
    """The table is wrong; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class NoticeTable:
    """The patterns of titles, of sentences and of banners, each with the kind of page that they show."""

    titles: RegexSet
    """Of whole titles, or of the parts of one."""
    kinds_of_titles: tuple[str, ...]
    sentences: RegexSet
    kinds: tuple[str, ...]
    """Of the patterns of sentences."""
    banners: RegexSet
    """Of whole lines."""
    kinds_of_banners: tuple[str, ...]

    def kind_of_title(self, title: str) -> str | None:
        """The kind of page that has such a title; None for a story's."""
        if len(title) > _LONGEST_HEADING:
            return None
        parts = {title, *_SEPARATOR.split(title)}
        found = [at for part in parts for at in self.titles.candidates(part) if self.titles.is_found(at, part)]
        return self.kinds_of_titles[min(found)] if found else None

    def kind_of_sentence(self, sentence: str) -> str | None:
        """The kind of page that says such a sentence; None for what stories say."""
        return next(self.kinds_of_sentences((sentence,)))

    def kinds_of_sentences(self, sentences: Sequence[str]) -> Iterator[str | None]:
        """The same of each sentence of a text, whose words are looked for but once."""
        possible = self.sentences.candidates("\n".join(sentences))
        for sentence in sentences:
            tried = possible if len(possible) <= _FEW else self.sentences.candidates(sentence)
            yield next((self.kinds[at] for at in tried if self.sentences.is_found(at, sentence)), None)

    def kind_of_banner(self, line: str) -> str | None:
        """The kind of page that has such a line above its text; None for what stories have there."""
        found = (at for at in self.banners.candidates(line) if self.banners.is_found(at, line))
        return next((self.kinds_of_banners[at] for at in found), None)


def notice_on(
    title: str,
    lines: Sequence[str],
    running: Sequence[str],
    *,
    says_article: bool,
    alerts: Sequence[str] = (),
    leads_away: bool = False,
) -> str | None:
    """The kind of notice that a page is; None for a story, also for one about a notice.

    `lines` are those of the story that was found, `running` the text of the page, block by block, `alerts` what its
    scripts say when it opens; `says_article` is whether the page states that it is one story and when it was
    published, `leads_away` whether it sends its readers on to the front page.
    """
    table = notice_table()
    if (kind := _kind_above(lines, running, alerts)) is not None:
        return kind
    sentences = [part.strip() for line in lines for part in _END_OF_SENTENCE.split(line)]
    sentences = [sentence for sentence in sentences if sentence]
    told, said, enough = 0, None, max(_TELLS_MOSTLY * len(sentences), _FEWEST_TOLD)
    for sentence, found in zip(sentences, table.kinds_of_sentences(sentences), strict=True):
        if told > enough:  # whatever follows, this is a story but for its title
            break
        if found is not None:
            said = said or found
        elif _tells(sentence):
            told += 1
    if leads_away and told < _FEWEST_TOLD:
        return "removed"
    kind = table.kind_of_title(title)
    if kind is None and not (says_article and told):
        heads = (block for block in running[:_BLOCKS_OF_HEAD] if block != title)
        kind = next((found for block in heads if (found := _kind_of_heading(block, says_article))), None)
    if kind is not None and not (says_article and told >= _FEWEST_TOLD):
        return kind
    return said if told <= _TELLS_MOSTLY * len(sentences) else None


def spoken(script: str) -> str | None:
    """What a script says to the reader before it does anything else; None where it says nothing."""
    found = _ALERT.match(script)
    return " ".join(found[2].replace("\\n", " ").split()) if found else None


def _kind_above(lines: Sequence[str], running: Sequence[str], alerts: Sequence[str]) -> str | None:
    """The kind of page whose scripts, or a line before its text, say that another story stands in its place."""
    table = notice_table()
    first = lines[0] if lines else ""
    end = next((at for at, block in enumerate(running) if block and first.startswith(block)), 0)
    before = [block for block in running[max(0, end - _BLOCKS_OF_HEAD) : end] if len(block) <= _LONGEST_HEADING]
    if not alerts and not table.banners.candidates(" ".join(before)):
        return None
    return next((kind for text in (*alerts, *before) if (kind := table.kind_of_banner(text))), None)


def _kind_of_heading(block: str, says_article: bool) -> str | None:
    """The kind of page that has a block that says that there is no story; words of menus and of widgets are none."""
    if len(block) > _LONGEST_HEADING or not _SAYS_NOT_FOUND.search(block):
        return None
    kind = notice_table().kind_of_title(block)
    if says_article:
        kind = None if _SAYS_NONE.search(block) else kind or notice_table().kind_of_sentence(block)
    return kind if kind == "removed" else None


def _tells(sentence: str) -> bool:
    """Whether a sentence tells what happened: in plain speech, or politely without a word to the reader."""
    bare = sentence.rstrip(_CLOSING)
    if len(bare) < _SHORTEST:
        return False
    if _PLAIN.search(bare):
        return True
    if _TOLD_POLITELY.search(bare):
        return _ADDRESS.search(bare) is None
    return bare.isascii() and len(bare) >= 2 * _SHORTEST and _ENGLISH_ADDRESS.search(bare) is None


@cache
def notice_table() -> NoticeTable:
    """The table that ships with this package."""
    return read_notice_table(resources.files(__package__).joinpath(_TABLE).read_text("utf-8"))


def read_notice_table(text: str) -> NoticeTable:
    """Read a table; raises `NoticeTableError` naming the wrong entry."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NoticeTableError(f"{_TABLE}: {error}") from None
    titles: list[tuple[str, str]] = []
    sentences: list[tuple[str, str]] = []
    banners: list[tuple[str, str]] = []
    for number, entry in enumerate(table.get("notice", []), 1):
        kind = entry.get("kind")
        if not isinstance(kind, str) or not kind:
            raise NoticeTableError(f"{_TABLE}: notice {number} has no kind")
        for part in ("titles", "sentences", "banners"):
            patterns = entry.get(part, [])
            if not isinstance(patterns, list) or not (patterns or part == "banners"):
                raise NoticeTableError(f"{_TABLE}: notice {number} ({kind}): {part} is not a list")
            for pattern in patterns:
                try:
                    re.compile(pattern, re.IGNORECASE)
                except (re.error, TypeError) as error:
                    raise NoticeTableError(
                        f"{_TABLE}: notice {number} ({kind}): {part}: {pattern!r}: {error}"
                    ) from None
                if part == "titles":
                    titles.append((kind, rf"(?i)\A(?:{pattern})\Z"))
                elif part == "banners":
                    banners.append((kind, rf"(?i)\A(?:{pattern})\Z"))
                else:
                    sentences.append((kind, f"(?i){pattern}"))
    return NoticeTable(
        titles=RegexSet([pattern for _, pattern in titles]),
        kinds_of_titles=tuple(kind for kind, _ in titles),
        sentences=RegexSet([pattern for _, pattern in sentences]),
        kinds=tuple(kind for kind, _ in sentences),
        banners=RegexSet([pattern for _, pattern in banners]),
        kinds_of_banners=tuple(kind for kind, _ in banners),
    )
