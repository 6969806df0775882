"""Drawing pages from templates, in the language that the reader chose."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dongmaeng.output import minute
from dongmaeng.web.texts import Language, texts_in

LANGUAGE = "language"
"""The cookie, and the parameter, in which a reader says a language."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["minute"] = minute


def language_of(request: Request) -> Language:
    """The language that the reader chose; Korean without a choice."""
    chosen = request.query_params.get(LANGUAGE) or request.cookies.get(LANGUAGE)
    return Language.ENGLISH if chosen == Language.ENGLISH else Language.KOREAN


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page; templates have the values, `t` for the words and `request`."""
    texts = texts_in(language_of(request))
    return HTMLResponse(_TEMPLATES.get_template(template).render(request=request, t=texts, **values), status)
