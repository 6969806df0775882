"""Tells the way of one story over the stages, in their order, and where it came to an end; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from agents.alert.deliveries import DeliveryState
from agents.resolve.claims import Claim
from agents.resolve.match_rules import text_of
from agents.stages import STAGES
from agents.urls import loggable, loggable_text
from dongmaeng.shapes.articles import ArticleFactsShape
from dongmaeng.shapes.statements import MentionShape
from dongmaeng.shapes.ways import StopShape, WayAccountShape, WayChangeShape, WayShape
from dongmaeng.times import minute
from dongmaeng.ways.ledger import left_lines, rule_text
from dongmaeng.ways.looking import Found, Told
from dongmaeng.ways.stopped import ended, waiting
from dongmaeng.ways.verdicts import verdict_of
from dongmaeng.ways.words import AGAIN, CHANGES, QUIET
from topics.records import Article, Candidate, Change, ChangeKind, TaggedArticle

MOST_MENTIONS, MOST_LEFT = 3, 4
"""What of a stage is told in words; `--json` has all of it."""


def way_of(found: Found) -> WayShape:
    """The way of the story of which all this was found."""
    order = {stage: number for number, stage in enumerate(STAGES)}
    stops = [*_stops(found), *ended(found), *waiting(found)]
    stops.sort(key=lambda stop: order.get(stop.stage, len(order)))
    verdict, why = verdict_of(found)
    article = found.article
    title = article.title if article else next((one.story.title for one in found.endings if one.story.title), "")
    url = (article.canonical_url or article.url) if article else found.url or _url_of(found)
    return WayShape(
        asked=loggable_text(found.asked),
        article_id=found.id,
        article_ids=found.ids,
        url=loggable_text(url),
        title=title,
        published=article.published if article else None,
        outcome=verdict,
        why=why,
        way=stops,
        searched=found.searched,
    )


def _url_of(found: Found) -> str:
    return next((one.story.url for one in found.endings if one.story.url), "")


def _stops(found: Found) -> Iterator[StopShape]:
    yield from _named(found)
    if found.page is not None:
        size = f"{len(found.page.body):,} bytes" if found.page.text is None else "a text"
        moved = f", led to {loggable(found.page.final_url)}" if found.page.final_url != found.page.url else ""
        text = f"status {found.page.status}, {size}{moved}" if found.page.source else f"handed in: {size}"
        yield StopShape(
            stage="fetch",
            at=found.page.fetched,
            outcome="done",
            text=text,
            more=_looks_to_come(found),
            status=found.page.status,
            final_url=loggable(found.page.final_url),
        )
    elif found.article is not None:
        text = "fetched" if found.article.source else "handed in"
        more = _looks_to_come(found)
        yield StopShape(stage="fetch", at=found.article.fetched, outcome="done", text=text, more=more)
    if found.article is not None:
        yield _cleaned(found.article, found.first)
    if found.tagged is not None:
        yield _tagged(found.tagged)
    for told in found.told:
        yield _resolved(told, found.id)
    if found.stored:
        yield StopShape(stage="index", at=None, outcome="done", text="in the store: it can be searched")
    yield from _sent(found)


def _looks_to_come(found: Found) -> list[str]:
    dues = [waiting.due for waiting, record in found.waiting if isinstance(record, Candidate) and record.again]
    if not dues:
        return []
    first = minute(datetime.fromtimestamp(min(dues)).astimezone())
    return [f"to be looked at again, {len(dues)} time(s), next {first}"]


def _named(found: Found) -> Iterator[StopShape]:
    story = next((one.story for one in found.endings if one.story.seen), None)
    source = (found.article.source if found.article else "") or (story.source if story else "")
    seen = (found.article.seen if found.article else None) or (story.seen if story else None)
    if found.candidate is not None:
        source, seen = found.candidate.source, found.candidate.seen
    source = source or (found.page.source if found.page else "")
    if source or seen:
        text = f"named by {source or 'no source'}"
        yield StopShape(stage="discover", at=seen, outcome="done", text=text, source=source)
    elif found.article is not None or found.page is not None:
        text = "imported: no source named it"
        yield StopShape(stage="discover", at=None, outcome="done", text=text, source="")


def _cleaned(article: Article, first: Article | None) -> StopShape:
    ruled = article.rules.get("published")
    when = f"published {minute(article.published)}" if article.published else "no time of publication"
    facts = [article.publisher or "no publisher", when + (f" by {ruled}" if ruled else "")]
    others = [f"{fact} by {rule}" for fact, rule in article.rules.items() if fact in ("title", "body")]
    more = []
    if article.copy_kind is not None:
        of = f"{first.publisher or ''} {first.canonical_url}".strip() if first else article.group
        more.append(f"{article.copy_kind} copy of {loggable_text(of or '')}")
    if article.version > 1:
        more.append(f"version {article.version} of its text")
    if article.replaces is not None:
        why = f", {AGAIN[article.again]}" if article.again is not None else ""
        more.append(f"took the place of the text fetched {minute(article.replaces)}{why}")
    if article.quiet is not None:
        more.append(f"quiet: {article.quiet}: {QUIET[article.quiet]}")
    text = ", ".join([*facts, *others])
    facts_told = ArticleFactsShape.of(article)
    return StopShape(stage="clean", at=article.fetched, outcome="done", text=text, more=more, article=facts_told)


def _tagged(tagged: TaggedArticle) -> StopShape:
    mentions, named = tagged.mentions, len(tagged.organisations)
    more: list[str] = []
    for mention in mentions[:MOST_MENTIONS]:
        members = ", ".join(m.name + (f" ({m.came})" if m.came else "") for m in mention.members)
        head = f"{mention.status}{', new' if mention.new else ''}, {mention.kind}:"
        more += [" ".join(filter(None, [head, mention.name, members, mention.date]))]
        more += [f"“{mention.evidence}”", f"by {rule_text(mention.rule)}"]
    more += [f"and {len(mentions) - MOST_MENTIONS} more"] if len(mentions) > MOST_MENTIONS else []
    more += left_lines(tagged, MOST_LEFT)
    text = f"{len(mentions)} mention(s) of alliances, {named} organisation(s) named"
    return StopShape(
        stage="tag",
        at=None,
        outcome="done",
        text=text,
        more=more,
        mentions=[MentionShape.of(mention) for mention in mentions],
        steps=tagged.steps,
    )


def _resolved(told: Told, id: str) -> StopShape:
    entry = told.entry
    claims = [claim for claim in entry.claims if claim.article_id == id]
    changes = [change for change in told.changes if change.change in CHANGES]
    heads = [_change_text(change) for change in changes] or ["its account was added to a known alliance"]
    at = changes[0].at if changes else (claims[0].fetched if claims else None)
    more = [line for claim in claims[:1] for line in _tie_lines(claim)]
    announced = next((c for c in entry.changes if c.change is ChangeKind.ANNOUNCED and c.article_id != id), None)
    if announced is not None:
        more.append(f"announced before by article {announced.article_id}, {minute(announced.at)}")
    return StopShape(
        stage="resolve",
        at=at,
        outcome="done",
        text=f"{entry.id}: {'; '.join(heads)}",
        more=more,
        alliance=entry.id,
        changes=[WayChangeShape.of(change) for change in changes],
        accounts=[WayAccountShape.of(claim) for claim in claims],
    )


def _change_text(change: Change) -> str:
    who = ", ".join(_names(change))
    quiet = f", quiet: {change.quiet}: {QUIET[change.quiet]}" if change.quiet else ""
    revised = "; ".join(f"{one.matter} {one.before or 'unknown'} → {one.after}" for one in change.revised)
    what = ": ".join(filter(None, [CHANGES[change.change], who, revised]))
    return f"{change.change}, {what}{quiet}"


def _names(change: Change) -> list[str]:
    return [member.name for member in change.members]


def _tie_lines(claim: Claim) -> Iterator[str]:
    if claim.joined_by:
        yield f"joined by {claim.joined_by}: {text_of(claim.joined_by)} (article {claim.joined_to})"


def _sent(found: Found) -> Iterator[StopShape]:
    for change, delivery in found.deliveries:
        yield StopShape(
            stage="deliver",
            at=delivery.last_attempt or delivery.created,
            outcome=delivery.status,
            text=_delivery_text(delivery),
            endpoint=delivery.endpoint,
            event=delivery.event,
            message=delivery.id,
            change=change.id,
            attempts=delivery.attempts,
        )


def _delivery_text(delivery: DeliveryState) -> str:
    text = f"{delivery.event} to {delivery.endpoint}: {delivery.status}, {delivery.attempts} attempt(s)"
    if delivery.last_error:
        text += f", {delivery.last_error}"
    if delivery.next_attempt:
        text += f", next {minute(delivery.next_attempt)}"
    return text
