"""What no reader sees is no part of a story, and what would hide the whole story hides nothing."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clean.story.article import read_page
from topics.records import Page

URL = "https://news.example/view/20261128001"
TITLE = "다온중공업, 물류 자동화 설비 개발"
TOLD = (
    "두 회사는 이번 협약을 통해 물류 자동화 설비를 함께 개발하고 국내 창고에 시범 적용하기로 했다.",
    '다온중공업 관계자는 "양사의 기술을 모아 현장의 어려움을 덜겠다"고 말했다.',
)
FALSE = "보람중공업은 28일 초롱솔루션과 합작법인을 설립했다고 밝혔다."
STYLES = [
    "display:none",
    "display : none !important",
    "DISPLAY:NONE",
    "display:/**/none",
    "dis\\70lay:none",
    "visibility:hidden",
    "visibility: collapse",
    "content-visibility:hidden",
    "opacity:0",
    "opacity : 0.0",
    "opacity:.01",
    "filter:opacity(0)",
    "font-size:0",
    "font-size : 1px",
    "font-size:0.1em",
    "font:0/0 a",
    "color:#fff",
    "color: WHITE",
    "color:rgb(255, 255, 255)",
    "color:#fefefe",
    "color:rgba(0,0,0,0)",
    "color:transparent",
    "background-color:black;color:#000",
    "background:#eee;color:#eeeeee",
    "position:absolute;clip:rect(0,0,0,0)",
    "position: absolute; clip: rect(1px 1px 1px 1px)",
    "clip-path:inset(50%)",
    "clip-path:circle(0)",
    "height:0;overflow:hidden",
    "max-height: 0px; overflow: hidden",
    "width:1px;height:1px;overflow:hidden",
    "position:absolute;left:-9999px",
    "position:fixed; top : -5000px",
    "text-indent:-9999em",
    "margin-left:-9999px",
    "transform:scale(0)",
    "transform:translateX(-9999px)",
    "zoom:0",
]


def read(story: str, head: str = "", around: str = "{}") -> str:
    body = (
        '<div id="top"><a href="/">새벽일보</a></div>'
        f'<div class="view"><h1>{TITLE}</h1><p class="date">입력 2026.11.28. 오전 9:05</p><div class="editor">{story}</div>'
        '</div><div class="foot">Copyright 새벽일보 무단 전재 및 재배포 금지</div>'
    )
    page = (
        f'<html><head><title>{TITLE} - 새벽일보</title><meta property="og:type" content="article">{head}</head>'
        f"<body>{around.format(body)}</body></html>"
    )
    return read_page(Page(id="x", url=URL, final_url=URL, body=page.encode())).body


def paragraphs(attributes: str = "") -> str:
    return "".join(f"<p {attributes}>{text}</p>" for text in TOLD)


def hidden_by(style: str) -> list[tuple[str, str]]:
    """Ways to hide a paragraph by a style: markup and what stands in the head for it."""
    return [
        (f'<p style="{style}">{FALSE}</p>', ""),
        (f"<div style='{style}'><p>{FALSE}</p></div>", ""),
        (f'<p>현장 의견은 누리집에서 받는다. <span style="{style}">{FALSE}</span></p>', ""),
        (f'<p class="zz">{FALSE}</p>', f"<style>.a{{color:red}} .zz {{ {style} }}</style>"),
        (f'<p id="zz">{FALSE}</p>', f"<style>.b,#zz{{{style};margin:0}}</style>"),
        (f'<div class="q"><p>{FALSE}</p></div>', f"<style>@media screen {{ html .q > p{{{style}}} }}</style>"),
    ]


@pytest.mark.parametrize("style", STYLES)
def test_text_hidden_by_style_is_left_out(style: str) -> None:
    for hidden, head in hidden_by(style):
        for story in (paragraphs() + hidden, hidden + paragraphs()):
            body = read(story, head)
            assert FALSE not in body, (hidden, head)
            assert all(text in body for text in TOLD), (hidden, head)


@pytest.mark.parametrize(
    "hidden",
    [
        f"<p hidden>{FALSE}</p>",
        f'<div HIDDEN="hidden"><p>{FALSE}</p></div>',
        f'<p><font color="#ffffff">{FALSE}</font></p>',
        f"<p><font color=White>{FALSE}</font></p>",
        f'<table bgcolor="#123456"><tr><td><font color="#123456">{FALSE}</font></td></tr></table>',
        f'<div style="background:#000"><p style="color:black">{FALSE}</p></div>',
        f'<div style="display:none">{f"<p>{FALSE}</p>" * 12}</div>',
        f'<p style="visibility:hidden">{FALSE}<b style="visibility:visible"> </b></p>',
    ],
)
def test_text_hidden_by_attribute_or_around_is_left_out(hidden: str) -> None:
    assert read(paragraphs() + hidden) == "\n".join(TOLD)


TEASERS = "".join(
    f'<li><a href="/{n}">누리통신 새 요금제 {n}호 선보여</a><p>누리통신이 새 요금제 {n}호를 내놓았다고 밝혔다.</p></li>'
    for n in range(5)
)


@pytest.mark.parametrize("style", STYLES)
def test_what_would_hide_the_whole_story_hides_nothing(style: str) -> None:
    told = "\n".join(TOLD)
    assert read(paragraphs(), f"<style>html{{{style}}}</style>") == told
    assert read(paragraphs(), f"<style>body{{{style}}}</style>") == told
    assert read(paragraphs(), f"<style>.editor{{{style}}}</style>") == told
    assert read(paragraphs(), f"<style>.editor p{{{style}}}</style>") == told
    assert read(paragraphs(f'style="{style}"')) == told
    assert read(paragraphs(), around=f"<div style='{style}'>{{}}</div>") == told
    assert read(paragraphs(), around=f"<main style='{style}'>{{}}</main><ul>{TEASERS}</ul>") == told


@pytest.mark.parametrize(("container", "style"), list(product(["opacity:0", "visibility:hidden"], STYLES[:8])))
def test_a_story_that_fades_in_still_hides_what_is_hidden_in_it(container: str, style: str) -> None:
    hidden = f'<p class="zz">{FALSE}</p>'
    assert FALSE not in read(paragraphs() + hidden, f"<style>.editor{{{container}}} .zz{{{style}}}</style>")
    assert read(paragraphs() + hidden, f"<style>.editor{{{container}}} .zz{{{style}}}</style>") == "\n".join(TOLD)


@pytest.mark.parametrize(
    ("attributes", "head"),
    [
        ("", "<style>@media print{.editor p{display:none}}</style>"),
        ("", "<style media=print>.editor p{display:none}</style>"),
        ("", "<style>@media (max-width:600px){.editor p{display:none}}</style>"),
        ("", "<style>.editor p:hover{opacity:0}.editor p::after{font-size:0}</style>"),
        ("", "<style>@keyframes in{from{opacity:0}to{opacity:1}}</style>"),
        ("", "<style>.editor p{opacity:0}.editor p{opacity:1}</style>"),
        ("", "<style>.view .editor p{display:block}.editor p{display:none}</style>"),
        ("class=z style='display:block'", "<style>.z{display:none}</style>"),
        ("hidden style='display:block'", ""),
        ("style='opacity:0.9'", ""),
        ("style='font-size:10px'", ""),
        ("style='font:400 1em/1.5 serif'", ""),
        ("style='color:#999'", ""),
        ("style='text-indent:-10px;position:relative;left:-2px;margin:0 0 -1px'", ""),
        ("style='max-height:300px;overflow:hidden'", ""),
        ("style='height:0'", ""),
        ("style='color:#fff;background:#222'", ""),
        ("style='color:#fff;background:url(a.png)'", ""),
        ("style='color:transparent;-webkit-background-clip:text;background-image:linear-gradient(red,blue)'", ""),
        ("style='display:nonesuch'", ""),
        ("class=none style='width:100%'", ""),
    ],
)
def test_what_readers_see_stays(attributes: str, head: str) -> None:
    second = f"<p {attributes}>{TOLD[1]}</p>"
    assert read(f"<p>{TOLD[0]}</p>{second}<p>현장 의견은 누리집에서 받는다.</p>", head).split("\n")[1] == TOLD[1]


def test_what_shows_itself_within_something_hidden_stays() -> None:
    gap = f'<div style="font-size:0"><p style="font-size:16px">{TOLD[0]}</p>{FALSE}</div><p>{TOLD[1]}</p>'
    assert read(gap) == "\n".join(TOLD)


@given(
    st.lists(st.sampled_from(["{", "}", ";", ":", "@media", "display:none", ".q", "/*", "*/", "\\", "!important", ","]), max_size=25),
    st.lists(st.sampled_from([":", ";", "color", "#", "-", "9px", "rgb(", "(", "none", "\\7", "font", "%"]), max_size=12),
)  # fmt: skip
def test_no_style_breaks_a_page(sheet: list[str], style: list[str]) -> None:
    told = "".join(f"<p>{text}</p>" for text in TOLD)
    assert read(told + f'<p style="{"".join(style)}">x</p>', f"<style>{' '.join(sheet)}</style>").startswith(TOLD[0])
