"""What can be taken away: files, feeds and calendars."""

from __future__ import annotations

from dongmaeng.web.downloads import alliances, graph, search

ROUTERS = (alliances.router, search.router, graph.router)
