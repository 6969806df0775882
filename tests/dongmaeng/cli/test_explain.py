"""`dongmaeng read --explain` marks the text and says what decided each mention."""

from __future__ import annotations

import io

from rich.console import Console

from agents.clean.explanation import explain_page
from agents.tag.tag import tag_article
from dongmaeng.cli.explain import explain, triggers_of
from dongmaeng.cli.page import LEFT_OUT, show_page
from dongmaeng.shapes.articles import ReadItemShape
from topics.records import Article, Page

TEXT = "KT는 ‘현대건설’과 스마트 현장 구축을 위한 업무협약(MOU)을 체결했다고 14일 밝혔다. 손잡이는 새로 칠했다."


def line(text: str, title: str = "KT, 현대건설과 맞손") -> ReadItemShape:
    article = Article(id="a", url="item:a", canonical_url="item:a", title=title, body=text)
    return ReadItemShape.of("a", tag_article(article))


def explained(shown: ReadItemShape, *, colours: bool) -> str:
    out = io.StringIO()
    explain(Console(file=out, force_terminal=colours, width=200, color_system="standard" if colours else None), shown)
    return out.getvalue()


def test_without_colours_names_and_triggers_stand_in_brackets() -> None:
    shown = explained(line(TEXT), colours=False)
    assert "[KT]는 ‘[현대건설]’과" in shown
    assert "{업무협약}({MOU})을 {체결}했다고" in shown
    assert "손잡이는" in shown


def test_each_mention_has_its_status_rule_and_members() -> None:
    result = line(TEXT)
    shown = explained(result, colours=False)
    [mention] = result.mentions
    assert "1  announced, NEW  mou" in shown
    assert f"rule: {mention.rule}" in shown
    assert "member: KT  (company, signatory, named)" in shown
    assert "trigger 업무협약 … 체결  (mou, sign)  in mention 1" in shown


def test_each_step_of_the_reading_says_its_rule_and_the_words() -> None:
    result = line(TEXT)
    shown = explained(result, colours=False)
    [judged] = [step for step in result.steps if step.did == "judged" and not step.in_title]
    assert f"judged: {judged.text} [{judged.rule}] “업무협약(MOU)을 체결”" in shown
    assert len(shown.partition("What was decided, step by step")[2].split("\n  ")) > len(result.steps)


def test_with_colours_the_text_itself_is_unchanged() -> None:
    shown = explained(line(TEXT), colours=True)
    assert "\x1b[" in shown
    assert "{체결}" not in shown


def test_triggers_keep_their_places_in_the_original_text() -> None:
    text = "A사와 B사는 &apos;상생&apos; 업무협약을\n맺지 않고 「공동 연구」 협약을 체결했다."
    for trigger in triggers_of(text):
        start, end = trigger.spans[0]
        assert text[start:end] == trigger.word
        assert trigger.clause[0] <= start < end <= trigger.clause[1]


def test_a_text_that_speaks_of_no_alliance_says_so() -> None:
    assert "No clause speaks of an alliance." in explained(line("날씨가 맑았다.", title="오늘의 날씨"), colours=False)


PAGE = """<html><head><title>가람전자, 나래통신과 업무협약</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2026-03-09T09:00:00+09:00"></head><body><div class="article-body">
<p>가람전자는 나래통신과 물류 로봇 사업을 위한 업무협약을 체결했다고 9일 밝혔다.</p>
<p>두 회사는 시제품을 함께 만들어 내년에 선보인다.</p><p>무단 전재 및 재배포 금지</p></div></body></html>"""


def cleaned(html: str) -> str:
    out = io.StringIO()
    page = Page(id="a", url=ADDRESS, final_url=ADDRESS, body=html.encode())
    show_page(Console(file=out, width=200), ADDRESS, explain_page(page), LEFT_OUT)
    return out.getvalue()


ADDRESS = "https://paper.example/news/1"


def test_cleaning_says_which_rule_gave_each_fact_and_why_lines_were_left_out() -> None:
    shown = cleaned(PAGE)
    assert "2026-03-09 09:00:00+09:00  ← meta: article:published_time" in shown
    assert "… 2 lines of the story" in shown
    [left] = [text for text in shown.splitlines() if "무단 전재" in text]
    assert "← " in left
    assert "시제품" not in shown


def test_a_page_that_is_no_story_says_why() -> None:
    assert "drop: no body" in cleaned("<html><body><p>짧다</p></body></html>")


def test_a_tie_is_shown_with_the_rules_and_words_it_rests_on() -> None:
    text = (
        "KT는 14일 일본의 나래전기와 로봇 공동연구를 위한 업무협약을 체결했다. 협약 기간은 3년이다.\n"
        "협약식에는 김하늘 KT 대표가 참석했다."
    )
    shown = explained(line(text, title=""), colours=False)
    assert "activity: research_and_development  (activity.research: “공동연구”)" in shown
    assert "country: 나래전기 JP  (country.direct: “일본의 나래전기”)" in shown
    assert "cross-border: yes" in shown
    assert "term: 36 months  (term.stated: “3년”)" in shown
    assert "signed by: 김하늘 KT 대표  (signing.ceremony: “김하늘 KT 대표”)" in shown
