"""What holds for all records, since a value that is None is not written."""

from __future__ import annotations

import inspect
from typing import get_args

import pytest

from topics import records
from topics.records import Part, Record

MODELS = [
    model for _, model in inspect.getmembers(records, inspect.isclass) if issubclass(model, Record | Part)
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_may_be_none_need_not_be_there(model: type[Record | Part]) -> None:
    fields = model.model_fields.items()
    assert [name for name, field in fields if type(None) in get_args(field.annotation) and field.is_required()] == []
