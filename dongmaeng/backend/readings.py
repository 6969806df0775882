"""Why an alliance is known: the sentences of the articles that tell it, and what was decided on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agents.resolve.claims import Claim
from dongmaeng.ways.ledger import rule_text, words_at
from search.store import Store
from topics.records import Article, Citation, Mention, Span, Step, TaggedArticle

MOST_READINGS = 30
"""Articles of one alliance whose reading is looked up, the earliest published."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that a reading rests on, in its paragraph."""

    text: str
    before: str
    """What stands before it in its paragraph."""
    after: str
    in_title: bool
    span: Span
    """Offsets into the body, or into the title."""
    gives: tuple[str, ...]
    """`named` the members, or the ids of the rules that brought them in from there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one article was read that tells of an alliance."""

    article_id: str
    rule: str
    """The rule that decided the status, with what it says."""
    passages: Sequence[Passage]
    steps: Sequence[tuple[Step, str]]
    """What was decided on these sentences, with the words that it was decided on."""


async def readings(store: Store | None, accounts: Iterable[Claim]) -> list[Reading]:
    """How the articles of some accounts were read, as far as the store has them."""
    found = []
    for claim in list(accounts)[:MOST_READINGS] if store else ():
        assert store is not None
        tagged = await store.get_article(claim.article_id)
        if tagged is not None and tagged.article.id == claim.article_id:
            found.append(reading_of(claim, tagged))
    return found


def reading_of(claim: Claim, tagged: TaggedArticle) -> Reading:
    """How an article was read that makes an account."""
    mention = _mention_of(claim, tagged.mentions)
    passages = tuple(_passages(tagged.article, mention.cited if mention else (), claim.evidence))
    steps = [(step, words_at(step, tagged.article)) for step in tagged.steps if _is_of(step, passages)]
    return Reading(claim.article_id, rule_text(claim.rule) if claim.rule else "", passages, steps)


def _mention_of(claim: Claim, mentions: Iterable[Mention]) -> Mention | None:
    """The mention that became an account: the article may have been read anew by better rules since."""
    members = {member.id for member in claim.members}

    def likeness(mention: Mention) -> tuple[bool, int, bool]:
        same = members & {member.id for member in (*mention.members, *mention.joining)}
        return (
            bool(claim.evidence) and mention.evidence.startswith(claim.evidence),
            len(same),
            mention.kind == claim.kind,
        )

    best = max(mentions, key=likeness, default=None)
    return best if best is not None and any(likeness(best)[:2]) else None


def _passages(article: Article, cited: Iterable[Citation], evidence: str) -> Iterator[Passage]:
    """The sentences that tell of an alliance, in the order of the text; without citations the evidence alone."""
    gives: dict[tuple[bool, Span], list[str]] = {}
    for one in cited:
        gives.setdefault((one.in_title, one.span), []).append(one.rule)
    if not gives and evidence:
        for in_title, text in ((False, article.body), (True, article.title)):
            if (start := text.find(evidence)) >= 0:
                gives[in_title, (start, start + len(evidence))] = []
                break
    for (in_title, (start, end)), rules in sorted(gives.items(), key=lambda item: (not item[0][0], item[0][1])):
        text = article.title if in_title else article.body
        opening = text.rfind("\n", 0, start) + 1
        closing = text.find("\n", end)
        yield Passage(
            text=text[start:end],
            before=text[opening:start],
            after=text[end : closing if closing >= 0 else len(text)],
            in_title=in_title,
            span=(start, end),
            gives=tuple(dict.fromkeys(rules)),
        )


def _is_of(step: Step, passages: Iterable[Passage]) -> bool:
    """Whether a step was decided on words of one of the passages."""
    if step.span is None:
        return False
    start, end = step.span
    return any(
        step.in_title is passage.in_title and start < passage.span[1] and end > passage.span[0] for passage in passages
    )
