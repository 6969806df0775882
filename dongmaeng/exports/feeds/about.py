"""What feeds are of: the same whether the page serves them or the command line writes them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.feeds.feed import About
from dongmaeng.exports.formats import Format
from dongmaeng.web.texts import Language, texts_in

Asked = Sequence[tuple[str, str]]
"""Parameters and their values, as they were asked for."""


def about_alliances(asked: Asked, format: Format, pages: Pages, language: Language) -> About:
    """A feed of alliances, narrowed by filters."""
    title = texts_in(language)("feed.alliances")
    return _about("/alliances", asked, title, _address(pages.home() or "", asked), format, pages, language)


def about_company(id: str, name: str, asked: Asked, format: Format, pages: Pages, language: Language) -> About:
    """A feed of the alliances of a company, by the id that its page has."""
    title, page = texts_in(language)("feed.company", company=name), pages.company(id) or ""
    return _about(f"/companies/{quote(id, safe='')}", asked, title, page, format, pages, language)


def about_search(query: str, format: Format, pages: Pages, language: Language) -> About:
    """A feed of what a search finds."""
    title = texts_in(language)("feed.search", query=query)
    asked = [("q", query)]
    return About(
        _id("/search", asked),
        title,
        language,
        _address(f"{pages.base}/search.{format}", asked),
        _address(f"{pages.base}/search", asked),
    )


def _about(path: str, asked: Asked, title: str, page: str, format: Format, pages: Pages, language: Language) -> About:
    told = ", ".join(value for _, value in asked)
    return About(
        _id(path, asked),
        texts_in(language)("feed.filtered", title=title, filters=told) if told else title,
        language,
        _address(f"{pages.base}{path}.{format}", asked),
        page,
    )


def _id(path: str, asked: Asked) -> str:
    """Its address without the host, so that it stays when the service moves."""
    return f"urn:dongmaeng:feed:{quote(_address(path, asked), safe='')}"


def _address(page: str, asked: Asked) -> str:
    return f"{page}?{urlencode(asked)}" if asked else page
