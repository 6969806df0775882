import gzip
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.contents import Contents
from agents.discover.read import read_source
from agents.discover.sources import SourceKind
from tests.agents.discover.samples import LEAD, SEEN, TITLE, rss, sitemap, sitemap_index
from topics.outcome import Ending, Quarantine
from topics.records import SEOUL

FEED = "https://garam.example/rss/all.xml"
LINKS = ["https://garam.example/news/1", "https://garam.example/news/2"]


def read(body: bytes | str, kind: SourceKind = SourceKind.AUTO, content_type: str = "", limit: int = 10**7) -> Contents:
    return read_source(body.encode() if isinstance(body, str) else body, FEED, content_type, kind, limit, SEEN)


def links(contents: Contents) -> list[str]:
    return [item.url for item in contents.items]


def test_an_rss_feed_gives_links_titles_leads_and_times() -> None:
    contents = read(rss(LINKS))
    assert links(contents) == LINKS
    first = contents.items[0]
    assert (first.title, first.summary, first.published) == (TITLE, LEAD, SEEN.replace(hour=21))
    assert contents.fault is None


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "euc-kr"),
        ("utf-8", "utf-8"),
        ("euc-kr", "euc-kr"),
        ("euc-kr", "utf-8"),
        ("cp949", "euc-kr"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_bytes_decide_on_the_encoding_and_not_the_label(encoding: str, declared: str) -> None:
    title = "가람전자 뷁 펲" if encoding == "cp949" else TITLE  # syllables that only CP949 has
    contents = read(rss(LINKS, encoding=declared, title=title).encode(encoding))
    assert [item.title for item in contents.items] == [title, title]


def test_a_feed_with_a_broken_byte_is_read_and_the_fault_told() -> None:
    contents = read(rss(LINKS).encode().replace("연".encode(), "연".encode()[:2], 1))
    assert links(contents) == LINKS
    assert contents.items[1].title == TITLE
    assert contents.fault == "undecodable bytes"


def test_control_characters_do_no_harm() -> None:
    contents = read(rss(LINKS, title="가람\x0b전자\x00"))
    assert [item.title for item in contents.items] == ["가람전자"] * 2


def test_atom() -> None:
    contents = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>가람</title><entry>'
        '<title type="html">가람 &amp;lt;새&amp;gt; 소식</title>'
        '<link rel="alternate" href="/news/1"/><link rel="enclosure" href="/a.jpg"/><id>tag:garam,1</id>'
        "<updated>2021-03-04T12:20:09Z</updated><summary>요약</summary></entry></feed>"
    )
    assert links(contents) == ["https://garam.example/news/1"]
    assert contents.items[0].published == datetime(2021, 3, 4, 21, 20, 9, tzinfo=SEOUL)
    assert contents.items[0].title == "가람 <새> 소식"


def test_rdf_with_dublin_core_dates() -> None:
    contents = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>가람</title></channel>'
        '<item rdf:about="https://garam.example/news/1"><title>제목</title><link>https://garam.example/news/1</link>'
        "<dc:date>2021-03-04T21:20:09+09:00</dc:date></item></rdf:RDF>"
    )
    assert contents.items[0].published == datetime(2021, 3, 4, 21, 20, 9, tzinfo=SEOUL)


def test_an_unreadable_pubdate_leaves_the_dublin_core_date() -> None:
    feed = rss(LINKS[:1]).replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    feed = feed.replace("<pubDate>", "<dc:date>2021-03-04T20:00:00+09:00</dc:date><pubDate>없음")
    feed = feed.replace("없음2021-03-04 21:00:00", "없음")
    assert read(feed).items[0].published == datetime(2021, 3, 4, 20, 0, tzinfo=SEOUL)


def test_a_permalink_guid_stands_in_for_the_link() -> None:
    contents = read(
        rss(["@"]).replace("<link>@</link>", '<guid isPermaLink="true">https://garam.example/news/9</guid>')
    )
    assert links(contents) == ["https://garam.example/news/9"]


def test_entities_escaped_twice_and_markup_are_resolved() -> None:
    contents = read(rss(LINKS[:1], title="가람 &amp;#39;새&amp;#39; <font color='red'>소식</font>"))
    assert contents.items[0].title == "가람 '새' 소식"


def test_a_feed_that_breaks_off_gives_what_came_before() -> None:
    whole = rss([f"https://garam.example/news/{n}" for n in range(10)])
    contents = read(whole[: whole.index("/news/7")])
    assert links(contents)[:6] == [f"https://garam.example/news/{n}" for n in range(6)]
    assert contents.fault == "broken XML"


def test_bare_ampersands_do_not_stop_a_feed() -> None:
    contents = read(
        rss(["https://garam.example/view?id=1&page=2"])
        .replace("&amp;", "&")
        .replace("<channel>", "<channel><x>A & B</x>")
    )
    assert links(contents) == ["https://garam.example/view?id=1&page=2"]
    assert contents.fault is None  # nothing was lost


def test_a_feed_without_entries_is_no_fault() -> None:
    contents = read(rss([]))
    assert (contents.items, contents.fault) == ([], None)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@garam.example", "http://[::1", ""]
)
def test_links_that_are_no_web_address_are_left_out(link: str) -> None:
    assert links(read(rss([link, LINKS[0]]))) == LINKS[:1]


_BOMB = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>\n'
_EXTERNAL = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize("head", [_BOMB, _EXTERNAL, "<!-- <rss> -->" + _BOMB, _BOMB.replace("ENTITY", "entity")])
@pytest.mark.parametrize("kind", [SourceKind.AUTO, SourceKind.FEED, SourceKind.SITEMAP])
def test_entity_declarations_are_refused_before_parsing(head: str, kind: SourceKind) -> None:
    with pytest.raises(Quarantine, match="xml bomb"):
        read(rss(LINKS, head=head), kind)
    with pytest.raises(Quarantine, match="xml bomb"):
        read(sitemap(LINKS).replace("<urlset", head + "<urlset"), kind)


def test_a_harmless_document_type_and_talk_of_entities_are_read() -> None:
    head = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">\n'
    )
    contents = read(rss(LINKS, head=head, title="XML의 <!ENTITY 선언"))
    assert links(contents) == LINKS


@pytest.mark.parametrize(
    "body", [b"", b"\x00" * 100, b"\xff\xd8\xff\xe0JFIF", b"plain text", "<html><body>점검 중</body></html>".encode()]
)
def test_what_is_no_source_is_told(body: bytes) -> None:
    with pytest.raises(Quarantine, match="not a source"):
        read(body)


def test_ten_thousand_nested_elements_end() -> None:
    deep = "<a>" * 10_000
    assert read(f"<rss version='2.0'><channel>{deep}").items == []
    assert read(f"<urlset>{deep}").items == []


@pytest.mark.parametrize("unit", ["<!--", "<!-- -->", "<", "<?xml", "<!ENTIT", "<![CDATA[", "&", "&#", "-->", "가<"])
def test_a_million_openings_end(unit: str) -> None:
    with pytest.raises(Quarantine):
        read(unit * 100_000)


def test_a_huge_feed_is_read_up_to_a_limit() -> None:
    many = [f"https://garam.example/news/{n}" for n in range(5_500)]
    assert len(read(rss(many).replace(f"<![CDATA[<b>{LEAD}</b>]]>", "")).items) == 5_000


def test_a_news_sitemap_gives_title_and_time() -> None:
    contents = read(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc> https://garam.example/news/1 </loc>'
        "<image:image><image:loc>https://garam.example/a.jpg</image:loc><image:title>사진</image:title></image:image>"
        "<news:news><news:publication><news:name>가람일보</news:name></news:publication>"
        "<news:publication_date>2021-03-04T21:20:09+09:00</news:publication_date>"
        "<news:title><![CDATA[[속보] 가람전자]]></news:title></news:news></url></urlset>"
    )
    assert links(contents) == LINKS[:1]
    assert contents.items[0].title == "[속보] 가람전자"
    assert contents.items[0].published == datetime(2021, 3, 4, 21, 20, 9, tzinfo=SEOUL)


def test_a_sitemap_index_names_further_sitemaps() -> None:
    contents = read(sitemap_index(["/map1.xml", "https://garam.example/map2.xml.gz"]))
    assert [further.url for further in contents.further] == [
        "https://garam.example/map1.xml",
        "https://garam.example/map2.xml.gz",
    ]
    assert contents.items == []


def test_a_packed_sitemap_is_unpacked_within_the_limit() -> None:
    assert links(read(gzip.compress(sitemap(LINKS).encode()))) == LINKS
    with pytest.raises(Quarantine, match="too large"):
        read(gzip.compress(bytes(30_000_000)))


def test_a_broken_sitemap_gives_what_came_before() -> None:
    contents = read(sitemap(LINKS).replace("</url></urlset>", "<"))
    assert links(contents)[0] == LINKS[0]
    assert contents.fault == "broken XML"


def test_a_listing_page_gives_its_stories() -> None:
    page = (
        "<html><body><nav><a href='/economy'>경제</a><a href='/about'>가람일보를 소개하는 긴 이름의 쪽</a></nav>"
        f"<ul><li><a href='/news/20210304001'><b>{TITLE}</b></a></li><li><a href='/news/20210304001'><img></a></li>"
        f"<li><a href='https://other.example/news/20210304002'>{TITLE}</a></li></ul></body></html>"
    )
    contents = read(page, SourceKind.LISTING)
    assert [(item.url, item.title) for item in contents.items] == [("https://garam.example/news/20210304001", TITLE)]


NEWS = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{link}</loc><news:news>'
    "<news:publication><news:name>가람일보</news:name></news:publication>"
    "<news:publication_date>2021-03-04T21:00:00+09:00</news:publication_date>"
    "<news:title>{title}</news:title></news:news></url></urlset>"
)


def feed_and_sitemap(link: str = LINKS[0], title: str = TITLE) -> tuple[str, str]:
    """A feed and a news sitemap with a link and a title as they are to stand in the markup."""
    feed = rss(["@"], title="@").replace("<![CDATA[@]]>", title).replace("@", link)
    return feed, NEWS.format(link=link, title=title)


def read_both(link: str = LINKS[0], title: str = TITLE) -> list[Contents]:
    return [read(source) for source in feed_and_sitemap(link, title)]


@pytest.mark.parametrize("declaration", ['<?xml version="1.0" encoding="UTF-8"?>\n', ""])
@pytest.mark.parametrize(
    "junk",
    [
        "<br />\n<b>Notice</b>:  Undefined variable: q in <b>/w/rss.php</b> on line <b>7</b><br />\n",
        "Warning: connect() failed in /w/db.php on line 3\n\n",
        "<!DOCTYPE html><html><head><title>점검</title></head><body><p>점검 중</p></body></html>",
        "<html><body><center>",
        '<script>document.write("<rss version=2>")</script>',
        "<style>rss > item { }</style><!-- <urlset> -->",
        "\ufeff\ufeff \n",
    ],
)
def test_what_servers_print_in_front_of_the_xml_is_passed_over(junk: str, declaration: str) -> None:
    for source in feed_and_sitemap():
        bare = source[source.index("?>") + 2 :]
        contents = read(junk + declaration + bare + "<script>count()</script>")
        assert [(item.url, item.title, item.published) for item in contents.items] == [
            (LINKS[0], TITLE, SEEN.replace(hour=21))
        ]
        assert contents.fault is None


def test_an_entity_bomb_behind_such_junk_is_refused() -> None:
    for source in feed_and_sitemap():
        with pytest.raises(Quarantine, match="xml bomb"):
            read("<br /><b>Notice</b>" + _BOMB + source[source.index("?>") + 2 :])


@pytest.mark.parametrize(
    "query", ["x=1&y=2", "x=1&section=2", "id=1&copy=3&lt=4&region=5", "x=1&", "&amp;a=1", "a=%26&b"]
)
def test_a_bare_ampersand_leaves_the_address_whole(query: str) -> None:
    link = f"https://garam.example/news/1?{query}"
    for contents in read_both(link):
        assert links(contents) == [link.replace("&amp;", "&")]
        assert contents.fault is None


@given(st.text(st.sampled_from("abcxyz019=&;%_-.+~/"), max_size=30))
def test_an_address_is_read_alike_however_its_ampersands_are_written(query: str) -> None:
    link = f"https://garam.example/news/1?k={query.replace(';', '')}"
    for bare, escaped in zip(read_both(link), read_both(link.replace("&", "&amp;")), strict=True):
        assert links(bare) == links(escaped) == [link]


def test_comments_cdata_and_instructions_within_an_element_do_not_cut_it() -> None:
    for link in (
        "<!-- a & b -->https://garam.example<!-- c -->/news/1",
        "<![CDATA[https://garam.example]]>/news<![CDATA[/1]]>",
        "https://garam.example<?cut here?>/news/1",
        "\n  <![CDATA[ https://garam.example/news/1 ]]>\n",
    ):
        for contents in read_both(link, "<![CDATA[가람전자,]]> 새<!-- 헌 --> 연구소 <![CDATA[열어]]>"):
            assert [(item.url, item.title) for item in contents.items] == [(LINKS[0], TITLE)]


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#0;", "&#x110000;", "&#xFFFF", "&#99999999;"])
def test_references_to_what_no_xml_may_hold_are_left_out(reference: str) -> None:
    for contents in read_both(title=f"가람{reference}전자"):
        assert [item.title for item in contents.items] == ["가람전자"]
    spoilt = NEWS.replace("sitemap-news/0.9", f"sitemap-{reference}<!--n-->ews/0.9")
    assert len(read(spoilt.format(link=LINKS[0], title=TITLE)).items) <= 1


def test_undeclared_prefixes_are_known_by_their_names() -> None:
    plain = NEWS.format(link=LINKS[0], title=TITLE)
    bare = plain.replace(' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "")
    for source in (bare, bare.replace(' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', "")):
        assert read(source) == read(plain)
        assert read(source).items[0].title == TITLE
    feed = rss(LINKS[:1], extra="<dc:date>2021-03-04T20:00:00+09:00</dc:date><x:y>1</x:y>")
    feed = feed.replace("<pubDate>2021-03-04 21:00:00</pubDate>", "")
    assert read(feed).items[0].published == datetime(2021, 3, 4, 20, 0, tzinfo=SEOUL)
    assert read(feed).fault is None


@pytest.mark.parametrize(
    "title",
    [
        "영화 <Parasite> 재개봉",
        "<Time> 올해의 인물",
        "<AI> & <Robot>",
        "<기생충> 다시 <Map> 위로",
        "2 < 3",
        "[왜] <MY NAME> 열풍",
    ],
)
def test_words_in_angle_brackets_stay_in_titles_and_tags_do_not(title: str) -> None:
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    twice = escaped.replace("&", "&amp;")
    for written in (
        title,
        escaped,
        twice,
        f"<![CDATA[{title}]]>",
        f"<![CDATA[<b>{title}</b><br>]]>",
        f"<b>{title}</b>",
    ):
        for contents in read_both(title=written):
            assert [item.title for item in contents.items] == [title], written


def test_the_time_of_a_feed_more_than_a_day_ahead_is_refused() -> None:
    feed = rss(LINKS[:1]).replace("2021-03-04 21:00:00", "2021-03-06 21:00:00")
    assert read(feed).items[0].published is None
    dated = feed.replace("</pubDate>", "</pubDate><dc:date>2021-03-04T20:00:00+09:00</dc:date>")
    assert read(dated).items[0].published == datetime(2021, 3, 4, 20, 0, tzinfo=SEOUL)


_MARKUP = "rss> channel> item> /item> link> /link> title> ![CDATA[ !-- ?xml urlset> url> loc> sitemap> feed> entry> ! /"
_PARTS = st.sampled_from([f"<{name}" for name in _MARKUP.split(" ")]) | st.sampled_from(
    ["http://a.kr/1", "]]>", "-->", "?>", "&", "&amp;", "&#0;", "가", "\x00", '"', "<", ">"]
)


@given(st.lists(_PARTS).map("".join).map(str.encode) | st.binary(max_size=300), st.sampled_from(list(SourceKind)))
def test_garbage_ends_with_contents_or_a_reason(body: bytes, kind: SourceKind) -> None:
    try:
        contents = read(body, kind)
    except Ending:
        return
    assert all(link.startswith("http") for link in links(contents))
