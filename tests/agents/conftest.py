"""A web site on this machine for what reads the web."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.loopback import Site, loopback_site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with loopback_site() as site:
        yield site
