"""A model of a backing, and steps that a test takes on both."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from topics.buffered import Documents, Key

KEYS: list[Key] = [("a", "1"), ("a", "2"), ("b", "1")]
Step = tuple[Documents, set[Key], dict[Key, str]]


def contents(model: Mapping[Key, str]) -> dict[Key, str]:
    return dict(sorted(model.items()))


def after(model: Mapping[Key, str], step: Step) -> dict[Key, str] | None:
    """What a model holds after a step; None where it must be refused."""
    documents, created, expected = step
    if any(key in model for key in created) or any(model.get(key) != text for key, text in expected.items()):
        return None
    held = dict(model)
    for key, write in documents.items():
        if write is None:
            held.pop(key, None)
        else:
            held[key] = write[0]
    return held


_keys = st.sampled_from(KEYS)
_texts = st.sampled_from(["1", "2", "3"])


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """A write of some documents, some of which are to be new or to be as they are expected."""
    writes = draw(st.dictionaries(_keys, st.one_of(st.none(), _texts), max_size=3))
    documents: Documents = {key: None if text is None else (text, None) for key, text in writes.items()}
    created = draw(st.sets(st.sampled_from(sorted(documents)), max_size=1)) if documents else set()
    expected = draw(st.one_of(st.just({}), st.dictionaries(_keys, _texts, max_size=2)))
    return documents, created, {key: text for key, text in expected.items() if key not in created}
