"""Each family of page templates, drawn with one invented story: the story comes out whole and nothing else does."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from agents.clean.story.article import read_page
from topics.records import SEOUL, Article, Page

TITLE = "가람전자·누리통신, '스마트 물류' 공동 개발 손잡았다"
SUBTITLE = "내년 상반기 부산항에서 시범 운영"
STORY = [
    "가람전자와 누리통신이 스마트 물류 설비를 함께 개발하기 위한 업무협약을 체결했다고 15일 밝혔다.",
    "두 회사는 이번 협약에 따라 △무인 운반차 관제 △창고 영상 분석 △설비 원격 점검 등 세 분야에서 협력한다.",
    "창고 안의 눈과 귀가 된다",
    "가람전자는 감지 장치와 로봇 팔을, 누리통신은 전용 통신망과 관제 소프트웨어를 맡는다. 시범 운영은 내년 상반기에 시작한다.",
    "박도윤 가람전자 부사장은 “현장의 목소리를 가장 먼저 듣는 설비를 만들겠다”고 말했다.",
    "누리통신 관계자는 무단 복제 방지 기술도 함께 적용해 고객사의 운영 자료를 안전하게 지키겠다고 설명했다.",
]
BODY = "\n".join(STORY)
CAPTION = "가람전자와 누리통신 관계자들이 협약서를 들어 보이고 있다. [사진=가람전자 제공]"
OTHER = "나래항공이 새 노선의 첫 비행을 마쳤다. 승객들은 대체로 만족한다는 반응을 보였다고 회사 측은 전했다."
WHEN = datetime(2024, 5, 15, 14, 7, tzinfo=SEOUL)

SHARE = '<div class="sns"><span>이 기사를 공유합니다</span><a href="#">페이스북(으)로 기사보내기</a><button>글씨키우기</button></div>'
MENU = (
    "<nav><ul>"
    + "".join(f'<li><a href="/s/{n}">{name}</a></li>' for n, name in enumerate(["정치", "경제", "산업"]))
    + "</ul></nav>"
)
BEST = (
    "<div class='side_box'><h4>많이 본 뉴스</h4><ul>"
    + "".join(f'<li><a href="/v/{n}">{OTHER[:30]} {n}</a></li>' for n in range(8))
    + "</ul></div>"
)
COPYRIGHT = "<저작권자 ⓒ 하늘신문 무단전재 및 재배포 금지>".replace("<", "&lt;").replace(">", "&gt;")
P = "".join(f"<p>{text}</p>" for text in STORY)
BR = "<br><br>".join(STORY)


def head(**meta: str) -> str:
    tags = "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in meta.items())
    return f'<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>{TITLE} - 하늘신문</title>{tags}</head>'


def read(markup: str | bytes, url: str = "https://www.haneul-sinmun.example/news/view/20240515001") -> Article:
    body = markup if isinstance(markup, bytes) else markup.encode()
    return read_page(Page(id="unknown", url=url, final_url=url, body=body))


ND_NEW = f"""{head(og__title=TITLE, og__site_name="하늘신문", og__type="article")}<body>{MENU}<div id="article-view">
<header class="article-view-header"><h3 class="heading">{TITLE}</h3><h4 class="subheading">{SUBTITLE}</h4>
<ul class="infomation"><li><i></i> 한서준 기자</li><li>입력 2024.05.15 14:07</li><li>댓글 0</li></ul></header>{SHARE}
<article id="article-view-content-div" itemprop="articleBody"><figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure>
<p>[하늘신문 한서준 기자] {STORY[0]}</p>{P[len(STORY[0]) + 7 :]}<p>&nbsp;</p>
<div class="view-copyright">{COPYRIGHT}</div><div class="view-editors"><strong class="name">한서준 기자</strong> <a>다른기사 보기</a></div></article>
{BEST}</div><footer>하늘신문 등록일자 : 2010.01.02</footer></body></html>"""

ND_TABLES = f"""<html><head><title>하늘신문 모바일 사이트, {TITLE}</title></head><body><table><tr><td>{MENU}</td></tr>
<tr><td class="view_t"><span id="font_title">{TITLE}</span></td></tr><tr><td class="view_s" id="font_subtitle">{SUBTITLE}</td></tr>
<tr><td class="view_r2">2024년 05월 15일 (수) 14:07:33</td><td>한서준 기자 <a href="mailto:seojun@haneul.example">seojun@haneul.example</a></td></tr>
<tr><td id="articleBody" class="view_r"><table align="center"><tr><td><img src="a.jpg"></td></tr><tr><td>▲ {CAPTION}</td></tr></table>
{BR}<br>{COPYRIGHT}</td></tr><tr><td>{BEST}</td></tr></table></body></html>"""

NAVER_NEW = f"""{head(og__title=TITLE, og__type="article", og__article__author="하늘신문 | 네이버")}<body><div class="newsct">
<a class="media_end_head_top_logo"><img alt="하늘신문"></a><h2 id="title_area" class="media_end_head_headline"><span>{TITLE}</span></h2>
<span class="media_end_head_info_datestamp_time" data-date-time="2024-05-15 14:07:33">2024.05.15. 오후 2:07</span>
<em class="media_end_head_journalist_name">한서준 기자</em>
<article id="dic_area" class="go_trans _article_content"><strong class="media_end_summary">{SUBTITLE}</strong>
<span class="end_photo_org"><img><em class="img_desc">{CAPTION}</em></span>[하늘신문 한서준 기자] {BR}<br><br>한서준 (seojun@haneul.example)</article>
<div class="media_end_linked_more">본문 요약봇 도움말</div>{BEST}</div></body></html>"""

NAVER_OLD = f"""{head(og__title=TITLE)}<body><div id="main_content"><div class="press_logo"><img alt="하늘신문"></div>
<div class="article_info"><h3 id="articleTitle">{TITLE}</h3><span class="t11">2024.05.15. 오후 2:07</span></div>
<div id="articleBodyContents"><script>flash();</script><span class="end_photo_org"><img><em class="img_desc">{CAPTION}</em></span>
(부산=하늘신문) 한서준 기자 = {BR}<br><br>seojun@haneul.example<br><br>▶ 네이버에서 하늘신문 구독하기<br><a href="/x">▶ {OTHER[:25]}</a></div></div></body></html>"""

DAUM = f"""{head(og__title=TITLE, og__site_name="하늘신문", article__published_time="2024-05-15T14:07:33+09:00")}<body><div id="mArticle">
<div class="head_view"><h3 class="tit_view">{TITLE}</h3><span class="info_view"><span class="txt_info">한서준</span><span class="txt_info">입력 <span class="num_date">2024. 5. 15. 14:07</span></span></span></div>
<strong class="summary_view">{SUBTITLE}</strong><div class="article_view"><section dmcf-sid="x" id="harmonyContainer">
<figure dmcf-ptype="figure"><img><figcaption class="txt_caption">{CAPTION}</figcaption></figure>{P}<p dmcf-ptype="general">한서준 기자 seojun@haneul.example</p></section></div>
<div class="copyright_view"><p>Copyright © 하늘신문. 무단전재 및 재배포 금지.</p></div>{BEST}</div></body></html>"""

WORDPRESS = f"""{head(og__type="article", og__site_name="하늘신문", article__published_time="2024-05-15T05:07:00+00:00")}<body class="single single-post">{MENU}
<article class="type-post"><h1 class="entry-title">{TITLE}</h1><span class="author vcard"><a class="fn">한서준</a></span>
<div class="entry-content">{P}<div class="sharedaddy"><h3>이것을 공유하기:</h3></div><div class="jp-relatedposts"><p>{OTHER}</p></div></div></article>{BEST}</body></html>"""

ARC = f"""{
    head(
        og__title=TITLE,
        og__type="article",
        article__author="하늘신문",
        og__site_name="하늘신문",
        article__published_time="2024-05-15T05:07:11.100Z",
    )
}<body><div id="fusion-app"></div>
<script id="fusion-metadata">window.Fusion=window.Fusion||{{}};Fusion.arcSite="haneul";Fusion.globalContent={
    json.dumps(
        {
            "type": "story",
            "headlines": {"basic": TITLE},
            "subheadlines": {"basic": SUBTITLE},
            "credits": {"by": [{"name": "서준 한", "additional_properties": {"original": {"byline": "한서준 기자"}}}]},
            "content_elements": [
                {"type": "image", "caption": CAPTION},
                *({"type": "text", "content": text} for text in STORY),
            ],
        },
        ensure_ascii=False,
    )
};Fusion.lastModified=1;</script></body></html>"""

NEXT_DATA = f"""{
    head(og__title=TITLE, og__site_name="하늘신문")
}<body><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{
    json.dumps(
        {
            "props": {
                "pageProps": {
                    "menu": [{"title": "정치"}],
                    "article": {
                        "title": TITLE,
                        "subTitle": SUBTITLE,
                        "content": P,
                        "writer": "한서준 기자",
                        "createDate": "2024-05-15 14:07:33",
                    },
                    "best": [{"title": OTHER[:20], "content": OTHER}],
                }
            }
        },
        ensure_ascii=False,
    )
}</script></body></html>"""

_FLIGHT_ROW = (
    '5:["$","$L23",null,{"state":{"detail":'
    + json.dumps(
        {"title": TITLE, "contentHtml": "$24", "writerDisplay": "한서준 기자", "deployDt": "2024.05.15 14:07"},
        ensure_ascii=False,
    )
    + "}}]\n"
)
_FLIGHT_TEXT = f"24:T{len(P.encode()):x},"
NEXT_FLIGHT = (
    head(og__title=f"{TITLE}-산업ㅣ하늘신문", og__site_name="하늘신문", og__type="article")
    + "<body>"
    + "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece, ensure_ascii=False)}])</script>"
        for piece in ('1:"$Sreact.fragment"\n' + _FLIGHT_TEXT, P[:150], P[150:] + _FLIGHT_ROW)
    )
    + "</body></html>"
)

TRANSCRIPT = f"""{head(og__title=TITLE, og__type="article", og__site_name="하늘방송")}<body><h4 class="headline-title">{TITLE}</h4><em class="date">입력 2024.05.15 (14:07)</em>
<em class="date">수정 2024.05.15 (15:00)</em><div class="view_con_text">{"<br>".join(STORY)}<br><br>촬영기자:오민재/영상편집:정하은</div>
<ul><li class="name">한서준 기자</li><li><a href="/r">한서준 기자의 기사 모음</a></li></ul><h3>오늘의 HOT클릭</h3>{BEST}</body></html>"""

ITEMPROP = f"""{head(og__title=f"{TITLE} | 하늘신문", og__site_name="하늘신문", og__type="article", dable__author="하늘신문")}<body>{MENU}<div class="contents" itemprop="articleBody">
<div class="util"><a href="#">글자크기 설정</a><span>카카오톡에 공유하기</span></div><div class="art_txt">{P}<p>[한서준 기자 seojun@haneul.example]</p><p>[ⓒ 하늘신문, 무단전재 및 재배포 금지]</p></div>
<div class="reporter_wrap"><p>한서준 기자 기사 더보기</p><p>{OTHER}</p></div></div><div>입력 : 2024-05-15 14:07:33 수정 : 2024-05-15 16:00:00</div>{BEST}</body></html>"""

JSON_LD = f"""{head(og__title=TITLE, og__site_name="하늘신문")}<script type="application/ld+json">{{"@context":"http://schema.org","@type":"NewsArticle",
"headline":"{TITLE}", // the title
"datePublished":"2024-05-15T14:07:33+09:00","author":{{"@type":"Person","name":"한서준 기자"}},"articleBody":{json.dumps(chr(10).join(STORY), ensure_ascii=False)},}}</script>
<body>{MENU}<div id="app"></div></body></html>"""

MEDIAON = f"""{head(og__title=TITLE)}<body>{MENU}<div id="container"><div class="arv_005_01"><div class="fix_art_top"><div class="art_top"><h2>{TITLE}</h2>
<h3>{SUBTITLE}</h3><ul class="art_info"><li>한서준 기자</li><li>등록 2024.05.15 14:07:33</li><li>seojun@haneul.example</li></ul></div></div>
<div class="cnt_view news_body_area"><div id="news_body_area" class="smartOutput"><div class="imgframe"><img src="a.jpg"><p>▲ {CAPTION}</p></div>{P}</div></div></div>
<div class="arv_009"><p>{COPYRIGHT}</p></div>{BEST}</div></body></html>"""

REGIONAL_STATION = f"""{head(og__title=TITLE, og__site_name="하늘방송", og__type="article")}<body>{MENU}<div class="journal"><h3>{TITLE}</h3><p>한서준 기자 입력 2024.05.15 14:07 조회수 12</p>
<div id="journal_article_wrap"><p><span class="notranslate">◀ANC▶</span></p>{P}<p>하늘방송 한서준입니다.</p></div><div>Copyright © 하늘방송. All rights reserved.</div></div>{BEST}</body></html>"""

UNKNOWN = f"""<html><head><title>{TITLE} :: 하늘신문</title></head><body>{MENU}<div class="w1"><div class="x9"><h2>{TITLE}</h2><span>한서준 기자 | 2024-05-15 14:07:33</span></div>
<div class="x7">{P}</div><div class="x8"><p>{OTHER}</p></div></div>{BEST}</body></html>"""

FAMILIES = {
    name: value
    for name, value in globals().items()
    if name.isupper() and isinstance(value, str) and value.lstrip().startswith(("<!DOCTYPE", "<html"))
}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_story_comes_out_whole_and_alone(family: str) -> None:
    article = read(FAMILIES[family])
    assert article.body == BODY


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_facts_of_publication(family: str) -> None:
    article = read(FAMILIES[family])
    assert article.title == TITLE
    assert article.authors == ["한서준"]
    assert article.published is not None
    assert article.published.replace(second=0, microsecond=0) == WHEN
    assert article.published.utcoffset() == WHEN.utcoffset()


@pytest.mark.parametrize("family", ["ND_NEW", "ND_TABLES", "NAVER_NEW", "DAUM", "ARC", "NEXT_DATA", "MEDIAON"])
def test_subtitle(family: str) -> None:
    assert read(FAMILIES[family]).subtitle == SUBTITLE


@pytest.mark.parametrize("family", ["ND_NEW", "ND_TABLES", "NAVER_NEW", "NAVER_OLD", "DAUM", "ARC"])
def test_captions_are_kept_apart(family: str) -> None:
    assert any("협약서를 들어 보이고" in caption for caption in read(FAMILIES[family]).captions)


@pytest.mark.parametrize(
    "family", ["ND_NEW", "NAVER_NEW", "NAVER_OLD", "DAUM", "WORDPRESS", "ARC", "NEXT_FLIGHT", "ITEMPROP"]
)
def test_publisher(family: str) -> None:
    assert read(FAMILIES[family]).publisher == "하늘신문"


@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.parametrize("declared", ["utf-8", "euc-kr"])
def test_declared_charset_may_lie(family: str, declared: str) -> None:
    markup = FAMILIES[family].replace('<meta charset="utf-8">', f'<meta charset="{declared}">')
    korean = markup.replace("©", "(c)").replace("ⓒ", "(c)").encode("cp949", "xmlcharrefreplace")
    if "Fusion" not in markup and "__next" not in markup:  # references are not resolved inside scripts
        assert read(korean).body == BODY
    assert read(markup.encode("utf-8")).body == BODY
    assert read(markup.encode("utf-16")).body == BODY


def test_updated_is_the_time_of_change() -> None:
    article = read(TRANSCRIPT)
    assert article.updated == datetime(2024, 5, 15, 15, 0, tzinfo=SEOUL)


def test_appended_best_stories_are_cut() -> None:
    appended = f"<p>[하늘신문 베스트 기사]</p><div><b>{OTHER[:20]}</b> [서울=하늘신문] 최유나 기자 = {OTHER * 3} yuna@haneul.example 2024-05-14 07:00</div>"
    markup = ITEMPROP.replace("<p>[ⓒ 하늘신문, 무단전재 및 재배포 금지]</p>", appended)
    article = read(markup)
    assert article.body == BODY
    assert article.authors == ["한서준"]
