"""Entries as JSON texts in the state; those read last are kept, so that what an account implies is worked out once.

A text that is as it was gives the claims that it gave before, whoever wrote it: what is kept can never be stale.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

from pydantic import TypeAdapter

from agents.resolve.entry import Entry
from topics.records import Change

T = TypeVar("T")

MOST_KEPT = 4_000
"""Claims kept at hand, in about 60 MB: a report is held against some hundred where few companies recur."""

_CHANGES = TypeAdapter(list[Change])
_STRING = TypeAdapter(str)


class EntryDocuments:
    """Reads and makes the texts of entries."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, Entry]] = OrderedDict()
        self._claims = 0

    def entry_of(self, id: str, text: str) -> Entry:
        """The entry that the text under an id holds, those of earlier versions too."""
        before, entry = self._kept.get(id, (None, None))
        if entry is None or before != text:
            entry = Entry.model_validate_json(text)
            self._keep(id, text, entry)
        else:
            self._kept.move_to_end(id)
        return _separate(entry)

    def text_of(self, entry: Entry) -> str:
        """The entry as it is kept in the state; what is not said is left out."""
        parts = [
            f'"id":{_json(_STRING, entry.id)}',
            f'"claims":[{",".join([claim.text for claim in entry.claims])}]',
            f'"changes":{_json(_CHANGES, entry.changes)}',
        ]
        if entry.merged_into is not None:
            parts.append(f'"merged_into":{_json(_STRING, entry.merged_into)}')
        text = f"{{{','.join(parts)}}}"
        self._keep(entry.id, text, _separate(entry))
        return text

    def _keep(self, id: str, text: str, entry: Entry) -> None:
        if id in self._kept:
            self._claims -= len(self._kept.pop(id)[1].claims)
        self._kept[id] = text, entry
        self._claims += len(entry.claims)
        while self._claims > MOST_KEPT and len(self._kept) > 1:
            self._claims -= len(self._kept.popitem(last=False)[1][1].claims)


def _json(adapter: TypeAdapter[T], value: T) -> str:
    return adapter.dump_json(value, exclude_defaults=True).decode()


def _separate(entry: Entry) -> Entry:
    """The entry with lists of its own; claims and changes are never changed."""
    return entry.model_copy(update={"claims": list(entry.claims), "changes": list(entry.changes)})


entry_documents = EntryDocuments()
"""Those of this process; what other processes write is seen, since texts are compared."""
