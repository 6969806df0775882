from __future__ import annotations

import pytest

from dongmaeng.settings import Settings
from tests.dongmaeng.web.filled import filled_in


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A filled data directory that only tests use that read."""
    return filled_in(tmp_path_factory.mktemp("filled"))
