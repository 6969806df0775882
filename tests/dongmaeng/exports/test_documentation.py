"""The documentation names every form and every column, with what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dongmaeng.exports.alliance_tables import alliance_table, member_table
from dongmaeng.exports.formats import Format
from dongmaeng.exports.graph_tables import edge_table, node_table
from dongmaeng.exports.hit_table import hit_table
from dongmaeng.exports.table import Table
from tests.dongmaeng.exports.files import PAGES

DOCUMENTED = Path(__file__).parents[3].joinpath("docs", "exports.md").read_text("utf-8")
TABLES = (alliance_table(PAGES), member_table(PAGES), hit_table(), edge_table(), node_table())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_documented(table: Table[Any, Any]) -> None:
    rows = "".join(f"| `{column.name}` | {column.type} | {column.meaning} |\n" for column in table.columns)
    assert f"| column | type | |\n|---|---|---|\n{rows}\n" in DOCUMENTED


@pytest.mark.parametrize("format", Format)
def test_every_form_is_documented(format: Format) -> None:
    assert f"`{format}`" in DOCUMENTED
