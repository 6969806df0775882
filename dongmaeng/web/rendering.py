"""Drawing pages from templates, in the language that the reader chose."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dongmaeng.times import minute, seoul
from dongmaeng.web.links import coded, day, quoted, safe_url
from dongmaeng.web.map_view import OF_MAPS
from dongmaeng.web.texts import Language, Texts, texts_in
from dongmaeng.web.wording import WORDS

LANGUAGE = "language"
"""The cookie, and the parameter, in which a reader says a language."""

THEME = "theme"
"""The cookie, and the parameter, in which a reader says light or dark."""

DONE = "done"
"""The parameter that names the words, of the table `done`, on what was just done."""

MENU = (
    ("home", "/"),
    ("search", "/search"),
    ("map", "/map"),
    ("sources", "/sources"),
    ("alerts", "/alerts"),
    ("quarantine", "/quarantine"),
    ("status", "/status"),
)

_THEMES = ("light", "dark")
_A_YEAR = 365 * 86_400


@cache
def templates() -> Environment:
    """The templates, each compiled once."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"minute": minute, "iso": seoul, "day": day, "safe_url": safe_url, "quoted": quoted, "coded": coded}
    made.globals |= {"menu": MENU, **{words.__name__: words for words in WORDS}}
    made.globals |= OF_MAPS
    return made


def language_of(request: Request) -> Language:
    """The language that the reader chose; Korean without a choice."""
    chosen = request.query_params.get(LANGUAGE) or request.cookies.get(LANGUAGE)
    return Language.ENGLISH if chosen == Language.ENGLISH else Language.KOREAN


def theme_of(request: Request) -> str:
    """`light` or `dark` as the reader chose; empty: as the reader's system says."""
    chosen = request.query_params.get(THEME) or request.cookies.get(THEME)
    return chosen if chosen in _THEMES else ""


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page; templates have the values, `t` for the words and `request`. A language or theme asked for is kept."""
    texts = texts_in(language_of(request))
    theme = theme_of(request)
    page = templates().get_template(template)
    shared: dict[str, object] = {
        "request": request,
        "t": texts,
        "theme": theme,
        "here": request.url.path,
        "done": _done(request, texts),
        "signed_in": bool(request.scope.get("signed_in")),
        "with_parameter": lambda name, value: with_parameter(request, name, value),
    }
    answer = HTMLResponse(page.render(shared | values), status)
    for name, value in ((LANGUAGE, texts.language.value), (THEME, theme)):
        if name in request.query_params:
            answer.set_cookie(name, value, max_age=_A_YEAR if value else 0, samesite="lax", httponly=True)
    return answer


def with_parameter(request: Request, name: str, value: str) -> str:
    """A link to the page at hand with one parameter set; an empty value leaves it out."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in (name, DONE)]
    return "?" + urlencode([*kept, (name, value)] if value else kept)


def go_to(path: str, done: str = "", **parameters: str) -> RedirectResponse:
    """After a form: the reader goes to a page, which says the words `done.…` on what was done."""
    query = urlencode({**parameters, **({DONE: done} if done else {})})
    return RedirectResponse(f"{path}?{query}" if query else path, 303)


def _done(request: Request, texts: Texts) -> str:
    """The words on what was just done; empty for a name that is none of ours."""
    name = request.query_params.get(DONE, "")
    words = texts.of("done", name)
    return words if words != name else ""
