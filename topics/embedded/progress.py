"""How far each stage has come in the journal, and what it has done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import apsw

from topics.carrier import Tally
from topics.handling import Effects


class Progress:
    """The positions and counts in one file, over a connection; written in a transaction that is open."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def position(self, stage: str) -> int:
        """The place up to which the stage has handled all."""
        row = self._connection.execute("SELECT seq FROM positions WHERE stage = ?", (stage,)).fetchone()
        return int(row[0]) if row else 0

    def ahead(self, stage: str) -> set[int]:
        """The places beyond the stage's position that are handled already."""
        return {seq for (seq,) in self._connection.execute("SELECT seq FROM ahead WHERE stage = ?", (stage,))}

    def advance(self, stage: str, seq: int, ahead: Sequence[int]) -> None:
        """Move a stage to a position; `ahead`: places beyond it that it has handled."""
        self._connection.execute(
            "INSERT INTO positions VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)", (stage, seq)
        )
        self._connection.execute("DELETE FROM ahead WHERE stage = ? AND seq <= ?", (stage, seq))
        self._connection.executemany("INSERT OR IGNORE INTO ahead VALUES (?, ?)", [(stage, s) for s in ahead])

    def tallies(self) -> dict[str, Tally]:
        """What each stage has done since the journal began."""
        tallies: dict[str, Tally] = {}
        for stage, outcome, reason, n in self._connection.execute("SELECT stage, outcome, reason, n FROM counts"):
            tally = tallies.setdefault(stage, Tally())
            if outcome in ("dropped", "retried", "quarantined"):
                getattr(tally, outcome)[reason] = n
            else:
                setattr(tally, outcome, n)
        return tallies

    def count(self, effects: Sequence[Effects]) -> None:
        """Add what some handlings came to."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for effect in effects:
            counts[effect.stage, effect.outcome, effect.reason] += 1
            counts[effect.stage, "taken", ""] += effect.entry.retry is None
            counts[effect.stage, "written", ""] += effect.written
        self._connection.executemany(
            "INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(*what, n) for what, n in counts.items() if n],
        )
