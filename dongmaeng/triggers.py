"""The words of a story that speak of an alliance, with their places."""

from __future__ import annotations

from dataclasses import dataclass

from agents.tag.language.clauses import clauses, plain, sentences
from agents.tag.saying.triggers import table
from topics.records import Article


@dataclass(frozen=True, slots=True)
class Told:
    """A trigger as it stands in the text, with the clause that holds it."""

    word: str
    verb: str
    kind: str
    group: str
    spans: tuple[tuple[int, int], ...]
    """Of the noun and, where there is one, of its verb."""
    clause: tuple[int, int]


def triggers_of(text: str, *, title: bool = False) -> list[Told]:
    """The triggers of a text with their places, in order."""
    form = plain(text)
    found = []
    for sentence in sentences(form.text, title=title):
        for clause in clauses(sentence):
            here = [t for t in table().find(sentence.text[: clause.end]) if t.start >= clause.start]
            for trigger in here:
                places = [(trigger.start, trigger.end)]
                if trigger.verb and trigger.verb_start >= trigger.end:
                    places.append((trigger.verb_start, trigger.verb_end))
                spans = tuple((form.origin(sentence.start + a), form.origin(sentence.start + b)) for a, b in places)
                inside = (form.origin(sentence.start + clause.start), form.origin(sentence.start + clause.end))
                verb = trigger.verb if len(places) > 1 else ""
                found.append(Told(trigger.word, verb, trigger.kind, trigger.group, spans, inside))
    return found


def strong_words(article: Article) -> list[str]:
    """The words of title and body that say more than 협력, each once, as they are written."""
    told = [*triggers_of(article.title, title=True), *triggers_of(article.body)]
    words = (" … ".join(filter(None, (one.word, one.verb))) for one in told if one.group != "weak")
    return list(dict.fromkeys(words))
