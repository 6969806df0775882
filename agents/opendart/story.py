"""A disclosure told as a story: one sentence that says who, with whom and how much, then what the report holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.filled_templates import filled
from agents.opendart.document import Row
from agents.opendart.reports import ReportRule, ReportTable
from topics.records import Disclosure

_NUMBERING = re.compile(r"^\s*(?:\d{1,2}|[가-힣]|[①-⑳])\s?[.)]\s*")
_EMPTY = frozenset({"", "-", "－", "해당사항없음", "해당사항 없음"})
_GAP = re.compile(r"\{(\w+)\}")
_LEGAL_FORMS = re.compile(r"\s*(?:주식회사|\(주\)|㈜|\(유\)|유한회사)\s*")
_MAN, _EOK, _JO = 10**4, 10**8, 10**12
_MOST_TARGETS = 5
"""Of an allotment: who comes behind them is counted."""


class NoStory(Exception):
    """The report is of no use; the text is a fixed reason."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story made of a disclosure."""

    title: str
    text: str


def told_by_decision(
    disclosure: Disclosure, rule: ReportRule, row: Mapping[str, object], document: Sequence[Row], table: ReportTable
) -> Told:
    """The story of a decision whose facts the service gives, with whom shares go to as its document says.

    Raises `NoStory`.
    """
    for field, needed in rule.needs.items():
        if needed not in str(row.get(field, "")):
            raise NoStory(f"no {rule.id}")
    facts = _facts_of(disclosure)
    for name, fields in rule.facts.items():
        if (fact := _fact(name, [row.get(field) for field in fields])) is not None:
            facts[name] = fact
    if document and (targets := _targets(document, table.targets)):
        facts["targets"] = targets
    sentences = [filled(sentence, facts) for sentence in rule.sentences if _has_all(sentence, facts)]
    if not sentences or not _has_all(rule.sentences[0], facts):
        raise NoStory("counterparty unknown")
    return Told(filled(rule.title, facts), " ".join(sentences))


def told_by_document(disclosure: Disclosure, document: Sequence[Row], table: ReportTable) -> Told:
    """The story of a report whose document is all that there is; raises `NoStory`."""
    subject = _row(document, table.rows["subject"]) or _in_brackets(disclosure.report)
    if subject is None:
        raise NoStory("no subject")
    contents = _row(document, table.rows["contents"]) or ""
    if not table.speaks_of_tie(f"{subject}\n{contents}"):
        raise NoStory("speaks of no tie")
    facts = _facts_of(disclosure)
    if counterparty := _row(document, table.rows["counterparty"]):
        facts["counterparty"] = _company(counterparty.splitlines()[0])
    subject = " ".join(subject.split())
    lead = None
    for rule in table.subjects:
        match = rule.pattern.fullmatch(subject)
        if match is not None and _has_all(rule.sentence, said := facts | match.groupdict()):
            lead = filled(rule.sentence, said)
            break
    if lead is None:
        raise NoStory("no subject")
    lines = [_NUMBERING.sub("", line).lstrip("-·ㆍ* ") for line in contents.splitlines()]
    return Told(f"{facts['company']}, {subject}", "\n".join([lead, *(line for line in lines if line)]))


def first_reported(document: Sequence[Row], table: ReportTable) -> str | None:
    """The day (digits) on which the report that a document corrects was first given, as it says itself."""
    said = _row(document, table.rows["corrected"])
    if said is None or (match := re.search(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})", said)) is None:
        return None
    return f"{match[1]}{int(match[2]):02}{int(match[3]):02}"


def won_in_words(won: int) -> str:
    """An amount as newspapers write it: 35,000,000,000 is `350억원`."""
    parts = [(won // _JO, "조"), (won % _JO // _EOK, "억"), (won % _EOK // _MAN, "만")]
    words = "".join(f"{count}{unit}" for count, unit in parts if count)
    return f"{words or won}원"


def _facts_of(disclosure: Disclosure) -> dict[str, object]:
    return {"company": _company(disclosure.company), "day": int(disclosure.day[6:8])}


def _fact(name: str, values: Sequence[object]) -> str | None:
    """One value as it is told; sums and numbers of shares are added up."""
    texts = [str(value).strip() for value in values if value is not None and str(value).strip() not in _EMPTY]
    if not texts:
        return None
    if name in ("sum", "shares"):
        numbers = [int(digits) for text in texts if (digits := re.sub(r"\D", "", text))]
        if not numbers or not sum(numbers):
            return None
        return won_in_words(sum(numbers)) if name == "sum" else f"{sum(numbers):,}"
    first = texts[0].splitlines()[0]
    return _company(first) if name in ("issuer", "counterparty") else first.rstrip(".")


def _company(name: str) -> str:
    """A company's name without its legal form."""
    return " ".join(_LEGAL_FORMS.sub(" ", name).split()) or name.strip()


def _targets(document: Sequence[Row], label: str) -> str | None:
    """Whom shares are allotted to: the first cells below the one with the label."""
    for number, row in enumerate(document):
        if _bare(row[0]).startswith(label) and len(row) > 1:
            names = []
            for below in document[number + 1 :]:
                if len(below) < len(row) - 1 or _bare(below[0]) in ("합계", "계") or below[0] in _EMPTY:
                    break
                names.append(_company(below[0].splitlines()[0]))
            names = list(dict.fromkeys(names))
            if names:
                more = f" 등 {len(names)}곳" if len(names) > _MOST_TARGETS else ""
                return ", ".join(names[:_MOST_TARGETS]) + more
    return None


def _row(document: Sequence[Row], labels: Sequence[str]) -> str | None:
    """What stands beside the first of the labels."""
    for label in labels:
        for row in document:
            for at, cell in enumerate(row[:-1]):
                if label in _bare(_NUMBERING.sub("", cell))[: len(label) + 12] and row[at + 1] not in _EMPTY:
                    return row[-1] if row[-1] not in _EMPTY else row[at + 1]
    return None


def _in_brackets(report: str) -> str | None:
    """The subject that some reports have behind their name."""
    match = re.search(r"\(([^()]{8,}(?:\([^()]*\)[^()]*)?)\)\s*$", report)
    return match[1] if match else None


def _bare(text: str) -> str:
    return "".join(text.split())


def _has_all(template: str, facts: Mapping[str, object]) -> bool:
    return all(name in facts for name in _GAP.findall(template))
