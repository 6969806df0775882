from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.clean.story.article import read_page
from agents.clean.story.examine import LARGEST_PAGE
from topics.outcome import Drop, Ending, Quarantine
from topics.records import SEOUL, Article, Page

URL = "https://news.example/view/20240515001"
SENTENCES = [
    "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다.",
    "연구소에는 연구원 300명이 일하며 로봇 제어 기술을 개발한다.",
    "회사는 내년까지 1200억원을 들여 시험 설비를 갖출 계획이다.",
    "지역 대학과 함께 인재를 기르는 과정도 마련한다.",
]
BODY = "\n".join(SENTENCES)


def read(body: bytes | str, url: str = URL, **fields: object) -> Article:
    raw = body.encode() if isinstance(body, str) else body
    return read_page(Page.model_validate({"id": "unknown", "url": url, "final_url": url, "body": raw, **fields}))


def story(head: str = "", body: str = "".join(f"<p>{text}</p>" for text in SENTENCES)) -> str:
    return f"<html><head><title>가람전자, 부산에 로봇 연구소</title><meta property='og:type' content='article'>{head}</head><body><div id='articleBody'>{body}</div></body></html>"


def ending(body: bytes | str, url: str = URL) -> Ending:
    with pytest.raises(Ending) as caught:
        read(body, url)
    return caught.value


# ---- what is no story


@pytest.mark.parametrize(
    "body", [b"", b"   \n", b"\x00\x00", "<html></html>", "<html><body><p> </p></body></html>", b"\xef\xbb\xbf"]
)
def test_empty_page_has_no_body(body: bytes | str) -> None:
    outcome = ending(body)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "no body"


def test_front_page_is_not_an_article() -> None:
    leads = "".join(
        f"<li><a href='/v/{n}'>회사 {n}곳이 새 제품을 내놓았다</a><p>{SENTENCES[n % 4]}</p></li>" for n in range(60)
    )
    outcome = ending(
        f"<html><head><meta property='og:type' content='website'></head><body><ul>{leads}</ul></body></html>",
        "https://news.example/",
    )
    assert isinstance(outcome, Drop)
    assert outcome.reason == "not an article"


def test_section_list_is_not_an_article() -> None:
    links = "".join(
        f"<li><a href='/v/{n}'>가람전자 {n}분기 실적 발표 앞두고 시장의 눈이 쏠린다</a></li>" for n in range(50)
    )
    outcome = ending(
        f"<html><body><h2>산업</h2><ul>{links}</ul></body></html>", "https://news.example/section/industry"
    )
    assert outcome.reason == "not an article"


def test_page_of_one_picture_is_not_an_article() -> None:
    outcome = ending(story(body="<figure><img><figcaption>연구소 전경. [사진=가람전자 제공]</figcaption></figure>"))
    assert outcome.reason == "pictures only"


def test_news_flash_of_one_sentence_is_an_article() -> None:
    assert read(story(body=f"<p>{SENTENCES[0]}</p>")).body == SENTENCES[0]


# ---- poison


@pytest.mark.parametrize("depth", [10_000, 300_000])  # the second would keep the parser busy for minutes
def test_deep_nesting_is_quarantined(depth: int) -> None:
    outcome = ending("<div>" * depth + SENTENCES[0])
    assert isinstance(outcome, Quarantine)
    assert outcome.reason == "nested too deep"


def test_ends_that_find_no_beginning_do_not_keep_the_parser_busy() -> None:
    outcome = ending("<p>" + "<loc>" * 30_000 + "</div>" * 30_000 + SENTENCES[0])
    assert isinstance(outcome, Quarantine)
    assert outcome.reason == "nested too deep"


def test_deep_nesting_of_inline_tags_ends() -> None:
    assert isinstance(ending("<p>" + "<b><i>" * 10_000 + SENTENCES[0]), Ending)


def test_oversized_page_is_quarantined() -> None:
    outcome = ending(b"<html>" + b" " * LARGEST_PAGE)
    assert isinstance(outcome, Quarantine)
    assert outcome.reason == "page too large"


def test_page_of_very_many_elements_is_quarantined() -> None:
    outcome = ending("<html><body>" + "<p>a</p>" * 300_000)
    assert isinstance(outcome, Quarantine)
    assert outcome.reason == "too many elements"


def test_nul_bytes_are_ignored() -> None:
    markup = story(body="".join(f"<p>\x00{text[:5]}\x00{text[5:]}</p>" for text in SENTENCES))
    assert read(markup).body == BODY


@pytest.mark.parametrize(
    ("written", "read_as"), [("utf-8", "cp949"), ("utf-8", "latin-1"), ("cp949", "latin-1"), ("cp949", "utf-8")]
)
@pytest.mark.parametrize("as_markup", [True, False])
def test_a_body_of_improbable_letters_is_never_done(written: str, read_as: str, as_markup: bool) -> None:
    spoilt = [text.encode(written).decode(read_as, "replace") for text in SENTENCES]
    outcome = ending(story(body="".join(f"<p>{text}</p>" for text in spoilt)) if as_markup else "\n".join(spoilt))
    assert isinstance(outcome, Quarantine)
    assert outcome.reason == "undecodable"


@pytest.mark.parametrize("charsets", [("utf-8", "cp949"), ("cp949", "utf-8")])
def test_a_footer_in_another_charset_costs_nothing_of_the_story(charsets: tuple[str, str]) -> None:
    page, footer = story().removesuffix("</body></html>"), "<div>저작권자 가람일보 무단 전재 및 재배포 금지</div>" * 20
    assert read(page.encode(charsets[0]) + footer.encode(charsets[1])).body == BODY


@pytest.mark.parametrize("noise", [b"\xff\xfe", b"\x81", b"\xc7\xd1\xff", b"\xed\xa0\x80"])
def test_a_few_undecodable_bytes_do_not_cost_the_story(noise: bytes) -> None:
    body = story().encode().replace(b"</body>", b"<p>" + noise + b"</p></body>")
    assert read(body).body.startswith(BODY)


@pytest.mark.parametrize(
    "line", ["가" * 200_000, "가나다 기자 " * 30_000, "[" * 50_000, "#" * 50_000, "a@" * 50_000, "다. " * 60_000]
)
def test_one_endless_line_ends(line: str) -> None:
    with suppress(Ending):
        assert isinstance(read(story(body=f"<p>{line}</p>")), Article)


@pytest.mark.parametrize(
    "script",
    [
        "Fusion.globalContent=" + "[" * 100_000,
        "self.__next_f.push([1," + '"' * 50_000,
        'self.__next_f.push([1,"1:Tfffffff,x"])',
        "Fusion.globalContent=null;",
    ],
)
def test_broken_scripts_do_no_harm(script: str) -> None:
    assert read(story(f"<script>{script}</script>")).body == BODY


@pytest.mark.parametrize(
    "data",
    [
        "{" * 50_000,
        '{"@type":"NewsArticle","datePublished":17,"author":[[],{},null]}',
        '{"@type":["NewsArticle"],"headline":{}}',
        "[1,2",
    ],
)
def test_broken_linked_data_does_no_harm(data: str) -> None:
    assert read(story(f'<script type="application/ld+json">{data}</script>')).body == BODY


pieces = st.sampled_from(
    ["<p>", "</p>", "<div class='share'>", "</div>", "<br>", "<b>", "<table><tr><td>", "<article>", "<script>", "</script>", "<h1>", "<a href='/x'>", "</a>", *SENTENCES,
     "한서준 기자", "한서준 기자 seo@news.example", "무단전재 및 재배포 금지", "관련기사", "많이 본 뉴스", "[앵커]", "[리포트]", "\x00", "\udcff", "2024-05-15 14:07", "<meta property='og:type' content='article'>",
     "<meta charset='euc-kr'>", "&#0;", "&amp;lt;", "<!--", "-->", "<![CDATA[", "[사진=가람전자]", "△하나 △둘", "ㄱ" * 300]
)  # fmt: skip


@settings(max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=2_000),
        st.lists(pieces, max_size=40).map(lambda parts: "".join(parts).encode("utf-8", "surrogateescape")),
    )
)
def test_any_bytes_end_in_an_article_or_an_ending(body: bytes) -> None:
    try:
        article = read(body)
    except Ending:
        return
    paragraphs = article.body.split("\n")
    assert article.body
    assert len(paragraphs) == len(set(paragraphs))
    assert all(paragraph == paragraph.strip() for paragraph in paragraphs)
    assert Article.model_validate_json(article.model_dump_json()) == article


@settings(max_examples=100)
@given(st.text(max_size=1_000))
def test_any_text_ends_in_an_article_or_an_ending(text: str) -> None:
    try:
        article = read(b"", text=text)
    except Ending:
        return
    paragraphs = article.body.split("\n")
    assert len(paragraphs) == len(set(paragraphs))


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True),
    st.sampled_from(["p", "div", "li", "span><br", "section"]),
)
def test_paragraphs_come_once_and_in_order(order: list[int], tag: str) -> None:
    opening, closing = f"<{tag}>", f"</{tag.split('>')[0]}>"
    body = "".join(f"{opening}{SENTENCES[at]}{closing}" for at in order)
    assert read(story(body=body)).body == "\n".join(SENTENCES[at] for at in order)


def test_repeated_paragraph_is_kept_once() -> None:
    assert (
        read(story(body=f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><p>{SENTENCES[0]}</p>")).body
        == f"{SENTENCES[0]}\n{SENTENCES[1]}"
    )


# ---- facts


def test_source_speaks_where_the_page_is_silent() -> None:
    body = f"<html><body><div id='articleBody'>{''.join(f'<p>{text}</p>' for text in SENTENCES)}</div></body></html>"
    article = read(body, title="가람전자 연구소", published=datetime(2024, 5, 15, 5, 7, tzinfo=UTC))
    assert article.title == "가람전자 연구소"
    assert article.published == datetime(2024, 5, 15, 14, 7, tzinfo=SEOUL)
    assert str(article.published)[-6:] == "+09:00"


def test_utc_late_in_the_evening_is_the_next_korean_day() -> None:
    article = read(story("<meta property='article:published_time' content='2024-05-14T20:30:00Z'>"))
    assert str(article.published) == "2024-05-15 05:30:00+09:00"


def test_seoul_time_with_a_wrong_label_is_recognised_by_what_readers_see() -> None:
    markup = story("<meta property='article:published_time' content='2024-05-15T14:07:00Z'>").replace(
        "<body>", "<body><p>입력 2024.05.15 14:07</p>"
    )
    assert str(read(markup).published) == "2024-05-15 14:07:00+09:00"


def test_day_is_made_exact_by_the_time_shown() -> None:
    markup = story("<meta property='article:published_time' content='2024-05-15'>").replace(
        "<body>", "<body><p>수정 2024.05.15 18:00 등록 2024.05.15 14:07</p>"
    )
    article = read(markup)
    assert str(article.published) == "2024-05-15 14:07:00+09:00"
    assert str(article.updated) == "2024-05-15 18:00:00+09:00"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://news.example/articles/20240515001", "https://news.example/articles/20240515001"),
        ("/articles/20240515001", "https://news.example/articles/20240515001"),
        ("https://m.news.example/articles/20240515001", "https://m.news.example/articles/20240515001"),
        ("https://news.example/", URL),
        ("https://news.example/article.html", URL),
        ("https://archive.example/web/https://news.example/view/20240515001", URL),
        ("javascript:void(0)", URL),
        ("http://[broken", URL),
        ("", URL),
    ],
)
def test_canonical_address_is_believed_only_when_sane(link: str, expected: str) -> None:
    article = read(story(f"<link rel='canonical' href='{link}'>"))
    assert article.canonical_url == expected


def test_id_follows_the_canonical_address() -> None:
    first = read(story(f"<link rel='canonical' href='{URL}'>"), url="https://m.news.example/view/20240515001?page=2")
    assert first.id == read(story()).id
    assert first.url == "https://m.news.example/view/20240515001?page=2"


@pytest.mark.parametrize(
    "suffix",
    [" - 하늘신문", " | 하늘신문", "ㅣ하늘신문", "-산업ㅣ하늘신문", " :: 하늘신문", " < 산업 < 기사본문 - 하늘신문"],
)
def test_outlet_and_section_are_taken_off_the_title(suffix: str) -> None:
    head = f"<meta property='og:site_name' content='하늘신문'><meta property='og:title' content='가람전자, 부산에 로봇 연구소{suffix}'>"
    assert read(story(head)).title == "가람전자, 부산에 로봇 연구소"


@pytest.mark.parametrize(
    "title",
    [
        "[단독] 가람전자-누리통신, 손잡나",
        "가람전자 \"손잡자\"… 누리통신 '화답'",
        "[종합] 가람전자 | 연구소 착공",
        "한국 경제: 3년의 기록",
    ],
)
def test_marks_within_a_title_stay(title: str) -> None:
    head = f'<meta property="og:site_name" content="하늘신문"><meta property="og:title" content="{title.replace(chr(34), "&amp;quot;")}">'
    assert read(story(head)).title == title


def test_photographer_and_outlet_are_no_authors() -> None:
    head = "<meta property='og:site_name' content='하늘신문'><meta name='author' content='하늘신문'><meta property='dable:author' content='한서준 기자, 최유나 특파원'>"
    body = f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><p>사진=오민재 기자</p><p>영상취재 : 정하은</p>"
    article = read(story(head, body))
    assert article.authors == ["한서준", "최유나"]
    assert article.body == f"{SENTENCES[0]}\n{SENTENCES[1]}"


def test_address_dates_a_page_that_does_not() -> None:
    article = read(story(), "https://news.example/view/20240515140712345")
    assert str(article.published) == "2024-05-15 14:07:00+09:00"
    assert article.rules["published"] == "the address"


def test_address_is_not_believed_where_it_tells_of_the_future() -> None:
    assert read(story(), "https://news.example/view/20990515140712345").published is None


def test_source_dates_a_page_before_its_address() -> None:
    article = read(story(), "https://news.example/2024/05/15/1", published=datetime(2024, 5, 14, 5, 7, tzinfo=UTC))
    assert str(article.published) == "2024-05-14 14:07:00+09:00"


def test_a_story_at_the_root_with_its_number_in_a_parameter_is_an_article() -> None:
    markup = (
        "<html><body><h1>가람전자 새 공장</h1><article><p>"
        + "</p><p>".join(SENTENCES[:2])
        + "</p></article></body></html>"
    )
    assert read(markup, "https://news.example/?p=4411").body
