"""The pages of the sample site: each outlet's template filled with its story, as bytes in the outlet's charset."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dongmaeng.demo.outlets import OUTLETS, Outlet
from dongmaeng.demo.story import Story, load_best_stories

FIRST_NUMBER = 210_001  # article numbers of an outlet that has been there for a while

SECTION_PATHS = {
    "산업": "industry",
    "경제": "economy",
    "금융": "finance",
    "정치": "politics",
    "사회": "national",
    "스포츠": "sports",
    "문화": "culture",
    "오피니언": "opinion",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A story with the place its outlet gives it."""

    story: Story
    outlet: Outlet
    number: int

    @property
    def path(self) -> str:
        """The path and query of its page."""
        pattern = self.outlet.forbidden_path if self.story.forbidden else self.outlet.article_path
        return pattern.format(
            number=self.number,
            section=SECTION_PATHS.get(self.story.section, "news"),
            date=f"{self.story.published:%Y/%m/%d}",
        )


def place(stories: Sequence[Story]) -> list[Placed]:
    """Give each story, in order of publication, its place at its outlet."""
    ordered = sorted(stories, key=lambda story: (story.published, story.id))
    return [Placed(story, OUTLETS[story.outlet], FIRST_NUMBER + position) for position, story in enumerate(ordered)]


def render(placed: Placed, origin: str) -> bytes:
    """The page of a story; `origin` is the scheme, host and port of its outlet."""
    story, outlet = placed.story, placed.outlet
    html = (
        _environment()
        .get_template(outlet.template)
        .render(
            story=story,
            outlet=outlet,
            url=origin + placed.path,
            number=placed.number,
            mail=f"desk{placed.number % 90 + 10}@{outlet.id}.example",
            weekday="월화수목금토일"[story.published.weekday()],
            best=load_best_stories(),
            fusion=_fusion(placed),
            fusion_time=_utc(story.published),
        )
    )
    return encode(html, outlet)


def encode(text: str, outlet: Outlet) -> bytes:
    """Text in the outlet's charset; what declares itself euc-kr holds CP949, as such sites do."""
    return text.encode("cp949" if outlet.charset == "euc-kr" else "utf-8", errors="xmlcharrefreplace")


def korean_time(moment: datetime) -> str:
    """A moment as old Korean sites write it: 2026-03-09 오후 2:05:00, without a zone."""
    half = "오전" if moment.hour < 12 else "오후"
    return f"{moment:%Y-%m-%d} {half} {moment.hour % 12 or 12}:{moment:%M:%S}"


def _fusion(placed: Placed) -> Markup:
    """The article object that a script of the page carries in place of a body."""
    story = placed.story
    elements: list[dict[str, Any]] = [
        {"_id": f"P{number:04}", "type": "text", "content": paragraph} for number, paragraph in enumerate(story.body)
    ]
    if story.caption:
        image = {"_id": "IMG1", "type": "image", "url": "/resizer/1.jpg", "caption": story.caption, "width": 1200}
        elements.insert(1, image)
    elements.append(
        {"_id": "LINKS", "type": "raw_html", "content": "<div class='related'><a href='/more/'>많이 본 뉴스</a></div>"}
    )
    document = {
        "_id": f"SB{placed.number}",
        "type": "story",
        "version": "0.10.7",
        "canonical_url": placed.path,
        "canonical_website": "saebyeok",
        "headlines": {"basic": story.title, "mobile": ""},
        "subheadlines": {"basic": story.subtitle or ""},
        "description": {"basic": story.body[0][:80]},
        "credits": {"by": [{"type": "author", "name": f"{story.reporter} 기자", "org": placed.outlet.name}]},
        "taxonomy": {"primary_section": {"_id": "/industry", "name": story.section}},
        "created_date": _utc(story.published),
        "first_publish_date": _utc(story.published),
        "display_date": _utc(story.published),
        "last_updated_date": _utc(story.updated or story.published),
        "content_elements": elements,
    }
    # Escaped as such sites do, so that no text can close the script element.
    return Markup(json.dumps(document, ensure_ascii=False).replace("<", "\\u003c"))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _environment() -> Environment:
    if not _environments:
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["korean_time"] = korean_time
        _environments.append(environment)
    return _environments[0]


_environments: list[Environment] = []
