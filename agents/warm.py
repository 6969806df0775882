"""Read one story on import, so that every table is loaded: workers forked from a server that has this share them."""

from __future__ import annotations

import gc

from agents.clean.clean import read_signed
from agents.tag.tag import tag_article
from search.analysis import analyse
from topics.records import Page

_PAGE = """<html lang="ko"><head><title>가나전자·다라통신, 업무협약 체결</title>
<meta property="og:type" content="article"><link rel="canonical" href="https://m.example.com/news/1">
<meta property="article:published_time" content="2026-03-02T09:00:00+09:00"></head>
<body><article>
<p>가나전자와 다라통신은 2일 서울에서 인공지능 서비스를 함께 만들기 위한 업무협약(MOU)을 체결했다고 밝혔다.</p>
<p>두 회사는 올해 안에 첫 서비스를 내놓을 계획이다. 박세종 가나전자 대표는 "협력을 넓히겠다"고 말했다.</p>
<p>홍길동 기자 hong@example.com</p>
</article></body></html>"""

_URL = "https://www.example.com/news/1"

analyse(tag_article(read_signed(Page(id="0" * 16, url=_URL, final_url=_URL, body=_PAGE.encode())).article).article.body)
gc.freeze()  # no worker looks through the tables for garbage, which would also copy the memory that they share
