"""`/articles/ID`: one article as it was read, what was found in it, and what became of it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dongmaeng.backend.articles import article
from dongmaeng.backend.why import way
from dongmaeng.fault import NotFound
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.pages.article_view import article_view
from dongmaeng.web.rendering import language_of, render
from dongmaeng.web.texts import texts_in

router = APIRouter()


@router.get("/articles/{id}", response_class=HTMLResponse)
async def article_page(request: Request, backend: TheBackend, id: str) -> HTMLResponse:
    """One article with its names, triggers and evidence marked, and its way over the stages."""
    tagged = await article(backend, id)
    # A cluster's topics take seconds to look through: there the way is told where it is asked for.
    told = None
    if tagged is None or backend.settings.kafka_servers is None or "way" in request.query_params:
        try:
            told = await way(backend, tagged.article.id if tagged else id)
        except NotFound:
            if tagged is None:
                raise HTTPException(404) from None
    t = texts_in(language_of(request))
    # Reading the triggers of a long text takes longer than others should wait.
    view = await asyncio.to_thread(article_view, t, tagged) if tagged else None
    return render(request, "article.html", id=id, view=view, way=told)
