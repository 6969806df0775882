"""`/articles`: one article with what was read in it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dongmaeng.backend.articles import article
from dongmaeng.shapes.articles import TaggedArticleShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import NOT_FOUND, ON_READS
from dongmaeng.web.api.parameters import Id
from dongmaeng.web.api.problems import not_found
from dongmaeng.web.asked import TheBackend

router = APIRouter(tags=["articles"])


@router.get("/articles/{id:path}", response_model=TaggedArticleShape, responses={**ON_READS, **NOT_FOUND})
async def get_article(request: Request, backend: TheBackend, id: Id) -> Response:
    """The article with an id, or with your own id of an imported item, and what was read in it."""
    found = await article(backend, id)
    if found is None:
        raise not_found("no article of this id is in the store; /why tells where it may have ended")
    return answer(request, TaggedArticleShape.of(found))
