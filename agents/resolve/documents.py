"""Entries as documents of the state; those read last are kept, so that what follows from an account is worked out once.

A document that is as it was gives the claims that it gave before, whoever wrote it: what is kept can never be stale.
"""

from __future__ import annotations

from collections import OrderedDict

from pydantic import TypeAdapter

from agents.resolve.entry import Entry
from topics.records import Change
from topics.state import Document

MOST_KEPT = 4_000
"""Claims kept at hand, in about 60 MB: a report is held against some hundred where few companies recur."""

_CHANGES = TypeAdapter(list[Change])


class EntryDocuments:
    """Reads and makes the documents of entries."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Document, Entry]] = OrderedDict()
        self._claims = 0

    def entry_of(self, document: Document) -> Entry:
        """The entry that a document holds, those of earlier versions too."""
        id = str(document.get("id"))
        before, entry = self._kept.get(id, (None, None))
        if entry is None or before != document:
            entry = Entry.model_validate(document)
        self._keep(id, document, entry)
        return _separate(entry)

    def document_of(self, entry: Entry) -> Document:
        """The entry as it is kept in the state; what is not said is left out."""
        document: Document = {
            "id": entry.id,
            "claims": [claim.document for claim in entry.claims],
            "changes": _CHANGES.dump_python(entry.changes, mode="json", exclude_defaults=True),
        }
        if entry.merged_into is not None:
            document["merged_into"] = entry.merged_into
        self._keep(entry.id, document, _separate(entry))
        return document

    def _keep(self, id: str, document: Document, entry: Entry) -> None:
        if id in self._kept:
            self._claims -= len(self._kept.pop(id)[1].claims)
        self._kept[id] = document, entry
        self._claims += len(entry.claims)
        while self._claims > MOST_KEPT and len(self._kept) > 1:
            self._claims -= len(self._kept.popitem(last=False)[1][1].claims)


def _separate(entry: Entry) -> Entry:
    """The entry with lists of its own; claims and changes are never changed."""
    return entry.model_copy(update={"claims": list(entry.claims), "changes": list(entry.changes)})


entry_documents = EntryDocuments()
"""Those of this process; what other processes write is seen, since documents are compared."""
